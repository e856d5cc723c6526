"""How long to wait before trying again, which period a moment belongs to, what may be said about an error."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

FIRST_BACK_OFF = timedelta(seconds=10)
LEASE = timedelta(minutes=2)
LONGEST_BACK_OFF = timedelta(hours=1)
MOST_ERROR_CHARACTERS = 500

_ZONE = ZoneInfo("Asia/Jakarta")

type Json = str | int | float | bool | list[Json] | dict[str, Json] | None


def daily_period(hour: int, at: datetime) -> str:
    """The day that began at `hour`:00 WIB and in which `at` lies: "2026-01-05"."""
    return (at.astimezone(_ZONE) - timedelta(hours=hour)).date().isoformat()


def back_off(attempt: int) -> timedelta:
    """How long to wait after the `attempt`-th failure (from 1): 10 s, doubled each time, at most an hour."""
    if attempt < 1:
        raise ValueError("attempts are counted from 1")
    return min(FIRST_BACK_OFF * (1 << min(attempt - 1, 20)), LONGEST_BACK_OFF)


def describe(error: BaseException) -> str:
    """Class and first line of the message. Later lines stay out: databases write the values of the row there."""
    lines = str(error).splitlines()
    return f"{type(error).__name__}: {lines[0] if lines else ''}".removesuffix(": ")[:MOST_ERROR_CHARACTERS]


def ensure_json(args: Sequence[object]) -> list[Json]:
    """The arguments as they will come back from the database. TypeError for what JSON would change or not take."""
    kept: list[Json] = json.loads(json.dumps(list(args), allow_nan=False))
    if kept != list(args):
        raise TypeError("a job's arguments are plain JSON values: texts, numbers, lists, dictionaries with text keys")
    return kept
