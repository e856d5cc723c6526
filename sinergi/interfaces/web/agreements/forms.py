"""What people fill in about agreements. The rules live in the domain; here typed words become its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import URLValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.agreements.choices import (
    UNSTATED,
    CountedUnit,
    Dimension,
    Fact,
    Kind,
    Level,
    Payer,
    Side,
    Signing,
    Standing,
    State,
)
from sinergi.domain.agreements.policies import RECORD
from sinergi.domain.agreements.queries import AgreementFilter, counting, lifecycle, regulation
from sinergi.domain.agreements.rules.completeness import NEEDED_TO_SIGN
from sinergi.domain.agreements.services.recording import LONGEST_TERM_MONTHS, PartyFacts, RecordedAgreement
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.institutions.choices import PartnerCategory
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.interfaces.web.shell.forms import DateField, DecimalField, Form

if TYPE_CHECKING:
    from datetime import date

    from sinergi.domain.agreements.models import Agreement
    from sinergi.foundation.institutions.models import Institution

type Choices = list[tuple[str, Any]]

MOST_ROWS = 20
UNKNOWN_CHOICE = gettext_lazy("Belum diketahui")
REQUIRED = {"required": gettext_lazy("Bagian ini wajib diisi.")}
NOT_OFFERED = {"invalid_choice": gettext_lazy("Pilihan ini tidak tersedia. Pilih salah satu dari daftar.")}


def _choices(
    words: type[Kind | Level | Standing | Signing | Fact | PartnerCategory | State | CountedUnit], first: object
) -> Choices:
    return [("", first), *words.choices]


class FilterForm(Form):
    """What narrows the list. Names are those of the address, so that a filtered list can be sent to somebody."""

    use_required_attribute = False

    cari = forms.CharField(
        label=gettext_lazy("Cari"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": gettext_lazy("Pihak, nomor, tempat, isi")}),
    )  # fmt: skip
    tahap = forms.ChoiceField(label=gettext_lazy("Tahap naskah"), required=False, error_messages=NOT_OFFERED)
    jenis = forms.ChoiceField(label=gettext_lazy("Jenis"), required=False, error_messages=NOT_OFFERED)
    tingkat = forms.ChoiceField(label=gettext_lazy("Tingkat"), required=False, error_messages=NOT_OFFERED)
    kategori = forms.ChoiceField(label=gettext_lazy("Kategori mitra"), required=False, error_messages=NOT_OFFERED)
    bidang = forms.ChoiceField(label=gettext_lazy("Bidang"), required=False, error_messages=NOT_OFFERED)
    program = forms.ChoiceField(label=gettext_lazy("Program"), required=False, error_messages=NOT_OFFERED)
    tahun = forms.IntegerField(
        label=gettext_lazy("Tahun tanda tangan"), required=False, min_value=1900, max_value=2200, widget=forms.Select(),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Tahun tidak dikenal. Tulis empat angka, misalnya 2025.")
        ),
    )  # fmt: skip
    ditandatangani = DateField(label=gettext_lazy("Ditandatangani pada"), required=False)
    keadaan = forms.ChoiceField(label=gettext_lazy("Keadaan berlaku"), required=False, error_messages=NOT_OFFERED)
    pada = DateField(label=gettext_lazy("Pada tanggal"), required=False)
    dari = DateField(label=gettext_lazy("Ditandatangani dari"), required=False)
    sampai = DateField(label=gettext_lazy("Ditandatangani sampai"), required=False)
    tanda_tangan = forms.ChoiceField(
        label=gettext_lazy("Dalam masa itu"), required=False, error_messages=NOT_OFFERED,
    )  # fmt: skip
    belum = forms.ChoiceField(label=gettext_lazy("Yang belum diketahui"), required=False, error_messages=NOT_OFFERED)
    urut = forms.ChoiceField(
        label=gettext_lazy("Urutan tanda tangan"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Terbaru dahulu")), ("terlama", gettext_lazy("Terlama dahulu"))],
        widget=forms.HiddenInput(),
    )  # fmt: skip
    contoh = forms.ChoiceField(
        label=gettext_lazy("Data"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Nyata")), ("ya", gettext_lazy("Contoh"))],
    )  # fmt: skip
    sementara = forms.BooleanField(label=gettext_lazy("Hanya dengan lembaga sementara"), required=False)

    def __init__(self, data: Mapping[str, Any], *, viewer: Actor) -> None:
        super().__init__(data)
        every = _("Semua")
        named = counting.choices(viewer, examples=data.get("contoh") == "ya")
        for name, dimension in (("bidang", Dimension.FIELD), ("program", Dimension.PROGRAMME)):
            choices = [("", every), *named[dimension], (UNSTATED, UNKNOWN_CHOICE)]
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields["tahap"].choices = _choices(State, every)  # type: ignore[attr-defined]
        self.fields["jenis"].choices = _choices(Kind, every)  # type: ignore[attr-defined]
        self.fields["tingkat"].choices = _choices(Level, every)  # type: ignore[attr-defined]
        self.fields["kategori"].choices = [  # type: ignore[attr-defined]
            *_choices(PartnerCategory, every),
            (UNSTATED, UNKNOWN_CHOICE),
        ]
        self.fields["tanda_tangan"].choices = _choices(Signing, _("Tanggalnya diketahui"))  # type: ignore[attr-defined]
        self.fields["keadaan"].choices = _choices(Standing, every)  # type: ignore[attr-defined]
        self.fields["belum"].choices = _choices(Fact, _("Tidak disaring"))  # type: ignore[attr-defined]
        self.fields["tahun"].widget.choices = [("", every), *named[Dimension.YEAR]]

    def filter(self, on: date) -> AgreementFilter | None:
        """The filter as typed, or None when something in it cannot be; call after `is_valid`."""
        values = self.cleaned_data
        return self.submit(
            _filter,
            text=values["cari"],
            state=values["tahap"],
            kind=values["jenis"],
            level=values["tingkat"],
            category=values["kategori"],
            field=values["bidang"],
            programme=values["program"],
            year=values["tahun"],
            signed_on=values["ditandatangani"],
            standing=values["keadaan"],
            on=on if values["keadaan"] else None,
            signing=values["tanda_tangan"],
            since=values["dari"],
            until=values["sampai"],
            unknown=values["belum"],
            provisional=values["sementara"],
            examples=values["contoh"] == "ya",
        )


# The domain names its own fields; the list shows its sentence at the field of the same meaning.
_FIELDS = {"since": "dari", "until": "sampai", "signing": "tanda_tangan", "text": "cari"}


def _filter(**values: Any) -> AgreementFilter:
    try:
        return AgreementFilter(**values)
    except DomainError as error:
        raise Invalid(str(error), field=_FIELDS.get(error.field or "", error.field)) from None


class InstitutionField(forms.ChoiceField):
    """One of the institutions given; real ones and examples under headings of their own. Gives the institution."""

    def __init__(self, institutions: Iterable[Institution], *, first: object, **kwargs: Any) -> None:
        self.known = {str(institution.public_id): institution for institution in institutions}
        real, made_up = self._group(examples=False), self._group(examples=True)
        groups = [(_("Lembaga nyata"), real), (_("CONTOH"), made_up)] if real and made_up else [*real, *made_up]
        super().__init__(choices=[("", first), *groups], error_messages=NOT_OFFERED | REQUIRED, **kwargs)

    def _group(self, *, examples: bool) -> list[tuple[str, str]]:
        return [(key, known.name) for key, known in self.known.items() if known.is_example == examples]

    def clean(self, value: Any) -> Institution | None:
        return self.known.get(super().clean(value))


class InstitutionsField(forms.MultipleChoiceField):
    """Any number of the institutions given. Gives a tuple of institutions."""

    def __init__(self, institutions: Iterable[Institution], **kwargs: Any) -> None:
        self.known = {str(institution.public_id): institution for institution in institutions}
        choices = [(key, known.name) for key, known in self.known.items()]
        super().__init__(choices=choices, error_messages=NOT_OFFERED, **kwargs)

    def clean(self, value: Any) -> tuple[Institution, ...]:
        return tuple(self.known[key] for key in super().clean(value))


class RowField(forms.ChoiceField):
    """One of the rows given, by its public id. Gives the row."""

    def __init__(self, rows: Iterable[Any], *, first: object, **kwargs: Any) -> None:
        self.known = {str(row.public_id): row for row in rows}
        choices = [("", first), *((key, str(row)) for key, row in self.known.items())]
        super().__init__(choices=choices, error_messages=NOT_OFFERED | REQUIRED, **kwargs)

    def keep(self, row: Any, label: str) -> None:
        """Offer one more row, under another name than its own."""
        self.known[str(row.public_id)] = row
        self.choices = [*self.choices, (str(row.public_id), label)]  # type: ignore[misc]

    def clean(self, value: Any) -> Any:
        return self.known.get(super().clean(value))


class RowsField(forms.MultipleChoiceField):
    """Any number of the rows given, by their public id; rows with a `group` stand below it. Gives a tuple of rows."""

    def __init__(self, rows: Iterable[Any], **kwargs: Any) -> None:
        self.known = {str(row.public_id): row for row in rows}
        choices = [(key, f"– {row}" if getattr(row, "group", None) else str(row)) for key, row in self.known.items()]
        super().__init__(choices=choices, error_messages=NOT_OFFERED, **kwargs)

    def clean(self, value: Any) -> tuple[Any, ...]:
        return tuple(self.known[key] for key in super().clean(value))


@dataclass(frozen=True)
class Newcomer:
    """A partner named by hand because nobody knew it: `name` becomes a provisional institution."""

    name: str
    number: str
    position: str
    signatory: str = ""
    mandate: str = ""
    mandate_on: date | None = None


@dataclass(frozen=True)
class PartyRow:
    """The fields about one party, as the page shows them beside each other."""

    title: str
    fields: tuple[BoundField, ...]


class AgreementForm(Form):
    """What a source, or a draft, says of an agreement. Unknown stays empty.

    Parties stand in rows; the button `more` asks for another row without checking anything.
    """

    requires_source = False
    asks_signing = False
    asks_signatories = False

    def __init__(
        self, actor: Actor, data: Mapping[str, Any] | None = None, *, known: RecordedAgreement | None = None
    ) -> None:
        super().__init__(None if data is None or "more" in data else data)
        self.typed = data
        self.actor = actor
        self.known = known
        self.units = list(institutions.units_for(actor, RECORD))
        partners = list(institutions.partners(actor))
        if known is not None:  # whoever stands in it stays on offer
            present = [party.institution for party in known.parties]
            self.units += [one for one in [*present, *known.covered_units] if one.path and one not in self.units]
            partners += [one for one in present if not one.path and one not in partners]
        self.rows = {side: self._count(side) for side in ("ours", "partner")}
        fields: dict[str, forms.Field] = {}
        for row in range(self.rows["ours"]):
            first = gettext_lazy("Pilih unit …") if row == 0 else gettext_lazy("Tidak ada")
            fields[f"ours-{row}"] = InstitutionField(self.units, first=first, label=_("Unit"), required=row == 0)
            fields |= _copy_fields(f"ours-{row}", signatory=self.asks_signatories)
        for row in range(self.rows["partner"]):
            fields[f"partner-{row}"] = InstitutionField(
                partners, first=gettext_lazy("Pilih mitra …"), label=_("Mitra"), required=False
            )
            fields[f"partner-{row}-new"] = forms.CharField(
                label=_("Mitra yang belum ada di daftar"), required=False, max_length=300,
                help_text=_("Tulis nama lengkapnya; lembaga ini dicatat sementara sampai ditetapkan."),
            )  # fmt: skip
            fields |= _copy_fields(f"partner-{row}", signatory=self.asks_signatories)
        self.fields |= fields | self._facts()
        if self.typed is not None and "more" in self.typed:
            self.initial = {name: self._as_typed(name) for name in self.fields}
        elif known is not None:
            self.initial = _as_filled_in(known)

    def _facts(self) -> dict[str, forms.Field]:
        unknown = UNKNOWN_CHOICE
        fields: dict[str, forms.Field] = {
            "kind": forms.ChoiceField(
                label=_("Jenis naskah"), required=False, choices=_choices(Kind, unknown), error_messages=NOT_OFFERED
            ),
            "level": forms.ChoiceField(
                label=_("Tingkat penandatangan"), required=False, choices=_choices(Level, unknown), error_messages=NOT_OFFERED
            ),
            "scope": forms.CharField(
                label=_("Ruang lingkup"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("Apa yang dikerjakan bersama, sedekat mungkin dengan kata-kata naskah."),
            ),
        }  # fmt: skip
        if self.asks_signing:
            fields["signed_on"] = DateField(label=_("Ditandatangani"), required=False)
        fields |= {
            "starts_on": DateField(label=_("Mulai berlaku"), required=False),
            "ends_on": DateField(label=_("Hari terakhir berlaku"), required=False),
            "duration_months": forms.IntegerField(
                label=_("Lamanya (bulan)"), required=False, min_value=1, max_value=LONGEST_TERM_MONTHS,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "narrow"}),
                help_text=_("Bila sumber hanya menyebut lamanya, bukan tanggalnya."),
                error_messages={"invalid": _("Tulis bilangan bulat, misalnya 24."),
                    **dict.fromkeys(("min_value", "max_value"), _("Jangka waktu harus 1 sampai 1200 bulan."))},
            ),
            "location_text": forms.CharField(
                label=_("Tempat pelaksanaan"), required=False, widget=forms.Textarea(attrs={"rows": 2})
            ),
            **self._plan(),
            "covered_units": InstitutionsField(
                self.units, label=_("Unit yang ikut tercakup"), required=False, widget=forms.SelectMultiple(attrs={"size": 6}),
                help_text=_("Unit yang menjalankan perjanjian tanpa menjadi pihak. Tahan Ctrl untuk memilih beberapa."),
            ),
            "source_urls": forms.CharField(
                label=_("Alamat sumber"), required=self.requires_source,
                widget=forms.Textarea(attrs={"rows": 2, "inputmode": "url", "placeholder": "https://"}),
                help_text=_("Tempat naskah atau beritanya dapat dibaca; satu alamat per baris."),
                error_messages={"required": _("Sebutkan sumbernya: tanpa sumber, catatan ini tidak dapat diperiksa.")},
            ),
            "source_text": forms.CharField(
                label=_("Kutipan sumber"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("Kalimat yang menyebut perjanjian ini, bila perlu."),
            ),
        }  # fmt: skip
        return fields

    def _plan(self) -> dict[str, forms.Field]:
        """Why it is needed, what it is sorted by, what it carries out and who pays."""
        known = self.known or RecordedAgreement(parties=())
        examples = any(party.institution.is_example for party in known.parties)
        above = list(lifecycle.umbrellas_for(known.kind, self.actor, examples=examples))
        umbrella = RowField(
            above, first=_("Tidak ada, atau belum diketahui"), label=_("Naskah payung"), required=False,
            help_text=_("Nota kesepahaman yang dilaksanakan naskah ini."),
        )  # fmt: skip
        if known.umbrella is not None and known.umbrella not in above:
            # It stays, even where this viewer may not see which one it is.
            umbrella.keep(known.umbrella, _("Naskah payung sekarang"))
        programmes = [row for row in regulation.programmes(self.actor) if row.is_offered or row in known.programmes]
        subjects = [row for row in regulation.subject_fields(self.actor) if row.is_offered or row in known.fields]
        return {
            "urgency": forms.CharField(
                label=_("Urgensi"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("Mengapa kerja sama ini diperlukan sekarang."),
            ),
            "programmes": RowsField(
                programmes, label=_("Program yang didukung"), required=False, widget=forms.CheckboxSelectMultiple
            ),
            "fields": RowsField(
                subjects, label=_("Bidang"), required=False, widget=forms.SelectMultiple(attrs={"size": 8}),
                help_text=_("Tahan Ctrl untuk memilih beberapa."),
            ),
            "umbrella": umbrella,
            "funding_text": forms.CharField(
                label=_("Pembiayaan menurut naskah"), required=False, widget=forms.Textarea(attrs={"rows": 2})
            ),
            "funding_rupiah": DecimalField(
                label=_("Jumlah biaya (rupiah)"), required=False, max_digits=16, decimal_places=0,
                help_text=_("Rupiah penuh, misalnya 12.500.000. Kosongkan bila tidak disebut."),
            ),
            "paid_by": forms.ChoiceField(
                label=_("Penanggung biaya"), required=False, choices=[("", UNKNOWN_CHOICE), *Payer.choices],
                error_messages=NOT_OFFERED,
            ),
        }  # fmt: skip

    def _count(self, side: str) -> int:
        """How many rows the page showed, one more when asked; never fewer than one or more than `MOST_ROWS`."""
        typed = "" if self.typed is None else str(self.typed.get(f"{side}-rows", ""))
        if self.typed is None and self.known is not None:
            wanted = Side.OURS if side == "ours" else Side.PARTNER
            typed = str(sum(party.side == wanted for party in self.known.parties))
        count = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 2 else 1
        asked = self.typed is not None and self.typed.get("more") == side
        return min(max(count + asked, 1), MOST_ROWS)

    def _as_typed(self, name: str) -> Any:
        assert self.typed is not None
        field = self.fields[name]
        return field.widget.value_from_datadict(self.typed, {}, name)

    @property
    def our_rows(self) -> list[PartyRow]:
        return [
            PartyRow(
                _("Unit pemasyarakatan %(number)d") % {"number": row + 1},
                (self[f"ours-{row}"], *self._copy(f"ours-{row}")),
            )
            for row in range(self.rows["ours"])
        ]

    @property
    def partner_rows(self) -> list[PartyRow]:
        return [
            PartyRow(
                _("Mitra %(number)d") % {"number": row + 1},
                (
                    self[f"partner-{row}"],
                    self[f"partner-{row}-new"],
                    *self._copy(f"partner-{row}"),
                ),
            )
            for row in range(self.rows["partner"])
        ]

    def _copy(self, name: str) -> tuple[BoundField, ...]:
        return tuple(self[field] for field in _copy_fields(name, signatory=self.asks_signatories))

    def clean_funding_rupiah(self) -> int | None:
        value = self.cleaned_data["funding_rupiah"]
        return None if value is None else int(value)

    def clean_source_urls(self) -> str:
        lines = [line.strip() for line in self.cleaned_data["source_urls"].splitlines() if line.strip()]
        is_address = URLValidator(schemes=["http", "https"])
        for line in lines:
            try:
                is_address(line)
            except forms.ValidationError:
                raise forms.ValidationError(
                    _("“%(line)s” bukan alamat web. Salin lengkap dengan https:// di depannya."),
                    params={"line": line[:80]},
                ) from None
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        for row in range(self.rows["partner"]):
            if self.cleaned_data.get(f"partner-{row}") and self.cleaned_data.get(f"partner-{row}-new"):
                self.add_error(f"partner-{row}-new", _("Pilih dari daftar atau tulis nama baru, jangan keduanya."))
        return self.cleaned_data

    def facts(self) -> RecordedAgreement:
        """What was filled in; the newcomers aside."""
        values = self.cleaned_data
        parties = [
            PartyFacts(
                values[name],
                side,
                values[f"{name}-number"],
                signatory_position=values[f"{name}-position"],
                signatory_name=values.get(f"{name}-signatory", ""),
                mandate_number=values.get(f"{name}-mandate", ""),
                mandate_on=values.get(f"{name}-mandate-on"),
            )
            for name, side in self._party_names()
            if values.get(name)
        ]
        plain = (field.name for field in dataclass_fields(RecordedAgreement) if field.name in self.fields)
        return RecordedAgreement(parties=tuple(parties), **{name: values[name] for name in plain})

    def newcomers(self) -> tuple[Newcomer, ...]:
        values = self.cleaned_data
        names = [f"partner-{row}" for row in range(self.rows["partner"])]
        return tuple(
            Newcomer(
                values[f"{name}-new"],
                values[f"{name}-number"],
                values[f"{name}-position"],
                values.get(f"{name}-signatory", ""),
                values.get(f"{name}-mandate", ""),
                values.get(f"{name}-mandate-on"),
            )
            for name in names
            if values[f"{name}-new"]
        )

    def _party_names(self) -> list[tuple[str, Side]]:
        ours = [(f"ours-{row}", Side.OURS) for row in range(self.rows["ours"])]
        return ours + [(f"partner-{row}", Side.PARTNER) for row in range(self.rows["partner"])]


def _copy_fields(name: str, *, signatory: bool) -> dict[str, forms.Field]:
    """What stands on one party's own copy, and when asked who signed it by which decision."""
    fields: dict[str, forms.Field] = {
        f"{name}-number": forms.CharField(label=_("Nomor naskah pihak ini"), required=False, max_length=120),
        f"{name}-position": forms.CharField(label=_("Jabatan penanda tangan"), required=False, max_length=200),
    }
    if signatory:
        fields |= {
            f"{name}-signatory": forms.CharField(label=_("Nama penanda tangan"), required=False, max_length=200),
            f"{name}-mandate": forms.CharField(label=_("Nomor SK kewenangan"), required=False, max_length=200),
            f"{name}-mandate-on": DateField(label=_("Tanggal SK"), required=False),
        }
    return fields


