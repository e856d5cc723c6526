"""Chance as a function of what it is for: the same seed, purpose and place give the same number, in any order, anywhere.

Millions of rows are drawn in blocks, and every block could be drawn alone. Nothing here depends on a library's stream of
random numbers, which may change from version to version.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

type Integers = NDArray[np.int64]
type Reals = NDArray[np.float64]
type Truths = NDArray[np.bool_]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance of one world."""

    seed: int

    def shares(self, purpose: str, places: Integers) -> Reals:
        """A number in [0, 1) for each place, even and independent between purposes.

        SplitMix64's finaliser, twice. Source: Steele, Lea & Flood 2014, Fast splittable pseudorandom number generators.
        """
        key = np.uint64(int.from_bytes(blake2b(f"{self.seed} {purpose}".encode(), digest_size=8).digest(), "big"))
        bits = _mixed(_mixed(places.astype(np.uint64) * _GOLDEN + key) ^ key)
        return (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def happens(self, purpose: str, places: Integers, share: float) -> Truths:
        """True at about this share of the places."""
        return self.shares(purpose, places) < share

    def below(self, purpose: str, places: Integers, bound: int) -> Integers:
        """A whole number in [0, bound) for each place."""
        return (self.shares(purpose, places) * bound).astype(np.int64)


def _mixed(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    bits = (bits ^ (bits >> np.uint64(30))) * _FIRST
    bits = (bits ^ (bits >> np.uint64(27))) * _SECOND
    return bits ^ (bits >> np.uint64(31))
