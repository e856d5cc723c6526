"""What people fill in when a unit's own list comes in, and when time of keeping has run out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.people.choices import Category, PopulationKind, RowDecision
from sinergi.interfaces.web.agreements.fields import NOT_OFFERED, REQUIRED, InstitutionField
from sinergi.interfaces.web.shell.forms import DateField, Form

if TYPE_CHECKING:
    from django.utils.datastructures import MultiValueDict

    from sinergi.foundation.institutions.models import Institution


class PopulationForm(Form):
    """A unit's own list: whose, of which day, and whether it names everybody."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Berkas ini berisi"), widget=forms.RadioSelect, choices=PopulationKind.choices,
        error_messages=NOT_OFFERED | {"required": gettext_lazy("Pilih: seluruh isi unit, atau perubahan saja.")},
        help_text=gettext_lazy("Bila seluruh isi unit, yang tidak disebut diusulkan sebagai pindah atau bebas; tidak ada yang "
                               "diakhiri tanpa keputusan."),
    )  # fmt: skip
    as_of = DateField(label=gettext_lazy("Keadaan pada"), error_messages=REQUIRED)
    fallback = forms.ChoiceField(
        label=gettext_lazy("Kategori baris yang tidak menyebutnya"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Dari lembar atau nomornya")), *Category.choices],
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Berkas XLSX atau CSV"),
        help_text=gettext_lazy("Paling besar 200 MB. Judul kolom boleh bermacam ejaan; yang wajib: nama dan nomor registrasi."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
        error_messages={"required": gettext_lazy("Pilih berkasnya dahulu."), "empty": gettext_lazy("Berkas ini kosong."),
            "missing": gettext_lazy("Pilih berkasnya dahulu.")},
    )  # fmt: skip

    def __init__(
        self,
        units: Iterable[Institution],
        today: date,
        data: Mapping[str, Any] | None = None,
        files: MultiValueDict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, initial={"as_of": today})
        units = list(units)
        initial = units[0].public_id if len(units) == 1 else None
        self.fields["unit"] = InstitutionField(units, first=_("Pilih unit …"), label=_("Unit"), initial=initial)
        self.order_fields(["unit", "as_of", "kind", "fallback", "file"])


class DecideForm(Form):
    """One decision for the rows that were ticked."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Keputusan"), choices=RowDecision.choices[1:],
        error_messages=NOT_OFFERED | {"required": gettext_lazy("Pilih keputusannya.")},
    )  # fmt: skip
    on = DateField(label=gettext_lazy("Hari terakhir di unit"), required=False)


class KeepForm(Form):
    """What becomes of somebody whose time of keeping has run out."""

    tindakan = forms.ChoiceField(
        label=gettext_lazy("Tindakan"),
        choices=[("hapus", gettext_lazy("Hapus")), ("simpan", gettext_lazy("Simpan lebih lama"))],
        error_messages=NOT_OFFERED | {"required": gettext_lazy("Pilih hapus atau simpan lebih lama.")},
    )  # fmt: skip
    until = DateField(label=gettext_lazy("Simpan sampai"), required=False)
    reason = forms.CharField(label=gettext_lazy("Alasan"), required=False, max_length=300)
