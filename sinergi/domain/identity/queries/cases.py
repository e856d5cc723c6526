"""Questions about people without a NIK: who, since when, how far; and the days on which they are recorded."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, CharField, Count, Exists, F, Min, OuterRef, Q, QuerySet, Value, When

from sinergi.domain.identity.choices import CASES, AgeBand, Attendance, CaseState, DayState, Result, StepKind
from sinergi.domain.identity.models import (
    NikCase,
    NikCaseQuerySet,
    NikCaseStep,
    RecordingDay,
    RecordingDayQuerySet,
    RunPerson,
    VerificationRun,
)
from sinergi.domain.identity.models.nik_case import without_open_case
from sinergi.domain.identity.rules import cases as rules
from sinergi.domain.identity.rules.register import above
from sinergi.domain.people.models import Episode, Person, PersonQuerySet
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor

WITHOUT = (Result.TANPA_NIK, Result.TIDAK_DITEMUKAN, Result.PERLU_PEREKAMAN)
"""Results of a run after which somebody without a NIK is proposed as a case."""

OPEN_STATES = tuple(state for state in CaseState if state is not CaseState.CLOSED)


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases a list shows; shared by page and export. Without a state those that are not over.

    `text` is looked for in names; `band` is an AgeBand; `stuck` those without a step for a month. `on` is the day of age.
    """

    on: date
    text: str = ""
    unit: Institution | None = None
    state: str = ""
    band: str = ""
    stuck: bool = False
    examples: bool = False

    def apply(self, cases: NikCaseQuerySet) -> NikCaseQuerySet:
        cases = cases.filter(is_example=self.examples)
        cases = cases.filter(state=self.state) if self.state else cases.open()
        if self.unit is not None:
            cases = cases.filter(unit__place__path__startswith=self.unit.path or "-")
        if self.band:
            cases = cases.in_band(self.band, self.on)
        if self.stuck:
            cases = cases.stuck(self.on)
        if text := self.text.strip().replace("\0", ""):
            cases = cases.filter(person__name__icontains=text)
        return cases


@dataclass(frozen=True, slots=True)
class UnitCases:
    """The open cases of one unit: by state, by age, and since when the oldest."""

    unit: Institution
    per_state: tuple[tuple[CaseState, int], ...]
    per_band: tuple[tuple[AgeBand, int], ...]
    oldest: date

    @property
    def total(self) -> int:
        return sum(count for _state, count in self.per_state)


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who was booked for a day that is over, and what became of it."""

    case: NikCase
    attendance: Attendance


def listed(filter: CaseFilter, viewer: Actor) -> NikCaseQuerySet:
    """Cases at the viewer's units, the oldest first."""
    found = filter.apply(NikCase.objects.visible_to(viewer))
    return found.select_related("person", "unit__place", "recording_day").oldest_first()


def by_id(public_id: uuid.UUID, viewer: Actor) -> NikCase:
    """One case; raises NikCase.DoesNotExist."""
    found = NikCase.objects.visible_to(viewer).select_related("person", "unit__place", "recording_day__office", "run")
    return found.get(public_id=public_id)


def steps(case: NikCase, viewer: Actor) -> QuerySet[NikCaseStep]:
    """Everything that was done in a case, in order; nothing for who does not see it."""
    seen = NikCaseStep.objects.filter(case__in=NikCase.objects.visible_to(viewer).filter(pk=case.pk))
    return seen.select_related("evidence", "recording_day__office").order_by("pk")


def paper(public_id: uuid.UUID, viewer: Actor) -> NikCaseStep:
    """A step with evidence of a case that the viewer sees; raises NikCaseStep.DoesNotExist."""
    seen = NikCaseStep.objects.filter(case__in=NikCase.objects.visible_to(viewer)).exclude(evidence=None)
    return seen.select_related("evidence", "case__person").get(public_id=public_id)


def of_person(person: Person, viewer: Actor) -> NikCase | None:
    """The person's open case, else the last one that was closed; None where the viewer sees none."""
    seen = NikCase.objects.visible_to(viewer).of_humans([person]).select_related("recording_day")
    return seen.order_by(F("closed_on").desc(nulls_first=True), "-pk").first()


