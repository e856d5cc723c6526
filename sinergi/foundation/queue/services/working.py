from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet

from sinergi.foundation.kernel import guarded
from sinergi.foundation.kernel.errors import DomainError
from sinergi.foundation.queue import rules
from sinergi.foundation.queue.choices import JobState
from sinergi.foundation.queue.models import Job

_AT_A_TIME = 10


class LeaseLost(DomainError):
    """The job is no longer this worker's: its lease ran out and another took it, or it was ended."""

    code = "lease_lost"


@dataclass(frozen=True)
class Taken:
    """A job in the hands of one worker. `attempt` counts from 1; `token` proves that the lease is this one."""

    job_id: uuid.UUID
    name: str
    args: tuple[rules.Json, ...]
    token: uuid.UUID
    attempt: int
    most_attempts: int
    repeat_seconds: int | None = None


def take(*, at: datetime, lease: timedelta) -> Taken | None:
    """Take the job that is due longest, for `lease`; None when none is due. No two workers get the same one.

    A job whose worker disappeared is taken again, and given up when it has used its last attempt.
    """
    while jobs := Job.objects.takeable(at)[:_AT_A_TIME]:
        for job in jobs:
            # The row must still be exactly as it was read: a renewed or newly taken lease is not ours to break.
            unchanged = Job.objects.filter(
                pk=job.pk,
                state=job.state,
                attempts=job.attempts,
                lease_token=job.lease_token,
                lease_until=job.lease_until,
            )
            try:
                if job.attempts < job.most_attempts:
                    return _lease(unchanged, job, at, lease)
                guarded.update_one(
                    unchanged, **_ended(JobState.FAILED, at, "LeaseLost: the worker died in the last attempt")
                )
            except guarded.Lost:
                continue
    return None


def renew(taken: Taken, *, at: datetime, lease: timedelta, progress: int | None = None) -> None:
    """Keep the job for another `lease` from `at`, and note its progress in percent. Raises LeaseLost."""
    known = {} if progress is None else {"progress": min(max(progress, 0), 100)}
    _while_held(taken, lease_until=at + lease, **known)


def finish(taken: Taken, *, at: datetime) -> None:
    """The work is done; a job that repeats waits for its next time. Raises LeaseLost when another has the job by now."""
    if taken.repeat_seconds is not None:
        again = at + timedelta(seconds=taken.repeat_seconds)
        _while_held(taken, **_waiting(again), attempts=0, progress=0, last_error="")
        return
    _while_held(taken, **_ended(JobState.DONE, at), progress=100)


def fail(taken: Taken, error: BaseException, *, at: datetime) -> None:
    """The attempt failed: try again after the back-off, or give up after the last. Raises LeaseLost."""
    if taken.attempt >= taken.most_attempts:
        _while_held(taken, **_ended(JobState.FAILED, at, rules.describe(error)))
        return
    _while_held(taken, **_waiting(at + rules.back_off(taken.attempt)), last_error=rules.describe(error))


def _lease(unchanged: QuerySet[Job], job: Job, at: datetime, lease: timedelta) -> Taken:
    token = uuid.uuid4()
    guarded.update_one(
        unchanged,
        state=JobState.RUNNING,
        lease_token=token,
        lease_until=at + lease,
        attempts=F("attempts") + 1,
        started_at=at,
    )
    return Taken(
        job.public_id, job.name, tuple(job.args), token, job.attempts + 1, job.most_attempts, job.repeat_seconds
    )


def _waiting(run_at: datetime) -> dict[str, Any]:
    return {"state": JobState.WAITING, "run_at": run_at, "lease_token": None, "lease_until": None}


def _ended(state: JobState, at: datetime, last_error: str = "") -> dict[str, Any]:
    return {"state": state, "finished_at": at, "lease_token": None, "lease_until": None, "last_error": last_error}


def _while_held(taken: Taken, **changes: Any) -> None:
    try:
        guarded.update_one(Job.objects.held(taken.token), **changes)
    except guarded.Lost:
        raise LeaseLost("Pekerjaan ini sudah diambil pekerja lain, jadi hasil yang lama tidak dicatat.") from None
