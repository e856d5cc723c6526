"""Writing down what a source says, and drafts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import Fact, Kind, Level, Side, State
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.services import drafting, recording
from sinergi.domain.agreements.services.recording import Mixed, NoParty, PartyFacts, StandsTwice
from sinergi.domain.agreements.tests.worlds import World
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor, institution, partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def test_what_the_source_leaves_unsaid_stays_unknown(world: World) -> None:
    agreement = recording.record(
        recording.RecordedAgreement(
            parties=(PartyFacts(world.partner, Side.PARTNER),),
            duration_months=24,
            source_urls="https://contoh.example/a",
        ),
        by=SYSTEM,
        at=NOW,
    )
    assert agreement.state == State.CONCLUDED
    assert (agreement.signed_on, agreement.starts_on, agreement.ends_on) == (None, None, None)
    assert {unknown.fact for unknown in agreement.unknowns()} == set(Fact) - {Fact.PARTNER}
    assert (agreement.recorded_at, agreement.recorded_by_key) == (NOW, "system:test")


def test_a_recorded_agreement_keeps_all_that_is_known(world: World) -> None:
    agreement = world.recorded(
        signed_on=TODAY, starts_on=TODAY, ends_on=TODAY, covered_units=(world.elsewhere,), scope="  Pelatihan\r\njahit "
    )
    assert agreement.unknowns() == ()
    assert agreement.scope == "Pelatihan\njahit"
    assert list(agreement.covered_units.all()) == [world.elsewhere]
    assert agreement.title == "PKS Lapas Contoh Tiga – Yayasan Contoh Delapan"
    assert Entry.objects.get(action="agreement.recorded").facts["signed_on"] == TODAY.isoformat()


def test_a_draft_is_no_agreement_yet(world: World) -> None:
    agreement = world.draft()
    assert agreement.state == State.DRAFT
    assert Entry.objects.filter(action="agreement.drafted").count() == 1


def test_a_draft_has_no_day_of_signing(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        world.draft(signed_on=TODAY)
    assert refusal.value.field == "signed_on"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "MoU"}, "kind"),
        ({"level": "pusat"}, "level"),
        ({"duration_months": 0}, "duration_months"),
        ({"duration_months": 1201}, "duration_months"),
        ({"starts_on": date(2025, 2, 2), "ends_on": date(2025, 2, 1)}, "ends_on"),
        ({"signed_on": date(2025, 2, 2), "ends_on": date(2025, 2, 1)}, "ends_on"),
        ({"signed_on": date(2026, 3, 3)}, "signed_on"),
        ({"scope": "Nol\x00"}, "scope"),
        ({"scope": "a" * 10_000}, "scope"),
        ({"location_text": "a" * 10_000}, "location_text"),
        ({"source_urls": "\x07"}, "source_urls"),
        ({"source_text": "a" * 20_001}, "source_text"),
    ],
)
def test_values_that_cannot_be_are_refused_and_nothing_is_kept(world: World, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        world.recorded(**facts)
    assert refusal.value.field == field
    assert Agreement.objects.count() == 0


@pytest.mark.parametrize("field", ["number", "signatory_name", "signatory_position"])
def test_what_a_party_states_is_cleaned_too(world: World, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        world.recorded(parties=(PartyFacts(world.lapas, Side.OURS, **{field: "a" * 201}),))
    assert refusal.value.field == field


def test_an_agreement_between_nobody_is_refused(world: World) -> None:
    with pytest.raises(NoParty):
        world.recorded(parties=())


def test_an_institution_stands_once(world: World) -> None:
    with pytest.raises(StandsTwice):
        world.recorded(parties=(PartyFacts(world.lapas, Side.OURS), PartyFacts(world.lapas, Side.PARTNER)))


def real() -> Institution:
    return partner("Lembaga Nyata", example=False)


def test_real_and_made_up_parties_do_not_mix(world: World) -> None:
    with pytest.raises(Mixed):
        world.recorded(parties=(PartyFacts(world.lapas, Side.OURS), PartyFacts(real(), Side.PARTNER)))


def test_a_made_up_unit_is_not_covered_by_a_real_agreement(world: World) -> None:
    with pytest.raises(Mixed):
        world.recorded(parties=(PartyFacts(real(), Side.PARTNER),), covered_units=(world.lapas,))


def test_an_agreement_is_an_example_when_its_institutions_are(world: World) -> None:
    assert world.recorded().is_example
    assert not world.recorded(parties=(PartyFacts(real(), Side.PARTNER),)).is_example


class TestWhoMayRecord:
    @pytest.mark.parametrize("capability", [policies.RECORD, policies.IMPORT])
    def test_who_holds_it_at_one_of_our_parties(self, world: World, capability: str) -> None:
        assert recording.record(world.facts(), by=actor(capability, at=world.kanwil), at=NOW)

    def test_not_at_a_unit_elsewhere(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            recording.record(world.facts(), by=actor(policies.RECORD, at=world.elsewhere), at=NOW)

    def test_not_with_another_capability(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            drafting.draft(world.facts(), by=actor(policies.VIEW, policies.SIGN, at=world.lapas), at=NOW)

    def test_not_from_the_side_of_a_partner_that_has_a_place(self, world: World) -> None:
        school = institution("Badan Pelatihan Contoh")
        facts = world.facts(parties=(PartyFacts(world.lapas, Side.OURS), PartyFacts(school, Side.PARTNER)))
        with pytest.raises(NotAllowed):
            recording.record(facts, by=actor(policies.RECORD, at=school), at=NOW)

    def test_without_a_party_of_ours_only_who_may_everywhere(self, world: World) -> None:
        facts = world.facts(parties=(PartyFacts(world.partner, Side.PARTNER),))
        with pytest.raises(NotAllowed):
            recording.record(facts, by=actor(policies.RECORD, at=world.lapas), at=NOW)
        assert recording.record(facts, by=actor(policies.RECORD), at=NOW)


class TestFilling:
    def test_the_same_source_again_changes_nothing(self, world: World) -> None:
        facts = {"signed_on": TODAY, "covered_units": (world.elsewhere,)}
        agreement = world.recorded(**facts)
        assert recording.fill(agreement, world.facts(**facts), by=SYSTEM, at=NOW) == ()
        assert not Entry.objects.filter(action="agreement.filled").exists()

    def test_what_the_source_says_now_is_taken_over_and_silence_erases_nothing(self, world: World) -> None:
        agreement = world.recorded(level="", duration_months=12, location_text="Contoh")
        school = partner("Sekolah Contoh")
        parties = (
            PartyFacts(world.partner, Side.PARTNER, number="77/YC8"),
            PartyFacts(world.lapas, Side.OURS),
            PartyFacts(school, Side.PARTNER),
        )
        facts = world.facts(
            parties=parties, kind="", level=Level.UPT, duration_months=24, covered_units=(world.elsewhere,)
        )
        changed = recording.fill(agreement, facts, by=SYSTEM, at=NOW)
        agreement.refresh_from_db()
        assert changed == ("level", "duration_months", "parties", "covered_units")
        assert (agreement.kind, agreement.level, agreement.duration_months) == (Kind.PKS, Level.UPT, 24)
        assert agreement.location_text == "Contoh"
        numbers = {party.institution.name: party.number for party in agreement.parties.all()}
        assert numbers == {"Lapas Contoh Tiga": "W.1-PK.01", "Yayasan Contoh Delapan": "77/YC8", "Sekolah Contoh": ""}
        assert Entry.objects.get(action="agreement.filled").facts["changed"] == ", ".join(changed)

    def test_a_draft_takes_numbers_but_no_day_of_signing(self, world: World) -> None:
        draft = world.draft()
        with pytest.raises(Invalid) as refusal:
            recording.fill(draft, world.facts(signed_on=TODAY), by=SYSTEM, at=NOW)
        assert refusal.value.field == "signed_on"
        parties = (PartyFacts(world.lapas, Side.OURS, number="W.1-PK.02"),)
        assert recording.fill(draft, world.facts(parties=parties), by=SYSTEM, at=NOW) == ("parties",)

    def test_a_known_end_cannot_come_to_lie_before_the_start(self, world: World) -> None:
        agreement = world.recorded(ends_on=date(2025, 1, 1))
        with pytest.raises(Invalid) as refusal:
            recording.fill(agreement, world.facts(starts_on=date(2025, 1, 2)), by=SYSTEM, at=NOW)
        assert refusal.value.field == "ends_on"

    def test_a_party_does_not_change_sides(self, world: World) -> None:
        with pytest.raises(StandsTwice):
            recording.fill(
                world.recorded(), world.facts(parties=(PartyFacts(world.partner, Side.OURS),)), by=SYSTEM, at=NOW
            )

    def test_no_real_institution_joins_an_example(self, world: World) -> None:
        with pytest.raises(Mixed):
            recording.fill(
                world.recorded(), world.facts(parties=(PartyFacts(real(), Side.PARTNER),)), by=SYSTEM, at=NOW
            )

    def test_a_stranger_fills_nothing(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            recording.fill(world.recorded(), world.facts(), by=actor(policies.RECORD, at=world.elsewhere), at=NOW)
