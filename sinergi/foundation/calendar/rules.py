"""Which days are worked, and which day it is where."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.metadata import version
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sinergi.foundation.calendar.choices import CorrectionKind, DayOffKind, Zone

MOST_WORKING_DAYS = 10_000


@dataclass(frozen=True, order=True)
class DayOff:
    """A day on which nobody works, and why. `source` says where that is written, "" for week-ends."""

    day: date
    name: str
    kind: DayOffKind
    source: str


@dataclass(frozen=True)
class Correction:
    """What a person decided about a day, against the library."""

    day: date
    kind: CorrectionKind
    name: str
    source: str


@lru_cache(maxsize=64)
def published(year: int) -> Mapping[date, DayOff]:
    """National holidays and cuti bersama of one year, by day, as the `holidays` library knows them.

    Cuti bersama is decreed a year at a time: for later years the library has none yet, and feasts of the Islamic
    calendar are estimates (their name ends in "(perkiraan)"). Corrections fill both in as data.
    """
    import holidays as library  # here, because it takes a quarter of a second that most commands need not wait

    source = f"holidays {version('holidays')}"
    found: dict[date, DayOff] = {}
    for category, kind in (("government", DayOffKind.CUTI_BERSAMA), ("public", DayOffKind.LIBUR_NASIONAL)):
        days = library.country_holidays("ID", years=year, language="id", categories=(category,))
        found |= {day: DayOff(day, name, kind, source) for day, name in days.items() if day.year == year}
    return MappingProxyType(found)


def days_off(years: Collection[int], corrections: Collection[Correction]) -> Mapping[date, DayOff]:
    """The published days off of `years`, mended by `corrections`; of two about one day the later in order wins."""
    found = {day: off for year in years for day, off in published(year).items()}
    for correction in corrections:
        found.pop(correction.day, None)
        if correction.kind == CorrectionKind.LIBUR:
            found[correction.day] = DayOff(correction.day, correction.name, DayOffKind.KOREKSI, correction.source)
    return MappingProxyType(found)


def weekend(day: date) -> DayOff | None:
    """Saturday or Sunday as a day off, None on other days."""
    return (
        DayOff(day, (_("Sabtu"), _("Minggu"))[day.weekday() - 5], DayOffKind.AKHIR_PEKAN, "")
        if day.weekday() >= 5
        else None
    )


def is_working_day(day: date, holidays: Collection[date], worked: Collection[date] = ()) -> bool:
    """Monday to Friday without the holidays. `worked` are days worked by decree, week-ends among them."""
    return day in worked or (day.weekday() < 5 and day not in holidays)


def add_working_days(day: date, count: int, holidays: Collection[date], worked: Collection[date] = ()) -> date:
    """The `count`-th working day after `day`, before it when `count` is negative; `day` itself for 0, worked or not.

    `day` is never counted: one working day after a Friday is Monday. ValueError beyond 10,000 days either way.
    """
    if abs(count) > MOST_WORKING_DAYS:
        raise ValueError(f"{count} working days is beyond ±{MOST_WORKING_DAYS}")
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day, holidays, worked)
    return day


def today_at(zone: Zone | str, moment: datetime) -> date:
    """The day it is in `zone` at `moment`. ValueError for a moment without a time zone or a zone outside Indonesia."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(ZoneInfo(Zone(zone).value)).date()
