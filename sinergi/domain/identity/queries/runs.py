"""Questions about runs and the quota."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from sinergi.domain.agreements.choices import Standing
from sinergi.domain.agreements.models import Agreement, Party
from sinergi.domain.identity.choices import REPORT, VERIFY, Halt, PersonState, Result
from sinergi.domain.identity.gateway.access import day_of
from sinergi.domain.identity.models import (
    GatewayCall,
    QuotaDay,
    RunPerson,
    VerificationRun,
    VerificationRunQuerySet,
)
from sinergi.domain.identity.rules.register import above
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor

DAYS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: how many in each state, and how many with each result that occurred."""

    total: int
    per_state: tuple[tuple[PersonState, int], ...]
    per_result: tuple[tuple[Result, int], ...]

    def of(self, state: PersonState) -> int:
        return dict(self.per_state).get(state, 0)

    @property
    def through(self) -> int:
        """Those nobody will ask about any more: answered, given up or skipped."""
        return self.total - self.of(PersonState.WAITING) - self.of(PersonState.ASKING)


@dataclass(frozen=True, slots=True)
class UnitResults:
    """What a run found at one unit."""

    unit: str
    total: int
    per_result: tuple[tuple[Result, int], ...]
    failed: int
    skipped: int


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """A day of the service: how much of its quota is spoken for. `closed_at`: the service said that nothing is left."""

    day: date
    most: int
    used: int
    closed_at: datetime | None

    @property
    def left(self) -> int:
        return 0 if self.closed_at else self.most - self.used


@dataclass(frozen=True, slots=True)
class Quota:
    """Today's quota and that of the days before; `said_left` is what the service last said remains of today."""

    today: QuotaUse
    days: tuple[QuotaUse, ...]
    said_left: int | None
    outcomes: tuple[tuple[str, int], ...]
    is_set_up: bool


def listed(viewer: Actor, *, examples: bool) -> VerificationRunQuerySet:
    """Runs over the viewer's units, the newest first, each with `total` and `through`."""
    found = VerificationRun.objects.visible_to(viewer).filter(is_example=examples).select_related("unit", "agreement")
    waiting = Q(persons__state__in=[PersonState.WAITING, PersonState.ASKING])
    through = Count("persons", filter=~waiting & Q(persons__isnull=False))
    return found.annotate(total=Count("persons"), through=through).order_by("-recorded_at", "-pk")


def by_id(public_id: uuid.UUID, viewer: Actor) -> VerificationRun:
    """One run; raises VerificationRun.DoesNotExist when it is not over a unit of the viewer's."""
    found = VerificationRun.objects.visible_to(viewer).select_related("unit__place", "agreement", "extract", "answers")
    return found.prefetch_related("agreement__parties__institution").get(public_id=public_id)


def progress(run: VerificationRun, viewer: Actor) -> Progress:
    """How far the run is, in one query."""
    if not VerificationRun.objects.visible_to(viewer).filter(pk=run.pk).exists():
        raise VerificationRun.DoesNotExist
    states: dict[str, int] = {}
    results: dict[str, int] = {}
    for row in run.persons.order_by().values("state", "result").annotate(number=Count("pk")):
        states[row["state"]] = states.get(row["state"], 0) + row["number"]
        if row["result"]:
            results[row["result"]] = row["number"]
    return Progress(
        sum(states.values()),
        tuple((state, states[state]) for state in PersonState if state in states),
        tuple((result, results[result]) for result in Result if result in results),
    )


def per_unit(run: VerificationRun, viewer: Actor) -> tuple[UnitResults, ...]:
    """What the run found, unit by unit. Empty for who does not see the run."""
    rows = RunPerson.objects.filter(run=run, run__in=VerificationRun.objects.visible_to(viewer)).order_by()
    units: dict[str, dict[tuple[str, str], int]] = {}
    for row in rows.values("unit__name", "state", "result").annotate(number=Count("pk")):
        units.setdefault(row["unit__name"], {})[row["state"], row["result"]] = row["number"]
    return tuple(
        UnitResults(
            unit=name,
            total=sum(counts.values()),
            per_result=tuple(
                (result, counts[PersonState.DONE.value, result.value])
                for result in Result
                if (PersonState.DONE.value, result.value) in counts
            ),
            failed=counts.get((PersonState.FAILED.value, ""), 0),
            skipped=counts.get((PersonState.SKIPPED.value, ""), 0),
        )
        for name, counts in sorted(units.items())
    )


def not_answered(run: VerificationRun, viewer: Actor) -> QuerySet[RunPerson]:
    """Those whom the run gave up for technical reasons; they are to be asked again by another run."""
    seen = VerificationRun.objects.visible_to(viewer)
    return RunPerson.objects.filter(run=run, run__in=seen, state=PersonState.FAILED).select_related("person", "unit")


def agreements_for(units: list[Institution], on: date, viewer: Actor) -> tuple[Agreement, ...]:
    """The concluded agreements that cover one of the viewer's units and are not surely out of force, with their titles."""
    paths = viewer.paths(VERIFY)
    near = Q(institution__place__path__in=above([unit.path for unit in units if unit.path]))
    covered = Agreement.covered_units.through.objects.filter(agreement=OuterRef("pk"))
    ours = Party.objects.ours().filter(agreement=OuterRef("pk"))
    found = Agreement.objects.concluded().filter(Exists(ours.filter(near)) | Exists(covered.filter(near)))
    if not paths:
        return ()
    return tuple(agreement for agreement in found.with_parties() if agreement.standing(on) != Standing.NOT)


def switched_off(viewer: Actor) -> VerificationRunQuerySet:
    """Runs of the viewer's units that ended in the alarm: the other side switched the access off."""
    return VerificationRun.objects.visible_to(viewer).waiting_for_somebody().filter(halted_because=Halt.SWITCHED_OFF)


def quota(viewer: Actor, *, at: datetime, examples: bool) -> Quota | None:
    """How much of the quota is spoken for; None for who neither verifies nor reports."""
    if not (viewer.may_somewhere(VERIFY) or viewer.may_somewhere(REPORT)):
        return None
    access = settings.POPULATION_REGISTER.of(is_example=examples)
    today = day_of(at)
    since = today - timedelta(days=DAYS_SHOWN)
    days = QuotaDay.objects.filter(is_example=examples, day__gt=since).order_by("-day")
    uses = tuple(QuotaUse(row.day, row.most, row.used, row.closed_at) for row in days)
    calls = GatewayCall.objects.filter(is_example=examples, day=today)
    said = calls.exclude(quota_left=None).order_by("-pk").values_list("quota_left", flat=True).first()
    kinds = calls.order_by().values_list("kind").annotate(number=Count("pk"))
    unused = QuotaUse(today, access.per_day if access else 0, 0, None)
    return Quota(
        today=next((use for use in uses if use.day == today), unused),
        days=uses,
        said_left=said,
        outcomes=tuple(sorted(kinds)),
        is_set_up=access is not None,
    )
