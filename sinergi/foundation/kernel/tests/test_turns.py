"""Who waits to write comes in between the transactions of a long work."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from sinergi.foundation.kernel.turns import Turns


def test_who_waits_to_write_comes_in_between(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL: nobody waits for another's rows")
    begun = threading.Event()
    path = tmp_path / "contoh.sqlite3"

    def work() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as ours:
            turns = Turns()
            for _number in range(150):
                ours.execute("BEGIN IMMEDIATE")
                begun.set()
                time.sleep(0.03)
                ours.execute("COMMIT")
                turns.pause()

    long_work = threading.Thread(target=work)
    long_work.start()
    begun.wait()
    with closing(sqlite3.connect(path, isolation_level=None, timeout=60)) as other:
        other.execute("BEGIN IMMEDIATE")
        came_in_between = long_work.is_alive()
        other.execute("COMMIT")
    long_work.join()
    assert came_in_between
