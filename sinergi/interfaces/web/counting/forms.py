from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from sinergi.domain.agreements.choices import Kind, Level
from sinergi.domain.agreements.queries import Basis, Measure
from sinergi.interfaces.web.shell.forms import DateField, DecimalField, Form

UNSAID = ("", _("tidak disebut"))
MEASURES = [UNSAID, (Measure.STOCK, _("yang ada pada satu hari")), (Measure.FLOW, _("yang dibuat selama satu masa"))]


class DayForm(Form):
    """The day that a count is asked for."""

    pada = DateField(label=_("Pada tanggal"), required=False)


class BasisForm(Form):
    """What one of the two numbers counts."""

    document_kinds = forms.MultipleChoiceField(
        label=_("Jenis naskah"), required=False, choices=Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    stock_or_flow = forms.ChoiceField(label=_("Cara menghitung"), required=False, choices=MEASURES)
    level = forms.ChoiceField(label=_("Tingkat"), required=False, choices=[UNSAID, *Level.choices])
    period_start = DateField(label=_("Masa mulai"), required=False)
    period_end = DateField(label=_("Masa sampai"), required=False)
    cutoff = DateField(label=_("Data sampai tanggal"), required=False)

    def basis(self) -> Basis | None:
        """The basis as typed; None when nothing was said about it, or it cannot be (the form then says why)."""
        typed = {name: value for name, value in self.cleaned_data.items() if value}
        if not typed:
            return None
        if "document_kinds" in typed:
            typed["document_kinds"] = tuple(typed["document_kinds"])
        if "stock_or_flow" in typed:
            typed["stock_or_flow"] = Measure(typed["stock_or_flow"])
        if "level" in typed:
            typed["level"] = str(Level(typed["level"]).label)
        return self.submit(Basis, **typed)


class ClaimForm(Form):
    """A claim of growth: two numbers and what was said about them."""

    before = DecimalField(label=_("Angka awal"), required=False, min_value=Decimal(0))
    after = DecimalField(label=_("Angka akhir"), required=False, min_value=Decimal(0))
    stated = forms.CharField(
        label=_("Yang disebut"),
        required=False,
        max_length=60,
        help_text=_("Misalnya “250%”, “naik 250 persen”, atau “2,5 kali”."),
    )
