from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from sinergi.foundation.kernel import guarded
from sinergi.foundation.queue import rules
from sinergi.foundation.queue.choices import JobState
from sinergi.foundation.queue.models import Job

ALWAYS = "always"


@dataclass(frozen=True)
class Daily:
    """A job that is due once a day from `hour`:00 WIB on; when nobody works then, as soon as somebody does."""

    name: str
    hour: int


@dataclass(frozen=True)
class Every:
    """A job that is done again `seconds` after it was done. One row for ever; given up, it is taken up again later."""

    name: str
    seconds: int


def due(schedule: Iterable[Daily | Every], *, at: datetime) -> tuple[Job, ...]:
    """Post the jobs of `schedule` whose period has begun and that nobody posted for it yet; those that were posted.

    Any number of workers may ask at the same time: the unique constraint lets one insert per period through.
    """
    posted = (_arm(one, at) if isinstance(one, Every) else _post(one, at) for one in schedule)
    return tuple(job for job in posted if job is not None)


def _arm(every: Every, at: datetime) -> Job | None:
    """The row of a repeating job, when it had to be made, given another rhythm, or taken up again after it was given up."""
    job = Job.objects.filter(name=every.name, period_key=ALWAYS).first()
    if job is None:
        return _create(at, name=every.name, period_key=ALWAYS, repeat_seconds=every.seconds)
    again: dict[str, object] = {"repeat_seconds": every.seconds}
    if job.finished_at and job.finished_at + rules.LONGEST_BACK_OFF <= at:
        again |= {"state": JobState.WAITING, "finished_at": None, "attempts": 0, "run_at": at}
    elif job.repeat_seconds == every.seconds:
        return None
    try:
        guarded.update_one(Job.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts), **again)
    except guarded.Lost:
        return None  # another worker did it, or works on it
    return job


def _post(daily: Daily, at: datetime) -> Job | None:
    key = rules.daily_period(daily.hour, at)
    # Looking first costs no write lock on the many rounds in which nothing is due.
    if Job.objects.filter(name=daily.name, period_key=key).exists():
        return None
    return _create(at, name=daily.name, period_key=key)


def _create(at: datetime, **values: object) -> Job | None:
    """The row, unless another worker just made it."""
    try:
        with transaction.atomic():
            return Job.objects.create(run_at=at, recorded_at=at, **values)
    except IntegrityError:
        return None
