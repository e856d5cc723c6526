from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sinergi.foundation.institutions.choices import PartnerCategory, PlaceKind, Zone
from sinergi.foundation.institutions.queries import InstitutionChoice, InstitutionFilter
from sinergi.interfaces.web.shell.forms import DateField, Form

if TYPE_CHECKING:
    from sinergi.foundation.institutions.models import Institution, LikelyPair

REQUIRED = {"required": _("Bagian ini wajib diisi.")}
NOT_OFFERED = {"invalid_choice": _("Pilihan ini tidak tersedia. Pilih salah satu dari daftar.")}
PARTS = forms.Textarea(attrs={"rows": 8})


class SettleForm(Form):
    """What a person decides about a name that an import did not know."""

    name = forms.CharField(label=_("Nama resmi"), max_length=300)
    kind = forms.ChoiceField(
        label=_("Jenis unit"), required=False, choices=[("", _("bukan unit pemasyarakatan")), *PlaceKind.choices]
    )
    parent = forms.ChoiceField(label=_("Unit induk"), required=False)
    zone = forms.ChoiceField(
        label=_("Zona waktu"), required=False, choices=[("", _("seperti sekarang")), *Zone.choices]
    )
    category = forms.ChoiceField(
        label=_("Kategori mitra"), required=False, choices=[("", _("belum diketahui")), *PartnerCategory.choices]
    )

    def __init__(self, *args: object, parents: tuple[InstitutionChoice, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ChoiceField)
        parent.choices = [("", _("seperti sekarang")), *((choice.public_id, choice.label) for choice in parents)]


class FilterForm(Form):
    """What narrows the list of institutions."""

    use_required_attribute = False

    cari = forms.CharField(
        label=_("Cari"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Nama sekarang atau dahulu")}),
    )  # fmt: skip
    yang = forms.ChoiceField(
        label=_("Yang mana"), required=False, error_messages=NOT_OFFERED,
        choices=[("", _("Semua")), ("unit", _("Unit")), ("mitra", _("Mitra")), ("sementara", _("Sementara"))],
    )  # fmt: skip
    jenis = forms.ChoiceField(
        label=_("Jenis unit"),
        required=False,
        error_messages=NOT_OFFERED,
        choices=[("", _("Semua")), *PlaceKind.choices],
    )
    kategori = forms.ChoiceField(
        label=_("Kategori mitra"), required=False, error_messages=NOT_OFFERED,
        choices=[("", _("Semua")), *PartnerCategory.choices],
    )  # fmt: skip
    contoh = forms.ChoiceField(
        label=_("Data"), required=False, error_messages=NOT_OFFERED, choices=[("", _("Nyata")), ("ya", _("Contoh"))]
    )

    def filter(self) -> InstitutionFilter | None:
        """The filter as typed, or None when something in it cannot be; call after `is_valid`."""
        values = self.cleaned_data
        return self.submit(
            InstitutionFilter,
            text=values["cari"],
            what=values["yang"],
            kind=values["jenis"],
            category=values["kategori"],
            examples=values["contoh"] == "ya",
        )


class RenameForm(Form):
    name = forms.CharField(label=_("Nama baru"), max_length=300, error_messages=REQUIRED)
    starts_on = DateField(
        label=_("Berlaku sejak"), required=False,
        help_text=_("Hari pertama nama baru. Kosongkan bila tidak ada sumber yang menyebutnya."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Sumber"),
        required=False,
        max_length=500,
        help_text=_("Peraturan atau alamat yang menyebut nama baru ini."),
    )


class MoveForm(Form):
    """Where a unit stands. The choices are those of its own tree, itself left out."""

    parent = forms.ChoiceField(label=_("Unit induk"), required=False, error_messages=NOT_OFFERED)
    kind = forms.ChoiceField(label=_("Jenis unit"), choices=PlaceKind.choices, error_messages=NOT_OFFERED | REQUIRED)
    zone = forms.ChoiceField(label=_("Zona waktu"), choices=Zone.choices, error_messages=NOT_OFFERED | REQUIRED)

    def __init__(self, *args: Any, parents: Iterable[InstitutionChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("tidak ada: puncak pohon")), *((str(each.public_id), each.label) for each in parents)]
        self.fields["parent"].choices = choices  # type: ignore[attr-defined]


class ContactForm(Form):
    kept_at = forms.ChoiceField(
        label=_("Dicatat untuk"), error_messages=NOT_OFFERED | REQUIRED,
        help_text=_("Hanya unit ini dan atasannya yang melihat narahubung ini."),
    )  # fmt: skip
    name = forms.CharField(label=_("Nama"), max_length=200, error_messages=REQUIRED)
    position = forms.CharField(label=_("Jabatan"), required=False, max_length=200)
    phone = forms.CharField(
        label=_("Nomor telepon"), required=False, max_length=40, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.CharField(
        label=_("Surel"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "email"})
    )
    starts_on = DateField(label=_("Sejak"), required=False)

    def __init__(self, *args: Any, units: Iterable[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(unit.public_id): unit for unit in units}
        choices = [(key, unit.name) for key, unit in self.units.items()]
        self.fields["kept_at"].choices = [("", _("Pilih unit …")), *choices]  # type: ignore[attr-defined]


class PairForm(Form):
    """The same, and which of the two stays; or different."""

    decision = forms.ChoiceField(
        label=_("Keputusan"), widget=forms.RadioSelect, error_messages=REQUIRED | NOT_OFFERED,
        choices=[("sama", _("Sama: satu lembaga dengan dua ejaan")), ("beda", _("Beda: dua lembaga, jangan diusulkan lagi"))],
    )  # fmt: skip
    survivor = forms.ChoiceField(
        label=_("Bila sama, nama yang dipertahankan"),
        required=False,
        widget=forms.RadioSelect,
        error_messages=NOT_OFFERED,
    )
    reason = forms.CharField(
        label=_("Alasan"),
        required=False,
        max_length=500,
        help_text=_("Bila sama: dari mana Anda tahu bahwa keduanya satu lembaga."),
    )

    def __init__(self, *args: Any, pair: LikelyPair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sides = {str(side.public_id): side for side in (pair.first, pair.second)}
        self.fields["survivor"].choices = [(key, side.name) for key, side in self.sides.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if (
            self.cleaned_data.get("decision") == "sama"
            and not self.cleaned_data.get("survivor")
            and "survivor" not in self.errors
        ):
            self.add_error("survivor", _("Pilih nama yang dipertahankan."))
        return self.cleaned_data


class UnfoldForm(Form):
    decision = forms.ChoiceField(
        label=_("Keputusan"), widget=forms.RadioSelect, error_messages=REQUIRED | NOT_OFFERED,
        choices=[("banyak", _("Beberapa lembaga: uraikan")), ("satu", _("Satu lembaga: biarkan namanya"))],
    )  # fmt: skip
    names = forms.CharField(
        label=_("Lembaga-lembaganya"),
        required=False,
        max_length=20_000,
        widget=PARTS,
        help_text=_("Satu nama per baris, lengkap seperti nama resminya."),
    )


class UploadForm(Form):
    """A list of units and partners, as CSV."""

    file = forms.FileField(
        label=_("Berkas CSV"),
        help_text=_("Paling besar 5 MB. Kolom: name (wajib), kind, parent, zone, category."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": _("Pilih berkasnya dahulu."),
            "empty": _("Berkas ini kosong."),
            "missing": _("Pilih berkasnya dahulu."),
        },
    )  # fmt: skip