def _as_filled_in(known: RecordedAgreement) -> dict[str, Any]:
    """What is recorded, by field of the form."""
    many = {
        name: [str(row.public_id) for row in getattr(known, name)] for name in ("covered_units", "programmes", "fields")
    }
    plain = {field.name: getattr(known, field.name) for field in dataclass_fields(known)} | many
    plain["umbrella"] = known.umbrella and str(known.umbrella.public_id)
    for side, prefix in ((Side.OURS, "ours"), (Side.PARTNER, "partner")):
        for row, party in enumerate(party for party in known.parties if party.side == side):
            name = f"{prefix}-{row}"
            plain |= {
                name: str(party.institution.public_id),
                f"{name}-number": party.number,
                f"{name}-position": party.signatory_position,
                f"{name}-signatory": party.signatory_name,
                f"{name}-mandate": party.mandate_number,
                f"{name}-mandate-on": party.mandate_on,
            }
    return plain


class RecordForm(AgreementForm):
    """An agreement that was concluded before, with the source that says so."""

    requires_source = True
    asks_signing = True


class DraftForm(AgreementForm):
    """An agreement that is still being prepared: both sides are known, the rest may follow."""

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        named = [
            values.get(f"partner-{row}") or values.get(f"partner-{row}-new") for row in range(self.rows["partner"])
        ]
        if not any(named) and not any(name.startswith("partner-0") for name in self.errors):
            self.add_error("partner-0", _("Sebutkan mitranya: pilih dari daftar atau tulis nama baru."))
        return values


