"""Inside an installation: `arrivals SHEET` brings a unit's list in through the services and searches everybody for doubles.

Prints what took how long, the longest transaction of each step and how much memory the process held at most, as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import date
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402  (they need the settings)

from sinergi.domain.identity.services import deduping  # noqa: E402
from sinergi.domain.people import queries  # noqa: E402
from sinergi.domain.people.choices import PopulationKind  # noqa: E402
from sinergi.domain.people.services import arriving, arriving_apply, arriving_preview  # noqa: E402
from sinergi.foundation.files.choices import FileKind  # noqa: E402
from sinergi.foundation.files.services import storing  # noqa: E402
from sinergi.foundation.institutions.services import founding  # noqa: E402
from sinergi.interfaces.cli import installation  # noqa: E402
from tests.support.factories import NOW, SYSTEM  # noqa: E402


class Laps:
    """The longest time between two chunks, in seconds: no chunk's transaction lasted longer."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self.longest = 0.0

    def lap(self, *_counts: int) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now


def main(sheet: str) -> None:
    installation.make_ready()
    unit = founding.found("Lapas Contoh Besar", kind="lapas", example=True, by=SYSTEM, at=NOW)
    with Path(sheet).open("rb") as content:
        file = storing.store(
            content, name="penghuni.xlsx", allowed=[FileKind.XLSX], most_bytes=arriving.MOST_BYTES, by=SYSTEM, at=NOW,
            is_example=True,
        )  # fmt: skip
    at = timezone.now()
    run = arriving.begin(
        file, unit=unit, kind=PopulationKind.SNAPSHOT, as_of=date(2026, 3, 1), fallback="narapidana", queued=False,
        by=SYSTEM, at=at,
    )  # fmt: skip
    began = time.perf_counter()
    reading = Laps()
    run = arriving_preview.read(run, at=at, progress=reading.lap)
    read = time.perf_counter()
    run = arriving.confirm(run, queued=False, by=SYSTEM, at=at)
    applying = Laps()
    run = arriving_apply.apply(run, at=at, progress=applying.lap)
    applied = time.perf_counter()
    memory = _peak()
    outcomes = {outcome: count for outcome, count in queries.row_counts(run, SYSTEM).per_outcome if count}
    found = deduping.search(is_example=True, at=at)
    searched = time.perf_counter()
    again = deduping.search(is_example=True, at=at)
    report = {
        "outcomes": outcomes,
        "state": run.state,
        "read": read - began,
        "longest_read": reading.longest,
        "apply": applied - read,
        "longest_apply": applying.longest,
        "memory": memory,
        "people": found.people,
        "pairs": found.pairs,
        "opened": found.opened,
        "search": searched - applied,
        "again": time.perf_counter() - searched,
        "opened_again": again.opened,
        "memory_after_search": _peak(),
    }
    json.dump(report, sys.stdout)


def _peak() -> float:
    """Megabytes that this process held at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


if __name__ == "__main__":
    main(*sys.argv[1:])
