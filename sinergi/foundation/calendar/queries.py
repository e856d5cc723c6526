"""Questions about days. Holidays are public knowledge: no viewer is asked for."""

from __future__ import annotations

from datetime import date

from sinergi.foundation.calendar import rules
from sinergi.foundation.calendar.choices import CorrectionKind
from sinergi.foundation.calendar.models import DayCorrection
from sinergi.foundation.calendar.rules import Correction, DayOff
from sinergi.foundation.kernel.periods import Period


def day_off(day: date) -> DayOff | None:
    """Why nobody works on `day` (holiday, cuti bersama, correction, week-end), or None when it is worked."""
    corrections = _corrections(Period(day, day))
    if day in _worked(corrections):
        return None
    return rules.days_off([day.year], corrections).get(day) or rules.weekend(day)


def holidays_in(period: Period) -> tuple[DayOff, ...]:
    """Holidays, cuti bersama and corrected days off in the period, in order. Plain week-ends are left out."""
    off_days = rules.days_off(range(period.start.year, period.end.year + 1), _corrections(period))
    return tuple(sorted(off for day, off in off_days.items() if period.contains(day)))


def working_days_after(day: date, count: int) -> date:
    """`rules.add_working_days` over the calendar as it is known now."""
    corrections = _corrections()
    # The library never has two weeks without a working day, so the answer surely lies within this reach.
    reach = 14 * count + (len(corrections) if count > 0 else -len(corrections))
    years = sorted((day.year, date.fromordinal(min(max(1, day.toordinal() + reach), date.max.toordinal())).year))
    off = rules.days_off(range(years[0], years[1] + 1), corrections)
    return rules.add_working_days(day, count, off, _worked(corrections))


def _corrections(period: Period | None = None) -> tuple[Correction, ...]:
    rows = DayCorrection.objects.order_by("id")
    if period:
        rows = rows.filter(day__range=(period.start, period.end))
    return tuple(row.correction() for row in rows)


def _worked(corrections: tuple[Correction, ...]) -> frozenset[date]:
    latest = {correction.day: correction.kind for correction in corrections}
    return frozenset(day for day, kind in latest.items() if kind == CorrectionKind.KERJA)
