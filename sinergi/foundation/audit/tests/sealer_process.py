"""A real sealer in a process of its own: `python -m … DATABASE MODE`.

"hold" stops in the middle of its transaction, after the seal was written and before its links are, and waits to be killed;
"race" seals when it is told to, until its input ends, and prints how many rows it sealed.
"""

from __future__ import annotations

import os
import sys
import time

import django
from django.conf import settings


def main(database: str, mode: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sinergi.config.settings_test")
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from django.db import connection
    from django.utils import timezone

    from sinergi.foundation.audit.services import sealing

    def hold(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if sql.startswith('INSERT INTO "audit_link"'):
            print("in the middle", flush=True)
            time.sleep(600)
        return execute(sql, params, many, context)

    if mode == "hold":
        with connection.execute_wrapper(hold):
            sealing.seal(at=timezone.now())
        return
    sealing.MOST_ROWS = 3  # many small seals: they meet often
    print("ready", flush=True)
    sys.stdin.readline()
    rows = 0
    for _round in range(40):
        rows += sealing.seal(at=timezone.now()).rows
    print(rows, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
