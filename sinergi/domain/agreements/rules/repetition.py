"""What is owed again and again: every so many months from a day to a last day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from sinergi.foundation.kernel.periods import Period

MOST_OCCURRENCES = 1_200


@dataclass(frozen=True, slots=True)
class Repetition:
    """Every `every_months` from `starts_on` on, until `last_on` included. An occurrence is due on its last day."""

    starts_on: date
    every_months: int
    last_on: date

    def occurrences(self) -> tuple[Period, ...]:
        """The occurrences in order: side by side without gap or overlap, the last one cut at `last_on`."""
        starts = self._starts()
        lasts = [*(start - timedelta(days=1) for start in starts[1:]), self.last_on]
        return tuple(Period(start, last) for start, last in zip(starts, lasts, strict=True))

    def elapsed(self, on: date) -> int:
        """How many occurrences fell due before `on`."""
        return sum(occurrence.end < on for occurrence in self.occurrences())

    def _starts(self) -> list[date]:
        months = range(0, months_between(self.starts_on, self.last_on) + 1, self.every_months)
        starts = (months_after(self.starts_on, number) for number in months)
        return [start for start in starts if start <= self.last_on]


def months_after(day: date, months: int) -> date:
    """The same day of a later month; the last day of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_between(first: date, last: date) -> int:
    """From the month of `first` to that of `last`, whatever their days."""
    return (last.year - first.year) * 12 + last.month - first.month


def is_last_of_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]
