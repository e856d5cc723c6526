"""A worker in a process of its own, for runs only: `python -m … DATABASE BASE SECONDS`. Ends when it is killed."""

from __future__ import annotations

import os
import sys
import time
from datetime import timedelta

import django
from django.conf import settings

LEASE = timedelta(seconds=3)


def main(database: str, base: str, lanes: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sinergi.config.settings_test")
    settings.DATABASES["default"]["NAME"] = database
    settings.DATABASES["default"].get("TEST", {}).pop("NAME", None)
    django.setup()
    from sinergi.domain.identity.gateway.access import Accesses
    from sinergi.domain.identity.tests.carrying import account
    from sinergi.interfaces.jobs import worker

    settings.POPULATION_REGISTER = Accesses(example=account(base, per_day=100_000, lanes=int(lanes)))
    print("ready", flush=True)
    while True:
        if not worker.work_once(lease=LEASE):
            time.sleep(0.05)


if __name__ == "__main__":
    main(*sys.argv[1:])
