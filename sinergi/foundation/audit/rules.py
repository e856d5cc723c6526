"""The hashes of entries, readings and seals: the same content gives the same 64 hexadecimal digits.

They depend on what is said only, not on how a database keeps it: on every machine, on SQLite and PostgreSQL.
"""

from __future__ import annotations

import hashlib
import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from sinergi.foundation.audit.choices import Unusual

type Fact = str | int | bool | date | Decimal | list[Fact] | None
type Plain = str | int | bool | list[Plain] | None


def plain(fact: Fact) -> Plain:
    """A fact as JSON can hold it: days in ISO, decimals as text (a float would change them)."""
    if isinstance(fact, list):
        return [plain(item) for item in fact]
    if isinstance(fact, date):
        return fact.isoformat()
    if isinstance(fact, Decimal):
        return str(fact)
    return fact


FIRST = "0" * 64  # what the first seal says it follows


def entry_hash(*, action: str, subject: str, actor_key: str, at: datetime, facts: dict[str, Plain]) -> str:
    """SHA-256 over canonical JSON of what the entry says; `at` in UTC."""
    return _digest([action, subject, actor_key, _utc(at), facts])


def entry_link(*, pk: int, sha256: str, actor_label: str) -> str:
    """What a seal keeps of an entry: its own hash, bound to its number and to the name that people read."""
    return _digest(["entry", pk, sha256, actor_label])


def reading_link(
    *, pk: int, subject: str, fields: list[str], purpose: str, actor_key: str, actor_label: str, at: datetime
) -> str:
    """What a seal keeps of a reading: everything it says."""
    return _digest(["reading", pk, subject, fields, purpose, actor_key, actor_label, _utc(at)])


@dataclass(frozen=True)
class SealContent:
    """Everything a seal says. `links` are (kind, row, sha256), in order of kind and row."""

    number: int
    previous_sha256: str
    highest_entry: int
    highest_reading: int
    sealed_at: datetime
    links: tuple[tuple[str, int, str], ...]

    def sha256(self) -> str:
        highest = [self.highest_entry, self.highest_reading]
        return _digest([self.number, self.previous_sha256, highest, _utc(self.sealed_at), list(self.links)])


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _digest(content: list[object]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


# --- unusual reading

DAYS_BEFORE = 28
"""How far back the usual is looked for."""

KNOWN_DAYS = 5
"""With fewer days of reading nobody knows what is usual, so a plain bound holds."""

LEAST_MANY, TIMES_USUAL, MANY_FOR_A_NEWCOMER = 30, 4, 60
LEAST_LISTED, LISTED_FOR_A_NEWCOMER = 1_000, 2_000
"""Names on pages of lists: a page shows 25, so forty pages, or eighty."""

LEAST_BY_NIGHT = 15
NIGHT_BEGINS, NIGHT_ENDS = 22, 5
"""Hours of the site."""


def is_unusual(reason: str, persons: int, usual: Sequence[int]) -> bool:
    """Whether a day with so many different people is asked about, given the reader's days before.

    Many: at least 30 and more than four times the usual day; where fewer than five days are known, at least 60. Names in
    lists alike, from 1,000 or 2,000 on. By night (22 to 5): at least 15.
    """
    if reason == Unusual.NIGHT:
        return persons >= LEAST_BY_NIGHT
    listed = reason == Unusual.LISTS
    if len(usual) < KNOWN_DAYS:
        return persons >= (LISTED_FOR_A_NEWCOMER if listed else MANY_FOR_A_NEWCOMER)
    return persons >= (LEAST_LISTED if listed else LEAST_MANY) and persons > TIMES_USUAL * median(usual)


def median(usual: Sequence[int]) -> int:
    """The usual day, rounded down; 0 when no day is known."""
    return int(statistics.median(usual)) if usual else 0
