"""Everything that is held about one person, as that person may read it: made from the declarations of the rooms.

What serves only to find or to account for (keyed hashes, keys of officers) is left out; that it exists stands in the record
of processing. Whoever hands it out was asked, and it was noted, before (`people.revealing.hand_over`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime

from sinergi.domain.activities.models import Outcome, Participation
from sinergi.domain.identity.models import NikCase, NikCaseStep, NikProposal, Verification
from sinergi.domain.people import policies
from sinergi.domain.people.models import Alias, Episode, Person
from sinergi.foundation.audit.models import Reading
from sinergi.foundation.kernel import personal
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.personal import Declared

SOURCES: dict[str, Callable[[Sequence[Person]], Iterable[models.Model]]] = {
    "people.person": lambda rows: rows,
    "people.alias": lambda rows: Alias.objects.filter(person__in=rows),
    "people.episode": lambda rows: Episode.objects.filter(person__in=rows).select_related("unit").order_by("starts_on"),
    "identity.verification": lambda rows: Verification.objects.filter(person__in=rows).order_by("checked_on"),
    "identity.nikproposal": lambda rows: NikProposal.objects.filter(person__in=rows).order_by("recorded_at"),
    "identity.nikcase": lambda rows: NikCase.objects.filter(person__in=rows).select_related("unit", "recording_day"),
    "identity.nikcasestep": lambda rows: NikCaseStep.objects.filter(case__person__in=rows)
    .select_related("recording_day", "evidence").order_by("pk"),
    "activities.participation": lambda rows: Participation.objects.filter(person__in=rows)
    .select_related("activity", "episode").order_by("enrolled_on"),
    "activities.outcome": lambda rows: Outcome.objects.filter(participation__person__in=rows)
    .select_related("participation__activity").order_by("measured_on"),
}  # fmt: skip
"""How the rows of a declared model about one human being are found: by its rows of `people.person`, the survivor first."""

ELSEWHERE = frozenset(
    {
        "people.populationrow",
        "people.erasure",
        "people.personmerge",
        "identity.runperson",
        "identity.gatewaycall",
        "identity.reviewcase",
    }
)
"""Models that point at a person and say nothing that does not stand in SOURCES, or only that work is under way."""

_INNER = frozenset(
    {"name_key", "birth_precision", "register_row", "person", "participation", "verification", "episode", "case"}
)


@dataclass(frozen=True)
class Line:
    """One value, with what it is held for, on what legal basis, and for how long."""

    label: str
    value: str
    why: str
    basis: str
    retention: str


@dataclass(frozen=True)
class Part:
    """One row of the system: "Verifikasi identitas 2"."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class OwnExtract:
    """`read` are the days on which somebody saw the data, and what for, newest first; at most a hundred."""

    name: str
    parts: tuple[Part, ...]
    read: tuple[tuple[datetime, str], ...]


def of_person(person: Person, viewer: Actor, *, at: datetime) -> OwnExtract:
    """All that is held about the person. Raises NotAllowed."""
    policies.ensure_can_extract(viewer, person, at=at)
    rows = list(Person.objects.of_human(person.human_key).survivor_first())
    return OwnExtract(rows[0].name, tuple(_parts(rows)), tuple(_read(rows)))


def _parts(persons: Sequence[Person]) -> Iterator[Part]:
    titles = {room.room: room.title for room in personal.rooms()}
    for model, rows in SOURCES.items():
        declared = [each for each in personal.of_model(model) if _is_told(each)]
        for number, row in enumerate(rows(persons), 1):
            heading = f"{titles[model.split('.')[0]]}: {_noun(row)} {number}"
            lines = tuple(_line(each, value) for each in declared if (value := _value(row, each.field)))
            yield Part(heading, lines)


def _is_told(each: Declared) -> bool:
    return not each.field.endswith(("_index", "_key", "_label")) and each.field not in _INNER


def _line(each: Declared, value: str) -> Line:
    assert each.retention is not None
    return Line(each.label, value, each.why, each.basis, each.retention.text)


_NOUNS = {
    "person": "data diri", "alias": "nama lain", "episode": "status", "verification": "pemeriksaan", "nikproposal": "usul NIK",
    "nikcase": "kasus tanpa NIK", "nikcasestep": "langkah kasus",
    "participation": "keikutsertaan", "outcome": "perubahan",
}  # fmt: skip


def _noun(row: models.Model) -> str:
    activity = getattr(row, "activity", None) or getattr(getattr(row, "participation", None), "activity", None)
    noun = _NOUNS[row._meta.model_name or ""]
    return f"{noun} ({activity})" if activity is not None else noun


def _value(row: models.Model, field: str) -> str:
    """The value in words; "" where there is none."""
    if isinstance(row, Person) and field == "birth_date":
        return str(row.born) if row.born.on else ""
    value = getattr(row, field)
    shown = getattr(row, f"get_{field}_display", None)
    match value:
        case None | "" | [] | {}:
            return ""
        case datetime():
            return date_format(localtime(value), "j F Y, H.i")
        case date():
            return date_format(value, "j F Y")
        case list():
            return "; ".join(str(each) for each in value)
        case dict():
            return "; ".join(f"{name}: {each}" for name, each in value.items())
    return str(shown()) if callable(shown) else str(value)


def _read(persons: Sequence[Person]) -> Iterator[tuple[datetime, str]]:
    subjects = [f"{person._meta.label_lower}:{person.public_id}" for person in persons]
    yield from Reading.objects.filter(subject__in=subjects).order_by("-at").values_list("at", "purpose")[:100]
