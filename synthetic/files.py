"""A whole world as files: a register of millions, people from prisons, and the truth about them.

Written block by block: memory holds one block and the people, however long the register. The same seed, kind and number of
people give the same files; a longer register of the same seed begins with the shorter one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from synthetic import baseline
from synthetic.chance import Chance
from synthetic.entries import Entries
from synthetic.population import REGISTERED, Block, block
from synthetic.profiles import KINDS, Kind


@dataclass(frozen=True, slots=True)
class Files:
    """Where the parts of a written world are."""

    folder: Path

    @property
    def register(self) -> Path:
        return self.folder / "register.parquet"

    @property
    def people(self) -> Path:
        return self.folder / "people.parquet"

    @property
    def truth(self) -> Path:
        return self.folder / "truth.parquet"

    @property
    def about(self) -> Path:
        """The arguments of the world as JSON; written last, so a folder without it is not whole."""
        return self.folder / "world.json"


def write(
    folder: Path,
    *,
    seed: int,
    rows: int,
    people: int,
    kind: str = "study",
    for_baseline: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Files:
    """Write the world of this seed into `folder`: `rows` in the register, `people` entries from prisons.

    `kind` is a key of `profiles.KINDS`. `for_baseline` also writes what the benchmark's opponent reads. `progress` is told
    the rows written so far. Raises ValueError for an unknown kind, or more people than live there.
    """
    if kind not in KINDS:
        raise ValueError(f"a world is one of: {', '.join(KINDS)}")
    if rows < 2 or people < 1:
        raise ValueError("a world needs two people in the register, and somebody in prison")
    folder.mkdir(parents=True, exist_ok=True)
    written = Files(folder)
    written.about.unlink(missing_ok=True)
    chance = Chance(seed)
    entries = Entries(chance, KINDS[kind], people)
    with _Registers(written, for_baseline=for_baseline) as registers:
        for first, shown, hidden in _blocks(chance, KINDS[kind], rows):
            registers.write(shown, first)
            entries.meet(shown, hidden)
            if progress:
                progress(first + len(shown))
    table, truth = entries.tables()
    pq.write_table(table, written.people, compression="zstd")
    pq.write_table(truth, written.truth, compression="zstd")
    if for_baseline:
        pq.write_table(baseline.inmates(table, truth), folder / baseline.INMATES, compression="zstd")
    about = {"seed": seed, "rows": rows, "people": people, "kind": kind}
    written.about.write_text(json.dumps(about) + "\n", encoding="utf-8")
    return written


def _blocks(chance: Chance, kind: Kind, rows: int) -> Iterator[tuple[int, Block, Block]]:
    for place, first in enumerate(range(0, rows, REGISTERED)):
        shown, hidden = block(chance, kind.society, place)
        yield first, shown.taken(slice(0, rows - first)), hidden


class _Registers:
    """The register, and if asked for the opponent's, written side by side; a file has its name only when it is whole."""

    def __init__(self, files: Files, *, for_baseline: bool) -> None:
        self._paths = [files.register, *([files.folder / baseline.REGISTER] if for_baseline else [])]
        self._writers: list[pq.ParquetWriter] = []

    def __enter__(self) -> _Registers:
        return self

    def write(self, people: Block, first: int) -> None:
        table = people.table()
        tables = [table, *([baseline.register(table, first)] if len(self._paths) > 1 else [])]
        if not self._writers:
            self._writers = [
                pq.ParquetWriter(_partial(path), each.schema, compression="zstd")
                for path, each in zip(self._paths, tables, strict=True)
            ]
        for writer, each in zip(self._writers, tables, strict=True):
            writer.write_table(each, row_group_size=REGISTERED)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for writer, path in zip(self._writers, self._paths, strict=False):
            writer.close()
            if kind is None:
                _partial(path).replace(path)
            else:
                _partial(path).unlink(missing_ok=True)


def _partial(path: Path) -> Path:
    return path.with_suffix(".part")
