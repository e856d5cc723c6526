"""A run of answers in a process of its own: `python -m linkage.tests.killed PEOPLE OUT PART KILL_AT [LIMIT]`.

It is killed (SIGKILL) at the call of the matcher numbered KILL_AT, 0 for never, and says how often the matcher was called.
LIMIT is the largest file in bytes it may write, as on a full disk.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path

import pyarrow as pa

from linkage.answers import schema
from linkage.faults import Fault
from linkage.running import answer, look_through

COLUMNS = pa.unify_schemas([schema(answers_only=False), schema(answers_only=True)])


class Matcher:
    """Answers from the row alone, so that any two runs must agree."""

    def __init__(self, kill_at: int) -> None:
        self.calls = 0
        self._kill_at = kill_at

    def __call__(self, people: pa.Table) -> pa.Table:
        self.calls += 1
        if self.calls == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        rows = people.column("row").to_pylist()
        columns = {
            "id": people.column("id"),
            "answer": ["same" if row % 2 else "different" for row in rows],
            "register_nik": [f"99010101029{row:05}" if row % 2 else None for row in rows],
            "register_row": [row if row % 2 else None for row in rows],
            "probability": [1 / row for row in rows],
            "weight_bits": [float(row) for row in rows],
            "margin_bits": [float(row) for row in rows],
            "why": ["Nama sesuai." for _ in rows],
        }
        return pa.table(columns, schema=COLUMNS)


def main(people: str, out: str, part: str, kill_at: str, limit: str = "") -> None:
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    matcher = Matcher(int(kill_at))
    try:
        tally = answer(
            look_through(Path(people)), matcher, Path(out), settings={"model": "a"}, answers_only=False, part=int(part)
        )
    except Fault as fault:
        sys.exit(str(fault))
    print(matcher.calls, tally.people)


if __name__ == "__main__":
    main(*sys.argv[1:])
