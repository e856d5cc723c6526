"""The command line in a process that is killed (SIGKILL) right before it writes to a table: `python -m … TABLE COMMAND…`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

import django

django.setup()

from django.db import connection  # noqa: E402

from sinergi.interfaces.cli import imports  # noqa: E402, F401
from sinergi.interfaces.cli.app import app  # noqa: E402


def main(table: str, command: list[str]) -> None:
    def die(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if sql.startswith(f'INSERT INTO "{table}"'):
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, *rest)

    with connection.execute_wrapper(die):
        app(command)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
