from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.foundation.queue import rules

moments = st.datetimes(datetime(2000, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
hours = st.integers(0, 23)


@given(st.integers(1, 10**9))
def test_the_back_off_grows_and_stays_within_an_hour(attempt: int) -> None:
    wait, next_wait = rules.back_off(attempt), rules.back_off(attempt + 1)
    assert timedelta(seconds=10) <= wait <= next_wait <= timedelta(hours=1)
    assert next_wait == wait * 2 or next_wait == timedelta(hours=1)


def test_attempts_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        rules.back_off(0)


@given(hours, moments, st.timedeltas(timedelta(), timedelta(days=3)))
def test_periods_follow_each_other_and_last_a_day(hour: int, at: datetime, later: timedelta) -> None:
    assert rules.daily_period(hour, at) <= rules.daily_period(hour, at + later)
    assert rules.daily_period(hour, at) < rules.daily_period(hour, at + timedelta(days=1))


def test_the_period_changes_at_its_hour_in_western_indonesia() -> None:
    two_wib = datetime(2026, 1, 4, 19, tzinfo=UTC)
    assert rules.daily_period(2, two_wib) == "2026-01-05"
    assert rules.daily_period(2, two_wib - timedelta(seconds=1)) == "2026-01-04"


def test_an_error_is_described_without_the_lines_that_hold_values() -> None:
    error = ValueError("duplicate key value\nDETAIL: Key (name)=(Contoh) already exists.")
    assert rules.describe(error) == "ValueError: duplicate key value"
    assert rules.describe(KeyboardInterrupt()) == "KeyboardInterrupt"
    assert len(rules.describe(ValueError("x" * 9_000))) == 500


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.lists(json_values))
def test_plain_arguments_are_kept_as_they_are(args: list[object]) -> None:
    assert rules.ensure_json(args) == args


@pytest.mark.parametrize("odd", [(1, 2), {1: 2}, datetime(2026, 1, 5, tzinfo=UTC), b"x", {1, 2}])
def test_arguments_that_would_come_back_changed_are_refused(odd: object) -> None:
    with pytest.raises(TypeError):
        rules.ensure_json([odd])


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        rules.ensure_json([float("nan")])
