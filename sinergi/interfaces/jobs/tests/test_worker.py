from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as project
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from sinergi.foundation.audit import queries as audit_queries
from sinergi.foundation.audit.services import recording
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.services import storing
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.queue.choices import JobState
from sinergi.foundation.queue.services import posting, working
from sinergi.interfaces.jobs import registry, worker
from sinergi.interfaces.jobs.schedule import SCHEDULE
from sinergi.interfaces.jobs.tests import worker_process

AT = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)

type Process = subprocess.Popen[str]


@pytest.fixture(autouse=True)
def files_root(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path
    return tmp_path


def work_off() -> None:
    while worker.work_once():
        pass


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
def test_a_worker_does_what_the_schedule_asks_once_a_day() -> None:
    done = [worker.work_once() for _ in range(len(SCHEDULE) + 1)]
    assert done == [True] * len(SCHEDULE) + [False]


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
def test_expired_sessions_are_forgotten_and_others_stay() -> None:
    expired, valid = SessionStore(), SessionStore()
    expired.set_expiry(AT - timedelta(days=1))
    valid.set_expiry(AT + timedelta(hours=1))
    for session in (expired, valid):
        session.create()
    work_off()
    assert [session.exists(session.session_key) for session in (expired, valid)] == [False, True]


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
def test_damaged_content_is_noticed_in_the_nightly_check(files_root: Path, caplog: pytest.LogCaptureFixture) -> None:
    with (files_root / "asal.csv").open("w+b") as source:
        source.write(b"a,b\n")
        source.seek(0)
        stored = storing.store(
            source, name="rahasia.csv", allowed=[FileKind.CSV], most_bytes=99, by=Actor.system("uji"), at=AT
        )
    storing.path_of(stored.sha256).unlink()
    work_off()
    stored.refresh_from_db()
    assert (stored.damage, stored.checked_at) == ("missing", AT)
    assert f"stored content {stored.sha256} is missing" in caplog.text
    assert "rahasia" not in caplog.text


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
def test_what_was_written_is_sealed_every_few_seconds_and_checked_every_night() -> None:
    auditor = Actor.system("uji")
    recording.record("uji.dicatat", posting.later("uji.hal", run_at=AT + timedelta(days=9), at=AT), by=auditor, at=AT)
    assert worker.work_once()
    chain = audit_queries.chain(auditor)
    assert (chain.last and chain.last.number, chain.tail.count) == (1, 0)
    work_off()
    verification = audit_queries.chain(auditor).verification
    assert verification is not None
    assert (verification.is_intact, verification.seals) == (True, 1)


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
def test_a_function_gets_its_arguments_and_the_moment_and_may_tell_its_progress(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[object] = []

    def count(*args: object, at: datetime, progress: registry.Progress) -> None:
        progress(40)
        job.refresh_from_db()
        seen.extend([args, at, job.progress])

    monkeypatch.setitem(registry.FUNCTIONS, "uji.hitung", count)
    job = posting.later("uji.hitung", 7, "x", at=AT)
    work_off()
    job.refresh_from_db()
    assert seen == [(7, "x"), AT, 40]
    assert (job.state, job.progress) == (JobState.DONE, 100)


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
def test_a_failing_job_is_tried_again_later_and_the_log_holds_no_personal_data(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: object, at: datetime, progress: registry.Progress) -> None:
        raise ValueError(f"tidak terbaca: {args[0]}")

    monkeypatch.setitem(registry.FUNCTIONS, "uji.gagal", fail)
    job = posting.later("uji.gagal", "Orang Contoh 9900000000000000", at=AT)
    work_off()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.run_at) == (JobState.WAITING, 1, AT + timedelta(seconds=10))
    assert "job uji.gagal" in caplog.text
    assert "attempt 1 of 5: ValueError at test_worker.py" in caplog.text
    assert "Orang Contoh" not in caplog.text


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
def test_a_name_without_a_function_is_kept_for_a_worker_that_knows_it(caplog: pytest.LogCaptureFixture) -> None:
    job = posting.later("uji.baru", at=AT)
    work_off()
    job.refresh_from_db()
    assert (job.state, job.last_error) == (JobState.WAITING, "UnknownJob: uji.baru")


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
def test_a_worker_that_lost_its_lease_does_not_spoil_the_work_of_the_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def be_too_slow(*args: object, at: datetime, progress: registry.Progress) -> None:
        assert working.take(at=at + worker.LEASE, lease=worker.LEASE) is not None

    monkeypatch.setitem(registry.FUNCTIONS, "uji.lambat", be_too_slow)
    job = posting.later("uji.lambat", at=AT)
    work_off()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.RUNNING, 2)
    assert "taken over by another worker" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_lease_of_long_work_is_renewed_while_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    lease = timedelta(seconds=3)

    def outlast_the_first_lease(*args: object, at: datetime, progress: registry.Progress) -> None:
        job.refresh_from_db()
        first = job.lease_until
        wait_until(lambda: lease_of_job() > first)

    def lease_of_job() -> datetime:
        job.refresh_from_db()
        assert job.lease_until is not None
        return job.lease_until

    monkeypatch.setitem(registry.FUNCTIONS, "uji.lama", outlast_the_first_lease)
    job = posting.later("uji.lama", at=timezone.now() - timedelta(days=1))
    assert worker.work_once(lease)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 1)


def test_a_worker_that_is_told_to_stop_before_it_begins_ends_at_once() -> None:
    stop = threading.Event()
    stop.set()
    worker.run(stop)


@pytest.fixture
def start() -> Iterator[Callable[[], Process]]:
    running: list[Process] = []

    def start() -> Process:
        process = subprocess.Popen(
            [sys.executable, "-m", worker_process.__name__, connection.settings_dict["NAME"]],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=project.CODE,
        )
        running.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def wait_until(condition: Callable[[], bool]) -> None:
    """The deadline only keeps a broken worker from holding up the suite; nothing is measured."""
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, "the worker did not get there"
        time.sleep(0.02)


def answer_of(process: Process, text: str) -> None:
    assert process.stderr is not None
    while line := process.stderr.readline():
        if text in line:
            return
    raise AssertionError(f"the worker ended without saying {text!r}")


@pytest.mark.django_db(transaction=True)
def test_a_worker_survives_a_database_that_is_gone_for_a_while_and_stops_when_told(
    start: Callable[[], Process],
) -> None:
    process = start()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE queue_job RENAME TO queue_job_away")
        answer_of(process, "the database does not answer")
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        cursor.execute("ALTER TABLE queue_job_away RENAME TO queue_job")
    job = posting.later("access.forget_sessions", at=timezone.now())

    def done() -> bool:
        job.refresh_from_db()
        return job.state == JobState.DONE

    wait_until(done)
    output, _log = process.communicate()
    assert (output, process.returncode) == ("stopped\n", 0)


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_was_killed_in_the_middle_is_done_by_the_next(
    start: Callable[[], Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = posting.later("uji.tunggu", at=timezone.now() - timedelta(days=1))
    process = start()
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    process.kill()
    process.wait()
    job.refresh_from_db()
    assert job.state == JobState.RUNNING

    monkeypatch.setitem(registry.FUNCTIONS, "uji.tunggu", lambda *args, at, progress: None)
    with time_machine.travel(timezone.now() + worker.LEASE, tick=False):
        work_off()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)
