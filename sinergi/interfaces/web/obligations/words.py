"""How an obligation's state, days and turns are said and coloured, on every page alike."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from sinergi.domain.agreements.choices import Answer, ObligationState
from sinergi.interfaces.web.agreements.words import day

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Obligation

TONES = {
    ObligationState.OPEN: "info",
    ObligationState.OVERDUE: "bad",
    ObligationState.DISPUTED: "warn",
    ObligationState.FULFILLED: "good",
    ObligationState.WAIVED: "neutral",
}
ANSWER_TONES = {
    Answer.AWAITING: "info",
    Answer.ACCEPTED: "good",
    Answer.DISPUTED: "warn",
    Answer.REVERSED: "neutral",
}


def state_words(obligation: Obligation, on: date) -> tuple[str, str]:
    """What a pill says of an obligation on a day, and its tone."""
    state = obligation.state(on)
    return str(state.label), TONES[state]


def due_words(obligation: Obligation) -> str:
    """When it falls due: “31 Maret 2026 (tiap 3 bulan sampai 31 Desember 2026)”; "" for an unknown day."""
    if obligation.every_months is None:
        return day(obligation.due_on)
    months = obligation.every_months
    often = _("tiap bulan") if months == 1 else _("tiap %(n)d bulan") % {"n": months}
    facts = {"next": day(obligation.owed().next_due_on()), "often": often, "last": day(obligation.due_on)}
    if obligation.is_open:
        return _("%(next)s (%(often)s sampai %(last)s)") % facts
    return _("%(often)s sampai %(last)s") % facts


def rupiah(value: int | None) -> str:
    """“Rp12.500.000”, or "" when no value was stated."""
    return "" if value is None else f"Rp{number_format(value, force_grouping=True)}"