class EditForm(DraftForm):
    """A draft, as it stands, to be said anew."""

    asks_signatories = True


class CorrectForm(AgreementForm):
    """What is recorded of a signed agreement, to be put right. The words of its source stay as they are."""

    asks_signing = True
    asks_signatories = True

    def __init__(
        self, agreement: Agreement, actor: Actor, data: Mapping[str, Any] | None, known: RecordedAgreement
    ) -> None:
        super().__init__(actor, data, known=known)
        del self.fields["source_text"]
        self.fields["signing_place"] = forms.CharField(
            label=_("Tempat penandatanganan"), required=False, max_length=200
        )
        if agreement.ended_on is not None:
            self.fields["ended_on"] = DateField(label=_("Tidak berlaku lagi mulai"), error_messages=REQUIRED)
            self.initial.setdefault("ended_on", agreement.ended_on)
        self.initial.setdefault("signing_place", known.signing_place)
        self.fields["reason"] = forms.CharField(
            label=_("Alasan koreksi"), widget=forms.Textarea(attrs={"rows": 3}), error_messages=REQUIRED,
            help_text=_("Apa yang keliru tercatat, dan dari mana diketahui. Perubahan isi naskah dibuat sebagai adendum."),
        )  # fmt: skip
        if self.typed is not None and "more" in self.typed:
            for name in {"signing_place", "reason", "ended_on"} & self.fields.keys():
                self.initial[name] = self._as_typed(name)


