"""Comparisons of texts are slow; pairs of texts are few. Remember what was said of a pair."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

type Numbers = NDArray[np.int64]
type Marks = NDArray[np.bool_]


class PairMemory:
    """Remembers what a slow comparison of two numbered texts said, for pairs compared again and again."""

    MOST = 2_000_000

    def __init__(self) -> None:
        self._known = (np.zeros(0, np.int64), np.zeros(0, np.bool_))

    def marks(
        self, one: NDArray[np.int32], other: NDArray[np.int32], compare: Callable[[Numbers, Numbers], Marks]
    ) -> Marks:
        """One mark per pair; `compare` is asked for the pairs not yet known, each once, the lower number first."""
        packed = np.minimum(one, other).astype(np.int64) << 32 | np.maximum(one, other)
        known, marks = self._known
        place = np.searchsorted(known, packed)
        is_known = known[np.minimum(place, len(known) - 1)] == packed if len(known) else np.zeros(len(packed), np.bool_)
        if not is_known.all():
            new = distinct(packed[~is_known])
            found = compare(new >> 32, new & 0xFFFFFFFF)
            if len(known) > self.MOST:
                known, marks = known[:0], marks[:0]
                new = distinct(packed)
                found = compare(new >> 32, new & 0xFFFFFFFF)
            at = np.searchsorted(known, new)
            known, marks = np.insert(known, at, new), np.insert(marks, at, found)
            # One assignment: another thread sees the old memory or the new one, both whole.
            self._known = known, marks
            place = np.searchsorted(known, packed)
        return marks[place]

    def forget_from(self, number: int) -> None:
        """Forget every pair with this number or a higher one: the numbers will be given to other texts."""
        known, marks = self._known
        kept = known & 0xFFFFFFFF < number
        if not kept.all():
            self._known = known[kept], marks[kept]


def distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each once, ascending. (numpy's own is slower for numbers without repetition.)"""
    ordered = np.sort(numbers)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered
