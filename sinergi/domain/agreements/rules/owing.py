"""How an obligation stands on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sinergi.domain.agreements.choices import ObligationState
from sinergi.domain.agreements.rules.repetition import Repetition
from sinergi.foundation.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class Owed:
    """What was promised and how far it came. `each` is what one occurrence of the repetition owes.

    `quantity` None: the agreement states none, and nothing can say that all was given.
    """

    quantity: Decimal | None
    delivered: Decimal
    due_on: date | None = None
    repetition: Repetition | None = None
    each: Decimal | None = None
    is_disputed: bool = False
    is_waived: bool = False

    def state(self, on: date) -> ObligationState:
        """A dispute that is open comes first; what was given in full is fulfilled though the rest had been waived."""
        if self.is_disputed:
            return ObligationState.DISPUTED
        if self.is_complete:
            return ObligationState.FULFILLED
        if self.is_waived:
            return ObligationState.WAIVED
        return ObligationState.OVERDUE if self.is_late(on) else ObligationState.OPEN

    @property
    def is_complete(self) -> bool:
        """All that was promised was given."""
        return self.quantity is not None and self.delivered >= self.quantity

    @property
    def is_open(self) -> bool:
        """Something is still owed or in dispute, whatever the day."""
        return self.is_disputed or not (self.is_complete or self.is_waived)

    def is_late(self, on: date) -> bool:
        """Less was given than had fallen due before `on`; what was given too early or too late counts all the same."""
        if self.due_on is not None and self.due_on < on:
            return not self.is_complete
        if self.repetition is None or self.each is None:
            return False
        return self.delivered < self.each * self.repetition.elapsed(on)

    def next_due_on(self) -> date | None:
        """When the next part that is not covered yet falls due: of a repetition the first occurrence still unmet."""
        if self.repetition is None or self.each is None:
            return self.due_on
        covered = int(self.delivered // self.each)
        ends = [occurrence.end for occurrence in self.repetition.occurrences()]
        return ends[min(covered, len(ends) - 1)]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One turn of what is owed again and again: its days, due on the last of them, and what was given in them."""

    number: int
    days: Period
    expected: Decimal | None
    delivered: Decimal
    accepted: Decimal

    @property
    def due_on(self) -> date:
        return self.days.end
