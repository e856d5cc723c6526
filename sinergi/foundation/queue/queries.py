"""Questions to the queue. Jobs name rows and hold no personal data, so how the queue is doing is no secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q

from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.queue import rules
from sinergi.foundation.queue.choices import JobState
from sinergi.foundation.queue.models import Job


@dataclass(frozen=True)
class Pulse:
    """How the queue is doing. `worked_at` is when a worker last gave a sign, None when never.

    `due` counts the jobs that wait although their time has come, the oldest of them since `due_since`; `failed` those
    given up in the last seven days.
    """

    worked_at: datetime | None
    due: int
    due_since: datetime | None
    failed: int


def pulse(viewer: Actor, *, at: datetime, lease: timedelta = rules.LEASE) -> Pulse:
    """How the queue is doing at a moment. `lease` is how long workers lease jobs for: each renewal is a sign of life."""
    waiting = Q(state=JobState.WAITING, run_at__lte=at)
    found = Job.objects.aggregate(
        started=Max("started_at"),
        leased=Max("lease_until"),
        due=Count("pk", filter=waiting),
        due_since=Min("run_at", filter=waiting),
        failed=Count("pk", filter=Q(state=JobState.FAILED, finished_at__gt=at - timedelta(days=7))),
    )
    signs = [found["started"], found["leased"] and found["leased"] - lease]
    return Pulse(max(filter(None, signs), default=None), found["due"], found["due_since"], found["failed"])
