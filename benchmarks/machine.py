"""On what was measured: printed above every table, since a figure without its machine says nothing."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

CODE = Path(__file__).resolve().parents[1]


def commit() -> str:
    """The commit of this tree, with "+" when files differ from it."""
    short = _git("rev-parse", "--short=10", "HEAD")
    return f"{short}+" if _git("status", "--porcelain", "--untracked-files=no") else short


def lines(*, seed: int, database: str) -> list[str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit()}, seed {seed}",
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GB, load {load} (1, 5, 15 minutes)",
        f"Python {platform.python_version()}, {database}",
    ]


class Pace:
    """How steadily the machine ran: the same little work, done between the things that are measured."""

    def __init__(self) -> None:
        self._seconds: list[float] = []

    def step(self) -> None:
        began = time.perf_counter()
        sum(number * number for number in range(20_000))
        self._seconds.append(time.perf_counter() - began)

    def __str__(self) -> str:
        ordered = sorted(self._seconds)
        fastest, median, slow = (ordered[round(part * (len(ordered) - 1))] for part in (0, 0.5, 0.95))
        return (
            f"A piece of work of {1000 * fastest:.1f} ms, done between them, took {median / fastest:.2f} times as long"
            f" at the median and {slow / fastest:.2f} times at the 95th of a hundred."
        )


def load() -> float:
    """The load of the last minute; 1 keeps one core busy."""
    return os.getloadavg()[0]


def _processor() -> str:
    try:
        info = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name")), "?")


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=CODE, capture_output=True, text=True, check=True).stdout.strip()
