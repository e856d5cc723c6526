"""Who opened unusually many people's data yesterday? Asked each night, by a rule that can be told in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from sinergi.foundation.audit import policies, rules
from sinergi.foundation.audit.choices import Unusual
from sinergi.foundation.audit.models import BrowsingAlarm, Reading
from sinergi.foundation.audit.models.reading import ReadingQuerySet
from sinergi.foundation.audit.services import recording
from sinergi.foundation.audit.services.readings import LIST
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError
from sinergi.foundation.kernel.text import clean_line

PEOPLE = "people.person:"
LISTS = f"people{LIST}"
USERS = "user:"
"""Only people are watched: runs, exports of the system and jobs read under other keys."""


class Answered(DomainError):
    """Somebody looked into it before."""

    code = "alarm_answered"


def watch(day: date, *, at: datetime) -> tuple[BrowsingAlarm, ...]:
    """Look at the readings of `day` (of the site) and raise what is new. Bears repeating: a day alarms once."""
    found = []
    for key, reason, number, usual in _counted(day):
        if rules.is_unusual(reason, number, usual):
            label = Reading.objects.filter(actor_key=key).order_by("-pk").values_list("actor_label", flat=True)[0]
            with transaction.atomic():
                alarm, is_new = BrowsingAlarm.objects.get_or_create(
                    actor_key=key,
                    day=day,
                    reason=reason,
                    defaults={"actor_label": label, "persons": number, "usual": rules.median(usual), "recorded_at": at},
                )
                if is_new:
                    recording.record(
                        "audit.unusual", alarm, by=Actor.system("audit"), at=at, reason=reason.value, persons=number
                    )
                    found.append(alarm)
    return tuple(found)


@transaction.atomic
def answer(alarm: BrowsingAlarm, *, answer: str, by: Actor, at: datetime) -> BrowsingAlarm:
    """Write down what it was. Raises NotAllowed, Answered, Invalid without an answer."""
    policies.ensure_can_view_readings(by)
    alarm = BrowsingAlarm.objects.select_for_update().get(pk=alarm.pk)
    if alarm.answered_at is not None:
        raise Answered(_("Kewaspadaan ini sudah ditindaklanjuti; muat ulang halamannya."))
    alarm.answer = clean_line(answer, field="answer", label=_("Hasil tindak lanjut"), most=500)
    alarm.answered_at, alarm.answered_by_label = at, by.label
    alarm.save(update_fields=["answer", "answered_at", "answered_by_label"])
    recording.record("audit.unusual_answered", alarm, by=by, at=at)
    return alarm


def _counted(day: date) -> Iterator[tuple[str, Unusual, int, list[int]]]:
    """Each reader of that day, with the number of each reason and what that number usually is."""
    for key, persons, by_night in _readers(day):
        usual = _usual(key, day)
        yield key, Unusual.MANY, persons, usual
        yield key, Unusual.NIGHT, by_night, usual
    for key, days in _listed(day).items():
        if names := days.pop(day, 0):
            yield key, Unusual.LISTS, names, list(days.values())


def _listed(day: date) -> dict[str, dict[date, int]]:
    """How many names each reader's pages of lists showed, on that day and on those before on which there were any."""
    pages = _between(day - timedelta(days=rules.DAYS_BEFORE), day).filter(subject__startswith=LISTS)
    rows = pages.annotate(on=TruncDate("at")).values("actor_key", "on", "subject").order_by()
    found: dict[str, dict[date, int]] = {}
    for row in rows.annotate(pages=Count("pk")):
        days = found.setdefault(row["actor_key"], {})
        days[row["on"]] = days.get(row["on"], 0) + int(row["subject"].removeprefix(LISTS)) * row["pages"]
    return found


def _readers(day: date) -> list[tuple[str, int, int]]:
    """Each who opened people's data that day: how many different people in all, and how many by night."""
    dawn = make_aware(datetime.combine(day, time(rules.NIGHT_ENDS)))
    dusk = make_aware(datetime.combine(day, time(rules.NIGHT_BEGINS)))
    rows = _of_people(day, day).values("actor_key").order_by("actor_key")
    return list(
        rows.annotate(
            persons=Count("subject", distinct=True),
            by_night=Count("subject", distinct=True, filter=Q(at__lt=dawn) | Q(at__gte=dusk)),
        ).values_list("actor_key", "persons", "by_night")
    )


def _usual(key: str, day: date) -> list[int]:
    """How many different people the reader opened on each of the days before on which there were any."""
    before = _of_people(day - timedelta(days=rules.DAYS_BEFORE), day - timedelta(days=1)).filter(actor_key=key)
    days = before.annotate(on=TruncDate("at")).values("on").order_by("on")
    return list(days.annotate(persons=Count("subject", distinct=True)).values_list("persons", flat=True))


def _of_people(since: date, until: date) -> ReadingQuerySet:
    return _between(since, until).filter(subject__startswith=PEOPLE)


def _between(since: date, until: date) -> ReadingQuerySet:
    """What users read on these days of the site."""
    start = make_aware(datetime.combine(since, time.min))
    end = make_aware(datetime.combine(until + timedelta(days=1), time.min))
    return Reading.objects.filter(at__gte=start, at__lt=end, actor_key__startswith=USERS)
