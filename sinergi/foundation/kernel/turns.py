"""Turns at writing, for long work that goes in many transactions."""

from __future__ import annotations

import time

from django.db import connection

_LONGEST_RUN_SECONDS = 0.5
# SQLite's own busy handler knocks at most each 100 ms (sqlite3.c, sqliteDefaultBusyCallback).
_LONG_ENOUGH_TO_BE_HEARD_SECONDS = 0.12


class Turns:
    """Lets others write between the transactions of one long work.

    SQLite has one writer at a time and no queue: whoever waits knocks now and then, and a work that begins its next
    transaction at once is always there first, until the others give up with "database is locked". On PostgreSQL nobody waits.
    """

    def __init__(self) -> None:
        self._since = time.monotonic()

    def pause(self) -> None:
        """Call it between two transactions, never within one. Rests 0.12 s after each half second of work."""
        if connection.vendor != "sqlite" or time.monotonic() - self._since < _LONGEST_RUN_SECONDS:
            return
        time.sleep(_LONG_ENOUGH_TO_BE_HEARD_SECONDS)
        self._since = time.monotonic()
