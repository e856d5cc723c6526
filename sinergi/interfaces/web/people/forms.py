"""What people fill in about persons. The rules live in the domain; here typed words become its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.people.choices import (
    AliasKind,
    BirthSource,
    Category,
    DatePrecision,
    Departure,
    Employment,
    Nationality,
    Sex,
)
from sinergi.domain.people.queries import PersonFilter
from sinergi.domain.people.rules import KnownAs
from sinergi.domain.people.services.registering import read_born
from sinergi.foundation.kernel.errors import DomainError
from sinergi.interfaces.web.agreements.fields import NOT_OFFERED, REQUIRED, InstitutionField
from sinergi.interfaces.web.shell.forms import DateField, Form

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Agreement
    from sinergi.domain.people.models import Person
    from sinergi.foundation.institutions.models import Institution

WARGA_BINAAN = {"": None, "ya": True, "tidak": False}
MOST_ALIASES = 20


class UnitFilterForm(Form):
    """What narrows a list of things at units. Names are those of the address, so that a filtered list can be sent on.

    Real and example things are asked for apart; who has units of one kind only is not asked.
    """

    use_required_attribute = False

    cari = forms.CharField(
        label=gettext_lazy("Cari"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    contoh = forms.ChoiceField(
        label=gettext_lazy("Data"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Nyata")), ("ya", gettext_lazy("Contoh"))],
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any], units: Iterable[Institution]) -> None:
        super().__init__(data)
        self.units = list(units)
        self.fields["unit"] = InstitutionField(self.units, first=_("Semua unit"), label=_("Unit"), required=False)
        if len({unit.is_example for unit in self.units}) < 2:
            del self.fields["contoh"]
        self.order_fields(["cari", "unit", *(name for name in self.fields if name != "contoh")])

    def examples(self, chosen: Institution | Agreement | None = None) -> bool:
        """Whether the example things are meant: as what was chosen is, else as asked, else as all units are."""
        if chosen is not None:
            return bool(chosen.is_example)
        if "contoh" in self.fields:
            return bool(self.cleaned_data["contoh"] == "ya")
        return any(unit.is_example for unit in self.units)


class FilterForm(UnitFilterForm):
    """What narrows the list of people."""

    kategori = forms.ChoiceField(
        label=gettext_lazy("Kategori"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Semua")), *Category.choices],
    )  # fmt: skip
    wb = forms.ChoiceField(
        label=gettext_lazy("Warga Binaan menurut undang-undang"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Semua")), ("ya", gettext_lazy("Warga Binaan")),
            ("tidak", gettext_lazy("Bukan Warga Binaan"))],
    )  # fmt: skip
    pada = DateField(
        label=gettext_lazy("Pada tanggal"), required=False, help_text=gettext_lazy("Kosong berarti hari ini")
    )
    wn = forms.ChoiceField(
        label=gettext_lazy("Kewarganegaraan"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Semua")), *Nationality.choices[:2]],
    )  # fmt: skip
    nik = forms.ChoiceField(
        label=gettext_lazy("NIK"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Semua")), ("tanpa", gettext_lazy("Tanpa NIK")), ("ada", gettext_lazy("Ada NIK"))],
    )  # fmt: skip
    riwayat = forms.BooleanField(label=gettext_lazy("Juga yang pernah tercatat di unit"), required=False)

    def __init__(self, data: Mapping[str, Any], units: Iterable[Institution]) -> None:
        super().__init__(data, units)
        self.fields["cari"].help_text = _("Sebagian nama, atau nomor registrasi lengkap")

    def scope(self, home: str | None) -> Institution | None:
        """The unit whose heads are counted: the chosen one, else the one under which all of `home` lies."""
        chosen: Institution | None = self.cleaned_data["unit"]
        return chosen or next((unit for unit in self.units if unit.path == home), None)

    def day(self, today: date) -> date:
        day: date = self.cleaned_data["pada"] or today
        return day

    def filter(self, scope: Institution | None, on: date) -> PersonFilter:
        """The filter as typed; call after `is_valid`."""
        values = self.cleaned_data
        return PersonFilter(
            text=values["cari"],
            category=values["kategori"],
            unit=values["unit"],
            on=None if values["riwayat"] else on,
            warga_binaan=WARGA_BINAAN[values["wb"]],
            nationality=values["wn"],
            without_nik={"": None, "tanpa": True, "ada": False}[values["nik"]],
            examples=self.examples(scope),
        )


class EpisodeForm(Form):
    """Under which number somebody is at a unit, as what, and from when."""

    category = forms.ChoiceField(
        label=gettext_lazy("Kategori"), error_messages=NOT_OFFERED | REQUIRED,
        choices=[("", gettext_lazy("Pilih kategori …")), *Category.choices],
        help_text=gettext_lazy("Warga Binaan adalah narapidana, anak binaan, dan klien; tahanan dan anak bukan."),
    )  # fmt: skip
    registration_number = forms.CharField(
        label=gettext_lazy("Nomor registrasi"), required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Seperti tertulis di buku register unit. Bagi petugas boleh kosong bila NIP diisi."),
    )  # fmt: skip
    nip = forms.CharField(
        label=gettext_lazy("NIP"), required=False, help_text=gettext_lazy("Hanya untuk petugas."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )  # fmt: skip
    employment = forms.ChoiceField(
        label=gettext_lazy("Kepegawaian"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Belum diketahui")), *Employment.choices[:2]],
        help_text=gettext_lazy("Hanya untuk petugas."),
    )  # fmt: skip
    starts_on = DateField(label=gettext_lazy("Mulai"), error_messages=REQUIRED)

    def __init__(self, units: Iterable[Institution], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        units = list(units)
        initial = units[0].public_id if len(units) == 1 else None
        self.fields["unit"] = InstitutionField(units, first=_("Pilih unit …"), label=_("Unit"), initial=initial)


class ParticularsForm(Form):
    """What is known about a person. `birth_date` takes as much of the day as is known; `today` bounds it."""

    today: date

    name = forms.CharField(
        label=gettext_lazy("Nama"), error_messages=REQUIRED, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("Jenis kelamin"), required=False, choices=[("", gettext_lazy("Belum diketahui")), *Sex.choices[:2]],
        error_messages=NOT_OFFERED,
    )  # fmt: skip
    birth_date = forms.CharField(
        label=gettext_lazy("Tanggal lahir"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "17-08-1987"}),
        help_text=gettext_lazy("Tulis sebanyak yang diketahui: 17-08-1987, 08-1987, atau 1987."),
    )  # fmt: skip
    birth_source = forms.ChoiceField(
        label=gettext_lazy("Sumber tanggal lahir"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Belum diketahui")), *BirthSource.choices[:-1]],
    )  # fmt: skip
    birth_place = forms.CharField(label=gettext_lazy("Tempat lahir"), required=False)
    nationality = forms.ChoiceField(
        label=gettext_lazy("Kewarganegaraan"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Belum diketahui")), *Nationality.choices[:2]],
    )  # fmt: skip
    region_code = forms.CharField(
        label=gettext_lazy("Kode wilayah alamat"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Kode Kemendagri provinsi, kabupaten, atau kecamatan, misalnya 32.01.12. Bukan kode BPS."),
    )  # fmt: skip
    aliases = forms.CharField(
        label=gettext_lazy("Nama lain"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=gettext_lazy("Satu per baris, jenisnya di depan: “alias: Budi Kecil”, “bin: Slamet”, “binti: Ahmad”, "
                               "“gelar: S.H.”, “nama lama: Budi Lama”. Tanpa jenis berarti alias."),
    )  # fmt: skip
    mother_name = forms.CharField(
        label=gettext_lazy("Nama ibu"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    family_card_number = forms.CharField(
        label=gettext_lazy("Nomor KK"), required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )  # fmt: skip
    nik = forms.CharField(
        label=gettext_lazy("NIK"), required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text=gettext_lazy("Kosongkan bila tidak ada. NIK yang janggal tetap disimpan, dan ditandai di halaman orangnya."),
    )  # fmt: skip

    def particulars(self) -> dict[str, Any]:
        """What was filled in, the birth date taken apart; call after `is_valid`."""
        born = self.cleaned_data["birth_date"]
        return self.cleaned_data | {"birth_date": born.on, "birth_precision": born.precision}

    def clean_aliases(self) -> list[KnownAs]:
        """One a line, its kind in front."""
        kinds = {str(label).casefold(): kind for kind, label in AliasKind.choices}
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["aliases"].splitlines())):
            head, colon, tail = line.partition(":")
            kind = kinds.get(head.strip().casefold()) if colon else None
            found.append(KnownAs(tail.strip(), kind) if kind else KnownAs(line, AliasKind.ALIAS))
        if len(found) > MOST_ALIASES:
            raise forms.ValidationError(_("Paling banyak %(most)d nama lain.") % {"most": MOST_ALIASES})
        return found

    def clean_birth_date(self) -> Any:
        try:
            return read_born(self.cleaned_data["birth_date"], by=self.today)
        except DomainError as error:
            raise forms.ValidationError(str(error)) from None


class RegisterForm(ParticularsForm, EpisodeForm):
    """A person who is not known yet, with the first status."""

    def __init__(self, units: Iterable[Institution], today: date, data: Mapping[str, Any] | None = None) -> None:
        EpisodeForm.__init__(self, units, data)
        self.today = today


class CorrectForm(ParticularsForm):
    """What was recorded wrongly, or could not be said then. What is masked is not shown: left empty it stays as it is."""

    SECRET = ("nik", "mother_name", "family_card_number")

    def __init__(self, person: Person, today: date, data: Mapping[str, Any] | None = None) -> None:
        born = person.born
        form = {DatePrecision.DAY: "%d-%m-%Y", DatePrecision.MONTH: "%m-%Y"}.get(born.precision, "%Y")
        open_fields = ("name", "sex", "birth_place", "birth_source", "nationality", "region_code")
        known = {name: getattr(person, name) for name in open_fields}
        lines = [f"{alias.get_kind_display()}: {alias.name}" for alias in person.aliases.all()]
        born_on = born.on.strftime(form) if born.on else ""
        super().__init__(data, initial=known | {"birth_date": born_on, "aliases": "\n".join(lines)})
        self.today = today
        for name in self.SECRET:
            self.fields[name].help_text = _("Kosongkan bila tidak berubah; tulis - untuk menghapusnya.")

    def corrected(self) -> dict[str, Any]:
        typed = {name: self.cleaned_data[name].strip() for name in self.SECRET}
        return self.particulars() | {
            name: None if not text else "" if text == "-" else text for name, text in typed.items()
        }


class BeginForm(EpisodeForm):
    ends_previous = forms.BooleanField(
        label=gettext_lazy("Akhiri status yang sekarang sehari sebelumnya"), required=False, initial=True
    )


class EndForm(Form):
    ends_on = DateField(
        label=gettext_lazy("Hari terakhir"), error_messages=REQUIRED,
        help_text=gettext_lazy("Hari itu masih termasuk."),
    )  # fmt: skip
    ended_as = forms.ChoiceField(
        label=gettext_lazy("Alasan"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Belum diketahui")), *Departure.choices[:-1]],
    )  # fmt: skip


SECRETS = [
    ("nik", gettext_lazy("NIK")),
    ("mother_name", gettext_lazy("Nama ibu")),
    ("family_card_number", gettext_lazy("Nomor KK")),
]


class RevealForm(Form):
    """Which masked value is to be shown once, and what for."""

    what = forms.ChoiceField(
        label=gettext_lazy("Yang dibuka"), error_messages=NOT_OFFERED | REQUIRED,
        choices=SECRETS,
    )  # fmt: skip
    purpose = forms.CharField(
        label=gettext_lazy("Untuk apa dibuka?"), error_messages={"required": gettext_lazy(
            "Tulis tujuannya: siapa membuka dan untuk apa tercatat di jejak audit.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Misalnya “mencocokkan dengan KTP-el di loket”. Setiap pembukaan tercatat."),
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None = None, *, offered: Iterable[str] = ()) -> None:
        """Sent without saying which, the NIK is meant."""
        super().__init__(
            None if data is None else {"what": data.get("what") or "nik", "purpose": data.get("purpose", "")}
        )
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, label) for name, label in SECRETS if name in offered]


class ExtractForm(Form):
    """In which form a copy of all that is held leaves, and what for."""

    bentuk = forms.ChoiceField(
        label=gettext_lazy("Bentuk"), error_messages=NOT_OFFERED | REQUIRED,
        choices=[("pdf", gettext_lazy("PDF untuk dicetak")), ("xlsx", "XLSX"), ("json", "JSON")],
    )  # fmt: skip
    purpose = forms.CharField(
        label=gettext_lazy("Atas permintaan siapa, dan kapan diminta?"),
        error_messages={"required": gettext_lazy("Tulis atas permintaan siapa salinan ini dibuat.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Misalnya “permintaan tertulis orangnya, 12 Januari 2026”. Pembuatan salinan tercatat."),
    )  # fmt: skip
