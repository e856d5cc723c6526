"""The real command in a process that is killed (SIGKILL) at one moment: `python -m tests.support.stopping WHERE COMMAND…`.

WHERE is `copying` (half of the embedded database has been copied), or an event of Python's audit hooks with a part of
its first argument, as in `os.mkdir:/data/.restore-` or `subprocess.Popen:psql`, and `@N` for the N-th time.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from typing import Any


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class _Copying(sqlite3.Connection):
    """Copies a few pages at a time, as one transaction of the target like the real one, and is killed in the middle."""

    def backup(self, target: sqlite3.Connection, **_options: Any) -> None:
        def half(_status: int, remaining: int, total: int) -> None:
            if remaining * 2 < total:
                die()

        super().backup(target, pages=16, progress=half)


def watch(where: str) -> None:
    if where == "copying":
        real = sqlite3.connect
        sqlite3.connect = lambda *given, **more: real(*given, **{"factory": _Copying, **more})  # type: ignore[assignment]
        return
    point, _at, times = where.partition("@")
    event, _colon, part = point.partition(":")
    left = int(times or 1)

    def hook(name: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if name == event and part in str(arguments[0] if arguments else ""):
            left -= 1
            if left == 0:
                die()

    sys.addaudithook(hook)


if __name__ == "__main__":
    where, command = sys.argv[1], sys.argv[2:]
    from sinergi.config.site_command import app

    watch(where)
    app(command)
