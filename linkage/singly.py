"""One pair at a time in plain Python: the scorer's body for few pairs, where calling numpy costs more than comparing.

It reads the same tables as `likeness`, `levels` and `scoring` and says of one pair what they say of columns; a property
holds the two bodies together. Everything but levels and bits – guards, evidence, what counts once – is theirs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from linkage.columns import Columns
from linkage.levels import YEARS_BETWEEN_GENERATIONS, Compared
from linkage.likeness import NameLevel
from linkage.model import LEVELS, AddressLevel, BirthLevel, NikLevel, PlaceLevel, RegionLevel, SexLevel
from linkage.scoring import ALIAS_COSTS_BITS, IN_NIK, SHARE_OF_LESSER, Scorer, Weighed, most_told
from linkage.singly_names import Name, Names, text_alike

_FIELDS = tuple(LEVELS)
_NIK, _NAME, _SEX, _BIRTH, _PLACE, _MOTHER, _REGION, _ADDRESS = range(len(_FIELDS))
_IN_NIK = tuple(_FIELDS.index(field) for field in IN_NIK)


class Row(NamedTuple):
    """One normalised person, as `Columns` holds many. 0 stands for “not known”."""

    nik: int
    nik_length: int
    birth: int
    place: int
    region: int
    address: int
    name: Name
    mother: Name
    sex: int
    namesakes: int
    aliases: tuple[Name, ...] = ()
    parent: Name = ()

    @classmethod
    def of_person(cls, columns: Columns) -> Self:
        """The only row of `columns`."""
        (row,) = cls.of_records(columns.records())
        aliases = tuple(_name(alias) for alias in columns.alias.tolist())
        return row._replace(aliases=aliases, parent=_name(columns.parent[0].tolist()))

    @classmethod
    def of_records(cls, records: NDArray[np.void]) -> list[Self]:
        """Rows of a register, in their order."""
        return [
            cls(nik, length, birth, place, region, address, _name(name), _name(mother), sex, namesakes)
            for nik, birth, place, region, address, name, mother, sex, namesakes, length, _ in records.tolist()
        ]


@dataclass(frozen=True, slots=True)
class Pair:
    """What was found of one pair: levels and bits by field in the order of `LEVELS`, before anything counts once."""

    weight_bits: float
    levels: tuple[int, ...]
    bits: tuple[float, ...]
    is_other_generation: bool
    is_named_as_parent: bool


class PairScorer:
    """Weighs a person against rows of a register one by one, as `scorer` does many."""

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._names = Names(scorer.normaliser.vocabulary)
        self._near_places: dict[tuple[int, int], bool] = {}
        self._base = [table.tolist() for table in scorer.base.values()]
        self._follows = [table.tolist() for table in scorer.follows.values()]
        self._most = [most_told(field) for field in _FIELDS]
        surprise = scorer.surprise
        self._days, self._years, self._regencies, self._places, self._namesakes = (
            table.tolist()
            for table in (surprise.days, surprise.years, surprise.regencies, surprise.places, surprise.namesakes)
        )

    def weigh(self, person: Row, row: Row) -> Pair:
        """One pair. Only `person` may have aliases and a parent."""
        nik = compare_niks(person, row)
        birth = compare_births(person.birth, row.birth)
        place = self._compare_places(person.place, row.place)
        region = compare_regions(person.region, row.region)
        name, name_bits = self._name(person, row)
        mother, mother_told = self._names.compare(person.mother, row.mother, "mother_bits")
        levels = (
            nik,
            name,
            _equal(person.sex, row.sex, SexLevel.EXACT, SexLevel.DIFFERENT),
            birth,
            place,
            mother,
            region,
            _equal(person.address, row.address, AddressLevel.EXACT, AddressLevel.DIFFERENT),
        )
        bits = (
            self._base[_NIK][nik],
            name_bits,
            self._base[_SEX][levels[_SEX]],
            self._weight(_BIRTH, birth, self._birth_bits(person.birth, row.birth)),
            self._weight(_PLACE, place, min(self._place_bits(person.place), self._place_bits(row.place))),
            self._weight(_MOTHER, mother, mother_told),
            self._weight(_REGION, region, self._regencies[person.region // 100]),
            self._base[_ADDRESS][levels[_ADDRESS]],
        )
        years = abs(person.birth // 10_000 - row.birth // 10_000)
        return Pair(
            _total(nik, bits) + self._scorer.prior_weight_bits,
            levels,
            bits,
            years >= YEARS_BETWEEN_GENERATIONS and person.birth > 0 and row.birth > 0,
            bool(person.parent) and self._names.compare(person.parent, row.name, "name_bits")[0] <= NameLevel.PARTS,
        )

    def weighed(self, pairs: Sequence[Pair]) -> Weighed:
        """Pairs as the scorer gives many: with guards and evidence, and what is the same evidence counted once."""
        levels = np.array([pair.levels for pair in pairs], np.uint8).reshape(-1, len(_FIELDS)).T
        bits = np.array([pair.bits for pair in pairs], np.float32).reshape(-1, len(_FIELDS)).T
        compared = Compared(
            dict(zip(_FIELDS, levels, strict=True)),
            {},
            np.array([pair.is_other_generation for pair in pairs], np.bool_),
            np.array([pair.is_named_as_parent for pair in pairs], np.bool_),
        )
        return self._scorer.total(compared, dict(zip(_FIELDS, bits, strict=True)))

    def forget_added(self) -> None:
        """Drop what was said about words and places that the register does not know: their numbers go to others."""
        self._names.forget_added()
        self._near_places.clear()

    def _weight(self, field: int, level: int, told: float) -> float:
        weight: float = self._base[field][level]
        return weight + min(told, self._most[field]) if self._follows[field][level] else weight

    def _name(self, person: Row, row: Row) -> tuple[int, float]:
        """Level and bits of the name, or of the alias that fits better."""
        best, best_bits = self._compare_names(person.name, row)
        aliases = [self._compare_names(alias, row) for alias in person.aliases]
        if aliases:
            # Of aliases that fit equally well the last counts.
            level, bits = max(reversed(aliases), key=lambda found: found[1])
            if bits - ALIAS_COSTS_BITS > best_bits and level != NameLevel.MISSING:
                return level, bits - ALIAS_COSTS_BITS
        return best, best_bits

    def _compare_names(self, name: Name, row: Row) -> tuple[int, float]:
        level, told = self._names.compare(name, row.name, "name_bits")
        if level == NameLevel.EXACT and row.namesakes:
            told = self._namesakes[row.namesakes]
        return level, self._weight(_NAME, level, told)

    def _birth_bits(self, one: int, other: int) -> float:
        last = len(self._years) - 1
        years: float = min(self._years[min(one // 10_000, last)], self._years[min(other // 10_000, last)])
        return years + self._days[one % 10_000] if one == other else years

    def _place_bits(self, place: int) -> float:
        bits: float = self._places[place if place < len(self._places) else 0]
        return bits

    def _compare_places(self, one: int, other: int) -> int:
        level = _equal(one, other, PlaceLevel.EXACT, PlaceLevel.DIFFERENT)
        if level != PlaceLevel.DIFFERENT:
            return level
        near = self._near_places.get((one, other))
        if near is None:
            texts = self._scorer.normaliser.places.texts
            near = self._near_places[one, other] = place_near(texts[one], texts[other])
        return PlaceLevel.NEAR if near else PlaceLevel.DIFFERENT


def compare_niks(person: Row, row: Row) -> int:
    """As `levels.compare_niks`."""
    if not (person.nik and row.nik):
        return NikLevel.MISSING
    if person.nik_length == row.nik_length:
        if person.nik_length != 16:
            return NikLevel.DIFFERENT
        if person.nik == row.nik:
            return NikLevel.EXACT
        one, other = f"{person.nik:016}", f"{row.nik:016}"
        at = [k for k in range(16) if one[k] != other[k]]
        is_exchanged = len(at) == 2 and at[1] == at[0] + 1 and one[at[0]] == other[at[1]] and one[at[1]] == other[at[0]]
        return NikLevel.NEAR if len(at) == 1 or is_exchanged else NikLevel.DIFFERENT
    shorter, longer = sorted((f"{each.nik:0{each.nik_length}}" for each in (person, row)), key=len)
    is_dropped = len(longer) == len(shorter) + 1 and any(
        longer[:k] + longer[k + 1 :] == shorter for k in range(len(longer))
    )
    return NikLevel.NEAR if is_dropped else NikLevel.DIFFERENT


def compare_births(one: int, other: int) -> int:
    """As `levels.compare_births`."""
    if not (one and other):
        return BirthLevel.MISSING
    if one == other:
        return BirthLevel.EXACT
    day, other_day = one % 10_000, other % 10_000
    if one // 10_000 == other // 10_000:
        if day == other_day % 100 * 100 + other_day // 100:
            return BirthLevel.EXCHANGED
        if 101 in (day, other_day):
            return BirthLevel.FIRST_OF_JANUARY
        is_part = day // 100 == other_day // 100 or day % 100 == other_day % 100
        return BirthLevel.TWO_PARTS if is_part else BirthLevel.SAME_YEAR
    if day == other_day:
        return BirthLevel.TWO_PARTS
    return BirthLevel.NEAR_YEAR if abs(one // 10_000 - other // 10_000) <= 2 else BirthLevel.DIFFERENT


def compare_regions(one: int, other: int) -> int:
    """As `levels.compare_regions`."""
    if not (one and other):
        return RegionLevel.MISSING
    if one // 10_000 != other // 10_000:
        return RegionLevel.DIFFERENT
    if one // 100 != other // 100 or not (one % 10_000 and other % 10_000):
        return RegionLevel.PROVINCE
    return RegionLevel.DISTRICT if one == other and one % 100 else RegionLevel.REGENCY


def place_near(one: str, other: str) -> bool:
    """As `levels.places_near`."""
    if " " in one or " " in other:
        words, others = set(one.split()), set(other.split())
        if words <= others or others <= words:
            return True
    if one[0] != other[0] and abs(len(one) - len(other)) > 2:
        return False
    return text_alike(one.replace(" ", ""), other.replace(" ", ""))


def _total(nik: int, bits: tuple[float, ...]) -> float:
    """The sum, where equal homes and the parts of an agreeing NIK count once (see `scoring`)."""
    place, region = bits[_PLACE], bits[_REGION]
    lesser = 0.0
    if place > 0 and region > 0:
        lesser = min(place, region) * float(1 - SHARE_OF_LESSER)
    total = sum(bits) - lesser
    if nik not in (NikLevel.EXACT, NikLevel.NEAR):
        return total
    parts = sum(max(bits[field], 0.0) for field in _IN_NIK) - lesser
    return total - min(parts, max(bits[_NIK], 0.0))


def _equal(one: int, other: int, exact: int, different: int) -> int:
    return (exact if one == other else different) if one and other else 0


def _name(words: Iterable[int]) -> Name:
    return tuple(word for word in words if word)
