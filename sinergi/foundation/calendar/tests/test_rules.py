from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.foundation.calendar import rules
from sinergi.foundation.calendar.choices import CorrectionKind, DayOffKind, Zone
from sinergi.foundation.calendar.rules import Correction

AT = datetime(2025, 1, 1, tzinfo=UTC)

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
counts = st.integers(-60, 60)
day_sets = st.frozensets(st.dates(date(2020, 1, 1), date(2020, 3, 31)), max_size=40)
near_days = st.dates(date(2020, 1, 1), date(2020, 3, 31))


def working_days_between(start: date, end: date, holidays: frozenset[date], worked: frozenset[date]) -> int:
    span = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(rules.is_working_day(day, holidays, worked) for day in span)


@given(near_days, st.integers(1, 60), day_sets, day_sets)
def test_as_many_working_days_lie_between_as_were_added(
    day: date, count: int, holidays: frozenset[date], worked: frozenset[date]
) -> None:
    reached = rules.add_working_days(day, count, holidays, worked)
    assert working_days_between(day, reached, holidays, worked) == count
    assert rules.is_working_day(reached, holidays, worked)


@given(near_days, counts, day_sets)
def test_going_there_and_back_from_a_working_day_ends_where_it_began(
    day: date, count: int, holidays: frozenset[date]
) -> None:
    start = rules.add_working_days(day, 1, holidays)
    assert rules.add_working_days(rules.add_working_days(start, count, holidays), -count, holidays) == start


@given(days)
def test_no_working_days_added_is_the_same_day_even_on_a_sunday(day: date) -> None:
    assert rules.add_working_days(day, 0, {day}) == day


def test_one_working_day_after_a_friday_is_monday() -> None:
    assert rules.add_working_days(date(2025, 10, 3), 1, ()) == date(2025, 10, 6)


def test_a_holiday_on_monday_moves_the_deadline_to_tuesday() -> None:
    assert rules.add_working_days(date(2025, 10, 3), 1, {date(2025, 10, 6)}) == date(2025, 10, 7)


def test_a_sunday_worked_by_decree_counts() -> None:
    sunday = date(2025, 10, 5)
    assert rules.is_working_day(sunday, (), worked={sunday})
    assert not rules.is_working_day(sunday, ())


def test_an_absurd_count_is_refused() -> None:
    with pytest.raises(ValueError, match="beyond"):
        rules.add_working_days(date(2025, 10, 3), 10_001, ())


def test_the_library_knows_holidays_and_cuti_bersama() -> None:
    year = rules.published(2025)
    assert year[date(2025, 8, 17)].kind == DayOffKind.LIBUR_NASIONAL
    assert year[date(2025, 8, 18)].kind == DayOffKind.CUTI_BERSAMA
    assert "Kemerdekaan" in year[date(2025, 8, 17)].name


def test_the_later_of_two_corrections_wins() -> None:
    day = date(2026, 11, 23)
    libur = Correction(day, CorrectionKind.LIBUR, "Libur contoh", "Keputusan contoh")
    kerja = Correction(day, CorrectionKind.KERJA, "Tetap masuk", "Ralat contoh")
    assert rules.days_off([2026], [kerja, libur])[day].kind == DayOffKind.KOREKSI
    assert day not in rules.days_off([2026], [libur, kerja])


def test_a_published_holiday_can_be_made_a_working_day() -> None:
    day = date(2025, 8, 18)
    assert day in rules.days_off([2025], ())
    assert day not in rules.days_off([2025], [Correction(day, CorrectionKind.KERJA, "Masuk", "Keputusan contoh")])


def test_the_evening_in_jakarta_is_already_the_next_day_in_jayapura() -> None:
    moment = datetime(2025, 12, 31, 16, 30, tzinfo=UTC)
    assert rules.today_at(Zone.WIB, moment) == date(2025, 12, 31)
    assert rules.today_at(Zone.WITA, moment) == date(2026, 1, 1)
    assert rules.today_at("Asia/Jayapura", moment) == date(2026, 1, 1)


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda moment: moment.year < 9999))
def test_the_east_is_never_behind_the_west(moment: datetime) -> None:
    assert rules.today_at(Zone.WIB, moment) <= rules.today_at(Zone.WITA, moment) <= rules.today_at(Zone.WIT, moment)


def test_a_moment_without_a_zone_and_a_foreign_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        rules.today_at(Zone.WIB, AT.replace(tzinfo=None))
    with pytest.raises(ValueError, match="Europe"):
        rules.today_at("Europe/Paris", AT)
