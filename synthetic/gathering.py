"""Who of a whole population comes into prison: drawn while its blocks pass, with the memory of those who came."""

from __future__ import annotations

import numpy as np

from synthetic.chance import Chance, Reals
from synthetic.population import Block

_MEN, _WOMEN = 0.93, 0.07
_BORN_1965 = -5 * 365
_CLOSE_HOUSEHOLDS, _CLOSE = 0.001, 50.0


class Gathering:
    """The `count` people with the smallest numbers drawn, each number shrunk by how likely such a person is in prison.

    Men come 93 to 7 women, the old less often, and of one household in a thousand nearly everybody who can: brothers, and
    fathers with sons, stand in the same file more often than by chance. The result is in the order of the numbers, which is
    no order of the register.
    Source: Efraimidis & Spirakis 2006, Weighted random sampling with a reservoir, Inf. Process. Lett. 97, 181–185.
    """

    def __init__(self, chance: Chance, purpose: str, count: int, *, is_even: bool = False) -> None:
        self._chance, self._purpose, self._count, self._is_even = chance, purpose, count, is_even
        self._kept: list[Block] = []
        self._keys: list[Reals] = []
        self._bound = np.inf

    def offer(self, people: Block) -> None:
        """Let these people be drawn too."""
        keys = -np.log1p(-self._chance.shares(self._purpose, people.number))
        if not self._is_even:
            keys /= self._weights(people)
        near = np.flatnonzero(keys < self._bound)
        self._kept.append(people.taken(near))
        self._keys.append(keys[near])
        if sum(map(len, self._keys)) > 2 * self._count + 100_000:
            self._shrink()

    def people(self, *, or_all: bool = False) -> Block:
        """Those who came. Raises ValueError when fewer were offered than asked for, unless all will do."""
        self._shrink()
        (people,) = self._kept
        if len(people) < self._count and not or_all:
            raise ValueError(f"{self._count} people were asked for, but only {len(people)} are there")
        return people

    def _shrink(self) -> None:
        people, keys = Block.joined(self._kept), np.concatenate(self._keys)
        order = np.argsort(keys, kind="stable")[: self._count]
        self._kept, self._keys = [people.taken(order)], [keys[order]]
        if len(order) == self._count and self._count:
            self._bound = keys[order[-1]]

    def _weights(self, people: Block) -> Reals:
        weights = np.where(people.is_woman, _WOMEN, _MEN) * np.where(people.born > _BORN_1965, 1.0, 0.4)
        close = people.in_family & self._chance.happens("close household", people.number // 4, _CLOSE_HOUSEHOLDS)
        return np.asarray(np.where(close, weights * _CLOSE, weights))
