"""Inside an installation: somebody who writes a small row again and again until the input ends, and tells what was waited."""

from __future__ import annotations

import json
import select
import sys
import time

import django

django.setup()

from django.contrib.sessions.models import Session  # noqa: E402  (it needs the settings)
from django.db import OperationalError  # noqa: E402

from tests.support.factories import NOW  # noqa: E402


def main() -> None:
    waited: list[float] = []
    refused = 0
    while not select.select([sys.stdin], [], [], 0.02)[0]:
        began = time.perf_counter()
        try:
            Session.objects.update_or_create(session_key="benchmark", defaults={"session_data": "", "expire_date": NOW})
        except OperationalError:
            refused += 1
        waited.append(time.perf_counter() - began)
    json.dump({"writes": len(waited), "refused": refused, "longest": max(waited)}, sys.stdout)


if __name__ == "__main__":
    main()
