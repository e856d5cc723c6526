"""Real workers on one database and the sandbox over HTTP, killed again and again: nobody is lost, nobody asked again."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Min, Q
from django.utils import timezone

from linkage.nik import Sex
from linkage.registers import RegisterRow
from sinergi.domain.identity.choices import RunKind, RunState
from sinergi.domain.identity.models import GatewayCall, QuotaDay, RunPerson, Verification, VerificationRun
from sinergi.domain.identity.services import runs
from sinergi.domain.identity.tests.carrying import reach
from sinergi.domain.identity.tests.worlds import World
from synthetic.sandbox import Faults, Sandbox
from tests.support import run_worker
from tests.support.factories import SYSTEM

PERSONS, WORKERS, KILLS = 200, 2, 3
ROW = RegisterRow(row=2, nik="", name="CONTOH SATU", sex=Sex.FEMALE, birth_date=date(1990, 7, 1))

type Process = subprocess.Popen[str]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    rows = [replace(ROW, nik=nik(number)) for number in range(PERSONS)]
    with Sandbox(rows, faults=Faults(0.02, ("drop", "error", "html", "garbage"), pause_seconds=0.01)) as running:
        reach(monkeypatch, running.base, lanes=WORKERS)
        yield running


def nik(number: int) -> str:
    return f"99010141079{number + 1:05}"


def workers(base: str) -> list[Process]:
    command = [sys.executable, "-m", run_worker.__name__, connection.settings_dict["NAME"], base, str(WORKERS)]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=settings.CODE) for _number in range(WORKERS)
    ]
    for one in started:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    return started


def kill(running: list[Process]) -> None:
    for one in running:
        one.send_signal(signal.SIGKILL)
    for one in running:
        one.communicate()


def answered() -> int:
    return Verification.objects.count()


def wait_for(number: int, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while answered() < number and time.monotonic() < until:
        time.sleep(0.02)


def test_killed_three_times_nobody_is_lost_and_nobody_with_an_answer_is_asked_again(sandbox: Sandbox) -> None:
    world = World()
    for number in range(PERSONS):
        world.person(nik=nik(number))
    now = timezone.now()
    run: VerificationRun = runs.begin(
        world.agreement(ends_on=date(2099, 12, 31)),
        world.lapas,
        kind=RunKind.GATEWAY,
        purpose="Uji",
        on=timezone.localdate(now),
        by=SYSTEM,
        at=now,
    )
    running: list[Process] = []
    try:
        for part in range(1, KILLS + 1):
            running = workers(sandbox.base)
            wait_for(part * PERSONS // (KILLS + 1))
            kill(running)
        running = workers(sandbox.base)
        until = time.monotonic() + 120
        while VerificationRun.objects.get().state != RunState.DONE and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        kill(running)

    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert Verification.objects.values("person").distinct().count() == Verification.objects.count() == PERSONS
    first = RunPerson.objects.annotate(first=Min("calls__answered_at", filter=Q(calls__kind="answered")))
    assert not first.filter(calls__sent_at__gt=F("first")).exists(), "nobody was asked again once the answer was there"
    repeats = sandbox.tally.answered.total() - len(sandbox.tally.answered)
    assert repeats <= WORKERS * KILLS
    unanswered = GatewayCall.objects.filter(kind="").values("run_person").annotate(times=Count("pk"))
    assert sum(row["times"] for row in unanswered) <= WORKERS * KILLS
    used = sum(QuotaDay.objects.values_list("used", flat=True))
    assert sandbox.tally.asked <= GatewayCall.objects.count() == used
