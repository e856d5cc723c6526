"""The worker: takes jobs from the queue, one at a time, until it is told to stop. Any number may run.

Embedded it is a thread inside `sinergi serve`, otherwise a process of its own. Logs name a job, its attempt and the class
and place of an error, never its message or the job's arguments: those can hold personal data.
"""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import DatabaseError, InterfaceError, close_old_connections, connection, connections
from django.utils import timezone

from sinergi.foundation.queue import rules
from sinergi.foundation.queue.services import scheduling, working
from sinergi.foundation.queue.services.working import LeaseLost, Taken
from sinergi.interfaces.jobs import registry
from sinergi.interfaces.jobs.schedule import SCHEDULE

LEASE = rules.LEASE
LONGEST_WAIT_SECONDS = 60.0

log = logging.getLogger(__name__)


class UnknownJob(Exception):
    """A job was posted under a name that no function is registered for, perhaps by a newer version."""


def run(stop: threading.Event, poll_seconds: float = 2.0) -> None:
    """Work until `stop` is set; a job that has begun is ended first. Looks every `poll_seconds` when nothing is due.

    When the database cannot be reached it waits twice as long each time, at most a minute, and goes on.
    """
    wait = poll_seconds
    while not stop.is_set():
        try:
            busy = work_once()
            wait = poll_seconds
        except (DatabaseError, InterfaceError) as error:
            busy = False
            wait = min(2 * wait, LONGEST_WAIT_SECONDS)
            log.warning("the database does not answer (%s): next try in %.0f s", type(error).__name__, wait)
        finally:
            close_old_connections()
        if not busy:
            stop.wait(wait)


def work_once(lease: timedelta = LEASE) -> bool:
    """Post what the schedule asks for, then do the job that is due longest; False when there was none."""
    scheduling.due(SCHEDULE, at=timezone.now())
    taken = working.take(at=timezone.now(), lease=lease)
    if taken is None:
        return False
    try:
        _perform(taken, lease)
    except LeaseLost:
        log.warning("job %s %s was taken over by another worker", taken.name, taken.job_id)
    return True


def _perform(taken: Taken, lease: timedelta) -> None:
    def progress(percent: int) -> None:
        working.renew(taken, at=timezone.now(), lease=lease, progress=percent)

    try:
        with _kept(taken, lease):
            function = registry.FUNCTIONS.get(taken.name)
            if function is None:
                raise UnknownJob(taken.name)
            function(*taken.args, at=timezone.now(), progress=progress)
    except LeaseLost:
        raise
    except Exception as error:
        log.error(  # without the traceback, which prints the message
            "job %s %s failed in attempt %d of %d: %s at %s",
            taken.name,
            taken.job_id,
            taken.attempt,
            taken.most_attempts,
            type(error).__name__,
            _place(error),
        )
        if not connection.in_atomic_block:
            close_old_connections()  # the error may have been the connection's: it must not spoil what follows
        working.fail(taken, error, at=timezone.now())
    else:
        working.finish(taken, at=timezone.now())


@contextmanager
def _kept(taken: Taken, lease: timedelta) -> Iterator[None]:
    """Renew the lease from a second thread while the job runs, so that long work needs no long lease."""
    ended = threading.Event()

    def beat() -> None:
        try:
            while not ended.wait(lease.total_seconds() / 3):
                try:
                    working.renew(taken, at=timezone.now(), lease=lease)
                except LeaseLost:
                    return  # the job's own thread is refused when it reports or finishes
                except (DatabaseError, InterfaceError):
                    close_old_connections()
        finally:
            connections.close_all()

    heart = threading.Thread(target=beat, name=f"lease-{taken.job_id}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        ended.set()
        heart.join()


def _place(error: BaseException) -> str:
    """Where the error arose: "storing.py:123"."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
