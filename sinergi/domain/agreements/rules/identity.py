"""When two rows of published lists speak of the same agreement.

A row seldom carries a number, and a later list often knows more than an earlier one. So there are two ways to be the same:
by *identity* (equal in all that tells agreements apart), or by *filling*: the rows agree wherever both know something,
share a source, and nothing else could be meant.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property


@dataclass(frozen=True)
class Mark:
    """What tells one agreement from another, in folded spelling; None, "" and an empty set are unknown.

    `place` is where it applies, as written: it stands in for our side where no source names that, and is "" elsewhere.
    """

    ours: frozenset[str]
    place: str
    partner: str
    numbers: frozenset[str] = frozenset()
    kind: str = ""
    signed_on: date | None = None
    sources: frozenset[str] = frozenset()

    @property
    def between(self) -> tuple[frozenset[str], str, str]:
        """Who stands on the two sides. Never filled in later: an agreement of other parties is another agreement."""
        return self.ours, self.place, self.partner

    @cached_property
    def identity(self) -> str:
        return row_identity(self)

    def may_be(self, other: Mark) -> bool:
        """The same parties, a source in common, and no number, kind or day on which they differ."""
        return (
            self.between == other.between
            and not self.sources.isdisjoint(other.sources)
            and all(
                mine == theirs or not mine or not theirs
                for mine, theirs in (
                    (self.numbers, other.numbers),
                    (self.kind, other.kind),
                    (self.signed_on, other.signed_on),
                )
            )
        )

    def filled_by(self, later: Mark) -> Mark:
        """With what `later` states, and with its own facts where `later` says nothing."""
        return replace(
            self,
            numbers=later.numbers or self.numbers,
            kind=later.kind or self.kind,
            signed_on=later.signed_on or self.signed_on,
            sources=self.sources | later.sources,
        )


def row_identity(mark: Mark) -> str:
    """64 hexadecimal digits, equal for rows that state the same agreement.

    With a number: the parties and the number, for two units may use the same number for two agreements.
    Without: the parties, kind, day of signing and sources.
    """
    told_by: list[object] = [sorted(mark.ours), mark.place, mark.partner]
    if mark.numbers:
        told_by += ["number", sorted(mark.numbers)]
    else:
        told_by += ["row", mark.kind, str(mark.signed_on or ""), sorted(mark.sources)]
    return hashlib.sha256(json.dumps(told_by).encode()).hexdigest()


def recognise[K](rows: Collection[Mark], known: Mapping[K, Mark]) -> dict[str, K]:
    """Which known agreement each row speaks of, by the row's identity; a row that is not in the answer is a new one.

    A row fills an agreement only when each is the other's only possibility among all that have no equal, and still is once
    everything is filled. So the answer does not depend on the order of the rows, no two agreements ever get the same
    identity, and the same rows again change nothing.
    """
    undecided: set[Mark] = set()
    while True:
        found = _recognise_once(rows, known, undecided)
        once_done: dict[object, Mark] = dict(known.items())
        for row in rows:
            key = found.get(row.identity)
            once_done[row.identity if key is None else key] = row if key is None else known[key].filled_by(row)
        again = _recognise_once(rows, once_done, set())
        astray = {row for row in rows if row.identity in found and again.get(row.identity) != found[row.identity]}
        if astray <= undecided:
            return found
        undecided |= astray


def _recognise_once[K](rows: Collection[Mark], known: Mapping[K, Mark], undecided: Collection[Mark]) -> dict[str, K]:
    """As `recognise`, looking no further than these rows; those in `undecided` fill nothing."""
    by_identity = {mark.identity: key for key, mark in known.items()}
    equal = {row.identity: by_identity[row.identity] for row in rows if row.identity in by_identity}
    taken = set(equal.values())
    waiting: dict[tuple[frozenset[str], str, str], list[K]] = defaultdict(list)
    for key, mark in known.items():
        if key not in taken:
            waiting[mark.between].append(key)

    possible = {
        row: [key for key in waiting.get(row.between, ()) if row.may_be(known[key])]
        for row in rows
        if row.identity not in equal
    }
    suitors = Counter(key for keys in possible.values() for key in keys)
    filling = {
        row: keys[0]
        for row, keys in possible.items()
        if len(keys) == 1 and suitors[keys[0]] == 1 and row not in undecided
    }

    becoming = {row: known[key].filled_by(row).identity for row, key in filling.items()}
    bearers = Counter([*by_identity, *(row.identity for row in possible), *becoming.values()])
    for row, key in filling.items():
        own = (becoming[row] == row.identity) + (becoming[row] == known[key].identity)
        if bearers[becoming[row]] == 1 + own:
            equal[row.identity] = key
    return equal
