"""A party that is a list of institutions becomes several, once a person has said so."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sinergi.domain.agreements.choices import CountedUnit, Side
from sinergi.domain.agreements.models import Agreement, Party
from sinergi.domain.agreements.services import obligations, recording, unfolding
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.institutions.choices import SETTLE
from sinergi.foundation.institutions.models import Institution, Listing
from sinergi.foundation.institutions.rules.names import listed
from sinergi.foundation.kernel.errors import NotAllowed
from tests.support.factories import NOW, SYSTEM, actor, institution, partner

pytestmark = pytest.mark.django_db
LIST = "Tiga Griya Contoh (Melati; Mawar; Kenanga)"


def recorded(whole: Institution, number: str = "") -> Agreement:
    parties = (PartyFacts(institution(), Side.OURS), PartyFacts(whole, Side.PARTNER, number=number))
    return recording.record(RecordedAgreement(parties=parties, scope="Pembinaan"), by=SYSTEM, at=NOW)


def partners_of(agreement: Agreement) -> list[str]:
    return [party.institution.name for party in agreement.parties.partners().order_by("pk")]


def unfolded() -> tuple[Agreement, ...]:
    return unfolding.unfold(Listing.objects.get(), listed(LIST), by=SYSTEM, at=NOW)


def test_the_parts_stand_where_the_list_stood_in_every_agreement() -> None:
    whole = partner(LIST)
    first, second = recorded(whole), recorded(whole)
    assert set(unfolded()) == {first, second}
    assert partners_of(first) == partners_of(second) == ["Melati", "Mawar", "Kenanga"]
    assert "Melati dan 2 lainnya" in Agreement.objects.get(pk=first.pk).title


def test_a_list_on_which_something_hangs_stays_beside_its_parts() -> None:
    whole = partner(LIST)
    numbered, owing = recorded(whole, number="7/2024"), recorded(whole)
    obligations.promise(
        owing, owed_by=owing.parties.partners().get(), description="Pertemuan", unit=CountedUnit.SESSION,
        quantity=Decimal(1), by=SYSTEM, at=NOW,
    )  # fmt: skip
    unfolded()
    assert len(partners_of(numbered)) == len(partners_of(owing)) == 4


def test_when_a_part_stands_on_the_other_side_nothing_changes() -> None:
    whole, mawar = partner(LIST), partner("Mawar")
    parties = (PartyFacts(mawar, Side.OURS), PartyFacts(whole, Side.PARTNER))
    recording.record(RecordedAgreement(parties=parties), by=SYSTEM, at=NOW)
    with pytest.raises(recording.StandsTwice):
        unfolded()
    assert Party.objects.count() == 2
    assert Listing.objects.get().decision == ""
    assert institutions.named("Melati", viewer=SYSTEM) is None


def test_whoever_may_not_record_there_cannot() -> None:
    recorded(partner(LIST))
    with pytest.raises(NotAllowed):
        unfolding.unfold(Listing.objects.get(), listed(LIST), by=actor(SETTLE), at=NOW)
    assert Listing.objects.get().decision == ""
