"""What may follow what in the case of somebody without a NIK, and how old a case is."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from sinergi.domain.identity.choices import AgeBand, CaseState, StepKind
from sinergi.foundation.kernel.errors import DomainError

STUCK_DAYS = 30
"""A case without a step for so many days waits for somebody."""

BANDS = ((AgeBand.UP_TO_30, 30), (AgeBand.UP_TO_90, 90), (AgeBand.UP_TO_180, 180))
"""Each with the last day of age that it holds; older ones are in OLDER."""

_UNCHANGED = {StepKind.TRY, StepKind.EVIDENCE}
_MOVES: dict[CaseState, dict[StepKind, CaseState]] = {
    CaseState.OPEN: {
        StepKind.BOOKED: CaseState.BOOKED,
        StepKind.RECORDED: CaseState.RECORDED,
        StepKind.ISSUED: CaseState.ISSUED,
        StepKind.MOVED: CaseState.OPEN,
        StepKind.CLOSED: CaseState.CLOSED,
    },
    CaseState.BOOKED: {
        StepKind.UNBOOKED: CaseState.OPEN,
        StepKind.ABSENT: CaseState.OPEN,
        StepKind.REFUSED: CaseState.OPEN,
        StepKind.RECORDED: CaseState.RECORDED,
        # Whoever leaves the unit leaves the day that was planned there.
        StepKind.MOVED: CaseState.OPEN,
        StepKind.CLOSED: CaseState.CLOSED,
    },
    CaseState.RECORDED: {
        StepKind.ISSUED: CaseState.ISSUED,
        StepKind.RETURNED: CaseState.OPEN,
        StepKind.MOVED: CaseState.RECORDED,
        StepKind.CLOSED: CaseState.CLOSED,
    },
    CaseState.ISSUED: {
        StepKind.RETURNED: CaseState.OPEN,
        StepKind.MOVED: CaseState.ISSUED,
        StepKind.CLOSED: CaseState.CLOSED,
    },
    CaseState.CLOSED: {StepKind.REOPENED: CaseState.OPEN},
}


class WrongStep(DomainError):
    """This cannot follow on where the case stands."""

    code = "wrong_case_step"


def after(state: str, step: str) -> CaseState:
    """Where a case stands after the step. Raises WrongStep."""
    here, kind = CaseState(state), StepKind(step)
    if kind in _UNCHANGED and here is not CaseState.CLOSED:
        return here
    found = _MOVES[here].get(kind)
    if found is None:
        raise WrongStep(
            _("Kasus ini sekarang %(state)s, jadi “%(step)s” tidak dapat dicatat; muat ulang halamannya.")
            % {"state": str(here.label).lower(), "step": str(kind.label).lower()}
        )
    return found


def may_follow(state: str, step: str) -> bool:
    """Whether the step can be written down where the case stands."""
    here, kind = CaseState(state), StepKind(step)
    return kind in _MOVES[here] or (kind in _UNCHANGED and here is not CaseState.CLOSED)


def age_band(opened_on: date, on: date) -> AgeBand:
    """The band of a case's age on `on`; one opened that day is 0 days old."""
    age = (on - opened_on).days
    return next((band for band, most in BANDS if age <= most), AgeBand.OLDER)


def opened_between(band: str, on: date) -> tuple[date, date]:
    """The first and last day on which a case of this band was opened, as seen on `on`."""
    least = 0
    for known, most in BANDS:
        if known == band:
            return on - timedelta(days=most), on - timedelta(days=least) if least else date.max
        least = most + 1
    return date.min, on - timedelta(days=least)


def stuck_since(on: date) -> date:
    """The last day of a step with which a case counts as stuck on `on`."""
    return on - timedelta(days=STUCK_DAYS)
