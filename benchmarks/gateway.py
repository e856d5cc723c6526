"""A run over many people through the sandbox with faults, its workers killed again and again: the bar of the gateway."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from benchmarks.serving import inside
from linkage.nik import Sex
from linkage.registers import RegisterRow
from synthetic.sandbox import ACCOUNT, Faults, Sandbox

if TYPE_CHECKING:
    from tests.support.installations import Installation

WORKERS, KILLS, SHARE_OF_FAULTS = 2, 3, 0.02
QUOTA_OVER_PERSONS = 1.2
PATIENCE_SECONDS = 3_600.0


def run(say: Callable[[str], None], installation: Installation, *, persons: int) -> list[str]:
    """Told line by line; what should not be, as sentences."""
    rows = (
        RegisterRow(row=2 + n, nik=_nik(n), name="CONTOH SATU", sex=Sex.FEMALE, birth_date=date(1990, 7, 1))
        for n in range(persons)
    )
    quota = round(QUOTA_OVER_PERSONS * persons)
    faults = Faults(SHARE_OF_FAULTS, ("drop", "error", "html", "garbage", "somebody_else"))
    with Sandbox(rows, faults=faults) as sandbox:
        account = {"URL": sandbox.base, **ACCOUNT, "PER_DAY": str(quota), "LANES": str(WORKERS), "SECONDS": "2"}
        installation.environment.update({f"SINERGI_SANDBOX_{name}": value for name, value in account.items()})
        inside(installation, "gateway_crowd", "begin", persons)
        began, working = time.monotonic(), 0.0
        for part in range(1, KILLS + 2):
            workers = [_worker(installation) for _number in range(WORKERS)]
            started = time.monotonic()
            _wait(installation, sandbox, part * persons // (KILLS + 1), last=part > KILLS)
            working += time.monotonic() - started
            for one in workers:
                one.kill()
                one.wait()
        whole = time.monotonic() - began
        found = inside(installation, "gateway_crowd", "tally")
        repeats = sandbox.tally.answered.total() - len(sandbox.tally.answered)
        asked = sandbox.tally.asked
    say(f"\nGateway: {persons} persons, {WORKERS} workers, {SHARE_OF_FAULTS:.0%} faults, killed -9 {KILLS} times")
    say(f"  {whole:.0f} s in all, {persons / working:.0f} persons a second while workers ran; quota {quota}")
    say(f"  {asked} questions reached the service, {repeats} answers were given twice; {found}")
    wrong = _failures(found, persons=persons, repeats=repeats, asked=asked, quota=quota)
    for line in wrong or ["nobody lost, nobody asked again, repeats and quota within bounds"]:
        say(f"  {'MISSED' if wrong else 'held  '}  {line}")
    return wrong


def _failures(found: dict[str, Any], *, persons: int, repeats: int, asked: int, quota: int) -> list[str]:
    checks = {
        f"the run is {found['state']}": found["state"] == "done",
        f"{persons - found['verified_persons']} persons without an answer": found["verified_persons"] == persons,
        f"{found['verifications']} answers for {persons} persons": found["verifications"] == persons,
        f"{found['asked_after_answer']} persons asked again after their answer": not found["asked_after_answer"],
        f"{repeats} repeats for {WORKERS * KILLS} kills of workers": repeats <= WORKERS * KILLS,
        f"{asked} questions, {found['used']} counted, {quota} allowed": asked <= found["used"] <= quota,
        f"{found['calls']} in the log, {found['used']} counted": found["calls"] == found["used"],
    }
    return [sentence for sentence, held in checks.items() if not held]


def _worker(installation: Installation) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.gateway_crowd", "work"],
        env=installation.environment | {"SINERGI_LOG": "ERROR"},
        cwd=installation.code,
    )


def _wait(installation: Installation, sandbox: Sandbox, answers: int, *, last: bool) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and len(sandbox.tally.answered) < answers:
        time.sleep(0.05)
    while last and time.monotonic() < until:
        if inside(installation, "gateway_crowd", "tally")["state"] == "done":
            return
        time.sleep(1)


def _nik(number: int) -> str:
    return f"9901{number // 9999:02}410790{number % 9999 + 1:04}"
