"""When two spellings are the same name, and which name was borne on which day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


def folded(name: str) -> str:
    """A name without case, accents, punctuation and double spaces: equal for spellings that a reader takes for one."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def listed(name: str) -> tuple[str, ...]:
    """The institutions that a name lists in brackets: “Tiga Kelompok Contoh (Satu; Dua; Tiga)”; () when it lists none.

    Two or more, each with a letter and named once; what stands before the brackets says only how many and what they are.
    """
    for inside in re.findall(r"\(([^()]*;[^()]*)\)", name):
        pieces = {folded(piece): " ".join(piece.split()) for piece in inside.split(";")}
        if len(pieces) > 1 and all(re.search("[a-z]", key) for key in pieces):
            return tuple(pieces.values())
    return ()


@dataclass(frozen=True, slots=True)
class Validity:
    """The days on which a name was borne, both included. None is a bound that no source states.

    One unknown bound is open: the name was borne up to, or from, the other. With both unknown it is a name that was also
    used, on days nobody knows: it claims no day.
    """

    starts_on: date | None
    ends_on: date | None

    def claims(self, day: date) -> bool:
        if self.starts_on is None and self.ends_on is None:
            return False
        return (self.starts_on or date.min) <= day <= (self.ends_on or date.max)

    def overlaps(self, other: Validity) -> bool:
        """Whether both claim some day."""
        if Validity(None, None) in (self, other):
            return False
        first = max(self.starts_on or date.min, other.starts_on or date.min)
        last = min(self.ends_on or date.max, other.ends_on or date.max)
        return first <= last


def dated(rows: Iterable[tuple[str, str | None, str | None]]) -> list[tuple[str, Validity]]:
    """Names with their days from plain values: name, first and last day as ISO texts or None."""
    return [(name, Validity(_day(starts_on), _day(ends_on))) for name, starts_on, ends_on in rows]


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def name_on(day: date, names: Iterable[tuple[str, Validity]], *, present: str) -> str:
    """The name that claims the day; the present one where none does."""
    return next((name for name, validity in names if validity.claims(day)), present)
