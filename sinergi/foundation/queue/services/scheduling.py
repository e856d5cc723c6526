from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from sinergi.foundation.queue import rules
from sinergi.foundation.queue.models import Job


@dataclass(frozen=True)
class Daily:
    """A job that is due once a day from `hour`:00 WIB on; when nobody works then, as soon as somebody does."""

    name: str
    hour: int


def due(schedule: Iterable[Daily], *, at: datetime) -> tuple[Job, ...]:
    """Post the jobs of `schedule` whose period has begun and that nobody posted for it yet; those that were posted.

    Any number of workers may ask at the same time: the unique constraint lets one insert per period through.
    """
    posted = (_post(daily, at) for daily in schedule)
    return tuple(job for job in posted if job is not None)


def _post(daily: Daily, at: datetime) -> Job | None:
    key = rules.daily_period(daily.hour, at)
    # Looking first costs no write lock on the many rounds in which nothing is due.
    if Job.objects.filter(name=daily.name, period_key=key).exists():
        return None
    try:
        with transaction.atomic():
            return Job.objects.create(name=daily.name, period_key=key, run_at=at, recorded_at=at)
    except IntegrityError:
        return None
