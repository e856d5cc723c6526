"""Carry a run out as the queue would, in this process and with a clock of the test's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.conf import settings

from sinergi.domain.identity.gateway.access import Access, Accesses
from sinergi.domain.identity.models import VerificationRun
from sinergi.domain.identity.services import carrying
from sinergi.foundation.queue.choices import JobState
from sinergi.foundation.queue.models import Job
from synthetic import sandbox
from tests.support.factories import NOW


@dataclass
class Clock:
    """Stands still until it is set on."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


def account(base: str, **changed: object) -> Access:
    known: dict[str, object] = {
        "base": base,
        "customer": sandbox.CUSTOMER,
        "user": sandbox.USER,
        "password": sandbox.PASSWORD,
        "ip": sandbox.IP,
        "seconds": 1.0,
        "lanes": 1,
    }
    return Access(**(known | changed))  # type: ignore[arg-type]


def reach(monkeypatch: pytest.MonkeyPatch, base: str, **changed: object) -> None:
    """Set the account for made-up people: the sandbox at `base`."""
    monkeypatch.setattr(settings, "POPULATION_REGISTER", Accesses(example=account(base, **changed)))


def once(run: VerificationRun, clock: Clock | None = None, *, lane: int = 0) -> VerificationRun:
    """One job's worth of work."""
    carrying.carry_on(run.public_id, lane=lane, now=clock or Clock())
    run.refresh_from_db()
    return run


def through(run: VerificationRun, *, until: timedelta = timedelta(days=3)) -> VerificationRun:
    """Do the posted jobs one after another, setting the clock on to each, until nothing is left or `until` has passed."""
    clock = Clock()
    while True:
        job = Job.objects.filter(name="identity.carry_out", state=JobState.WAITING).order_by("run_at", "pk").first()
        if job is None or job.run_at > NOW + until:
            run.refresh_from_db()
            return run
        Job.objects.filter(pk=job.pk).update(state=JobState.DONE, finished_at=job.run_at)
        clock.at = max(clock.at, job.run_at)
        once(run, clock, lane=job.args[1])
