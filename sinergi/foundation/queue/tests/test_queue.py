from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from sinergi.foundation.kernel.actors import NOBODY
from sinergi.foundation.queue import queries, rules
from sinergi.foundation.queue.choices import JobState
from sinergi.foundation.queue.models import Job
from sinergi.foundation.queue.services import posting, scheduling, working
from sinergi.foundation.queue.services.scheduling import Daily, Every
from sinergi.foundation.queue.services.working import LeaseLost, Taken

AT = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
LEASE = timedelta(seconds=30)

pytestmark = pytest.mark.django_db


def take(at: datetime = AT) -> Taken:
    taken = working.take(at=at, lease=LEASE)
    assert taken is not None
    return taken


def test_a_posted_job_is_taken_with_its_arguments_and_finished() -> None:
    job = posting.later("uji.hitung", 7, "x", at=AT)
    taken = take()
    assert (taken.job_id, taken.name, taken.args, taken.attempt) == (job.public_id, "uji.hitung", (7, "x"), 1)
    working.finish(taken, at=AT + LEASE / 2)
    job.refresh_from_db()
    assert (job.state, job.progress, job.finished_at) == (JobState.DONE, 100, AT + LEASE / 2)
    assert working.take(at=AT + timedelta(days=9), lease=LEASE) is None


def test_a_job_of_a_transaction_that_is_rolled_back_never_was() -> None:
    with transaction.atomic():
        posting.later("uji.hitung", at=AT)
        transaction.set_rollback(True)
    assert working.take(at=AT, lease=LEASE) is None


def test_a_job_is_not_taken_before_its_time_and_the_longest_due_goes_first() -> None:
    late = posting.later("uji.nanti", run_at=AT + timedelta(hours=2), at=AT)
    soon = posting.later("uji.segera", run_at=AT + timedelta(hours=1), at=AT)
    assert working.take(at=AT, lease=LEASE) is None
    assert [take(AT + timedelta(hours=2)).job_id for _ in range(2)] == [soon.public_id, late.public_id]


def test_a_running_job_is_not_taken_again_while_its_lease_holds() -> None:
    posting.later("uji.hitung", at=AT)
    take()
    assert working.take(at=AT + LEASE - timedelta(seconds=1), lease=LEASE) is None


def test_a_job_whose_lease_ran_out_is_taken_again_and_the_old_worker_is_refused() -> None:
    job = posting.later("uji.hitung", at=AT)
    old = take()
    new = take(AT + LEASE)
    assert (new.job_id, new.attempt) == (old.job_id, 2)
    for refused in (
        lambda: working.finish(old, at=AT + LEASE),
        lambda: working.fail(old, ValueError("x"), at=AT + LEASE),
        lambda: working.renew(old, at=AT + LEASE, lease=LEASE),
    ):
        with pytest.raises(LeaseLost, match="sudah diambil pekerja lain"):
            refused()
    working.finish(new, at=AT + LEASE)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)


def test_a_renewed_lease_holds_longer_and_shows_the_progress() -> None:
    job = posting.later("uji.hitung", at=AT)
    working.renew(take(), at=AT + LEASE / 2, lease=LEASE, progress=40)
    assert working.take(at=AT + LEASE, lease=LEASE) is None
    job.refresh_from_db()
    assert job.progress == 40


def test_a_finished_job_cannot_be_finished_again() -> None:
    posting.later("uji.hitung", at=AT)
    taken = take()
    working.finish(taken, at=AT)
    with pytest.raises(LeaseLost):
        working.finish(taken, at=AT)


def test_a_failed_attempt_waits_longer_each_time_and_ends_after_the_last() -> None:
    job = posting.later("uji.gagal", at=AT)
    now, waits = AT, []
    for _ in range(job.most_attempts - 1):
        working.fail(take(now), ZeroDivisionError("division by zero"), at=now)
        job.refresh_from_db()
        waits.append((job.run_at - now).total_seconds())
        assert working.take(at=job.run_at - timedelta(seconds=1), lease=LEASE) is None
        now = job.run_at
    working.fail(take(now), ZeroDivisionError("division by zero"), at=now)
    job.refresh_from_db()
    assert waits == [10, 20, 40, 80]
    assert (job.state, job.last_error, job.finished_at) == (JobState.FAILED, "ZeroDivisionError: division by zero", now)
    assert working.take(at=now + timedelta(days=9), lease=LEASE) is None


def test_a_job_that_kills_its_workers_is_given_up_after_the_last_attempt() -> None:
    job = posting.later("uji.mematikan", at=AT)
    for n in range(job.most_attempts):
        take(AT + n * LEASE)
    assert working.take(at=AT + job.most_attempts * LEASE, lease=LEASE) is None
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "worker died" in job.last_error


