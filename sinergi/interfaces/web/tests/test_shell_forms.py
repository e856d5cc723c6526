"""Numbers as people type them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from sinergi.interfaces.web.shell.forms import DecimalField


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", "12"),
        (" 12,5 ", "12.5"),
        ("12.5", "12.5"),
        ("0,12", "0.12"),
        ("1.250.000", "1250000"),
        ("1.250,5", "1250.5"),
        ("1,250.5", "1250.5"),
        ("1.250.000,75", "1250000.75"),
        ("-3", "-3"),
        ("999999999999,99", "999999999999.99"),
    ],
)
def test_a_number_is_read_with_comma_or_dot(typed: str, number: str) -> None:
    assert DecimalField().clean(typed) == Decimal(number)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1.250", "dua cara"),
        ("1,250", "dua cara"),
        ("dua belas", "Tulis angka saja"),
        ("1e5", "Tulis angka saja"),
        ("NaN", "Tulis angka saja"),
        ("Infinity", "Tulis angka saja"),
        ("١٢", "Tulis angka saja"),
        ("1.25.000", "Tulis angka saja"),
        ("12\0", "Tulis angka saja"),
        ("9" * 10_000, "Tulis angka saja"),
        ("1000000000000", "terlalu besar"),
        ("1,234567", "dua angka di belakang koma"),
    ],
)
def test_what_is_no_number_is_said_in_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        DecimalField().clean(typed)


@given(st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2))
def test_a_number_shown_in_a_field_is_read_back_as_itself(number: Decimal) -> None:
    field = DecimalField()
    assert field.clean(field.prepare_value(number)) == number
