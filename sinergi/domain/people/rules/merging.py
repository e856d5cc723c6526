"""Whether two rows can be one human being: what speaks against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from linkage import compare
from linkage import nik as nik_rules
from sinergi.domain.people.choices import CUSTODY, Contradiction, DatePrecision
from sinergi.domain.people.rules import Born, Stay, name_key


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one of the two. `stays` are with the unit of each; "" and an unknown birth say nothing."""

    nik: str
    sex: str
    born: Born
    mother_name: str
    stays: tuple[tuple[int, Stay], ...]


def contradictions(one: Known, other: Known) -> tuple[Contradiction, ...]:
    """What speaks against the two being one, in a fixed order. Nothing that is missing speaks against anything."""
    return tuple(_contradictions(one, other))


def _contradictions(one: Known, other: Known) -> Iterator[Contradiction]:
    if _niks_differ(one.nik, other.nik):
        yield Contradiction.NIK
    if one.sex and other.sex and one.sex != other.sex:
        yield Contradiction.SEX
    if births_differ(one.born, other.born):
        yield Contradiction.BIRTH
    if one.mother_name and other.mother_name and not _like(one.mother_name, other.mother_name):
        yield Contradiction.MOTHER
    pairs = [(mine, theirs) for mine in one.stays for theirs in other.stays if mine[1].overlaps(theirs[1])]
    if any(mine.category in CUSTODY and theirs.category in CUSTODY for (_unit, mine), (_other, theirs) in pairs):
        yield Contradiction.CUSTODY
    if any(here != there for (here, _mine), (there, _theirs) in pairs):
        yield Contradiction.PRESENCE


def births_differ(one: Born, other: Born) -> bool:
    """Whether two dates contradict each other in what both know."""
    if one.on is None or other.on is None:
        return False
    known = {one.precision, other.precision}
    if DatePrecision.YEAR in known:
        return one.on.year != other.on.year
    if DatePrecision.MONTH in known:
        return (one.on.year, one.on.month) != (other.on.year, other.on.month)
    return one.on != other.on


def _niks_differ(one: str, other: str) -> bool:
    usable = nik_rules.is_usable(one) and nik_rules.is_usable(other)
    return usable and nik_rules.normalised(one) != nik_rules.normalised(other)


def _like(one: str, other: str) -> bool:
    return name_key(one) == name_key(other) or compare.mark_names(one, other) is not compare.FieldMark.DIFFERS
