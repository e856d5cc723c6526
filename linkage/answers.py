"""ANSWERS: one row per person, in the order of PEOPLE, with or without what the register says.

An answer names its row of the register either by NIK, or, when the register's data must stay where it is, by the row's
number only. What stands in `why` are sentences without a value of either person.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from linkage.faults import Fault
from linkage.reading import open_people
from linkage.sheets import Batch, open_sheet


class Answer(StrEnum):
    """Whether a person is the one the register knows, or two entries are one person."""

    SAME = "same"
    LOOK = "look"
    DIFFERENT = "different"


class AnswerFault(Fault):
    """A file of answers is not one, or does not belong to the people."""


def schema(*, answers_only: bool) -> pa.Schema:
    """The columns of ANSWERS. With `answers_only` none of them holds a value of the register."""
    who = ("register_row", pa.int64()) if answers_only else ("register_nik", pa.string())
    return pa.schema(
        [
            ("id", pa.string()),
            ("answer", pa.string()),
            who,
            ("probability", pa.float64()),
            ("weight_bits", pa.float64()),
            ("margin_bits", pa.float64()),
            ("why", pa.string()),
        ]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many people got which answer. `answers_only`: the file refers to rows and holds no NIK of the register."""

    same: int
    look: int
    different: int
    answers_only: bool

    @property
    def people(self) -> int:
        return self.same + self.look + self.different


def check_answers(answers: Path, people: Path) -> Tally:
    """Whether the file `answers` gives exactly one well-formed answer to everyone in the file `people`.

    Raises AnswerFault with the row: a foreign, repeated or missing person, another word than an answer, a probability that
    is none, an answer that names nobody. FileFault for a file that cannot be read.
    """
    asked = {text for batch in open_people(people).batches() for text in batch.columns["id"].to_pylist()}
    sheet = open_sheet(answers, required=["id", "answer", "probability"], optional=["register_nik", "register_row"])
    who = [name for name in ("register_nik", "register_row") if name in sheet.columns]
    if len(who) != 1:
        raise AnswerFault(f"{answers.name} harus memuat kolom register_nik atau register_row, salah satu saja.")
    counts: Counter[str] = Counter()
    for batch in sheet.batches():
        _ensure_well_formed(batch, who[0])
        for at, person in enumerate(batch.columns["id"].to_pylist()):
            if person not in asked:
                sentence = "id ini tidak ada di berkas orang, atau sudah dijawab; jawaban ini untuk berkas lain."
                raise AnswerFault(sentence, row=batch.rows[at].as_py())
            asked.discard(person)
        counts.update(batch.columns["answer"].to_pylist())
    if asked:
        raise AnswerFault(
            f"{answers.name} tidak menjawab {len(asked)} orang dari {people.name}; mintalah yang lengkap."
        )
    return Tally(
        same=counts[Answer.SAME],
        look=counts[Answer.LOOK],
        different=counts[Answer.DIFFERENT],
        answers_only=who == ["register_row"],
    )


def _ensure_well_formed(batch: Batch, who: str) -> None:
    said = batch.columns["answer"]
    _ensure(batch, pc.is_in(said, pa.array(list(Answer))), f"kolom answer harus {', '.join(Answer)}.")
    names_nobody = pc.and_(pc.equal(said, Answer.SAME.value), batch.columns[who].is_null())
    _ensure(batch, pc.invert(names_nobody), f"jawaban same tanpa {who}.")
    number = r"^(0(\.[0-9]+)?|1(\.0+)?|[0-9]\.?[0-9]*e-[0-9]+)$"
    chances = batch.columns["probability"]
    is_number = pc.if_else(
        chances.is_null(), pc.equal(said, Answer.DIFFERENT.value), pc.match_substring_regex(chances, number)
    )
    _ensure(batch, is_number, "kolom probability harus bilangan antara 0 dan 1.")


def _ensure(batch: Batch, is_right: pa.Array, sentence: str) -> None:
    at = pc.index(pc.fill_null(is_right, False), False).as_py()
    if at >= 0:
        raise AnswerFault(sentence, row=batch.rows[at].as_py())