def test_a_job_that_is_given_up_does_not_hide_the_next_one() -> None:
    for n in range(25):
        posting.later("uji.mematikan", n, at=AT)
    Job.objects.update(most_attempts=1)
    for _ in range(25):
        take()
    waiting = posting.later("uji.hitung", at=AT)
    assert take(AT + LEASE).job_id == waiting.public_id


@pytest.mark.parametrize("name", ["hitung", "Uji.hitung", "uji.hitung.ulang", ""])
def test_a_malformed_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name of a job"):
        posting.later(name, at=AT)


def test_a_daily_job_is_posted_once_a_period_however_often_it_is_asked() -> None:
    schedule = [Daily("uji.harian", 2), Daily("uji.malam", 22)]
    assert [job.name for job in scheduling.due(schedule, at=AT)] == ["uji.harian", "uji.malam"]
    assert scheduling.due(schedule, at=AT + timedelta(hours=11)) == ()
    assert [job.name for job in scheduling.due(schedule, at=AT + timedelta(hours=13))] == ["uji.malam"]


def test_a_repeating_job_is_one_row_that_waits_again_when_it_is_done() -> None:
    schedule = [Every("uji.sering", seconds=5)]
    scheduling.due(schedule, at=AT)
    for round_ in range(4):
        at = AT + timedelta(seconds=5 * round_)
        assert working.take(at=at - timedelta(seconds=1), lease=LEASE) is None
        working.finish(take(at), at=at)
        assert scheduling.due(schedule, at=at) == ()
    job = Job.objects.get()
    assert (job.state, job.attempts, job.run_at) == (JobState.WAITING, 0, AT + timedelta(seconds=20))


def test_a_repeating_job_that_was_given_up_is_taken_up_again_after_an_hour() -> None:
    schedule = [Every("uji.sering", seconds=5)]
    scheduling.due(schedule, at=AT)
    at = AT
    for attempt in range(1, 6):
        working.fail(take(at), ValueError("x"), at=at)
        at += rules.back_off(attempt)
    failed = Job.objects.get()
    assert (failed.state, scheduling.due(schedule, at=at)) == (JobState.FAILED, ())
    assert failed.finished_at is not None
    again = failed.finished_at + timedelta(hours=1)
    assert scheduling.due(schedule, at=again) == (failed,)
    working.finish(take(again), at=again)
    assert Job.objects.get().last_error == ""


def test_a_repeating_job_takes_the_rhythm_of_the_schedule() -> None:
    scheduling.due([Every("uji.sering", seconds=5)], at=AT)
    scheduling.due([Every("uji.sering", seconds=60)], at=AT)
    working.finish(take(), at=AT)
    assert Job.objects.get().run_at == AT + timedelta(seconds=60)


def test_the_pulse_shows_when_a_worker_last_gave_a_sign() -> None:
    def pulse(after: timedelta) -> queries.Pulse:
        return queries.pulse(NOBODY, at=AT + after, lease=LEASE)

    assert pulse(timedelta()) == queries.Pulse(None, 0, None, 0)
    posting.later("uji.hitung", at=AT)
    assert pulse(timedelta(minutes=3)) == queries.Pulse(None, 1, AT, 0)
    taken = take()
    assert pulse(timedelta(minutes=3)).worked_at == AT
    working.renew(taken, at=AT + timedelta(minutes=2), lease=LEASE)
    assert pulse(timedelta(minutes=3)) == queries.Pulse(AT + timedelta(minutes=2), 0, None, 0)
    Job.objects.filter(pk=Job.objects.get().pk).update(attempts=5)
    working.take(at=AT + timedelta(minutes=9), lease=LEASE)
    assert pulse(timedelta(minutes=10)).failed == 1
    assert pulse(timedelta(days=9)).failed == 0


def test_a_daily_job_that_was_done_is_not_posted_again_in_its_period() -> None:
    scheduling.due([Daily("uji.harian", 2)], at=AT)
    working.finish(take(), at=AT)
    assert scheduling.due([Daily("uji.harian", 2)], at=AT) == ()


@pytest.mark.parametrize(
    "broken",
    [
        {"state": JobState.RUNNING},
        {"lease_until": AT},
        {"state": JobState.DONE},
        {"finished_at": AT},
        {"attempts": 6},
        {"progress": 101},
    ],
)
def test_the_database_refuses_a_job_in_an_impossible_state(broken: dict[str, object]) -> None:
    job = posting.later("uji.hitung", at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**broken)


def test_the_database_refuses_the_same_period_twice() -> None:
    facts = {"name": "uji.harian", "period_key": "2026-01-05", "run_at": AT, "recorded_at": AT}
    Job.objects.create(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(**facts)
