"""Real processes on one database: nothing is done twice, and what a killed worker left is done by another."""

from __future__ import annotations

import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection

from sinergi.foundation.queue.choices import JobState
from sinergi.foundation.queue.models import Job
from sinergi.foundation.queue.services import posting, working
from sinergi.foundation.queue.tests import worker_process

AT = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)

type Process = subprocess.Popen[str]
type Start = Callable[[str, datetime], Process]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def start() -> Iterator[Start]:
    running: list[Process] = []

    def start(mode: str, at: datetime) -> Process:
        process = subprocess.Popen(
            [sys.executable, "-m", worker_process.__name__, mode, connection.settings_dict["NAME"], at.isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=settings.CODE,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def go(*processes: Process) -> None:
    """Let processes that are starting up begin at the same instant."""
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()


def said(process: Process) -> list[str]:
    """Everything the process says until its end."""
    output, _ = process.communicate()
    assert process.returncode == 0
    return output.splitlines()


def test_two_workers_share_the_queue_and_no_job_is_done_twice(start: Start) -> None:
    posted = {str(posting.later("uji.hitung", n, at=AT).public_id) for n in range(60)}
    first, second = start("drain", AT), start("drain", AT)
    go(first, second)
    done = [line.split()[0] for line in said(first) + said(second)]
    assert sorted(done) == sorted(posted)
    assert not Job.objects.exclude(state=JobState.DONE, attempts=1).exists()


def test_what_a_killed_worker_left_is_done_by_another_and_the_dead_ones_lease_is_void(start: Start) -> None:
    job = posting.later("uji.hitung", at=AT)
    killed = start("hold", AT)
    go(killed)
    assert killed.stdout is not None
    job_id, dead_token = killed.stdout.readline().split()
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    job.refresh_from_db()
    assert (job_id, job.state) == (str(job.public_id), JobState.RUNNING)

    too_early, other = start("drain", AT + worker_process.LEASE / 2), start("drain", AT + worker_process.LEASE)
    go(too_early)
    assert said(too_early) == []
    go(other)
    assert [line.split()[0] for line in said(other)] == [job_id]
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    dead = working.Taken(job.public_id, job.name, (), uuid.UUID(dead_token), attempt=1, most_attempts=5)
    with pytest.raises(working.LeaseLost):
        working.finish(dead, at=AT + timedelta(minutes=1))


def test_two_schedulers_at_the_same_instant_post_a_daily_job_once(start: Start) -> None:
    first, second = start("schedule", AT), start("schedule", AT)
    go(first, second)
    assert sorted(said(first) + said(second)) == ["0", "1"]
    assert Job.objects.count() == 1
