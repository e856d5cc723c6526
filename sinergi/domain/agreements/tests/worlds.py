"""Small made-up worlds: states in them were made by the services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sinergi.domain.agreements.choices import CountedUnit, Kind, Level, Side
from sinergi.domain.agreements.models import Agreement, Delivery, Obligation
from sinergi.domain.agreements.services import delivering, drafting, obligations, recording, signing
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement
from sinergi.foundation.institutions.choices import PlaceKind
from sinergi.foundation.institutions.models import Institution
from tests.support.factories import NOW, SYSTEM, institution, partner

SIGNED, STARTS, ENDS = date(2025, 10, 2), date(2025, 10, 3), date(2027, 10, 2)


def kanwil() -> Institution:
    return institution("Kanwil Contoh Satu", kind=PlaceKind.KANWIL)


@dataclass
class World:
    """A regional office with a prison, a prison elsewhere, and a partner."""

    kanwil: Institution = field(default_factory=kanwil)
    lapas: Institution = field(init=False)
    elsewhere: Institution = field(default_factory=lambda: institution("Lapas Contoh Jauh"))
    partner: Institution = field(default_factory=lambda: partner("Yayasan Contoh Delapan"))

    def __post_init__(self) -> None:
        self.lapas = institution("Lapas Contoh Tiga", parent=self.kanwil)

    def facts(self, **known: Any) -> RecordedAgreement:
        """Between the prison and the partner, with all that a signature needs, unless told otherwise."""
        parties = (PartyFacts(self.lapas, Side.OURS, number="W.1-PK.01"), PartyFacts(self.partner, Side.PARTNER))
        return RecordedAgreement(
            **({"parties": parties, "kind": Kind.PKS, "level": Level.UPT, "scope": "Pelatihan menjahit"} | known)
        )

    def recorded(self, **known: Any) -> Agreement:
        return recording.record(self.facts(**known), by=SYSTEM, at=NOW)

    def draft(self, **known: Any) -> Agreement:
        return drafting.draft(self.facts(**known), by=SYSTEM, at=NOW)

    def signed(self, **known: Any) -> Agreement:
        days = {"signed_on": SIGNED, "starts_on": STARTS, "ends_on": ENDS}
        return signing.sign(self.draft(**known), **days, by=SYSTEM, at=NOW)

    def promised(self, agreement: Agreement | None = None, **known: Any) -> Obligation:
        """Forty sessions owed by the partner, unless told otherwise."""
        agreement = agreement or self.signed()
        facts = {
            "owed_by": agreement.parties.get(side=Side.PARTNER),
            "description": "Memberi pelatihan menjahit",
            "unit": CountedUnit.SESSION,
            "quantity": Decimal(40),
        }
        return obligations.promise(agreement, **(facts | known), by=SYSTEM, at=NOW)


def credited(obligation: Obligation, **known: Any) -> Delivery:
    facts = {"quantity": Decimal(1), "on": date(2026, 1, 5), "origin": "test:1", "by": SYSTEM, "at": NOW}
    return delivering.credit(obligation, **(facts | known))


def progress(obligation: Obligation) -> Obligation:
    return Obligation.objects.with_progress().get(pk=obligation.pk)
