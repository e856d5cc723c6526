"""What is filled in when an agreement is signed, and when it ends before its day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.agreements.choices import Fact, Kind, Level, Side
from sinergi.domain.agreements.policies import RECORD
from sinergi.domain.agreements.queries import regulation
from sinergi.domain.agreements.rules.completeness import NEEDED_TO_SIGN
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.kernel.actors import Actor
from sinergi.interfaces.web.agreements.fields import NOT_OFFERED, REQUIRED, UNKNOWN_CHOICE, InstitutionField, with_first
from sinergi.interfaces.web.agreements.parties import PartyRow
from sinergi.interfaces.web.shell.forms import DateField, Form

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Agreement

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
        self.fields["kind"].choices = with_first(Kind, UNKNOWN_CHOICE)  # type: ignore[attr-defined]
        self.fields["level"].choices = with_first(Level, UNKNOWN_CHOICE)  # type: ignore[attr-defined]
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
