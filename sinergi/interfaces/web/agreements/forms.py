"""What people fill in about an agreement. The rules live in the domain; here typed words become its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import URLValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.agreements.choices import Kind, Level, Payer, Side
from sinergi.domain.agreements.policies import RECORD
from sinergi.domain.agreements.queries import lifecycle, regulation
from sinergi.domain.agreements.queries.regulation import Sorting
from sinergi.domain.agreements.services.recording import LONGEST_TERM_MONTHS, PartyFacts, RecordedAgreement
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.kernel.actors import Actor
from sinergi.interfaces.web.agreements.fields import (
    NOT_OFFERED,
    REQUIRED,
    UNKNOWN_CHOICE,
    InstitutionField,
    InstitutionsField,
    RowField,
    RowsField,
    with_first,
)
from sinergi.interfaces.web.agreements.parties import (
    MOST_ROWS,
    Newcomer,
    PartyRow,
    copy_fields,
    looked_up,
    place_for_alike,
)
from sinergi.interfaces.web.shell.forms import DateField, DecimalField, Form

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Agreement


class AgreementForm(Form):
    """What a source, or a draft, says of an agreement. Unknown stays empty.

    Parties stand in rows; the button `more` asks for another row without checking anything.
    """

    requires_source = False
    asks_signing = False
    asks_signatories = False

    def __init__(
        self,
        actor: Actor,
        data: Mapping[str, Any] | None = None,
        *,
        known: RecordedAgreement | None = None,
        sorting: Sorting | None = None,
    ) -> None:
        super().__init__(None if data is None or "more" in data else data)
        self.typed = data
        self.actor = actor
        self.known = known
        self.sorting = sorting or regulation.sorting(actor)
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
            fields |= copy_fields(f"ours-{row}", signatory=self.asks_signatories)
        for row in range(self.rows["partner"]):
            fields[f"partner-{row}"] = InstitutionField(
                partners, first=gettext_lazy("Pilih mitra …"), label=_("Mitra"), required=False
            )
            fields[f"partner-{row}-new"] = forms.CharField(
                label=_("Mitra yang belum ada di daftar"), required=False, max_length=300,
                help_text=_("Tulis nama lengkapnya; lembaga ini dicatat sementara sampai ditetapkan."),
                widget=forms.TextInput(attrs=looked_up(f"partner-{row}")),
            )  # fmt: skip
            fields |= copy_fields(f"partner-{row}", signatory=self.asks_signatories)
        self.fields |= fields | self._facts()
        if self.typed is not None and "more" in self.typed:
            self.initial = {name: self._as_typed(name) for name in self.fields}
        elif known is not None:
            self.initial = _as_filled_in(known)

    def _facts(self) -> dict[str, forms.Field]:
        unknown = UNKNOWN_CHOICE
        fields: dict[str, forms.Field] = {
            "kind": forms.ChoiceField(
                label=_("Jenis naskah"), required=False, choices=with_first(Kind, unknown), error_messages=NOT_OFFERED
            ),
            "level": forms.ChoiceField(
                label=_("Tingkat penandatangan"), required=False, choices=with_first(Level, unknown), error_messages=NOT_OFFERED
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
        kind = self.known.kind if self.known else ""
        worlds = {party.institution.is_example for party in self.known.parties} if self.known else {False, True}
        above = list(lifecycle.umbrellas_for(kind, self.actor, worlds=worlds))
        umbrella = RowField(
            above, first=_("Tidak ada, atau belum diketahui"), label=_("Naskah payung"), required=False,
            real=_("Naskah nyata"),
            help_text=_("Nota kesepahaman yang dilaksanakan naskah ini."),
        )  # fmt: skip
        now = self.known.umbrella if self.known else None
        if now is not None and now not in above:
            # It stays, even where this viewer may not see which one it is.
            umbrella.keep(now, _("Naskah payung sekarang"))
        return {
            "urgency": forms.CharField(
                label=_("Urgensi"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("Mengapa kerja sama ini diperlukan sekarang."),
            ),
            "programmes": RowsField(
                self.sorting.programmes, label=_("Program yang didukung"), required=False, widget=forms.CheckboxSelectMultiple
            ),
            "fields": RowsField(
                self.sorting.fields, label=_("Bidang"), required=False, widget=forms.SelectMultiple(attrs={"size": 8}),
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
                place_for_alike(f"partner-{row}"),
            )
            for row in range(self.rows["partner"])
        ]

    def _copy(self, name: str) -> tuple[BoundField, ...]:
        return tuple(self[field] for field in copy_fields(name, signatory=self.asks_signatories))

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
        self,
        agreement: Agreement,
        actor: Actor,
        data: Mapping[str, Any] | None,
        known: RecordedAgreement,
        sorting: Sorting,
    ) -> None:
        super().__init__(actor, data, known=known, sorting=sorting)
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