COPY = {
    "number": "number",
    "signatory": "signatory_name",
    "position": "signatory_position",
    "mandate": "mandate_number",
    "mandate-on": "mandate_on",
}
COPY_LABELS = {
    "number": gettext_lazy("Nomor naskah"),
    "signatory": gettext_lazy("Nama penanda tangan"),
    "position": gettext_lazy("Jabatan penanda tangan"),
    "mandate": gettext_lazy("Nomor SK kewenangan"),
    "mandate-on": gettext_lazy("Tanggal SK"),
}


class SignForm(Form):
    """The days on the paper, and what a signature cannot do without where the draft does not say it yet."""

    signed_on = DateField(label=gettext_lazy("Ditandatangani"), error_messages=REQUIRED)
    starts_on = DateField(label=gettext_lazy("Mulai berlaku"), error_messages=REQUIRED)
    ends_on = DateField(
        label=gettext_lazy("Hari terakhir berlaku"), required=False,
        help_text=gettext_lazy("Kosongkan bila naskah tidak menyebut akhirnya."),
    )  # fmt: skip
    signing_place = forms.CharField(label=gettext_lazy("Tempat penandatanganan"), required=False, max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Jenis naskah"), error_messages=NOT_OFFERED | REQUIRED)
    level = forms.ChoiceField(label=gettext_lazy("Tingkat penandatangan"), error_messages=NOT_OFFERED | REQUIRED)
    scope = forms.CharField(
        label=gettext_lazy("Ruang lingkup"), widget=forms.Textarea(attrs={"rows": 3}), error_messages=REQUIRED
    )
    answer = forms.CharField(
        label=gettext_lazy("Tanggapan atas peringatan kewenangan"), required=False, max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Mengapa naskah ini tetap ditandatangani pada tingkat itu. Tersimpan bersama peringatannya."),
    )  # fmt: skip

    def __init__(self, agreement: Agreement, actor: Actor, data: Mapping[str, Any] | None = None) -> None:
        known = {name: getattr(agreement, name) for name in ("starts_on", "ends_on", "kind", "level", "scope")}
        self.parties = list(agreement.parties.all())
        known["signing_place"] = agreement.signing_place
        for party in self.parties:
            known |= {f"{short}-{party.pk}": getattr(party, name) for short, name in COPY.items()}
        super().__init__(data, initial=known)
        self.agreement = agreement
        self.actor = actor
        self.fields["kind"].choices = _choices(Kind, UNKNOWN_CHOICE)  # type: ignore[attr-defined]
        self.fields["level"].choices = _choices(Level, UNKNOWN_CHOICE)  # type: ignore[attr-defined]
        missing = {unknown.fact for unknown in agreement.unknowns()}
        if Fact.OURS in missing:
            units = institutions.units_for(actor, RECORD)
            self.fields["ours"] = InstitutionField(units, first=_("Pilih unit …"), label=_("Unit pemasyarakatan"))
        if Fact.PARTNER in missing:
            partners = institutions.partners(actor)
            self.fields["partner"] = InstitutionField(partners, first=_("Pilih mitra …"), label=_("Mitra"))
        for party in self.parties:
            most = {"number": 120}
            for short, label in COPY_LABELS.items():
                self.fields[f"{short}-{party.pk}"] = (
                    DateField(label=label, required=False)
                    if short == "mandate-on"
                    else forms.CharField(label=label, required=False, max_length=most.get(short, 200))
                )

    @property
    def facts_fields(self) -> list[BoundField]:
        """The questions about the paper itself, its days, its copies and the warning aside."""
        aside = {"signed_on", "starts_on", "ends_on", "signing_place", "answer"}
        copies = {name for row in self.copy_rows for name in (field.name for field in row.fields)}
        return [field for field in self if field.name not in aside | copies]

    @property
    def copy_rows(self) -> list[PartyRow]:
        """What stands on each party's copy, and who signed it by which decision."""
        return [
            PartyRow(party.institution.name, tuple(self[f"{short}-{party.pk}"] for short in COPY))
            for party in self.parties
        ]

    @property
    def warning(self) -> str:
        """What is unusual about the level of this signature, as far as it is filled in; "" when nothing is."""
        values = self.cleaned_data if self.is_bound and hasattr(self, "cleaned_data") else self.initial
        on = values.get("signed_on")
        kind, level = str(values.get("kind") or ""), str(values.get("level") or "")
        return regulation.deviation_of(kind, level, on, viewer=self.actor) if on else ""

    def clean(self) -> dict[str, Any]:
        """A warning is shown once, for an answer; it never stands in the way of one who gives it."""
        if self.warning and not self.cleaned_data.get("answer") and "answer" not in self.errors:
            self.add_error("answer", _("Tanggapi dahulu peringatan tentang kewenangan di bawah ini, lalu catat lagi."))
        return self.cleaned_data

    def news(self) -> RecordedAgreement | None:
        """What was filled in that the draft did not say, or None when it said it all."""
        values = self.cleaned_data
        numbered = []
        for party in self.parties:
            said = {name: values[f"{short}-{party.pk}"] for short, name in COPY.items()}
            if any(value != getattr(party, name) for name, value in said.items()):
                numbered.append(PartyFacts(party.institution, Side(party.side), **said))
        joined = [
            PartyFacts(values[name], side)
            for name, side in (("ours", Side.OURS), ("partner", Side.PARTNER))
            if values.get(name)
        ]
        facts = {
            name: values[name]
            for name in ("kind", "level", "scope", "signing_place")
            if values[name] != getattr(self.agreement, name)
        }
        return RecordedAgreement(parties=(*numbered, *joined), **facts) if numbered or joined or facts else None


def missing_to_sign(agreement: Agreement) -> tuple[str, ...]:
    """What a signature still needs, in words."""
    return tuple(unknown.label for unknown in agreement.unknowns() if unknown.fact in NEEDED_TO_SIGN)


class EndForm(Form):
    ended_on = DateField(
        label=gettext_lazy("Tidak berlaku lagi mulai"), error_messages=REQUIRED,
        help_text=gettext_lazy("Hari pertama perjanjian tidak lagi berlaku."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Alasan"), widget=forms.Textarea(attrs={"rows": 3}), error_messages=REQUIRED
    )
