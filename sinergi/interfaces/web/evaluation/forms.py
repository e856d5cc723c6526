"""What people fill in about rounds. The rules live in the domain; here typed words become its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.evaluation.choices import DecisionKind, Rating
from sinergi.domain.evaluation.queries import EvaluationFilter
from sinergi.interfaces.web.agreements.fields import NOT_OFFERED, REQUIRED
from sinergi.interfaces.web.people.forms import UnitFilterForm
from sinergi.interfaces.web.shell.forms import DateField, Form

if TYPE_CHECKING:
    from sinergi.foundation.institutions.models import Institution

YES_OR_NO = {"": None, "ya": True, "belum": False}


class FilterForm(UnitFilterForm):
    """What narrows the list of rounds."""

    nilai = forms.ChoiceField(
        label=gettext_lazy("Penilaian"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Semua")), *Rating.choices],
    )  # fmt: skip
    kunci = forms.ChoiceField(
        label=gettext_lazy("Dikunci"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Semua")), ("ya", gettext_lazy("Sudah")), ("belum", gettext_lazy("Belum"))],
    )  # fmt: skip
    putusan = forms.ChoiceField(
        label=gettext_lazy("Diputuskan"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Semua")), ("ya", gettext_lazy("Sudah")), ("belum", gettext_lazy("Belum"))],
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any], units: Iterable[Institution]) -> None:
        super().__init__(data, units)
        del self.fields["unit"]
        self.fields["cari"].help_text = _("Nama pihak, ruang lingkup, atau kata dalam penilaian")

    def filter(self) -> EvaluationFilter:
        """The filter as typed; call after `is_valid`."""
        values = self.cleaned_data
        return EvaluationFilter(
            text=values["cari"],
            rating=values["nilai"],
            locked=YES_OR_NO[values["kunci"]],
            decided=YES_OR_NO[values["putusan"]],
            examples=self.examples(),
        )


class OpenForm(Form):
    """The days a round looks back at, both included."""

    period_start = DateField(label=gettext_lazy("Masa mulai"), error_messages=REQUIRED)
    period_end = DateField(label=gettext_lazy("Masa sampai"), error_messages=REQUIRED)


class JudgeForm(Form):
    rating = forms.ChoiceField(
        label=gettext_lazy("Penilaian"), choices=Rating.choices, widget=forms.RadioSelect,
        error_messages=NOT_OFFERED | REQUIRED,
    )  # fmt: skip
    judgement = forms.CharField(
        label=gettext_lazy("Uraian"), widget=forms.Textarea(attrs={"rows": 6}), error_messages=REQUIRED,
        help_text=gettext_lazy("Apa arti angka di atas, mengapa demikian, dan apa yang dirasakan peserta."),
    )  # fmt: skip


class LockForm(Form):
    understood = forms.BooleanField(
        label=gettext_lazy("Saya mengerti: sesudah dikunci, fakta dan penilaiannya tidak dapat diubah siapa pun."),
        error_messages={"required": gettext_lazy("Centang dahulu bahwa Anda mengerti akibatnya.")},
    )  # fmt: skip


class DecideForm(Form):
    """Extend, amend or end; each asks for its own inputs, and only those."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Keputusan"), choices=DecisionKind.choices, widget=forms.RadioSelect,
        error_messages=NOT_OFFERED | REQUIRED,
    )  # fmt: skip
    starts_on = DateField(label=gettext_lazy("Awal masa baru"), required=False)
    ends_on = DateField(label=gettext_lazy("Akhir masa baru"), required=False)
    scope = forms.CharField(
        label=gettext_lazy("Ruang lingkup baru"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    ended_on = DateField(
        label=gettext_lazy("Tidak berlaku lagi mulai"), required=False,
        help_text=gettext_lazy("Hari pertama perjanjian tidak lagi berlaku."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Alasan keputusan"), widget=forms.Textarea(attrs={"rows": 4}), error_messages=REQUIRED
    )
    on = DateField(label=gettext_lazy("Tanggal keputusan"), error_messages=REQUIRED)
