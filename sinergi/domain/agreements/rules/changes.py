"""What changed in the facts of an agreement, old and new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

type Kept = str | int | list[str] | None


@dataclass(frozen=True, slots=True)
class Change:
    """One fact before and after: of the agreement where `party` is "", else of the party of that institution.

    A party whose "side" was None before joined; one whose "side" is None afterwards left.
    """

    fact: str
    party: str
    before: Kept
    after: Kept

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def changes_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Change, ...]:
    """The changes as they were kept."""
    return tuple(Change(row["fact"], row["party"], row["before"], row["after"]) for row in rows)


def undone(facts: Mapping[tuple[str, str], Kept], changes: Iterable[Change]) -> dict[tuple[str, str], Kept]:
    """The facts, by name and party, as they were before the changes."""
    return dict(facts) | {(change.fact, change.party): change.before for change in reversed(tuple(changes))}
