from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from sinergi.foundation.queue.choices import JobState


class JobQuerySet(models.QuerySet["Job"]):
    def takeable(self, at: datetime) -> JobQuerySet:
        """Waiting and due, or left behind by a worker whose lease ran out. The longest due first."""
        waiting = Q(state=JobState.WAITING, run_at__lte=at)
        abandoned = Q(state=JobState.RUNNING, lease_until__lte=at)
        return self.filter(waiting | abandoned).order_by("run_at", "pk")

    def held(self, token: uuid.UUID) -> JobQuerySet:
        """The job, if it is still run under this lease."""
        return self.filter(state=JobState.RUNNING, lease_token=token)


class Job(models.Model):
    """One piece of work; the table is the queue. The row is there when the facts that ask for it are.

    `lease_token` fences: it is new whenever somebody takes the job, so a worker thought dead cannot finish it.
    `period_key` is set on scheduled jobs only. One that repeats is one row for ever: when it is done it waits again, to be
    run `repeat_seconds` later, so that work of every few seconds does not fill the table. `progress` is in percent.
    `args` name rows, they hold no personal data.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100)
    args = models.JSONField(default=list)
    period_key = models.CharField(max_length=20, null=True)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    most_attempts = models.PositiveSmallIntegerField(default=5)
    repeat_seconds = models.PositiveIntegerField(null=True)
    last_error = models.CharField(max_length=500, blank=True, default="")
    progress = models.PositiveSmallIntegerField(default=0)
    recorded_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "run_at"], name="jobs_by_state_and_due_time")]
        constraints = [
            models.UniqueConstraint("name", "period_key", name="a_scheduled_job_is_posted_once_a_period"),
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, lease_until__isnull=False, lease_token__isnull=False)
                | (~Q(state=JobState.RUNNING) & Q(lease_until=None, lease_token=None)),
                name="a_job_is_leased_exactly_while_it_runs",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[JobState.DONE, JobState.FAILED], finished_at__isnull=False)
                | Q(state__in=[JobState.WAITING, JobState.RUNNING], finished_at=None),
                name="a_job_has_ended_exactly_when_done_or_failed",
            ),
            models.CheckConstraint(condition=Q(attempts__lte=F("most_attempts")), name="a_job_is_not_tried_too_often"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="a_job_progresses_to_100_percent_at_most"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"
