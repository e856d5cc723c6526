"""Questions to the audit. Entries and readings of everything are for those who hold audit.view everywhere (auditors)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Q
from django.utils.timezone import make_aware

from sinergi.foundation.audit.choices import READINGS, VIEW
from sinergi.foundation.audit.models import BrowsingAlarm, Entry, Reading, Seal, Verification
from sinergi.foundation.audit.models.browsing_alarm import BrowsingAlarmQuerySet
from sinergi.foundation.audit.models.entry import EntryQuerySet
from sinergi.foundation.audit.models.reading import ReadingQuerySet
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.queries import begins, containing


@dataclass(frozen=True)
class TrailFilter:
    """What an auditor looks for; empty is no condition. Days are days of the site, both included.

    `actor` is part of a name or a whole key ("user:<uuid>"); `subject` a row, or a kind of row ("people.person").
    `action` (of entries) and `purpose` (of readings) are parts of the text. Every condition is looked up in an index.
    """

    actor: str = ""
    action: str = ""
    subject: str = ""
    purpose: str = ""
    since: date | None = None
    until: date | None = None


NO_FILTER = TrailFilter()


@dataclass(frozen=True)
class Tail:
    """Rows that no seal holds yet: how many, and since when the oldest waits."""

    count: int
    since: datetime | None


@dataclass(frozen=True)
class Chain:
    """How the chain stands: its last seal, what is not sealed yet, and what the last check of all found."""

    last: Seal | None
    tail: Tail
    verification: Verification | None


def entries(viewer: Actor, where: TrailFilter = NO_FILTER) -> EntryQuerySet:
    """Entries, newest first, for an auditor of the whole; none for anybody else."""
    if viewer.paths(VIEW) != ("",):
        return Entry.objects.none()
    matching = _matching(Entry, where)
    if where.action:
        matching &= containing(Entry, "action", where.action)
    return Entry.objects.filter(matching).order_by("-pk")


def readings(viewer: Actor, where: TrailFilter = NO_FILTER) -> ReadingQuerySet:
    """Who saw whose personal data and what for, newest first, for an auditor or a privacy officer of the whole; none else."""
    if ("",) not in (viewer.paths(VIEW), viewer.paths(READINGS)):
        return Reading.objects.none()
    matching = _matching(Reading, where)
    if where.purpose:
        matching &= containing(Reading, "purpose", where.purpose)
    return Reading.objects.filter(matching).order_by("-pk")


def alarms(viewer: Actor) -> BrowsingAlarmQuerySet:
    """Days of unusual reading, those that nobody looked into first. For whoever reads the readings; none for others."""
    return BrowsingAlarm.objects.visible_to(viewer).order_by(F("answered_at").asc(nulls_first=True), "-day", "-pk")


def alarm_by_id(public_id: UUID, viewer: Actor) -> BrowsingAlarm | None:
    """One of them, or None."""
    return BrowsingAlarm.objects.visible_to(viewer).filter(public_id=public_id).first()


def chain(viewer: Actor) -> Chain:
    """How the chain stands, for an auditor of the whole; an empty one for anybody else."""
    if viewer.paths(VIEW) != ("",):
        return Chain(None, Tail(0, None), None)
    return Chain(Seal.objects.last(), _tail(Seal.objects.last()), Verification.objects.last())


def tail(viewer: Actor) -> Tail:
    """Everything that is not sealed, looked for among all rows. For an auditor of the whole; nothing for anybody else."""
    return _tail(None) if viewer.paths(VIEW) == ("",) else Tail(0, None)


def _tail(last: Seal | None) -> Tail:
    """Above a seal, a look at the newest rows is enough; without one, all are looked at."""
    found = [
        Entry.objects.unsealed(last.highest_entry if last else 0).aggregate(count=Count("pk"), since=Min("at")),
        Reading.objects.unsealed(last.highest_reading if last else 0).aggregate(count=Count("pk"), since=Min("at")),
    ]
    return Tail(sum(one["count"] for one in found), min((one["since"] for one in found if one["since"]), default=None))


def _matching(model: type[Entry] | type[Reading], where: TrailFilter) -> Q:
    conditions: dict[str, Any] = {}
    if where.since:
        conditions["at__gte"] = make_aware(datetime.combine(where.since, time.min))
    if where.until:
        conditions["at__lt"] = make_aware(datetime.combine(where.until + timedelta(days=1), time.min))
    matching = Q(**conditions)
    if ":" in where.actor:
        matching &= Q(actor_key=where.actor)
    elif where.actor:
        matching &= containing(model, "actor_label", where.actor)
    if ":" in where.subject:
        matching &= Q(subject=where.subject)
    elif where.subject:
        matching &= begins("subject", f"{where.subject}:")
    return matching
