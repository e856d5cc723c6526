"""How states, ages and steps of cases are said and coloured."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sinergi.domain.identity.choices import Attendance, CaseState, DayState, StepKind
from sinergi.interfaces.web.shell.furniture import Crumb, Tab

STATE_TONES = {
    CaseState.OPEN: "warn",
    CaseState.BOOKED: "info",
    CaseState.RECORDED: "info",
    CaseState.ISSUED: "gold",
    CaseState.CLOSED: "neutral",
}
STEP_TONES = {
    StepKind.RECORDED: "good",
    StepKind.ISSUED: "good",
    StepKind.ABSENT: "warn",
    StepKind.REFUSED: "warn",
    StepKind.RETURNED: "warn",
    StepKind.CLOSED: "neutral",
}
DAY_TONES = {DayState.PLANNED: "info", DayState.HELD: "good", DayState.CANCELLED: "neutral"}
ATTENDANCE_TONES = {Attendance.RECORDED: "good", Attendance.ABSENT: "warn", Attendance.REFUSED: "bad"}


def tabs(current: str, *, examples: bool) -> list[Tab]:
    """The pages about people without a NIK."""
    suffix = "?contoh=ya" if examples else ""
    known = ((_("Kasus"), "kasus"), (_("Per unit"), "kasus-unit"), (_("Hari perekaman"), "perekaman"))
    return [Tab(label, reverse(name) + suffix, name == current) for label, name in known]


def crumbs(*more: Crumb) -> list[Crumb]:
    return [Crumb(_("Tanpa NIK"), reverse("kasus")), *more]


def age_words(days: int) -> str:
    return ngettext("%(days)d hari", "%(days)d hari", days) % {"days": days}
