"""One pair at a time in plain Python: the scorer's body for few pairs, where calling numpy costs more than comparing.

It reads the same tables as `likeness`, `levels` and `scoring` and says of one pair what they say of columns; a property
holds the two bodies together. Everything but levels and bits – guards, evidence, what counts once – is theirs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler

from linkage.columns import Columns
from linkage.levels import YEARS_BETWEEN_GENERATIONS, Compared
from linkage.likeness import (
    ALIKE_COSTS_BITS,
    INITIAL_TELLS_BITS,
    LEAST_ALIKE_BITS,
    LEAST_LIKENESS,
    SHORTEST_NICKNAME,
    NameLevel,
)
from linkage.model import LEVELS, AddressLevel, BirthLevel, NikLevel, PlaceLevel, RegionLevel, SexLevel
from linkage.scoring import ALIAS_COSTS_BITS, IN_NIK, SHARE_OF_LESSER, Scorer, Weighed, most_told
from linkage.vocabulary import SKELETON_INVERSE, Vocabulary

_MASK = (1 << 64) - 1
# So many words and pairs of words are remembered; a name has few, and the next person asked about shares them.
_REMEMBERED = 100_000
_FIELDS = tuple(LEVELS)
_NIK, _NAME, _SEX, _BIRTH, _PLACE, _MOTHER, _REGION, _ADDRESS = range(len(_FIELDS))
_IN_NIK = tuple(_FIELDS.index(field) for field in IN_NIK)

type _Name = tuple[int, ...]
"""Numbers of words, without zeros."""


class Row(NamedTuple):
    """One normalised person, as `Columns` holds many. 0 stands for “not known”."""

    nik: int
    nik_length: int
    birth: int
    place: int
    region: int
    address: int
    name: _Name
    mother: _Name
    sex: int
    namesakes: int
    aliases: tuple[_Name, ...] = ()
    parent: _Name = ()

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
        self._near_places = _Memory[bool](len(scorer.normaliser.places.texts))
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
        self._near_places.forget_added()

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

    def _compare_names(self, name: _Name, row: Row) -> tuple[int, float]:
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
        near = self._near_places.get(one, other)
        if near is None:
            texts = self._scorer.normaliser.places.texts
            near = self._near_places.keep(one, other, place_near(texts[one], texts[other]))
        return PlaceLevel.NEAR if near else PlaceLevel.DIFFERENT


class _Memory[Said]:
    """What was said of two numbers, in either order; of numbers from `known` on until they are given to others."""

    def __init__(self, known: int) -> None:
        self._known = known
        self._said: dict[tuple[int, int], Said] = {}
        self._said_of_added: dict[tuple[int, int], Said] = {}

    def get(self, one: int, other: int) -> Said | None:
        pair = (one, other) if one < other else (other, one)
        return (self._said if pair[1] < self._known else self._said_of_added).get(pair)

    def keep(self, one: int, other: int, said: Said) -> Said:
        pair = (one, other) if one < other else (other, one)
        (self._said if pair[1] < self._known else self._said_of_added)[pair] = said
        return said

    def forget_added(self) -> None:
        self._said_of_added.clear()
        if len(self._said) > _REMEMBERED:
            self._said.clear()


@dataclass(frozen=True, slots=True)
class _Word:
    """A word's columns of the vocabulary."""

    text: str
    sound: int
    letter: int
    last_letter: int
    letters: int
    length: int
    is_weak: bool
    glue: int
    glue_power: int
    first: int
    last: int
    name_bits: float
    mother_bits: float


