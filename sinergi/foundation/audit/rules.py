"""The hash of an entry: the same content gives the same 64 hexadecimal digits, on every machine."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal

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


def entry_hash(*, action: str, subject: str, actor_key: str, at: datetime, facts: dict[str, Plain]) -> str:
    """SHA-256 over canonical JSON of everything the entry says; `at` in UTC."""
    content = [action, subject, actor_key, at.astimezone(UTC).isoformat(), facts]
    return hashlib.sha256(
        json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()
