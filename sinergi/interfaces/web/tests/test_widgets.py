"""What is written without a template is what Django's templates would have written."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.utils.functional import lazystr
from hypothesis import given
from hypothesis import strategies as st

from sinergi.interfaces.web.shell.widgets import WidgetRenderer

CHOICES = [
    ("", "Semua"),
    ("pks", "Perjanjian <b>Kerja</b> Sama"),
    (7, lazystr("Tujuh & lain")),
    ("Kelompok “x”", [("a", "A"), ("b", "B")]),
]
WIDGETS = [
    forms.TextInput(),
    forms.HiddenInput(),
    forms.NumberInput(),
    forms.EmailInput(),
    forms.DateInput(),
    forms.CheckboxInput(),
    forms.Select(choices=CHOICES),
    forms.Select(choices=CHOICES, attrs={"disabled": True, "data-x": "“&”"}),
    forms.NullBooleanSelect(),
    forms.Textarea(),
    forms.RadioSelect(choices=CHOICES),
    forms.SelectMultiple(choices=CHOICES),
]
OURS, DJANGOS = WidgetRenderer(), DjangoTemplates()


def both(widget: forms.Widget, value: Any, attrs: dict[str, Any]) -> tuple[object, object]:
    ours = widget.render("nama", value, attrs=attrs, renderer=OURS)
    djangos = widget.render("nama", value, attrs=attrs, renderer=DJANGOS)
    return parse_html(ours), parse_html(djangos)


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
@pytest.mark.parametrize("value", [None, "", "pks", "b", 7, True, date(2026, 1, 2), "<script>'\"&"])
def test_the_html_is_the_same(widget: forms.Widget, value: Any) -> None:
    attrs = {"id": "id_nama", "required": True, "hidden": False, "aria-describedby": "x_helptext", "maxlength": 40}
    ours, djangos = both(widget, [value] if isinstance(widget, forms.SelectMultiple) else value, attrs)
    assert ours == djangos


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))), st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_nothing_typed_becomes_markup(value: str, label: str) -> None:
    for widget in (forms.TextInput(), forms.Select(choices=[(value, label)])):
        ours, djangos = both(widget, value, {"title": label})
        assert ours == djangos
