"""What the readings of a case come to: settled, read once more, or handed to a superior."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sinergi.domain.identity.choices import Opinion


class Next(StrEnum):
    """What becomes of a case."""

    ANOTHER_READER = "another"
    SETTLED = "settled"
    REFERRED = "referred"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`opinion` is there exactly when it is SETTLED, and never UNKNOWN."""

    next: Next
    opinion: Opinion | None = None


def outcome(opinions: Sequence[Opinion], *, needed: int) -> Outcome:
    """One reader settles where one is needed. Else two who agree do; when they do not, a third who agrees with one of them.

    Who does not know is never agreed with: one such reading asks for another reader, two of them for a superior, and so
    do three readers who all differ. `needed` is 1 or 2; more than three opinions raise ValueError.
    """
    if len(opinions) > 3:
        raise ValueError("a case has three readers at most")
    counts = Counter(opinions)
    if counts[Opinion.UNKNOWN] > 1:
        return Outcome(Next.REFERRED)
    for opinion in (Opinion.SAME, Opinion.DIFFERENT):
        if counts[opinion] >= 2 or (needed == 1 and list(opinions) == [opinion]):
            return Outcome(Next.SETTLED, opinion)
    return Outcome(Next.REFERRED if len(opinions) == 3 else Next.ANOTHER_READER)
