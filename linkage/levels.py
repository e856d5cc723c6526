"""Compare many pairs of people, field by field, into levels. Symmetric; a field that one side lacks is MISSING."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linkage.columns import Columns, Normaliser
from linkage.likeness import Bits, Levels, Marks, NameLevel, compare_names, texts_alike
from linkage.model import AddressLevel, BirthLevel, NikLevel, PlaceLevel, RegionLevel, SexLevel
from linkage.statistics import Surprise

# Parents are at least so much older than their children.
YEARS_BETWEEN_GENERATIONS = 13
_POWERS = 10 ** np.arange(17, dtype=np.int64)


@dataclass(slots=True)
class Compared:
    """One entry per pair: the level of each field, what the agreeing values tell in bits, and what the guards ask."""

    levels: dict[str, Levels]
    told_bits: dict[str, Bits]
    """For levels that follow the frequency of the value; fields without such levels are absent."""
    is_other_generation: Marks
    is_named_as_parent: Marks

    def __len__(self) -> int:
        return len(self.is_other_generation)


class Comparer:
    """Compares rows of one and the same `normaliser`, with the frequencies of one register."""

    def __init__(self, normaliser: Normaliser, surprise: Surprise) -> None:
        self._normaliser = normaliser
        self._vocabulary = normaliser.vocabulary
        self._surprise = surprise

    def compare(self, one: Columns, other: Columns) -> Compared:
        """Row by row; both have the same length. Aliases are not looked at (`names`)."""
        name, name_bits = self.names(one.name, other.name, np.maximum(one.namesakes, other.namesakes))
        mother, mother_bits = compare_names(self._vocabulary, one.mother, other.mother, bits="mother_bits")
        years = np.abs(one.birth // 10_000 - other.birth // 10_000)
        return Compared(
            levels={
                "nik": compare_niks(one, other),
                "name": name,
                "sex": _equal(one.sex, other.sex, SexLevel.EXACT, SexLevel.DIFFERENT),
                "birth": compare_births(one.birth, other.birth),
                "place": self._places(one.place, other.place),
                "mother": mother,
                "region": compare_regions(one.region, other.region),
                "address": _equal(one.address, other.address, AddressLevel.EXACT, AddressLevel.DIFFERENT),
            },
            told_bits={
                "name": name_bits,
                "mother": mother_bits,
                "birth": self._birth_bits(one.birth, other.birth),
                "place": np.minimum(self._surprise.place(one.place), self._surprise.place(other.place)),
                "region": self._surprise.regency(one.region),
            },
            is_other_generation=(years >= YEARS_BETWEEN_GENERATIONS) & (one.birth > 0) & (other.birth > 0),
            is_named_as_parent=self._is_parent(one, other) | self._is_parent(other, one),
        )

    def names(
        self, one: NDArray[np.int32], other: NDArray[np.int32], namesakes: NDArray[np.uint8]
    ) -> tuple[Levels, Bits]:
        """Level and bits of names; for the same whole name the register may know how many bear it."""
        level, told = compare_names(self._vocabulary, one, other, bits="name_bits")
        is_counted = (level == NameLevel.EXACT) & (namesakes > 0)
        told[is_counted] = self._surprise.name(namesakes[is_counted])
        return level, told

    def _birth_bits(self, one: NDArray[np.int32], other: NDArray[np.int32]) -> Bits:
        """Of the whole date where it is equal; of the year otherwise."""
        whole = np.minimum(self._surprise.birth(one), self._surprise.birth(other))
        return np.where(one == other, whole, np.minimum(self._surprise.year(one), self._surprise.year(other)))

    def _places(self, one: NDArray[np.int32], other: NDArray[np.int32]) -> Levels:
        level = _equal(one, other, PlaceLevel.EXACT, PlaceLevel.DIFFERENT)
        rows = np.flatnonzero(level == PlaceLevel.DIFFERENT)
        near = self._normaliser.near_places.marks(one[rows], other[rows], self._near)
        level[rows[near]] = PlaceLevel.NEAR
        return level

    def _near(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> Marks:
        texts = self._normaliser.places.texts
        return places_near([texts[number] for number in one.tolist()], [texts[number] for number in other.tolist()])

    def _is_parent(self, child: Columns, parent: Columns) -> Marks:
        """Whether the name after bin or binti of one is the name of the other."""
        found = np.zeros(len(child), np.bool_)
        rows = np.flatnonzero((child.parent > 0).any(1))
        if len(rows):
            level, _ = compare_names(self._vocabulary, child.parent[rows], parent.name[rows], bits="name_bits")
            found[rows] = level <= NameLevel.PARTS
        return found


def compare_niks(one: Columns, other: Columns) -> Levels:
    """NIKs that are damaged beyond use, or not known, are MISSING; a slip on one side is NEAR at most."""
    level = np.full(len(one), NikLevel.DIFFERENT, np.uint8)
    usable = (one.nik_length == 16) & (other.nik_length == 16)
    level[usable & (one.nik == other.nik)] = NikLevel.EXACT
    rows = np.flatnonzero(usable & (one.nik != other.nik))
    if len(rows):
        level[rows[_one_slip(one.nik[rows], other.nik[rows])]] = NikLevel.NEAR
    lengths = one.nik_length.astype(np.int64) - other.nik_length
    for shorter, longer, sign in ((one, other, -1), (other, one, 1)):
        rows = np.flatnonzero((lengths == sign) & (one.nik > 0) & (other.nik > 0))
        if len(rows):
            level[rows[_one_dropped(shorter.nik[rows], longer.nik[rows], longer.nik_length[rows])]] = NikLevel.NEAR
    level[(one.nik == 0) | (other.nik == 0)] = NikLevel.MISSING
    return level


def _one_slip(one: NDArray[np.int64], other: NDArray[np.int64]) -> Marks:
    """One digit differs, or two neighbours are exchanged."""
    distance = np.abs(one - other)
    # One digit: the difference is d·10^k. Two neighbours a, b: (a − b)·9·10^k. Both have trailing zeros only.
    power = np.zeros(len(one), np.int64)
    for k in range(1, 16):
        power[(distance % _POWERS[k] == 0) & (distance > 0)] = k
    scale = _POWERS[power]
    digit = one // scale % 10 - other // scale % 10
    is_digit = (np.abs(digit) * scale == distance) & (one // (scale * 10) == other // (scale * 10))
    pair_one, pair_other = one // scale % 100, other // scale % 100
    is_exchanged = (pair_one // 10 == pair_other % 10) & (pair_one % 10 == pair_other // 10)
    return is_digit | (is_exchanged & (one // (scale * 100) == other // (scale * 100)))


def _one_dropped(shorter: NDArray[np.int64], longer: NDArray[np.int64], length: NDArray[np.uint8]) -> Marks:
    """`shorter` is `longer` without one of its digits."""
    found = np.zeros(len(shorter), np.bool_)
    for k in range(17):
        without = (
            longer // _POWERS[min(k + 1, 16)] * _POWERS[k] + longer % _POWERS[k] if k < 16 else longer % _POWERS[16]
        )
        found |= (without == shorter) & (k < length)
    return found


def compare_births(one: NDArray[np.int32], other: NDArray[np.int32]) -> Levels:
    """Birth dates YYYYMMDD."""
    level = np.full(len(one), BirthLevel.DIFFERENT, np.uint8)
    year = one // 10_000 == other // 10_000
    day_one, day_other = one % 10_000, other % 10_000
    level[np.abs(one // 10_000 - other // 10_000) <= 2] = BirthLevel.NEAR_YEAR
    level[year] = BirthLevel.SAME_YEAR
    equal_parts = year.astype(np.int8) + (day_one // 100 == day_other // 100) + (day_one % 100 == day_other % 100)
    level[equal_parts == 2] = BirthLevel.TWO_PARTS
    level[year & ((day_one == 101) | (day_other == 101))] = BirthLevel.FIRST_OF_JANUARY
    level[year & (day_one == day_other % 100 * 100 + day_other // 100)] = BirthLevel.EXCHANGED
    level[one == other] = BirthLevel.EXACT
    level[(one == 0) | (other == 0)] = BirthLevel.MISSING
    return level


def compare_regions(one: NDArray[np.int32], other: NDArray[np.int32]) -> Levels:
    """Regions PPKKCC, each as far as both are known; nothing is said about the parts below."""
    level = np.full(len(one), RegionLevel.DIFFERENT, np.uint8)
    level[one // 10_000 == other // 10_000] = RegionLevel.PROVINCE
    level[one // 100 == other // 100] = RegionLevel.REGENCY
    level[(one == other) & (one % 100 > 0)] = RegionLevel.DISTRICT
    province_only = ((one % 10_000 == 0) | (other % 10_000 == 0)) & (one // 10_000 == other // 10_000)
    level[province_only] = RegionLevel.PROVINCE
    level[(one == 0) | (other == 0)] = RegionLevel.MISSING
    return level


def places_near(firsts: Sequence[str], seconds: Sequence[str]) -> Marks:
    """Whether two different places are likely one: words in common make one part of the other, or they look alike."""
    near = np.zeros(len(firsts), np.bool_)
    looked_at = []
    for row, (a, b) in enumerate(zip(firsts, seconds, strict=True)):
        if " " in a or " " in b:
            words_a, words_b = set(a.split()), set(b.split())
            near[row] = words_a <= words_b or words_b <= words_a
        # Places that look alike begin alike or are nearly as long; most pairs are neither.
        if not near[row] and (a[0] == b[0] or abs(len(a) - len(b)) <= 2):
            looked_at.append(row)
    if looked_at:
        near[looked_at] = texts_alike(
            [firsts[row].replace(" ", "") for row in looked_at], [seconds[row].replace(" ", "") for row in looked_at]
        )
    return near


def _equal(one: NDArray[np.generic], other: NDArray[np.generic], exact: int, different: int) -> Levels:
    level = np.where(one == other, exact, different).astype(np.uint8)
    level[(one == 0) | (other == 0)] = 0
    return level
