"""From what a person typed to one call of the domain, and back with its sentence when a rule says no."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django import forms

from sinergi.foundation.kernel.errors import DomainError, NotAllowed


class Form(forms.Form):
    """A plain form whose rules live in the domain: `submit` calls it once and turns a refusal into a field's error."""

    use_required_attribute = True

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

    default_error_messages = {"invalid": "Tanggal ini tidak ada di kalender. Tulis seperti 2-10-2025."}

    def to_python(self, value: object) -> date | None:
        day = super().to_python(value)
        if day is not None and not 1900 <= day.year <= 2200:
            raise forms.ValidationError("Tahun harus di antara 1900 dan 2200.")
        return day
