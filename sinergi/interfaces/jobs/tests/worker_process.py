"""The real worker in a process of its own, on the database of the test: `python -m … DATABASE`. It ends with its input."""

from __future__ import annotations

import os
import sys
import threading
import time

import django
from django.conf import settings


def main(database: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sinergi.config.settings_test")
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from sinergi.interfaces.jobs import registry, worker

    def wait_to_be_killed(*args: object, at: object, progress: object) -> None:
        print("begun", flush=True)
        while True:
            time.sleep(60)

    registry.FUNCTIONS["uji.tunggu"] = wait_to_be_killed
    stop = threading.Event()

    def stop_at_end_of_input() -> None:
        sys.stdin.read()
        stop.set()

    threading.Thread(target=stop_at_end_of_input, daemon=True).start()
    print("ready", flush=True)
    worker.run(stop, poll_seconds=0.05)
    print("stopped", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
