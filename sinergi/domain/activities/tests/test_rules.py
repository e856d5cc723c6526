from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.domain.activities import rules
from sinergi.domain.agreements.choices import CountedUnit
from sinergi.foundation.kernel.errors import Invalid

days = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))


@given(days, days)
def test_where_verification_is_required_the_later_of_the_two_days_counts(attended: date, verified: date) -> None:
    assert rules.counted_on(attended, verified, requires_verification=True) == max(attended, verified)


@given(days, st.none() | days)
def test_where_it_is_not_required_the_day_of_attendance_counts(attended: date, verified: date | None) -> None:
    assert rules.counted_on(attended, verified, requires_verification=False) == attended


@given(st.none() | days, st.none() | days)
def test_nothing_counts_while_something_required_is_missing(attended: date | None, verified: date | None) -> None:
    counted = rules.counted_on(attended, verified, requires_verification=True)
    assert (counted is None) == (attended is None or verified is None)


@pytest.mark.parametrize("unit", [CountedUnit.PERSON, CountedUnit.PARTICIPATION])
def test_people_are_never_typed_in_as_a_quantity(unit: str) -> None:
    with pytest.raises(rules.CountsPeople, match="kehadiran"):
        rules.clean_quantity(Decimal(3), unit)


@pytest.mark.parametrize(
    ("quantity", "unit"),
    [
        ("0", CountedUnit.KG),
        ("-1", CountedUnit.KG),
        ("0.001", CountedUnit.KG),
        ("NaN", CountedUnit.KG),
        ("Infinity", CountedUnit.KG),
        ("1E12", CountedUnit.KG),
        ("1.5", CountedUnit.SESSION),
        ("0.5", CountedUnit.DOCUMENT),
        ("2.25", CountedUnit.PIECE),
        ("1", "ekor"),
    ],
)
def test_an_impossible_quantity_is_refused(quantity: str, unit: str) -> None:
    with pytest.raises(Invalid):
        rules.clean_quantity(Decimal(quantity), unit)


@given(st.decimals(min_value="0.01", max_value="999999999999.99", places=2))
def test_a_possible_quantity_stays_what_it_is(quantity: Decimal) -> None:
    assert rules.clean_quantity(quantity, CountedUnit.HOUR) == quantity


@given(st.decimals(min_value="-999999999999.99", max_value="999999999999.99", places=2))
def test_a_measure_may_be_below_zero(value: Decimal) -> None:
    assert rules.clean_measure(value, field="after", label="Nilai") == value


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "1000000000000", "0.123"])
def test_an_impossible_measure_is_refused_by_name(value: str) -> None:
    with pytest.raises(Invalid, match="Nilai sesudah") as refusal:
        rules.clean_measure(Decimal(value), field="after", label="Nilai sesudah")
    assert refusal.value.field == "after"


@pytest.mark.parametrize(
    ("name", "shown"), [("Contoh", "Contoh"), ("Contoh Dua Puluh", "Contoh D. P."), ("contoh bin uji", "contoh B. U.")]
)
def test_a_display_name_keeps_the_first_word_and_initials(name: str, shown: str) -> None:
    assert rules.display_name(name) == shown


def test_a_mean_of_nothing_is_unknown() -> None:
    assert rules.mean(None, 0) is None
    assert rules.mean(Decimal(10), 3) == Decimal("3.33")


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(Invalid, match="berakhir sebelum"):
        rules.ensure_planned(date(2026, 1, 2), date(2026, 1, 1))


def test_a_start_in_another_age_is_refused() -> None:
    with pytest.raises(Invalid, match="1945"):
        rules.ensure_planned(date(1026, 1, 2), None)
