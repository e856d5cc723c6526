"""Whom a register already knows: entries of one file that were matched with the same row of it, or with two."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from linkage.answers import Answer, AnswerFault
from linkage.clusters import MOST_ENTRIES
from linkage.entries import Entries
from linkage.sheets import open_sheet

type Rows = NDArray[np.int64]

NOT_MATCHED = -1


class Anchors:
    """The register row of each entry, as a number of its own; NOT_MATCHED for those without one."""

    def __init__(self, rows: Rows, chances: NDArray[np.float64]) -> None:
        self._rows = rows
        self._chances = chances

    @classmethod
    def none(cls, entries: Entries) -> Self:
        return cls(np.full(len(entries), NOT_MATCHED, np.int64), np.zeros(len(entries)))

    @classmethod
    def read(cls, answers: Path, entries: Entries) -> Self:
        """From ANSWERS about these people: only “same” anchors. Raises AnswerFault for a person who is not among them."""
        sheet = open_sheet(answers, required=["id", "answer", "probability"], optional=["register_nik", "register_row"])
        who = next((name for name in ("register_row", "register_nik") if name in sheet.columns), None)
        if who is None:
            raise AnswerFault(f"Kolom register_nik atau register_row tidak ada di {answers.name}.")
        place = {text: at for at, text in enumerate(entries.ids.to_pylist())}
        made = cls.none(entries)
        numbers: dict[str, int] = {}
        for batch in sheet.batches():
            columns = [batch.columns[name].to_pylist() for name in ("id", "answer", who, "probability")]
            for at, (person, answer, known_as, chance) in enumerate(zip(*columns, strict=True)):
                if person not in place:
                    sentence = "id ini tidak ada di berkas orang; jawaban ini untuk berkas lain."
                    raise AnswerFault(sentence, row=batch.rows[at].as_py())
                if answer == Answer.SAME and known_as:
                    made._rows[place[person]] = numbers.setdefault(known_as, len(numbers))
                    made._chances[place[person]] = float(chance or 0)
        return made

    def pairs(self) -> tuple[Rows, Rows]:
        """All pairs (lower row, higher row) that share a register row; a row that too many share is left out."""
        rows = np.flatnonzero(self._rows != NOT_MATCHED)
        order = rows[np.argsort(self._rows[rows], kind="stable")]
        groups = np.split(order, np.flatnonzero(np.diff(self._rows[order])) + 1)
        found = [pair for group in groups if len(group) <= MOST_ENTRIES for pair in combinations(group.tolist(), 2)]
        low, high = np.array(found, np.int64).reshape(-1, 2).T
        return low, high

    def are_same(self, low: Rows, high: Rows) -> NDArray[np.bool_]:
        same: NDArray[np.bool_] = (self._rows[low] == self._rows[high]) & (self._rows[low] != NOT_MATCHED)
        return same

    def are_different(self, low: Rows, high: Rows) -> NDArray[np.bool_]:
        matched = (self._rows[low] != NOT_MATCHED) & (self._rows[high] != NOT_MATCHED)
        different: NDArray[np.bool_] = matched & (self._rows[low] != self._rows[high])
        return different

    def chance(self, low: Rows, high: Rows) -> NDArray[np.float64]:
        """That both answers are right."""
        return self._chances[low] * self._chances[high]

    def said(self, low: int, high: int, *, same: str, different: str) -> list[str]:
        """The sentence about two entries, if the register knows both."""
        one, other = np.array([low]), np.array([high])
        if self.are_same(one, other)[0]:
            return [same]
        return [different] if self.are_different(one, other)[0] else []
