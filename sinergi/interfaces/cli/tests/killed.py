"""The command line in a process that is killed (SIGKILL) right before it writes to a table: `python -m … TABLE[:N] COMMAND…`.

With N it is killed before the Nth statement that inserts there, else before the first.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

import django

django.setup()

from django.db import connection  # noqa: E402

from sinergi.interfaces.cli import imports, populations  # noqa: E402, F401
from sinergi.interfaces.cli.app import app  # noqa: E402


def main(where: str, command: list[str]) -> None:
    table, _colon, nth = where.partition(":")
    left = [int(nth or 1)]

    def die(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if sql.startswith(f'INSERT INTO "{table}"'):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, *rest)

    with connection.execute_wrapper(die):
        app(command)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
