"""Answer a file of people part by part, so that a run that was killed goes on where it stopped.

Beside the file of answers a hidden folder holds the parts that are whole and a manifest that says what they answer. A run
with the same people, register, model and settings uses them; any other starts anew. At the end the parts become the
file of answers at once and the folder goes. One run at a time writes one file of answers.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from linkage.answers import Answer, Tally, schema
from linkage.faults import Fault, FileFault, saying_what_the_system_refused
from linkage.notes import Notes
from linkage.reading import open_people, read_people
from linkage.sheets import Sheet
from linkage.writing import Table, kind_of, whole_table, write_text

PART = 100_000
"""People in one part: what is lost at most when a run is killed."""

MOST_HELD = 100_000
"""People that are kept in memory rather than read twice: some 40 megabytes."""

type Matcher = Callable[[pa.Table], pa.Table]
"""From a table of `reading.PEOPLE` to a table with the columns of ANSWERS, one row per person in the same order."""

type Progress = Callable[[str, int, int], None]
"""What is done (Indonesian), how much of it, of how much."""


class Busy(Fault):
    """Another run writes the same answers."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A file of people that was read to its end once and found whole."""

    sheet: Sheet
    people: int
    sha256: str
    notes: Notes
    held: pa.Table | None = None
    """The people themselves, when they are few enough to be kept from the first reading."""

    def parts(self, size: int) -> Iterator[pa.Table]:
        """The people in the order of the file, `size` at a time."""
        if self.held is None:
            yield from read_people(self.sheet, Notes(), size=size)
        else:
            yield from (self.held.slice(at, size) for at in range(0, self.people, size))


def look_through(people: Path, *, most_held: int = MOST_HELD) -> Asked:
    """Read the whole file of people before anything is done with it; `most_held` people at most stay in memory.

    Raises FileFault with the row of a fault.
    """
    sheet = open_people(people)
    notes = Notes()
    number = 0
    tables: list[pa.Table] = []
    for table in read_people(sheet, notes):
        number += len(table)
        # What is too much to hold is read again when it is needed.
        tables = [*tables, table] if number <= most_held else []
    held = pa.concat_tables(tables) if tables and number <= most_held else None
    return Asked(sheet, number, _digest(people), notes, held)


def answer(
    asked: Asked,
    matcher: Matcher,
    out: Path,
    *,
    settings: Mapping[str, Any],
    answers_only: bool,
    part: int = PART,
    progress: Progress = lambda _text, _done, _of: None,
) -> Tally:
    """Answer all people and write ANSWERS to `out` (CSV or Parquet), going on from what an earlier run has left.

    `settings` is whatever besides the people decides the answers: register, model, engine.
    Raises Busy, FileFault; what `matcher` raises goes through. What is whole stays for the next run.
    """
    kind_of(out)
    if out.is_dir():
        raise FileFault(f"{out} adalah folder; sebutkan nama berkas yang akan ditulis.")
    plan = {"people": asked.sha256, "answers_only": answers_only, "part": part, **settings}
    columns = schema(answers_only=answers_only)
    with _Parts.opened(out, plan) as parts:
        for at, table in enumerate(asked.parts(part)):
            progress("Mencocokkan", min(at * part, asked.people), asked.people)
            if not parts.has(at):
                parts.keep(at, _completed(table, matcher(table), columns))
        progress("Mencocokkan", asked.people, asked.people)
        counts: Counter[str] = Counter()
        with parts.becoming(out, columns) as answers:
            for rows in parts.all(-(-asked.people // part)):
                answers.write(rows)
                counts.update(rows.column("answer").to_pylist())
    return Tally(
        same=counts[Answer.SAME],
        look=counts[Answer.LOOK],
        different=counts[Answer.DIFFERENT],
        answers_only=answers_only,
    )


def _completed(people: pa.Table, answers: pa.Table, columns: pa.Schema) -> pa.Table:
    """The wanted columns of the answers, with what was odd about a person behind the reasons."""
    if not answers.column("id").equals(people.column("id")):
        raise ValueError("a matcher answers everybody once, in the order of the people")
    notes = people.column("notes")
    said = pc.binary_join_element_wise(pc.fill_null(answers.column("why"), ""), notes, " ")
    why = pc.utf8_trim_whitespace(said)
    at = answers.column_names.index("why")
    return answers.set_column(at, "why", why).select(columns.names).cast(columns)


class _Parts:
    """The parts that are whole, in the folder beside the answers."""

    def __init__(self, folder: Path, plan: dict[str, Any]) -> None:
        self._folder = folder
        self._plan = plan
        self._whole: dict[str, str] = {}

    @classmethod
    @contextmanager
    def opened(cls, out: Path, plan: dict[str, Any]) -> Iterator[_Parts]:
        """Raises Busy while another process has them open, FileFault when the folder of `out` cannot be written."""
        folder = out.with_name(f".{out.name}.parts")
        with saying_what_the_system_refused(out):
            folder.mkdir(mode=0o700, exist_ok=True)
            with (folder / "lock").open("w") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as error:
                    raise Busy(f"{out.name} sedang ditulis oleh proses lain; tunggu sampai selesai.") from error
                parts = cls(folder, plan)
                parts._take_up()
                yield parts

    def _take_up(self) -> None:
        try:
            manifest = json.loads((self._folder / "manifest.json").read_bytes())
            is_ours = manifest["plan"] == self._plan
            whole = dict(manifest["parts"])
        except (OSError, ValueError, KeyError, TypeError):
            is_ours, whole = False, {}
        if is_ours:
            self._whole = whole
            return
        for path in [*self._folder.glob("part-*"), *self._folder.glob(".*.part")]:
            path.unlink()

    def has(self, at: int) -> bool:
        """Whether this part is there as it was written."""
        known = self._whole.get(str(at))
        path = self._path(at)
        return known is not None and path.exists() and _digest(path) == known

    def keep(self, at: int, rows: pa.Table) -> None:
        with whole_table(self._path(at), rows.schema) as table:
            table.write(rows)
        self._whole[str(at)] = _digest(self._path(at))
        write_text(self._folder / "manifest.json", json.dumps({"plan": self._plan, "parts": self._whole}))

    def all(self, number: int) -> Iterator[pa.Table]:
        for at in range(number):
            yield pq.read_table(self._path(at))

    @contextmanager
    def becoming(self, out: Path, columns: pa.Schema) -> Iterator[Table]:
        """The answers, put together in the folder and then named `out`; nothing of the run remains beside them."""
        together = self._folder / f"whole{out.suffix}"
        with whole_table(together, columns) as table:
            yield table
        with saying_what_the_system_refused(out):
            together.replace(out)
        shutil.rmtree(self._folder)

    def _path(self, at: int) -> Path:
        return self._folder / f"part-{at:05}.parquet"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
