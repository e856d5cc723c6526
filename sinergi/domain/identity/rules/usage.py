"""What a half-year of asking comes to: per unit, per field, per result. Counts only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from linkage.compare import FieldMark
from sinergi.domain.identity.gateway.protocol import Kind


@dataclass(frozen=True, slots=True)
class Call:
    """One question of the log. `kind` "" is one of which nobody knows whether it arrived."""

    unit: str
    person: int
    fields: Sequence[str]
    kind: str
    code: str
    result: str
    marks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UnitUse:
    unit: str
    questions: int
    answered: int
    persons: int


@dataclass(frozen=True, slots=True)
class FieldUse:
    """How often a field was asked, and what was said of it; the four parts below add up to `asked`."""

    field: str
    asked: int
    agrees: int
    differs: int
    unsaid: int
    not_answered: int


@dataclass(frozen=True, slots=True)
class Usage:
    """`questions` = answered + failed + sent_away + unknown. A person asked about twice is one of `persons`."""

    questions: int
    answered: int
    failed: int
    sent_away: int
    unknown: int
    persons: int
    units: tuple[UnitUse, ...]
    fields: tuple[FieldUse, ...]
    results: tuple[tuple[str, int], ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `as_json` gave. Raises KeyError or TypeError for anything else."""
        return cls(
            **{name: kept[name] for name in ("questions", "answered", "failed", "sent_away", "unknown", "persons")},
            units=tuple(UnitUse(**row) for row in kept["units"]),
            fields=tuple(FieldUse(**row) for row in kept["fields"]),
            results=tuple((result, number) for result, number in kept["results"]),
        )


def counted(calls: Iterable[Call]) -> Usage:
    """The calls, counted in one pass. Memory grows with units, fields and persons, not with calls."""
    kinds: Counter[str] = Counter()
    questions: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    persons: dict[str, set[int]] = {}
    asked: Counter[str] = Counter()
    said: Counter[tuple[str, str]] = Counter()
    results: Counter[str] = Counter()
    for call in calls:
        kinds[call.kind] += 1
        questions[call.unit] += 1
        persons.setdefault(call.unit, set()).add(call.person)
        asked.update(call.fields)
        if call.kind == Kind.ANSWERED:
            answered[call.unit] += 1
            results[call.result] += 1
            said.update((name, call.marks.get(name, FieldMark.MISSING.value)) for name in call.fields)
    fields = []
    for name in sorted(asked):
        agrees, differs, unsaid = (
            said[name, mark.value] for mark in (FieldMark.AGREES, FieldMark.DIFFERS, FieldMark.MISSING)
        )
        fields.append(FieldUse(name, asked[name], agrees, differs, unsaid, asked[name] - agrees - differs - unsaid))
    return Usage(
        questions=kinds.total(),
        answered=kinds[Kind.ANSWERED.value],
        failed=kinds[Kind.FAILED.value],
        sent_away=kinds[Kind.LATER.value] + kinds[Kind.SET_UP.value] + kinds[Kind.SWITCHED_OFF.value],
        unknown=kinds[""],
        persons=len(set().union(*persons.values())),
        units=tuple(UnitUse(unit, questions[unit], answered[unit], len(persons[unit])) for unit in sorted(questions)),
        fields=tuple(fields),
        results=tuple(sorted(results.items())),
    )


def half_year(day: date) -> tuple[date, date]:
    """The half-year in which the day lies, both bounds included."""
    if day.month <= 6:
        return date(day.year, 1, 1), date(day.year, 6, 30)
    return date(day.year, 7, 1), date(day.year, 12, 31)
