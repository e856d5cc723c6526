from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.foundation.kernel.errors import Invalid
from sinergi.foundation.kernel.text import clean_line, clean_text


@pytest.mark.parametrize("bad", ["a\0b", "a\x1bb", "a\u202eb", "a\ud800b"])
def test_invisible_characters_are_refused_with_the_name_of_the_field(bad: str) -> None:
    with pytest.raises(Invalid, match="Judul memuat karakter yang tidak terlihat") as refused:
        clean_line(bad, field="title", label="Judul")
    assert refused.value.field == "title"


def test_too_long_a_text_is_refused_with_both_numbers() -> None:
    with pytest.raises(Invalid, match="10000 karakter, paling banyak 300"):
        clean_line("x" * 10_000, field="title", label="Judul")


def test_nothing_but_spaces_is_nothing() -> None:
    with pytest.raises(Invalid, match="Judul wajib diisi"):
        clean_line(" \t ", field="title", label="Judul")
    assert clean_line("  ", field="title", label="Judul", required=False) == ""


def test_several_lines_keep_their_line_ends_in_one_form() -> None:
    assert clean_text("satu\r\ndua\rtiga ", field="f", label="F") == "satu\ndua\ntiga"


@given(st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=200))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean_line(text, field="f", label="F", required=False)
    assert clean_line(once, field="f", label="F", required=False) == once
