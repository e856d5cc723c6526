"""Find entries of one file that may be one person: every pair that shares a key, and every pair of nearly equal NIKs.

The keys are those of the matching with a register (`linkage.keys`): each entry has one of a kind and tries many.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from linkage import keys
from linkage.entries import Entries

type Rows = NDArray[np.int64]

MOST_WITH_ONE_KEY = 200
"""A key shared by more entries tells too little to compare them all; more telling keys remain."""
CHUNK = 10_000


class Pairing:
    """The keys of all entries in order, so that the partners of a few are found at once."""

    def __init__(self, entries: Entries) -> None:
        self._entries = entries
        columns, vocabulary = entries.columns, entries.normaliser.vocabulary
        self._kinds = {kind: _Sorted(found) for kind, found in keys.register_keys(columns, vocabulary).items()}
        usable = np.where(columns.nik_length == 16, columns.nik, 0)
        self._niks = _Sorted(usable)

    def pairs(self) -> Iterator[tuple[Rows, Rows]]:
        """Candidates, some at a time, each pair (lower row, higher row) at least once."""
        for start in range(0, len(self._entries), CHUNK):
            yield self._partners(np.arange(start, min(start + CHUNK, len(self._entries)), dtype=np.int64))

    def _partners(self, rows: Rows) -> tuple[Rows, Rows]:
        asked = self._entries.columns.take(rows)
        places = np.arange(len(rows))
        found = [
            self._kinds[tries.kind].with_key(rows[tries.rows], tries.keys)
            for wide in (False, True)
            for tries in keys.person_keys(asked, self._entries.normaliser.vocabulary, places, wide=wide)
        ]
        usable = np.flatnonzero(asked.nik_length == 16)
        found.append(self._niks.with_key(rows[usable], asked.nik[usable]))
        near, niks = keys.nik_neighbours(asked.nik, asked.nik_length)
        found.append(self._niks.with_key(rows[near], niks))
        one = np.concatenate([a for a, _ in found])
        other = np.concatenate([b for _, b in found])
        is_pair = one != other
        low, high = np.minimum(one, other)[is_pair], np.maximum(one, other)[is_pair]
        distinct = np.unique(low * len(self._entries) + high)
        return np.divmod(distinct, len(self._entries))


class _Sorted:
    """Keys in order, with the rows that have them; 0 is no key."""

    def __init__(self, found: NDArray[np.uint64] | NDArray[np.int64]) -> None:
        rows = np.flatnonzero(found)
        order = np.argsort(found[rows], kind="stable")
        self._rows = rows[order]
        self._keys = found[self._rows]

    def with_key(self, asking: Rows, wanted: NDArray[np.uint64] | NDArray[np.int64]) -> tuple[Rows, Rows]:
        """For each row that asks, the rows that have the key it wants; nothing for keys that too many have."""
        starts = np.searchsorted(self._keys, wanted, side="left")
        counts = np.searchsorted(self._keys, wanted, side="right") - starts
        counts[counts > MOST_WITH_ONE_KEY] = 0
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.repeat(asking, counts), self._rows[np.repeat(starts, counts) + within]
