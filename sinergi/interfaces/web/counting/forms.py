from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from sinergi.domain.agreements.choices import Dimension, Kind, Level
from sinergi.domain.agreements.queries import Basis, Measure
from sinergi.domain.agreements.queries.counting import Counted
from sinergi.domain.agreements.services.claiming import Source
from sinergi.foundation.kernel.errors import Invalid
from sinergi.interfaces.web.shell.forms import DateField, DecimalField, Form

STOCK, FLOW = "hari", "masa"
WAYS = [(STOCK, _("Pada satu hari")), (FLOW, _("Selama satu masa"))]
NOT_OFFERED = {"invalid_choice": _("Pilihan ini tidak tersedia. Pilih salah satu dari daftar.")}
UNSAID = ("", _("tidak disebut"))
MEASURES = [UNSAID, (Measure.STOCK, _("yang ada pada satu hari")), (Measure.FLOW, _("yang dibuat selama satu masa"))]


class CountForm(Form):
    """What is asked for: how it is counted, when, and by what it is split. Left empty, it is today as a whole."""

    use_required_attribute = False

    cara = forms.ChoiceField(
        label=_("Cara menghitung"),
        required=False,
        error_messages=NOT_OFFERED,
        choices=[("", ""), *WAYS],
        widget=forms.HiddenInput(),
    )
    pada = DateField(label=_("Pada tanggal"), required=False)
    dari = DateField(label=_("Dari tanggal"), required=False)
    sampai = DateField(label=_("Sampai tanggal"), required=False)
    menurut = forms.ChoiceField(
        label=_("Menurut"),
        required=False,
        error_messages=NOT_OFFERED,
        widget=forms.HiddenInput(),
        choices=[("", _("Seluruhnya")), *Dimension.choices],
    )
    contoh = forms.ChoiceField(
        label=_("Data"),
        required=False,
        error_messages=NOT_OFFERED,
        choices=[("", _("Nyata")), ("ya", _("Contoh"))],
    )

    @property
    def ways(self) -> list[tuple[str, object]]:
        """The ways to count, for a page that lets one choose."""
        return list(WAYS)

    def counted(self, today: date) -> Counted | None:
        """What to count: by default today, or this year so far. None when it cannot be; call after `is_valid`."""
        values = self.cleaned_data
        if values["cara"] != FLOW:
            return Counted.stock(values["pada"] or today)
        end = values["sampai"] or today
        return self.submit(self._flow, values["dari"] or end.replace(month=1, day=1), end)

    @staticmethod
    def _flow(start: date, end: date) -> Counted:
        try:
            return Counted.flow(start, end)
        except Invalid as error:
            raise Invalid(str(error), field="sampai") from None


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


class CountedClaimForm(Form):
    """A claim about two counts of the system; both are narrowed alike."""

    use_required_attribute = False

    stated = forms.CharField(
        label=_("Yang disebut"),
        required=False,
        max_length=60,
        help_text=_("Misalnya “250%”, “naik 250 persen”, atau “2,5 kali”."),
    )
    jenis = forms.ChoiceField(
        label=_("Jenis naskah"), required=False, error_messages=NOT_OFFERED, choices=[("", _("Semua")), *Kind.choices]
    )
    tingkat = forms.ChoiceField(
        label=_("Tingkat"), required=False, error_messages=NOT_OFFERED, choices=[("", _("Semua")), *Level.choices]
    )
    contoh = forms.ChoiceField(
        label=_("Data"), required=False, error_messages=NOT_OFFERED, choices=[("", _("Nyata")), ("ya", _("Contoh"))]
    )


class SourceForm(Form):
    """Where the claim stands."""

    source_url = forms.CharField(
        label=_("Alamat sumber"), required=False, max_length=2000, help_text=_("Lengkap dengan https://, bila ada.")
    )
    source_text = forms.CharField(
        label=_("Kutipan"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kalimatnya persis seperti tertulis."),
    )  # fmt: skip

    def source(self) -> Source:
        return Source(self.cleaned_data["source_url"], self.cleaned_data["source_text"])
