"""From what a person typed to one call of the domain, and back with its sentence when a rule says no."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sinergi.foundation.kernel.errors import DomainError, NotAllowed


class Form(forms.Form):
    """A plain form whose rules live in the domain: `submit` calls it once and turns a refusal into a field's error."""

    use_required_attribute = True

    @classmethod
    def sent(cls, request: HttpRequest, **kwargs: Any) -> Self:
        """The form as it was sent by POST, an empty one included; unbound when the page is only looked at."""
        if request.method != "POST":
            return cls(**kwargs)
        return cls(request.POST, request.FILES, **kwargs)

    def submit[T](self, call: Callable[..., T], /, *args: object, **kwargs: object) -> T | None:
        """The result of `call`, or None when it said no: the sentence then stands at its field, or above the form."""
        try:
            return call(*args, **kwargs)
        except NotAllowed:
            raise
        except DomainError as error:
            field = error.field if error.field in self.fields else None
            self.add_error(field, str(error))
            return None


class DateField(forms.DateField):
    """A day as browsers send it (2025-10-02) or as people type it (2-10-2025, 2/10/2025)."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"])
        super().__init__(**kwargs)  # type: ignore[arg-type]

    default_error_messages = {"invalid": _("Tanggal ini tidak ada di kalender. Tulis seperti 2-10-2025.")}

    def to_python(self, value: object) -> date | None:
        day = super().to_python(value)  # type: ignore[arg-type]
        if day is not None and not 1900 <= day.year <= 2200:
            raise forms.ValidationError(_("Tahun harus di antara 1900 dan 2200."))
        return day


class DecimalField(forms.DecimalField):
    """A number as Indonesians write it (1.250,5) or as machines do (1250.5): two decimals at most, below 10¹² by default.

    One separator before exactly three digits could be either, so 1.250 is asked for again rather than guessed.
    """

    default_error_messages = {
        "invalid": _("Tulis angka saja, misalnya 12 atau 12,5."),
        "ambiguous": _("Angka ini dapat dibaca dua cara. Tulis ribuan tanpa titik (1250), pecahan dengan koma (1,25)."),
        "max_value": _("Angka ini terlalu besar. Periksa satuannya."),
        "min_value": _("Angka ini terlalu kecil: paling kecil %(limit_value)s."),
        "max_digits": _("Angka ini terlalu panjang. Periksa satuannya."),
        "max_whole_digits": _("Angka ini terlalu besar. Periksa satuannya."),
        "max_decimal_places": _("Paling banyak dua angka di belakang koma."),
    }
    _plain = re.compile(r"-?[0-9]{1,18}(?:[.,][0-9]{1,6})?", re.ASCII)
    _grouped = re.compile(r"-?[0-9]{1,3}(?:(?:\.[0-9]{3})+(?:,[0-9]{1,6})?|(?:,[0-9]{3})+(?:\.[0-9]{1,6})?)", re.ASCII)
    _either = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}", re.ASCII)

    def __init__(self, **kwargs: object) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "narrow"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(**kwargs)  # type: ignore[arg-type]

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]
        typed = str(value if value is not None else "").strip()
        if not typed:
            return None
        if self._either.fullmatch(typed):
            raise forms.ValidationError(self.error_messages["ambiguous"], code="ambiguous")
        if self._plain.fullmatch(typed):
            return Decimal(typed.replace(",", "."))
        if not self._grouped.fullmatch(typed):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        point = max(typed.rfind("."), typed.rfind(","))
        # The last separator groups thousands too when it is the same as the others.
        whole, rest = (typed, "") if typed[point] in typed[:point] else (typed[:point], typed[point + 1 :])
        return Decimal(re.sub(r"[.,]", "", whole) + (f".{rest}" if rest else ""))

    def prepare_value(self, value: object) -> object:
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value
