"""Agreements of the example country that are not signed yet: at each stage, sent back, and given up."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sinergi.demo.agreements import THEMES, Theme
from sinergi.demo.land import Land
from sinergi.domain.agreements.choices import Kind, Level, Payer, Side, Stage
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.services import drafting, stepping
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement
from sinergi.foundation.institutions.choices import PlaceKind
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor


def prepare(land: Land, *, today: date, by: Actor, at: datetime) -> list[Agreement]:
    """One draft at each stage in its order, one that was sent back with a reason, and one that was withdrawn."""
    first, *others = land.of_kind(PlaceKind.LAPAS)
    units = [*others[:3], first, *others[3:]]  # the head of the first prison has one to sign
    drafts = []
    for steps, (theme, unit) in enumerate(zip(THEMES, units, strict=False)):
        draft = drafting.draft(_facts(theme, unit, land, today), note="Permohonan mitra contoh", by=by, at=at)
        for _step in range(min(steps, len(Stage) - 1)):
            stepping.go_on(draft, on=today, note="Lengkap", by=by, at=at)
        drafts.append(draft)
    *_at_each, back, withdrawn = drafts
    stepping.go_back(
        back, stage=Stage.DRAFTING, reason="Pembagian biaya perlu dirumuskan ulang.", on=today, by=by, at=at
    )
    stepping.withdraw(withdrawn, reason="Mitra contoh menunda kerja sama.", on=today, by=by, at=at)
    return drafts


def _facts(theme: Theme, unit: Institution, land: Land, today: date) -> RecordedAgreement:
    partner = land.partners[theme.partner]
    starts_on = today + timedelta(days=30)
    return RecordedAgreement(
        parties=(
            PartyFacts(
                unit, Side.OURS, number=f"CONTOH-{unit.pk}.HK.01.09", signatory_position="Kepala unit",
                mandate_number="SK-CONTOH-1", mandate_on=today - timedelta(days=200),
            ),
            PartyFacts(partner, Side.PARTNER, signatory_position="Pimpinan"),
        ),
        kind=Kind.PKS,
        level=Level.UPT,
        scope=theme.scope,
        urgency="Permintaan unit contoh melampaui yang dapat dikerjakan sendiri.",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=730),
        covered_units=(unit,),
        funding_text="Bahan oleh mitra, tempat oleh unit (contoh).",
        paid_by=Payer.EACH,
    )  # fmt: skip
