"""A real worker in a process of its own, on the database of the test: `python -m … MODE DATABASE MOMENT`.

It says "ready" and waits for a line, so that a test can start several at the same instant.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta

import django
from django.conf import settings

LEASE = timedelta(seconds=30)


def main(mode: str, database: str, moment: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sinergi.config.settings_test")
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from sinergi.foundation.queue.services import scheduling, working

    at = datetime.fromisoformat(moment)
    say("ready")
    sys.stdin.readline()
    if mode == "drain":
        while taken := working.take(at=at, lease=LEASE):
            say(f"{taken.job_id} {taken.token}")
            working.finish(taken, at=at)
    elif mode == "hold":
        taken = working.take(at=at, lease=LEASE)
        say(f"{taken.job_id} {taken.token}" if taken else "none")
        sys.stdin.read()
    elif mode == "schedule":
        say(str(len(scheduling.due([scheduling.Daily("uji.harian", 2)], at=at))))


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