def per_unit(viewer: Actor, *, on: date, examples: bool) -> tuple[UnitCases, ...]:
    """The open cases of the viewer's units by state and age; the unit with the oldest case first. Two queries."""
    bands = [When(opened_on__gte=rules.opened_between(band, on)[0], then=Value(band.value)) for band in AgeBand]
    band = Case(*bands, default=Value(AgeBand.OLDER.value), output_field=CharField())
    rows = NikCase.objects.visible_to(viewer).open().filter(is_example=examples).order_by().annotate(band=band)
    states: dict[int, dict[str, int]] = {}
    ages: dict[int, dict[str, int]] = {}
    oldest: dict[int, date] = {}
    for row in rows.values("unit", "state", "band").annotate(number=Count("pk"), first=Min("opened_on")):
        unit, number = row["unit"], row["number"]
        states.setdefault(unit, {})[row["state"]] = states.get(unit, {}).get(row["state"], 0) + number
        ages.setdefault(unit, {})[row["band"]] = ages.get(unit, {}).get(row["band"], 0) + number
        oldest[unit] = min(row["first"], oldest.get(unit, row["first"]))
    units = Institution.objects.select_related("place").in_bulk(states)
    return tuple(
        UnitCases(
            unit=units[key],
            per_state=tuple((state, states[key].get(state, 0)) for state in OPEN_STATES),
            per_band=tuple((each, ages[key].get(each, 0)) for each in AgeBand),
            oldest=oldest[key],
        )
        for key in sorted(states, key=lambda key: (oldest[key], units[key].name))
    )


def open_at_units(viewer: Actor, *, examples: bool) -> dict[str, int]:
    """How many cases are open at each of the viewer's units, by its name; for pages that count other things beside."""
    rows = NikCase.objects.visible_to(viewer).open().filter(is_example=examples).order_by()
    return dict(rows.values_list("unit__name").annotate(number=Count("pk")))


def stuck(viewer: Actor, *, on: date) -> NikCaseQuerySet:
    """Cases at the viewer's units without a step for a month."""
    return NikCase.objects.visible_to(viewer).stuck(on)


def proposed(run: VerificationRun, viewer: Actor, *, at: datetime) -> PersonQuerySet:
    """Those whom a run found without a NIK, who have none still, are still at the unit and have no open case.

    Nobody for who does not see to cases there.
    """
    if not viewer.may(CASES, run.unit.path):
        return Person.objects.none()
    found = RunPerson.objects.filter(run=run, result__in=WITHOUT, person=OuterRef("pk"))
    here = Episode.objects.at(run.unit).lasting_at(at)
    persons = Person.objects.survivors().having(here).filter(Exists(found), nik_index="")
    return without_open_case(persons)


def days(viewer: Actor, *, examples: bool) -> RecordingDayQuerySet:
    """Recording days at the viewer's units, the latest first."""
    seen = RecordingDay.objects.visible_to(viewer).filter(is_example=examples)
    return seen.select_related("unit__place", "office")


def day_by_id(public_id: uuid.UUID, viewer: Actor) -> RecordingDay:
    """One recording day; raises RecordingDay.DoesNotExist."""
    return RecordingDay.objects.visible_to(viewer).select_related("unit__place", "office").get(public_id=public_id)


def days_to_tell(viewer: Actor, *, on: date) -> RecordingDayQuerySet:
    """Recording days at the viewer's units that have passed and whose outcome nobody wrote down."""
    return RecordingDay.objects.visible_to(viewer).filter(state=DayState.PLANNED, on__lt=on)


def days_for(case: NikCase, viewer: Actor, *, on: date) -> RecordingDayQuerySet:
    """Days to come with room, at the unit of the case or above it, the next first."""
    over = above([case.unit.path]) if case.unit.path else ()
    seen = days(viewer, examples=case.is_example).to_come(on).with_room()
    return seen.filter(unit__place__path__in=over).order_by("on", "pk")


def queue_for(day: RecordingDay, viewer: Actor) -> NikCaseQuerySet:
    """Who waits to be booked where the day is held, the oldest case first."""
    waiting = NikCase.objects.visible_to(viewer).filter(state=CaseState.OPEN, is_example=day.is_example)
    here = waiting.filter(unit__place__path__startswith=day.unit.path or "-")
    return here.select_related("person", "unit").oldest_first()


def booked_for(day: RecordingDay, viewer: Actor) -> NikCaseQuerySet:
    """Who is booked for a planned day, by name."""
    seen = NikCase.objects.visible_to(viewer).filter(recording_day=day)
    return seen.select_related("person", "unit").order_by("person__name", "pk")


def told_of(day: RecordingDay, viewer: Actor) -> tuple[Told, ...]:
    """Who was booked for a day that was held, by name, and what became of it."""
    if day.state != DayState.HELD:
        return ()
    attended = {StepKind.RECORDED: Attendance.RECORDED, StepKind.ABSENT: Attendance.ABSENT}
    attended[StepKind.REFUSED] = Attendance.REFUSED
    seen = Q(recording_day=day, kind__in=list(attended), case__in=NikCase.objects.visible_to(viewer))
    rows = NikCaseStep.objects.filter(seen).select_related("case__person", "case__unit")
    return tuple(Told(row.case, attended[StepKind(row.kind)]) for row in rows.order_by("case__person__name", "pk"))
