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

from synthetic.chance import Chance
from synthetic.entries import Entries
from synthetic.population import REGISTER, REGISTERED, Block, block
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
    progress: Callable[[int], None] | None = None,
) -> Files:
    """Write the world of this seed into `folder`: `rows` in the register, `people` entries from prisons.

    `kind` is a key of `profiles.KINDS`. `progress` is told the rows written so far.
    Raises ValueError for an unknown kind, or for more people than live there.
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
    growing = partial(written.register)
    try:
        with pq.ParquetWriter(growing, REGISTER, compression="zstd") as writer:
            for first, shown, hidden in _blocks(chance, KINDS[kind], rows):
                writer.write_table(shown.table(), row_group_size=REGISTERED)
                entries.meet(shown, hidden)
                if progress:
                    progress(first + len(shown))
        growing.replace(written.register)
    finally:
        growing.unlink(missing_ok=True)
    table, truth = entries.tables()
    pq.write_table(table, written.people, compression="zstd")
    pq.write_table(truth, written.truth, compression="zstd")
    about = {"seed": seed, "rows": rows, "people": people, "kind": kind}
    written.about.write_text(json.dumps(about) + "\n", encoding="utf-8")
    return written


def _blocks(chance: Chance, kind: Kind, rows: int) -> Iterator[tuple[int, Block, Block]]:
    for place, first in enumerate(range(0, rows, REGISTERED)):
        shown, hidden = block(chance, kind.society, place)
        yield first, shown.taken(slice(0, rows - first)), hidden


def partial(path: Path) -> Path:
    """Where a file grows until it is whole."""
    return path.with_suffix(".part")
