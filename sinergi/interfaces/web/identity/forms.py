"""What people fill in about identity. The rules live in the domain; here typed words become its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.interfaces.web.agreements.fields import NOT_OFFERED, REQUIRED, InstitutionField
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.shell.forms import DateField, Form

if TYPE_CHECKING:
    from datetime import date

    from sinergi.domain.identity.models import RegisterExtract
    from sinergi.foundation.institutions.models import Institution

PURPOSE = gettext_lazy("Misalnya “laporan semester ke Dukcapil”. Tercatat bersama setiap orang yang diperiksa.")


class ConfirmForm(Form):
    """The unit's word: a number from its own book, and an officer who answers for it."""

    registration_number = forms.CharField(
        label=gettext_lazy("Nomor registrasi"), error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Salin dari buku register unit, bukan dari layar ini."),
    )  # fmt: skip
    officer_name = forms.CharField(
        label=gettext_lazy("Petugas yang memastikan"), error_messages=REQUIRED,
        help_text=gettext_lazy("Nama lengkap petugas yang bertanggung jawab atas jawaban ini."),
    )  # fmt: skip
    on = DateField(label=gettext_lazy("Tanggal pemeriksaan"), error_messages=REQUIRED)


class ExtractField(forms.ChoiceField):
    """One of the extracts given. Gives the extract."""

    def __init__(self, extracts: Iterable[RegisterExtract], *, named: bool, **kwargs: Any) -> None:
        self.known = {str(extract.public_id): extract for extract in extracts}
        choices = [(key, self._words(extract, named=named)) for key, extract in self.known.items()]
        first = choices[0][0] if len(choices) == 1 else None
        super().__init__(
            label=_("Ekstrak register"), choices=[("", _("Pilih ekstrak …")), *choices], initial=first,
            error_messages=NOT_OFFERED | REQUIRED, **kwargs,
        )  # fmt: skip

    @staticmethod
    def _words(extract: RegisterExtract, *, named: bool) -> str:
        words = _("%(label)s, diambil %(day)s") % {"label": extract.label, "day": day(extract.taken_on)}
        return f"{words} · {extract.agreement.title}" if named else words

    def clean(self, value: Any) -> RegisterExtract | None:
        return self.known.get(super().clean(value))


class CheckForm(Form):
    """Ask an extract about one person."""

    on = DateField(label=gettext_lazy("Tanggal pemeriksaan"), error_messages=REQUIRED)
    purpose = forms.CharField(label=gettext_lazy("Tujuan pemeriksaan"), error_messages=REQUIRED, help_text=PURPOSE)

    def __init__(
        self,
        extracts: Iterable[RegisterExtract],
        today: date,
        data: Mapping[str, Any] | None = None,
        *,
        named: bool = True,
    ) -> None:
        super().__init__(data, initial={"on": today})
        self.fields = {"extract": ExtractField(extracts, named=named)} | self.fields


class RunForm(CheckForm):
    """Ask an extract about everybody at a unit."""

    def __init__(
        self,
        extracts: Iterable[RegisterExtract],
        units: Iterable[Institution],
        today: date,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(extracts, today, data, named=False)
        units = list(units)
        initial = units[0].public_id if len(units) == 1 else None
        unit = InstitutionField(units, first=_("Pilih unit …"), label=_("Unit"), initial=initial)
        self.fields = {"extract": self.fields["extract"], "unit": unit} | self.fields


class ReceiveForm(Form):
    """A CSV file of the register, and when it was taken."""

    file = forms.FileField(
        label=gettext_lazy("Berkas ekstrak"), widget=forms.FileInput(attrs={"accept": ".csv"}),
        help_text=gettext_lazy(
            "CSV UTF-8 dengan kolom nik, name, sex, birth_date, birth_place, mother_name, address, region_code; boleh "
            "ditambah status. Isinya tinggal di berkas tertutup, tidak masuk basis data."
        ),
        error_messages=REQUIRED | dict.fromkeys(
            ("empty", "missing", "invalid"), gettext_lazy("Berkas ini kosong. Pilih berkas CSV yang ada isinya.")
        ),
    )  # fmt: skip
    label = forms.CharField(
        label=gettext_lazy("Nama ekstrak"), error_messages=REQUIRED,
        help_text=gettext_lazy("Misalnya “Semester I 2026, Lapas Contoh Satu”."),
    )  # fmt: skip
    taken_on = DateField(label=gettext_lazy("Diambil dari register pada"), error_messages=REQUIRED)
