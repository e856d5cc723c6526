"""The sign that Sinergi runs on a data folder. The system frees it, however a process ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from sinergi.foundation.kernel.errors import DomainError


class StillRunning(DomainError):
    """Something of Sinergi runs on this data."""

    code = "still_running"


@contextmanager
def running() -> Iterator[None]:
    """Hold the sign; any number may. Waits while somebody is `alone`."""
    with _sign().open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


@contextmanager
def alone() -> Iterator[None]:
    """Nothing runs on this data folder now, and nothing starts meanwhile. Raises StillRunning."""
    with _sign().open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StillRunning(
                "Sinergi masih berjalan pada data ini. Hentikan `sinergi serve` dan `sinergi worker`, lalu ulangi."
            ) from None
        yield


def _sign() -> Path:
    return Path(settings.DATA) / ".running"
