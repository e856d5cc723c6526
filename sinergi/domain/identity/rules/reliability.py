"""How far readers and the machine can be relied on: agreement, precision and recall with intervals, and proposed thresholds.

Sources: Wilson 1927, JASA 22, 209–212 (interval of a share); Cohen 1960, Educational and Psychological Measurement 20, 37–46
(kappa and its standard error); Cochran 1977, Sampling Techniques, ch. 5 (stratified estimate, finite population); Kish 1965,
Survey Sampling (effective sample size under unequal weights); Horvitz & Thompson 1952, JASA 47, 663–685 (weight 1 / chance).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

Z95 = 1.959964
"""Of a two-sided interval that holds the truth in 95 of 100 samples."""

Z975 = 2.241403
"""The same in 97.5 of 100: two such intervals together miss in at most five (Bonferroni)."""


@dataclass(frozen=True, slots=True)
class Share:
    """An estimated share with its interval, all in [0, 1]; `read` is how many were looked at."""

    value: float
    low: float
    high: float
    read: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two readers agree. `kappa` is agreement beyond chance, at most 1; None where chance alone explains all of it."""

    agreed: Share
    kappa: Share | None


@dataclass(frozen=True, slots=True)
class Stratum:
    """`size` automatic answers of one kind and probability band, `read` of them looked at, of those `right` called one."""

    size: int
    read: int
    right: int

    def __post_init__(self) -> None:
        if not 0 <= self.right <= self.read <= self.size:
            raise ValueError("a stratum reads at most what it has, and finds right at most what it reads")


@dataclass(frozen=True, slots=True)
class Read:
    """A case that was settled: the machine's probability, the weight 1 / (chance of being read), and the truth."""

    probability: float
    weight: float
    is_same: bool


@dataclass(frozen=True, slots=True)
class Threshold:
    """From `probability` on, "same" is estimated to be right in `precision`."""

    probability: float
    precision: Share


def wilson(share: float, size: float, *, z: float = Z95) -> tuple[float, float]:
    """The interval of a share seen in a sample of `size` (perhaps effective, so no whole number); nothing seen: (0, 1)."""
    if size <= 0:
        return 0.0, 1.0
    middle = (share + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    return max(0.0, min(middle - half, share)), min(1.0, max(middle + half, share))


def agreement(pairs: Sequence[tuple[str, str]]) -> Agreement | None:
    """How the first and the second reader of the same cases agree; None without any."""
    number = len(pairs)
    if not number:
        return None
    observed = sum(one == other for one, other in pairs) / number
    agreed = Share(observed, *wilson(observed, number), number)
    first, second = Counter(one for one, _other in pairs), Counter(other for _one, other in pairs)
    by_chance = sum(first[each] * second[each] for each in first) / number**2
    if by_chance >= 1:
        return Agreement(agreed, None)
    kappa = (observed - by_chance) / (1 - by_chance)
    error = sqrt(observed * (1 - observed) / number) / (1 - by_chance)
    return Agreement(agreed, Share(kappa, max(-1.0, kappa - Z95 * error), min(1.0, kappa + Z95 * error), number))


def estimated(strata: Iterable[Stratum], *, z: float = Z95) -> Share | None:
    """The share of right ones among all automatic answers, from those of each stratum that were read; None without answers.

    Exact, with an interval of no width, when everything was read. A stratum of which nothing was read counts as unknown: its
    weight lies between all wrong and all right. `value` is estimated from the strata that were read.
    """
    there = [stratum for stratum in strata if stratum.size]
    size, seen = sum(each.size for each in there), [each for each in there if each.read]
    if not size:
        return None
    known = sum(each.size for each in seen)
    number = sum(each.read for each in seen)
    if not known:
        return Share(0.0, 0.0, 1.0, 0)
    value = sum(each.size / known * each.right / each.read for each in seen)
    spread = sum((each.size / known) ** 2 * (1 - each.read / each.size) / each.read for each in seen)
    low, high = wilson(value, 1 / spread, z=z) if spread else (value, value)
    unknown = 1 - known / size
    return Share(value, low * (1 - unknown), high * (1 - unknown) + unknown, number)


def recall(same: Sequence[Stratum], others: Sequence[Stratum]) -> Share | None:
    """Of those who truly are one, the share whom the machine called so. `others` are its other answers, of which `right`
    counts those that readers called one after all. None when nobody is one.

    The interval takes the worst of both intervals, each at 97.5 %: it is wide rather than wrong.
    """
    found, missed = estimated(same, z=Z975), estimated(others, z=Z975)
    of_same, of_others = sum(each.size for each in same), sum(each.size for each in others)
    hits = [of_same * each for each in (found.value, found.low, found.high)] if found else [0.0] * 3
    misses = [of_others * each for each in (missed.value, missed.low, missed.high)] if missed else [0.0] * 3
    if hits[0] + misses[0] == 0:
        return None
    low = hits[1] / (hits[1] + misses[2]) if hits[1] + misses[2] else 0.0
    high = hits[2] / (hits[2] + misses[1]) if hits[2] + misses[1] else 1.0
    read = (found.read if found else 0) + (missed.read if missed else 0)
    return Share(hits[0] / (hits[0] + misses[0]), low, high, read)


def proposed(read: Sequence[Read], *, precision: float) -> Threshold | None:
    """The lowest probability from which on, and at every higher one too, "same" is estimated to be right in `precision`.

    Only a proposal: whoever sets it looks at the lower bound, which with few readings lies far below. None when no probability
    does, or nothing was read.
    """
    ranked = sorted(read, key=lambda each: -each.probability)
    best: Threshold | None = None
    right = total = squares = 0.0
    for at, each in enumerate(ranked):
        total += each.weight
        squares += each.weight**2
        right += each.weight * each.is_same
        if at + 1 < len(ranked) and ranked[at + 1].probability == each.probability:
            continue
        value = min(right / total, 1.0)
        if value < precision:
            break
        best = Threshold(each.probability, Share(value, *wilson(value, total**2 / squares), at + 1))
    return best
