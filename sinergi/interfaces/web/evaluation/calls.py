"""Where what a page sends must first become a value of the domain."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sinergi.domain.evaluation.services import reviewing
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid
from sinergi.foundation.kernel.periods import Period

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Agreement
    from sinergi.domain.evaluation.models import Evaluation


def review(agreement: Agreement, *, period_start: date, period_end: date, by: Actor, at: datetime) -> Evaluation:
    """Open a round for the days from one to the other. Raises Invalid at `period_end` when it comes before the start."""
    try:
        period = Period(period_start, period_end)
    except Invalid as error:
        raise Invalid(str(error), field="period_end") from None
    return reviewing.review(agreement, period=period, by=by, at=at)
