"""How common values are among the people of a register: agreeing on a rare one tells more than on a common one.

Source of the adjustment: Winkler 1989, Frequency-based Matching in the Fellegi–Sunter Model of Record Linkage.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from linkage.vocabulary import IMAGINED_PEOPLE, in_grains

_YEARS = 2200
_DAYS = 1300
_REGENCIES = 10_000
_DAY_SHARE = 1 / 365.25
_YEAR_SHARE = 1 / 70
_PLACE_SHARE = 1 / 500
_REGENCY_SHARE = 1 / 514
_NAMESAKES = 0.5


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of one register of `people` rows; nobody in it can be told from them."""

    people: int
    days: NDArray[np.int64]
    """People by day of the year, at month · 100 + day."""
    years: NDArray[np.int64]
    """People by year of birth."""
    regencies: NDArray[np.int64]
    """People by the first four digits of the region of their address."""
    places: NDArray[np.int64]
    """People by the number of their birth place."""

    @classmethod
    def unknown(cls) -> Self:
        """Of nobody: every value is taken to be as common as the average."""
        return cls(0, *(np.zeros(size, np.int64) for size in (_DAYS, _YEARS, _REGENCIES, 1)))

    @classmethod
    def of(cls, *, birth: NDArray[np.int32], region: NDArray[np.int32], place: NDArray[np.int32], places: int) -> Self:
        """Count the rows of a register; `places` is how many numbers of places there are, “none” included."""
        known = birth[birth > 0]
        return cls(
            len(birth),
            np.bincount(known % 10_000, minlength=_DAYS)[:_DAYS],
            np.bincount(known // 10_000, minlength=_YEARS)[:_YEARS],
            np.bincount(region[region > 0] // 100, minlength=_REGENCIES)[:_REGENCIES],
            np.bincount(place, minlength=places)[:places],
        )

    def __add__(self, other: Self) -> Self:
        places = np.zeros(max(len(self.places), len(other.places)), np.int64)
        places[: len(self.places)] += self.places
        places[: len(other.places)] += other.places
        return type(self)(
            self.people + other.people,
            self.days + other.days,
            self.years + other.years,
            self.regencies + other.regencies,
            places,
        )

    def bits(self) -> "Surprise":
        return Surprise(
            self.people,
            _bits(self.days, _DAY_SHARE),
            _bits(self.years, _YEAR_SHARE),
            _bits(self.regencies, _REGENCY_SHARE),
            _bits(self.places, _PLACE_SHARE),
            in_grains(-np.log2((np.exp2((np.arange(256) - 1) / 8) + _NAMESAKES) / (self.people + IMAGINED_PEOPLE))),
        )

    def save(self, path: Path) -> None:
        content = {
            "people": self.people,
            **{name: _sparse(getattr(self, name)) for name in ("days", "years", "regencies", "places")},
        }
        path.write_text(json.dumps(content), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Self:
        content = json.loads(path.read_text(encoding="utf-8"))
        return cls(content["people"], *(_dense(content[name]) for name in ("days", "years", "regencies", "places")))


@dataclass(frozen=True, slots=True)
class Surprise:
    """−log2 of the share of people who have a value: what agreeing on it tells, in bits."""

    people: int
    days: NDArray[Any]
    years: NDArray[Any]
    regencies: NDArray[Any]
    places: NDArray[Any]
    namesakes: NDArray[Any]

    def birth(self, number: NDArray[np.int32]) -> NDArray[Any]:
        """Of a birth date YYYYMMDD."""
        return self.days[np.minimum(number % 10_000, _DAYS - 1)] + self.year(number)

    def year(self, number: NDArray[np.int32]) -> NDArray[Any]:
        """Of the year of a birth date YYYYMMDD."""
        return self.years[np.minimum(number // 10_000, _YEARS - 1)]

    def regency(self, number: NDArray[np.int32]) -> NDArray[Any]:
        """Of the regency or city of a region PPKKCC."""
        return self.regencies[np.minimum(number // 100, _REGENCIES - 1)]

    def place(self, number: NDArray[np.int32]) -> NDArray[Any]:
        """Of a birth place; places that the register does not know are rare."""
        return self.places[np.where(number < len(self.places), number, 0)]

    def name(self, namesakes: NDArray[np.uint8]) -> NDArray[Any]:
        """Of a whole name that `namesakes` (8 · log2 + 1) of the register bear."""
        return self.namesakes[namesakes]


def namesake_number(counts: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Counts from 1 as one byte: 8 · log2 + 1, exact enough for bits."""
    return (8 * np.log2(counts.clip(1)) + 1.5).clip(1, 255).astype(np.uint8)


def _bits(counts: NDArray[np.int64], average: float) -> NDArray[Any]:
    counts = counts.copy()
    counts[0] = 0  # “not known”; it stands for a value that nobody has
    return in_grains(-np.log2((counts + IMAGINED_PEOPLE * average) / (counts.sum() + IMAGINED_PEOPLE)))


def _sparse(counts: NDArray[np.int64]) -> Sequence[object]:
    filled = np.flatnonzero(counts)
    return [len(counts), filled.tolist(), counts[filled].tolist()]


def _dense(content: Sequence[object]) -> NDArray[np.int64]:
    size, places, values = content
    counts = np.zeros(int(str(size)), np.int64)
    counts[np.array(places, np.int64)] = np.array(values, np.int64)
    return counts
