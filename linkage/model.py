"""The model: how often each field compares how, for one person and for two. Read from a dated file beside its card.

Source of the theory: Fellegi & Sunter 1969, A Theory for Record Linkage, JASA 64, 1183–1210.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import resources
from math import log2
from pathlib import Path
from typing import Self

from linkage.faults import Fault
from linkage.likeness import NameLevel
from linkage.writing import write_text


class NikLevel(IntEnum):
    """How two NIKs compare."""

    MISSING = 0
    EXACT = 1
    NEAR = 2  # one digit wrong, missing or too many, or two neighbours exchanged
    DIFFERENT = 3


class BirthLevel(IntEnum):
    """How two birth dates compare."""

    MISSING = 0
    EXACT = 1
    EXCHANGED = 2  # day and month
    FIRST_OF_JANUARY = 3  # of the same year, on one side: the day was not known
    TWO_PARTS = 4  # two of day, month and year are equal
    SAME_YEAR = 5
    NEAR_YEAR = 6  # at most two years apart
    DIFFERENT = 7


class SexLevel(IntEnum):
    """How two sexes compare."""

    MISSING = 0
    EXACT = 1
    DIFFERENT = 2


class PlaceLevel(IntEnum):
    """How two birth places compare."""

    MISSING = 0
    EXACT = 1
    NEAR = 2  # another spelling, or one is part of the other
    DIFFERENT = 3


class RegionLevel(IntEnum):
    """How the regions of two addresses compare."""

    MISSING = 0
    DISTRICT = 1
    REGENCY = 2
    PROVINCE = 3
    DIFFERENT = 4


class AddressLevel(IntEnum):
    """How two addresses compare."""

    MISSING = 0
    EXACT = 1
    DIFFERENT = 2


LEVELS: dict[str, type[IntEnum]] = {
    "nik": NikLevel,
    "name": NameLevel,
    "sex": SexLevel,
    "birth": BirthLevel,
    "place": PlaceLevel,
    "mother": NameLevel,
    "region": RegionLevel,
    "address": AddressLevel,
}
"""The fields, in the order they are told, with their levels."""

NIK_REGISTER = 1_000_000
"""The size of register for which a model states `u` of an equal or nearly equal NIK; it shrinks as registers grow."""

_NAME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[a-z]?")


class ModelError(Fault):
    """The model cannot be read or does not hold together; the text is an Indonesian sentence."""


@dataclass(frozen=True, slots=True)
class Level:
    """Chances in (0, 1) that a field compares so, for one person (`m`) and for two (`u`).

    A level that `follows_frequency` takes from the register how rare the common value is, in place of `u`; such a
    level is reached by 2 ** `spread_bits` values of that rarity.
    """

    m: float
    u: float
    follows_frequency: bool = False
    spread_bits: float = 0.0

    @property
    def weight_bits(self) -> float:
        """log2(m / u): +1 doubles the odds, 0 says nothing."""
        return log2(self.m / self.u)


@dataclass(frozen=True, slots=True)
class Model:
    """`fields[field][level]`, without the level “missing”, which weighs nothing by definition."""

    name: str
    fields: Mapping[str, Mapping[str, Level]]
    expected_share: float
    """The share of people asked about who are in the register, unless the caller knows it."""

    def __post_init__(self) -> None:
        """Raises ModelError for levels that are missing or unknown, and for chances outside (0, 1)."""
        for field, levels in LEVELS.items():
            wanted = {level.name.lower() for level in levels} - {"missing"}
            if set(self.fields.get(field, {})) != wanted:
                raise ModelError(f"Model {self.name} tidak lengkap: tingkat untuk {field} tidak cocok.")
        chances = [x for levels in self.fields.values() for level in levels.values() for x in (level.m, level.u)]
        if not all(0 < chance < 1 for chance in (*chances, self.expected_share)):
            raise ModelError(f"Model {self.name} rusak: peluang harus di antara 0 dan 1.")

    @classmethod
    def read(cls, path: Path) -> Self:
        """The model in the JSON file at `path`. Raises ModelError."""
        try:
            return cls._of(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise ModelError("Berkas model tidak dapat dibaca; periksa nama dan izin berkasnya.") from error

    @classmethod
    def _of(cls, text: str) -> Self:
        try:
            content = json.loads(text)
            fields = {
                field: {level: Level(**chances) for level, chances in levels.items()}
                for field, levels in content["fields"].items()
            }
            return cls(content["name"], fields, content["expected_share"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            if isinstance(error, ModelError):
                raise
            raise ModelError("Berkas model rusak; latih ulang atau ambil dari rilis.") from error

    def write(self, path: Path) -> None:
        """Write the model as JSON that `read` reads back, whole or not at all. Raises FileFault."""
        fields = {
            field: {level: _as_json(chances) for level, chances in levels.items()}
            for field, levels in self.fields.items()
        }
        content = {"name": self.name, "expected_share": self.expected_share, "fields": fields}
        write_text(path, json.dumps(content, indent=1) + "\n")


@cache
def load(name: str | None = None) -> Model:
    """The model of this name among those that come with the package; the newest without a name. Raises ModelError."""
    shelf = resources.files("linkage") / "models"
    there = sorted(entry.name.removesuffix(".json") for entry in shelf.iterdir() if entry.name.endswith(".json"))
    wanted = name or there[-1]
    if not _NAME.fullmatch(wanted) or wanted not in there:
        raise ModelError(f"Model {wanted} tidak ada; yang ada: {', '.join(there)}.")
    return Model._of((shelf / f"{wanted}.json").read_text(encoding="utf-8"))


def _as_json(level: Level) -> dict[str, object]:
    content: dict[str, object] = {"m": level.m, "u": level.u}
    if level.follows_frequency:
        content |= {"follows_frequency": True, "spread_bits": level.spread_bits}
    return content