class Names:
    """Compares two names of one vocabulary, as `likeness.compare_names` compares many."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._words = _Memory[_Word](vocabulary.known)
        self._alike = _Memory[bool](vocabulary.known)

    def forget_added(self) -> None:
        """Drop what was said about words that were added to the register's."""
        self._words.forget_added()
        self._alike.forget_added()

    def compare(self, one: _Name, other: _Name, bits: str) -> tuple[int, float]:
        """Level, and what the words in common tell. Symmetric."""
        if not (one and other):
            return NameLevel.MISSING, 0.0
        a, b = [self._word(number) for number in one], [self._word(number) for number in other]
        sounds_a, sounds_b = {word.sound for word in a}, {word.sound for word in b}
        met_a, met_b = [word for word in a if word.sound in sounds_b], [word for word in b if word.sound in sounds_a]
        told = min(sum(getattr(word, bits) for word in met_a), sum(getattr(word, bits) for word in met_b))
        strong = min(sum(not word.is_weak for word in met_a), sum(not word.is_weak for word in met_b))
        left_a = [at for at, word in enumerate(a) if word.sound not in sounds_b]
        left_b = [at for at, word in enumerate(b) if word.sound not in sounds_a]
        if not (left_a or left_b):
            return (NameLevel.EXACT if sorted(one) == sorted(other) else NameLevel.SOUNDS), told
        is_glued, alike = False, 0
        if left_a and left_b:
            glued_tell = self._glued([a[at] for at in left_a], [b[at] for at in left_b], bits)
            if glued_tell is not None:
                is_glued, left_a, left_b = True, [], []
                told += glued_tell
            for meet in (self._by_initials, self._by_likeness):
                if left_a and left_b:
                    count, tell, left_a, left_b = meet(a, b, one, other, left_a, left_b, bits)
                    alike, told = alike + count, told + tell
        contradicts = any(not a[at].is_weak for at in left_a) and any(not b[at].is_weak for at in left_b)
        in_common = strong + alike + is_glued
        if contradicts or not (in_common or met_a):
            return (NameLevel.SHARED if contradicts and in_common else NameLevel.DIFFERENT), told
        if alike:
            return (NameLevel.NEAR if strong + is_glued else NameLevel.FAINT), told
        if not (left_a or left_b):
            return NameLevel.SOUNDS, told
        return (NameLevel.PARTS if strong + 2 * is_glued >= 2 else NameLevel.PART), told

    def _word(self, number: int) -> _Word:
        word = self._words.get(number, number)
        if word is None:
            held = self._vocabulary
            columns = (held[name][number].item() for name in _Word.__slots__[1:])
            word = self._words.keep(number, number, _Word(held.word(number), *columns))
        return word

    def _glued(self, left_a: list[_Word], left_b: list[_Word], bits: str) -> float | None:
        """What the words tell when all of one side written together is all of the other written together."""
        if len(left_a) == len(left_b) or left_a[0].letter != left_b[0].letter:
            return None
        glue = _glue(left_a)
        if glue <= 255 or glue != _glue(left_b):
            return None
        if not text_alike("".join(word.text for word in left_a), "".join(word.text for word in left_b)):
            return None
        return float(max(sum(getattr(word, bits) for word in left_a), sum(getattr(word, bits) for word in left_b)) - 1)

    def _by_initials(
        self, a: list[_Word], b: list[_Word], one: _Name, other: _Name, left_a: list[int], left_b: list[int], bits: str
    ) -> tuple[int, float, list[int], list[int]]:
        met = [
            (i, j)
            for i in left_a
            for j in left_b
            if a[i].letter == b[j].letter and (a[i].length == 1) != (b[j].length == 1)
        ]
        met_a, met_b = {i for i, _ in met}, {j for _, j in met}
        count = min(len(met_a), len(met_b))
        rest_a, rest_b = [i for i in left_a if i not in met_a], [j for j in left_b if j not in met_b]
        return count, count * INITIAL_TELLS_BITS, rest_a, rest_b

    def _by_likeness(
        self, a: list[_Word], b: list[_Word], one: _Name, other: _Name, left_a: list[int], left_b: list[int], bits: str
    ) -> tuple[int, float, list[int], list[int]]:
        met = [(i, j) for i in left_a for j in left_b if self._is_alike(a, b, one, other, i, j)]
        met_a, met_b = {i for i, _ in met}, {j for _, j in met}
        tell_a = sum(max(getattr(a[i], bits) - ALIKE_COSTS_BITS, LEAST_ALIKE_BITS) for i in met_a)
        tell_b = sum(max(getattr(b[j], bits) - ALIKE_COSTS_BITS, LEAST_ALIKE_BITS) for j in met_b)
        rest_a, rest_b = [i for i in left_a if i not in met_a], [j for j in left_b if j not in met_b]
        return min(len(met_a), len(met_b)), min(tell_a, tell_b), rest_a, rest_b

    def _is_alike(self, a: list[_Word], b: list[_Word], one: _Name, other: _Name, i: int, j: int) -> bool:
        x, y = a[i], b[j]
        if min(x.length, y.length) < SHORTEST_NICKNAME:
            return False
        if _may_be_alike(x, y):
            alike = self._alike.get(one[i], other[j])
            if alike is None:
                alike = self._alike.keep(one[i], other[j], text_alike(x.text, y.text))
            if alike:
                return True
        # A nickname stands alone; beside other words its beginning is chance.
        is_alone = len(a) == 1 if x.length < y.length else len(b) == 1
        return is_alone and _is_nickname(x.text, y.text)


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


def text_alike(one: str, other: str) -> bool:
    """As `likeness.texts_alike`."""
    if one > other:
        one, other = other, one
    shortest = min(len(one), len(other))
    if shortest < SHORTEST_NICKNAME:
        return False
    slips = OSA.distance(one, other, score_cutoff=2)
    if slips <= 1 and (one[0] == other[0] or shortest >= 7):
        return True
    if shortest < 8:
        return False
    return slips <= 2 or JaroWinkler.similarity(one, other, score_cutoff=LEAST_LIKENESS) >= LEAST_LIKENESS


def _may_be_alike(one: _Word, other: _Word) -> bool:
    count = (one.letters ^ other.letters).bit_count()
    shortest, longer = min(one.length, other.length), abs(one.length - other.length)
    slip = count <= 2 and longer <= 1 and (one.letter == other.letter or shortest >= 7)
    return slip or (count <= 4 and longer <= 3 and shortest >= 8)


def _is_nickname(one: str, other: str) -> bool:
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return long.startswith(short) or long.endswith(short)


def _glue(words: Sequence[_Word]) -> int:
    """As `vocabulary.glued`."""
    total = last = 0
    for word in words:
        if word.first and word.first == last:
            shift = word.glue_power * SKELETON_INVERSE & _MASK
            total = (total * shift + word.glue - word.first * shift) & _MASK
        else:
            total = (total * word.glue_power + word.glue) & _MASK
        last = word.last if word.first else last
    return total


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


def _name(words: Iterable[int]) -> _Name:
    return tuple(word for word in words if word)
