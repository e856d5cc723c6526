"""Bring pairs together into persons without building chains: two groups become one only if nobody in them contradicts.

Plain transitive closure lets one wrong pair, or a twin who resembles two brothers, make one person of many. Here the surest
pair goes first, and a pair that would bring contradicting entries together is left for a person to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

MOST_ENTRIES = 50
"""Entries of one person at most: beyond, something other than a person is repeated."""


class Clusters:
    """Groups of entries, numbered 0 … size − 1. An entry that met nobody is a group of its own."""

    def __init__(self, size: int) -> None:
        self._group = list(range(size))
        self._members: dict[int, list[int]] = {}

    def of(self, entry: int) -> int:
        """The number of the entry's group: the least entry in it."""
        return self._group[entry]

    def members(self, group: int) -> list[int]:
        """The entries of a group, ascending."""
        return self._members.get(group, [group])

    def merged(self) -> Iterable[list[int]]:
        """The groups of two entries or more, by their least entry."""
        return [self._members[group] for group in sorted(self._members)]

    def merge(self, one: int, other: int) -> None:
        """Make one group of the groups of two entries."""
        first, second = sorted((self._group[one], self._group[other]))
        if first == second:
            return
        together = sorted([*self.members(first), *self.members(second)])
        self._members.pop(second, None)
        self._members[first] = together
        for entry in together:
            self._group[entry] = first


def cluster(
    size: int,
    pairs: Iterable[tuple[int, int]],
    contradict: Callable[[list[tuple[int, int]]], bool],
) -> tuple[Clusters, list[tuple[int, int]]]:
    """Merge along `pairs`, the surest first, and return the pairs that were refused besides the clusters.

    `contradict` says of some pairs whether any of them cannot be one person; it is asked for all pairs that a merge would
    bring together besides the merging one, so never for two entries alone. Deterministic for a given order of `pairs`.
    """
    clusters = Clusters(size)
    refused: list[tuple[int, int]] = []
    for one, other in pairs:
        if clusters.of(one) == clusters.of(other):
            continue
        left, right = clusters.members(clusters.of(one)), clusters.members(clusters.of(other))
        crossing = [(a, b) for a in left for b in right if (a, b) != (one, other)]
        if len(left) + len(right) > MOST_ENTRIES or (crossing and contradict(crossing)):
            refused.append((one, other))
        else:
            clusters.merge(one, other)
    return clusters, refused
