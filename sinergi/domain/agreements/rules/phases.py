"""Where a concluded agreement stands in its life on a day. Refines its standing; never says more than its dates do."""

from __future__ import annotations

from datetime import date

from sinergi.domain.agreements.choices import Phase, Standing
from sinergi.domain.agreements.rules.standing import Dates, standing

BY_STANDING = {
    Standing.CERTAIN: Phase.IN_FORCE,
    Standing.POSSIBLE: Phase.POSSIBLY,
    Standing.UNKNOWN: Phase.UNKNOWN,
}


def phase(dates: Dates, renewed_on: date | None, on: date) -> Phase:
    """`renewed_on` is the first day on which a document that renews it was signed and had begun.

    As long as it may be in force its standing decides. After that: an end by decision stays one, whatever follows.
    Later ends and later renewals do not move the answer for an earlier day.
    """
    known = BY_STANDING.get(standing(dates, on))
    if known is not None:
        return known
    if dates.ended_on is not None and dates.ended_on <= on:
        return Phase.ENDED
    if any(day is not None and day > on for day in (dates.signed_on, dates.starts_on)):
        return Phase.AHEAD
    return Phase.RENEWED if renewed_on is not None and renewed_on <= on else Phase.OVER
