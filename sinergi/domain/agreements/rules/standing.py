"""Whether an agreement is in force on a day, where dates may be unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sinergi.domain.agreements.choices import Signing, Standing


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of an agreement; None is a date that no source states.

    `ends_on` is the last day in force; `ended_on` is the first day no longer in force, set by a decision
    (None: no such decision). A draft has dates that are only planned.
    """

    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    ended_on: date | None = None
    is_draft: bool = False


def standing(dates: Dates, on: date) -> Standing:
    """How surely the agreement is in force on `on`, both bounds included.

    A known date that excludes the day decides at once. A duration without a start never makes an end: it plays no part.
    Depends on dates only: a decision to end later does not move the answer for an earlier day.
    """
    if _excluded(dates, on):
        return Standing.NOT
    if dates.signed_on is None and dates.starts_on is None:
        return Standing.UNKNOWN
    if None in (dates.signed_on, dates.starts_on, dates.ends_on):
        return Standing.POSSIBLE
    return Standing.CERTAIN


def _excluded(dates: Dates, on: date) -> bool:
    return (
        dates.is_draft
        or (dates.signed_on is not None and dates.signed_on > on)
        or (dates.starts_on is not None and dates.starts_on > on)
        or (dates.ends_on is not None and dates.ends_on < on)
        or (dates.ended_on is not None and dates.ended_on <= on)
    )


def signing(dates: Dates, start: date, end: date) -> Signing:
    """How surely the agreement was signed from `start` to `end`, both included.

    Where no source states the day of signing, a start of its term within the period speaks for it; an end by decision
    before the period excludes it, for nothing is ended before it is signed.
    """
    if dates.is_draft or (dates.ended_on is not None and dates.ended_on < start):
        return Signing.NOT
    if dates.signed_on is not None:
        return Signing.CERTAIN if start <= dates.signed_on <= end else Signing.NOT
    if dates.starts_on is not None and start <= dates.starts_on <= end:
        return Signing.POSSIBLE
    return Signing.UNKNOWN
