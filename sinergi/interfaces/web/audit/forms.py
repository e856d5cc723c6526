from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.foundation.audit.queries import TrailFilter
from sinergi.interfaces.web.shell.forms import DateField, Form


class _PeriodForm(Form):
    """Who, about which row, and when; the days are both included."""

    pelaku = forms.CharField(label=gettext_lazy("Pelaku"), required=False, max_length=200)
    tentang = forms.CharField(label=gettext_lazy("Terhadap"), required=False, max_length=120)
    dari = DateField(label=gettext_lazy("Dari tanggal"), required=False)
    sampai = DateField(label=gettext_lazy("Sampai tanggal"), required=False)

    def clean(self) -> dict[str, object]:
        since, until = self.cleaned_data.get("dari"), self.cleaned_data.get("sampai")
        if since and until and until < since:
            self.add_error("sampai", _("Tanggal akhir lebih awal daripada tanggal mulai."))
        return self.cleaned_data

    def where(self) -> TrailFilter:
        """What is asked for; everything while nothing, or nothing readable, was."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return TrailFilter(
            actor=asked.get("pelaku", ""),
            action=asked.get("tindakan", ""),
            subject=asked.get("tentang", ""),
            purpose=asked.get("keperluan", ""),
            since=asked.get("dari"),
            until=asked.get("sampai"),
        )


class EntriesForm(_PeriodForm):
    tindakan = forms.CharField(label=gettext_lazy("Tindakan"), required=False, max_length=80)
    field_order = ["pelaku", "tindakan", "tentang", "dari", "sampai"]


class ReadingsForm(_PeriodForm):
    keperluan = forms.CharField(label=gettext_lazy("Keperluan"), required=False, max_length=200)
    field_order = ["pelaku", "tentang", "keperluan", "dari", "sampai"]


class AnswerForm(Form):
    """What an unusual day of reading was."""

    answer = forms.CharField(
        label=gettext_lazy("Hasil tindak lanjut"), max_length=500,
        help_text=gettext_lazy("Apa jawabannya setelah ditanyakan. Jangan menulis data orang yang dibaca."),
    )  # fmt: skip
