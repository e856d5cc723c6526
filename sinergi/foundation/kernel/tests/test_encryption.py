from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from sinergi.foundation.kernel.encryption import Undecipherable, blind_index, decrypt, encrypt

plain_texts = st.text(st.characters(exclude_categories=("Cs",)))


@given(plain_texts)
def test_what_was_sealed_opens_again(value: str) -> None:
    assert decrypt(encrypt(value, context="m.f:1"), context="m.f:1") == value


def test_a_value_moved_into_another_row_does_not_open() -> None:
    with pytest.raises(Undecipherable):
        decrypt(encrypt("rahasia", context="m.f:1"), context="m.f:2")


def test_the_same_value_never_looks_the_same_twice() -> None:
    assert encrypt("rahasia", context="m.f:1") != encrypt("rahasia", context="m.f:1")


def test_an_older_key_of_the_ring_still_opens(settings: Settings) -> None:
    sealed = encrypt("rahasia", context="m.f:1")
    settings.FIELD_KEYS = {"k2": bytes(32), **settings.FIELD_KEYS}
    assert decrypt(sealed, context="m.f:1") == "rahasia"
    assert encrypt("baru", context="m.f:1").startswith("k2.")


def test_a_lost_key_is_said() -> None:
    with pytest.raises(Undecipherable):
        decrypt("gone.AAAA.AAAA", context="m.f:1")


def test_a_blind_index_is_equal_for_equal_values_of_one_context_only() -> None:
    assert blind_index("99", context="nik") == blind_index("99", context="nik")
    assert blind_index("99", context="nik") != blind_index("99", context="kk")
