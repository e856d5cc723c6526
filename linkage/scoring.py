"""The one scorer: from levels to bits, probability, answer and evidence, for a million pairs and for a single one.

A pair's weight is the sum of its fields' weights and of the prior. Four rules keep the sum honest:

- A missing field weighs nothing.
- A NIK contains birth date, sex and region. Where two NIKs are equal or one slip apart, agreement on birth date, sex,
  region and birth place is the same evidence again: the larger of the two counts, not their sum. Contradictions count.
- Most people live where they were born: of equal birth places and equal regions of the address, the larger counts in full
  and the smaller by half.
- Guards: what people who are close to each other share – name and birth date alone, twins, father and son – never gives
  `SAME`, however high the weight; a person has to look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log2

import numpy as np
from numpy.typing import NDArray

from linkage import evidence
from linkage.columns import Columns, Normaliser
from linkage.compare import Particulars
from linkage.evidence import Evidence, Reason
from linkage.levels import Compared, Comparer
from linkage.likeness import Bits, Marks, NameLevel
from linkage.model import (
    LEVELS,
    NIK_REGISTER,
    AddressLevel,
    BirthLevel,
    Model,
    NikLevel,
    PlaceLevel,
    RegionLevel,
    SexLevel,
)
from linkage.statistics import Statistics
from linkage.vocabulary import Vocabulary, in_grains

SAME_FROM = 0.95
LOOK_FROM = 0.05
LEAST_MARGIN_BITS = 4.0
# Another name of the person is one more chance to agree with somebody else.
ALIAS_COSTS_BITS = 1.5
# How far names may count, however rare: a rare name may be a rare mistake.
MOST_NAME_BITS = 26.0
MOST_MOTHER_BITS = 18.0
SHARE_OF_LESSER = np.float32(0.5)

IN_NIK = ("sex", "birth", "place", "region")


class Verdict(StrEnum):
    """The answer about two people, or about one person and a register."""

    SAME = "sama"
    LOOK = "perlu_dilihat"
    DIFFERENT = "berbeda"


@dataclass(frozen=True, slots=True)
class Score:
    """`weight_bits` is log2 of the odds, prior included; `probability` the same as a chance. Holds no value of anybody."""

    weight_bits: float
    probability: float
    verdict: Verdict
    evidence: tuple[Evidence, ...]


@dataclass(slots=True)
class Weighed:
    """One entry per pair: weight with the prior, bits per field as counted, levels and the reasons to look first."""

    weight_bits: NDArray[np.float64]
    bits: dict[str, Bits]
    compared: Compared
    reasons: dict[Reason, Marks]
    is_guarded: Marks


class Scorer:
    """Scores pairs with one model, against one register or, without one, between any two people."""

    def __init__(
        self,
        model: Model,
        *,
        normaliser: Normaliser | None = None,
        statistics: Statistics | None = None,
        prior_weight_bits: float | None = None,
    ) -> None:
        """`prior_weight_bits` is log2 of the odds that a pair taken at random is one person; `prior_bits` computes it.

        Without it, a register's size gives it, and between two people without a register it is 0: even odds.
        """
        self.normaliser = normaliser or Normaliser(Vocabulary.build())
        self.model = model
        self.statistics = statistics or Statistics.unknown()
        people = self.statistics.people
        default = prior_bits(expected=model.expected_share, people=1, register=people) if people else 0.0
        self.prior_weight_bits = default if prior_weight_bits is None else prior_weight_bits
        self.surprise = self.statistics.bits()
        self._comparer = Comparer(self.normaliser, self.surprise)
        self.base = {field: _table(model, field) for field in LEVELS}
        """The weight of each level, without what the frequency of the value adds where it `follows`."""
        # The chance of an equal NIK in two people shrinks as their number grows.
        self.base["nik"][[NikLevel.EXACT, NikLevel.NEAR]] += log2(max(people / NIK_REGISTER, 1))
        self.base = {field: in_grains(table) for field, table in self.base.items()}
        self.follows = {field: _follows(model, field) for field in LEVELS}
        """Which levels follow the frequency of the value."""

    def score(self, one: Particulars, other: Particulars) -> Score:
        """Two people. Symmetric, and independent of letter case."""
        weighed = self.weigh(self.normaliser.columns([one]), self.normaliser.columns([other]))
        weight = float(weighed.weight_bits[0])
        chance = probability(weight)
        return Score(weight, chance, self.verdict(weighed, 0, chance), self.evidence(weighed, 0))

    def weigh(self, one: Columns, other: Columns) -> Weighed:
        """Row by row; `one` may have aliases, and so may `other`."""
        compared = self._comparer.compare(one, other)
        bits = {field: self._weights(field, compared.levels[field], compared.told_bits.get(field)) for field in LEVELS}
        self._try_aliases(one, other, compared, bits["name"])
        self._try_aliases(other, one, compared, bits["name"])
        return self.total(compared, bits)

    def total(self, compared: Compared, bits: dict[str, Bits]) -> Weighed:
        """What levels and bits of each field come to, when all that is the same evidence counts once. `bits` is written to."""
        _count_home_once(bits)
        total = _count_nik_once(bits, compared.levels["nik"]) + self.prior_weight_bits
        reasons, is_guarded = _guards(compared, bits)
        return Weighed(total, bits, compared, reasons, is_guarded)

    def verdict(self, weighed: Weighed, row: int, chance: float, margin_bits: float | None = None) -> Verdict:
        """`margin_bits` is the distance to the runner-up, if there was a search."""
        if chance < LOOK_FROM:
            return Verdict.DIFFERENT
        is_close = margin_bits is not None and margin_bits < LEAST_MARGIN_BITS
        if chance < SAME_FROM or is_close or bool(weighed.is_guarded[row]):
            return Verdict.LOOK
        return Verdict.SAME

    def evidence(self, weighed: Weighed, row: int) -> tuple[Evidence, ...]:
        """What was found for one pair, field by field, then why a person has to look."""
        levels = {field: int(weighed.compared.levels[field][row]) for field in LEVELS}
        bits = {field: float(weighed.bits[field][row]) for field in LEVELS}
        return evidence.tell(levels, bits, [reason for reason, marks in weighed.reasons.items() if marks[row]])

    def _weights(self, field: str, level: NDArray[np.uint8], told: Bits | None) -> Bits:
        weights = self.base[field][level]
        if told is not None:
            weights = weights + np.where(self.follows[field][level], np.minimum(told, most_told(field)), 0)
        return weights.astype(np.float32)

    def _try_aliases(self, one: Columns, other: Columns, compared: Compared, name_bits: Bits) -> None:
        """Where an alias of `one` fits the name of `other` better than the name does, it counts instead."""
        if not len(one.alias_owner):
            return
        rows = one.alias_owner
        level, told = self._comparer.names(one.alias, other.name[rows], other.namesakes[rows])
        bits = self._weights("name", level, told) - np.float32(ALIAS_COSTS_BITS)
        # The best alias of a row comes last and stays.
        order = np.lexsort((bits, rows))
        rows, level, bits = rows[order], level[order], bits[order]
        is_last = np.append(rows[1:] != rows[:-1], True)
        better = is_last & (bits > name_bits[rows]) & (level != NameLevel.MISSING)
        name_bits[rows[better]] = bits[better]
        compared.levels["name"][rows[better]] = level[better]


def prior_bits(*, expected: float, people: int, register: int) -> float:
    """log2 of the odds that a pair taken at random is one person: `expected` matches among people × register pairs."""
    return log2(expected / (people * register))


def probability(weight_bits: float, *, others: Sequence[float] = ()) -> float:
    """The chance that this candidate is the person, given the weights of the others, of whom at most one can be."""
    odds = 2.0 ** min(weight_bits, 200.0)
    return float(odds / (1 + odds + sum(2.0 ** min(other, 200.0) for other in others)))


def most_told(field: str) -> float:
    """How far the frequency of a value may count."""
    return MOST_NAME_BITS if field == "name" else MOST_MOTHER_BITS


def _follows(model: Model, field: str) -> Marks:
    levels = model.fields[field]
    return np.array([False, *(levels[level.name.lower()].follows_frequency for level in list(LEVELS[field])[1:])])


def _table(model: Model, field: str) -> Bits:
    """The weight of each level without what its frequency adds; 0 for “missing”."""
    weights = [0.0]
    for level in list(LEVELS[field])[1:]:
        chances = model.fields[field][level.name.lower()]
        weights.append(log2(chances.m) - chances.spread_bits if chances.follows_frequency else chances.weight_bits)
    return np.array(weights, np.float32)


def _count_home_once(bits: dict[str, Bits]) -> None:
    place, region = bits["place"], bits["region"]
    both = (place > 0) & (region > 0)
    place_is_more = place >= region
    bits["place"] = np.where(both & ~place_is_more, place * SHARE_OF_LESSER, place)
    bits["region"] = np.where(both & place_is_more, region * SHARE_OF_LESSER, region)


def _count_nik_once(bits: dict[str, Bits], nik: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The sum of all fields, where the parts of an agreeing NIK count once. Writes what counted back into `bits`."""
    agrees = (nik == NikLevel.EXACT) | (nik == NikLevel.NEAR)
    total = np.zeros(len(nik))
    for each in bits.values():
        total += each
    parts = np.zeros(len(nik), np.float32)
    for field in IN_NIK:
        parts += np.maximum(bits[field], 0)
    twice = np.where(agrees, np.minimum(parts, np.maximum(bits["nik"], 0)), 0)
    # The NIK keeps what it says beyond its parts, or the parts give way to it, whichever says more.
    share = np.where(parts > 0, twice / np.maximum(parts, 1e-9), 0)
    for field in IN_NIK:
        bits[field] = np.where(agrees & (bits[field] > 0), bits[field] * (1 - share), bits[field]).astype(np.float32)
    return total - twice


