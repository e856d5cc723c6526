"""Sorted keys on disk: all rows of a register that have a key are found by bisection, without reading anything else.

Per kind two files: keys (uint64, ascending) and rows (uint32). Sorting goes through partitions by the upper bits of the
key, so that memory holds one partition at a time, however large the register.
"""

import mmap
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from linkage.hashing import Hashes
from linkage.writing import mapped

# So many keys are sorted at once: about half a gigabyte with their rows.
PARTITION_ROWS = 16_000_000

type RowNumbers = NDArray[np.uint32]


class Sorter:
    """Collects (key, row) pairs and gives them back by key, then by row. Key 0 stands for none and is left out."""

    def __init__(self, scratch: Path, rows: int, *, partition: int = PARTITION_ROWS) -> None:
        """`scratch` is a directory of its own, which is removed at the end; `rows` the most pairs there will be.

        About `partition` of them are in memory at once, as far as keys are spread evenly.
        """
        self._scratch = scratch
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        self._bits = max((rows - 1) // partition, 0).bit_length()
        self.size = 0

    def add(self, keys: Hashes, first_row: int) -> None:
        """The keys of consecutive rows."""
        present = np.flatnonzero(keys)
        keys = keys[present]
        rows = (present + first_row).astype(np.uint32)
        self.size += len(keys)
        part = self._part_of(keys)
        for number in range(1 << self._bits) if self._bits else (0,):
            chosen = part == number if self._bits else slice(None)
            with (self._scratch / f"{number:04}.keys").open("ab") as file:
                keys[chosen].tofile(file)
            with (self._scratch / f"{number:04}.rows").open("ab") as file:
                rows[chosen].tofile(file)

    def sorted(self) -> Iterator[tuple[Hashes, RowNumbers]]:
        """Partition by partition, ascending. Can be asked once."""
        for path in sorted(self._scratch.glob("*.keys")):
            keys = np.fromfile(path, np.uint64)
            rows = np.fromfile(path.with_suffix(".rows"), np.uint32)
            # Rows were added in ascending order: a stable sort keeps them so within a key.
            order = np.argsort(keys, kind="stable")
            yield keys[order], rows[order]
        shutil.rmtree(self._scratch)

    def _part_of(self, keys: Hashes) -> NDArray[np.uint64]:
        return keys >> np.uint64(64 - self._bits) if self._bits else np.zeros(len(keys), np.uint64)


def write(stem: Path, sorter: Sorter) -> None:
    """Write what `sorter` holds to `stem`.keys.npy and `stem`.rows.npy."""
    # An empty file cannot be mapped; key 0 is never looked up.
    size = max(sorter.size, 1)
    keys = mapped(Path(f"{stem}.keys.npy"), np.dtype(np.uint64), size)
    rows = mapped(Path(f"{stem}.rows.npy"), np.dtype(np.uint32), size)
    at = 0
    for sorted_keys, sorted_rows in sorter.sorted():
        keys[at : at + len(sorted_keys)] = sorted_keys
        rows[at : at + len(sorted_rows)] = sorted_rows
        at += len(sorted_keys)
    keys.flush()
    rows.flush()


class SortedKeys:
    """One kind of keys, ascending, with the row of each; ascending too where keys are equal."""

    def __init__(self, keys: Hashes, rows: RowNumbers, mapped: tuple[mmap.mmap, ...] = ()) -> None:
        self._keys = keys
        self._rows = rows
        self._mapped = mapped

    @classmethod
    def mapped_at(cls, stem: Path) -> Self:
        """What `write` wrote, mapped into memory."""
        # Plain views of the mapped files: each step through a memmap itself costs as much as a look-up.
        keys, rows = (np.load(f"{stem}.{part}.npy", mmap_mode="r") for part in ("keys", "rows"))
        return cls(np.asarray(keys), np.asarray(rows), (keys.base, rows.base))

    @classmethod
    def of(cls, keys: Hashes) -> Self:
        """The keys of all rows in their order, held in memory; 0 stands for none."""
        present = np.flatnonzero(keys)
        order = np.argsort(keys[present], kind="stable")
        return cls(keys[present][order], present[order].astype(np.uint32))

    def find(self, keys: Hashes, *, most: int) -> tuple[NDArray[np.int64], RowNumbers]:
        """(place in `keys`, row) of all rows that have one of `keys`; a key that more than `most` rows have is too common.

        Fastest when `keys` ascend.
        """
        start = np.searchsorted(self._keys, keys, side="left")
        held = (
            np.flatnonzero(self._keys[np.minimum(start, len(self._keys) - 1)] == keys) if len(self._keys) else start[:0]
        )
        start = start[held]
        end = np.searchsorted(self._keys, keys[held], side="right")
        counts = np.where(end - start > most, 0, end - start)
        place = np.repeat(held, counts)
        within = np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts)
        return place, self._rows[np.repeat(start, counts) + within]

    def let_go(self) -> None:
        """Give the pages that were looked at back to the system, which still holds the files as long as it has room."""
        for each in self._mapped:
            each.madvise(mmap.MADV_DONTNEED)
