"""How steps, corrections and sources are said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.agreements.choices import Kind, Level, Move, Payer, Side, Stage
from sinergi.domain.agreements.rules.changes import Change, Kept, changes_of
from sinergi.interfaces.web.agreements.words import day, rupiah

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Agreement, Correction, FactSource, Step

LABELS = {
    "kind": gettext_lazy("Jenis naskah"),
    "level": gettext_lazy("Tingkat penandatangan"),
    "scope": gettext_lazy("Ruang lingkup"),
    "signed_on": gettext_lazy("Ditandatangani"),
    "starts_on": gettext_lazy("Mulai berlaku"),
    "ends_on": gettext_lazy("Hari terakhir berlaku"),
    "ended_on": gettext_lazy("Tidak berlaku lagi mulai"),
    "duration_months": gettext_lazy("Lamanya (bulan)"),
    "location_text": gettext_lazy("Tempat pelaksanaan"),
    "urgency": gettext_lazy("Urgensi"),
    "signing_place": gettext_lazy("Tempat penandatanganan"),
    "funding_text": gettext_lazy("Pembiayaan menurut naskah"),
    "funding_rupiah": gettext_lazy("Jumlah biaya (rupiah)"),
    "paid_by": gettext_lazy("Penanggung biaya"),
    "umbrella": gettext_lazy("Naskah payung"),
    "source_urls": gettext_lazy("Alamat sumber"),
    "covered_units": gettext_lazy("Unit yang tercakup"),
    "programmes": gettext_lazy("Program yang didukung"),
    "fields": gettext_lazy("Bidang"),
    "side": gettext_lazy("Pihak"),
    "number": gettext_lazy("Nomor naskah"),
    "signatory_name": gettext_lazy("Nama penanda tangan"),
    "signatory_position": gettext_lazy("Jabatan penanda tangan"),
    "mandate_number": gettext_lazy("Nomor SK kewenangan"),
    "mandate_on": gettext_lazy("Tanggal SK"),
}
CHOICES = {"kind": Kind, "level": Level, "paid_by": Payer, "side": Side}
NAMED = {"umbrella", "covered_units", "programmes", "fields"}
MOVE_TONES = {Move.BEGIN: "brand", Move.FORWARD: "good", Move.BACK: "warn", Move.WITHDRAW: "bad"}
CONFIDENCE_TONES = {"tinggi": "good", "sedang": "warn", "rendah": "unknown"}


@dataclass(frozen=True)
class StepLine:
    """A step of a draft for a timeline."""

    when: str
    what: str
    note: str
    tone: str
    href: str = ""


@dataclass(frozen=True)
class ChangeLine:
    """One fact before and after; "" is unknown."""

    label: str
    party: str
    before: str
    after: str


@dataclass(frozen=True)
class CorrectionLine:
    when: str
    by: str
    reason: str
    changes: tuple[ChangeLine, ...]


@dataclass(frozen=True)
class SourceLine:
    """Where a fact is stated, to stand beside it."""

    label: str
    url: str
    text: str
    confidence: str
    tone: str
    by: str
    when: str


def step_lines(steps: Iterable[Step]) -> list[StepLine]:
    return [
        StepLine(
            when=day(step.on),
            what=_("%(move)s: tahap %(stage)s, oleh %(who)s")
            % {"move": Move(step.move).label, "stage": str(Stage(step.stage).label).lower(), "who": step.by_label},
            note=step.note,
            tone=MOVE_TONES[Move(step.move)],
        )
        for step in steps
    ]


def correction_lines(corrections: Iterable[Correction], names: Mapping[str, str]) -> list[CorrectionLine]:
    """`names` says who a public id is; what it does not know is counted, not shown."""
    return [
        CorrectionLine(
            when=day(correction.recorded_at.date()),
            by=correction.by_label,
            reason=correction.reason,
            changes=tuple(_change(change, names) for change in changes_of(correction.changes)),
        )
        for correction in corrections
    ]


def names_in(agreement: Agreement, umbrella: Agreement | None) -> dict[str, str]:
    """Who the public ids in its corrections are, as far as they still stand in it. No query after its prefetches."""
    institutions = [party.institution for party in agreement.parties.all()]
    rows = [*institutions, *agreement.covered_units.all(), *agreement.programmes.all(), *agreement.fields.all()]
    found = {str(row.public_id): str(row) for row in rows}
    return found | ({str(umbrella.public_id): umbrella.title} if umbrella else {})


def _change(change: Change, names: Mapping[str, str]) -> ChangeLine:
    return ChangeLine(
        label=str(LABELS.get(change.fact, change.fact)),
        party=names.get(change.party, _("pihak lain")) if change.party else "",
        before=_said(change.fact, change.before, names),
        after=_said(change.fact, change.after, names),
    )


def _said(fact: str, value: Kept, names: Mapping[str, str]) -> str:
    if value is None or value in ("", []):
        return ""
    if isinstance(value, list) or fact in NAMED:
        keys = value if isinstance(value, list) else [str(value)]
        known = [names[key] for key in keys if key in names]
        gone = len(keys) - len(known)
        return ", ".join([*known, *([_("%(count)d lainnya") % {"count": gone}] if gone else [])])
    if isinstance(value, int):
        return rupiah(value) if fact == "funding_rupiah" else str(value)
    if fact in CHOICES:
        return str(CHOICES[fact](value).label)
    return day(date.fromisoformat(value)) if fact.endswith("_on") else value


def source_line(source: FactSource) -> SourceLine:
    return SourceLine(
        label=str(source.get_fact_display()),
        url=source.url,
        text=source.text,
        confidence=str(source.get_confidence_display()),
        tone=CONFIDENCE_TONES[source.confidence],
        by=source.noted_by_label,
        when=day(source.noted_at.date()),
    )
