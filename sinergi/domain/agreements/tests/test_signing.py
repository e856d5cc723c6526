"""From a draft to an agreement."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import Side, State
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.rules.completeness import Incomplete
from sinergi.domain.agreements.services import signing
from sinergi.domain.agreements.services.recording import PartyFacts
from sinergi.domain.agreements.services.signing import NotADraft
from sinergi.domain.agreements.tests.worlds import ENDS, SIGNED, STARTS, World
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.institutions.services import founding
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def sign(draft: Agreement, **known: Any) -> Agreement:
    facts = {"signed_on": SIGNED, "starts_on": STARTS, "ends_on": ENDS, "by": SYSTEM, "at": NOW}
    return signing.sign(draft, **(facts | known))


def test_a_signed_draft_is_an_agreement_with_its_term(world: World) -> None:
    signed = sign(world.draft(), by=actor(policies.SIGN, at=world.lapas))
    signed.refresh_from_db()
    assert signed.state == State.CONCLUDED
    assert (signed.signed_on, signed.starts_on, signed.ends_on) == (SIGNED, STARTS, ENDS)
    assert Entry.objects.get(action="agreement.signed").facts["signed_on"] == SIGNED.isoformat()


def test_a_signed_agreement_cannot_be_signed_again(world: World) -> None:
    with pytest.raises(NotADraft, match="PKS Lapas Contoh Tiga – Yayasan Contoh Delapan sudah ditandatangani"):
        sign(world.signed())


def test_an_incomplete_draft_is_refused_with_all_that_is_missing(world: World) -> None:
    draft = world.draft(parties=(PartyFacts(world.lapas, Side.OURS),), kind="", level="", scope="")
    with pytest.raises(Incomplete) as refusal:
        sign(draft)
    assert str(refusal.value) == (
        "Rancangan belum dapat ditandatangani. Lengkapi dahulu: "
        "jenis naskah, tingkat penandatangan, ruang lingkup, pihak mitra."
    )
    assert Agreement.objects.get(pk=draft.pk).state == State.DRAFT


def test_a_draft_without_our_side_is_incomplete(world: World) -> None:
    with pytest.raises(Incomplete, match="pihak pemasyarakatan"):
        sign(world.draft(parties=(PartyFacts(world.partner, Side.PARTNER),)))


def test_a_draft_is_not_signed_tomorrow(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        sign(world.draft(), signed_on=date(2026, 3, 3))
    assert refusal.value.field == "signed_on"
    assert sign(world.draft(), signed_on=TODAY).signed_on == TODAY


def test_today_is_that_of_the_unit(world: World) -> None:
    """At 16:30 UTC it is still 2 March in Jakarta and already 3 March in Jayapura."""
    evening = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
    east = founding.found("Lapas Contoh Timur", kind="lapas", zone="Asia/Jayapura", example=True, by=SYSTEM, at=NOW)
    in_the_east = world.draft(parties=(PartyFacts(east, Side.OURS), PartyFacts(world.partner, Side.PARTNER)))
    assert sign(in_the_east, signed_on=date(2026, 3, 3), at=evening).signed_on == date(2026, 3, 3)
    with pytest.raises(Invalid):
        sign(world.draft(), signed_on=date(2026, 3, 3), at=evening)


@pytest.mark.parametrize(
    "days",
    [
        {"starts_on": date(2026, 1, 2), "ends_on": date(2026, 1, 1)},
        {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 10, 1)},
    ],
)
def test_an_agreement_does_not_end_before_it_starts_or_is_signed(world: World, days: dict[str, date]) -> None:
    with pytest.raises(Invalid) as refusal:
        sign(world.draft(), **days)
    assert refusal.value.field == "ends_on"


def test_an_agreement_without_an_agreed_end_is_perhaps_in_force(world: World) -> None:
    assert list(Agreement.objects.possibly_in_force(TODAY)) == []
    signed = sign(world.draft(), ends_on=None)
    assert list(Agreement.objects.possibly_in_force(TODAY)) == [signed]


@pytest.mark.parametrize("who", ["stranger", "colleague without the capability"])
def test_others_do_not_sign(world: World, who: str) -> None:
    others = {
        "stranger": actor(policies.SIGN, at=world.elsewhere),
        "colleague without the capability": actor(policies.RECORD, policies.VIEW, at=world.lapas),
    }
    with pytest.raises(NotAllowed):
        sign(world.draft(), by=others[who])