def _guards(compared: Compared, bits: dict[str, Bits]) -> tuple[dict[Reason, Marks], Marks]:
    level = compared.levels
    same_nik = level["nik"] == NikLevel.EXACT
    other_name = (level["name"] >= NameLevel.SHARED) | (level["name"] == NameLevel.MISSING)
    family = (level["birth"] == BirthLevel.EXACT) & (
        ((level["mother"] > 0) & (level["mother"] <= NameLevel.PARTS)) | (level["address"] == AddressLevel.EXACT)
    )
    supported = (
        same_nik
        | (level["nik"] == NikLevel.NEAR)
        | ((level["mother"] > 0) & (level["mother"] <= NameLevel.NEAR))
        | ((level["place"] > 0) & (level["place"] <= PlaceLevel.NEAR))
        | ((level["region"] > 0) & (level["region"] <= RegionLevel.REGENCY))
        | (level["address"] == AddressLevel.EXACT)
    )
    # Twins are often called nearly the same; with two NIKs that differ, a slip of the pen is the poorer explanation.
    nearly_named = (level["name"] > NameLevel.SOUNDS) & (level["nik"] == NikLevel.DIFFERENT)
    reasons = {
        Reason.TWIN: (other_name | nearly_named) & family,
        Reason.OTHER_NAME: other_name & ~family,
        Reason.FAINT_NAME: (level["name"] == NameLevel.FAINT) & ~same_nik,
        Reason.OTHER_SEX: level["sex"] == SexLevel.DIFFERENT,
        Reason.GENERATION: compared.is_other_generation,
        Reason.PARENT: compared.is_named_as_parent & ~same_nik,
        Reason.NAME_AND_BIRTH_ONLY: ~supported,
        Reason.OTHER_NIK: level["nik"] == NikLevel.DIFFERENT,
        Reason.OTHER_BIRTH: same_nik & (level["birth"] >= BirthLevel.NEAR_YEAR),
    }
    is_guarded = np.zeros(len(compared), np.bool_)
    for reason, marks in reasons.items():
        if reason not in evidence.ONLY_TOLD:
            is_guarded |= marks
    return reasons, is_guarded
