"""Putting a record right, saying a draft anew, and beginning one like another: nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import Kind, Level, Payer, Side, Stage, State
from sinergi.domain.agreements.models import Agreement, Correction, Programme
from sinergi.domain.agreements.queries import family
from sinergi.domain.agreements.rules.changes import Kept, changes_of, undone
from sinergi.domain.agreements.services import amending, cataloguing, correcting, drafting, ending, recording, stepping
from sinergi.domain.agreements.services.correcting import NothingCorrected
from sinergi.domain.agreements.services.delivering import NotSigned
from sinergi.domain.agreements.services.recording import (
    Mixed,
    NoParty,
    NotAnUmbrella,
    PartyFacts,
    RecordedAgreement,
    StandsTwice,
    Withdrawn,
    facts_of,
    many,
    party_values,
    values,
)
from sinergi.domain.agreements.services.rewriting import StillOwes, kept
from sinergi.domain.agreements.services.signing import NotADraft
from sinergi.domain.agreements.tests.worlds import SIGNED, World
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor, institution, partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def fresh(agreement: Agreement) -> Agreement:
    return Agreement.objects.get(pk=agreement.pk)


def correct(agreement: Agreement, ended_on: date | None = None, by: Any = SYSTEM, **facts: Any) -> Correction:
    said = replace(facts_of(fresh(agreement)), **facts)
    return correcting.correct(agreement, said, reason="Salah ketik", ended_on=ended_on, by=by, at=NOW)


def revise(draft: Agreement, by: Any = SYSTEM, **facts: Any) -> tuple[Any, ...]:
    return drafting.revise(draft, replace(facts_of(fresh(draft)), **facts), by=by, at=NOW)


def flat(agreement: Agreement) -> dict[tuple[str, str], Kept]:
    """Every fact by name and party, as corrections keep them."""
    facts = facts_of(fresh(agreement))
    told: dict[tuple[str, str], Kept] = {(name, ""): kept(value) for name, value in values(facts).items()}
    told |= {(name, ""): kept(chosen) for name, chosen in many(facts).items()}
    for party in facts.parties:
        key = str(party.institution.public_id)
        told[("side", key)] = party.side.value
        told |= {(name, key): kept(value) for name, value in party_values(party).items()}
    return told


def said(told: dict[tuple[str, str], Kept]) -> dict[tuple[str, str], Kept]:
    """What is known; nothing about parties that do not stand in the agreement."""
    standing = {key: value for key, value in told.items() if not key[1] or told.get(("side", key[1]))}
    return {key: value for key, value in standing.items() if value not in (None, "")}


class TestCorrecting:
    def test_puts_a_fact_right_and_keeps_what_was_written_before(self, world: World) -> None:
        signed = world.signed()
        correction = correct(signed, signed_on=date(2025, 10, 1), by=actor(policies.CORRECT, at=world.lapas))
        assert fresh(signed).signed_on == date(2025, 10, 1)
        assert correction.changes == [{"fact": "signed_on", "party": "", "before": "2025-10-02", "after": "2025-10-01"}]
        assert (correction.reason, correction.by_label) == ("Salah ketik", "Petugas Contoh")

    def test_puts_a_number_right_that_stands_on_one_partys_copy(self, world: World) -> None:
        signed = world.signed()
        ours, theirs = facts_of(signed).parties
        correction = correct(signed, parties=(replace(ours, number="W.1-PK.02"), theirs))
        [change] = changes_of(correction.changes)
        assert (change.fact, change.party, change.before, change.after) == (
            "number", str(world.lapas.public_id), "W.1-PK.01", "W.1-PK.02",
        )  # fmt: skip

    def test_may_find_that_another_institution_stood_in_it(self, world: World) -> None:
        signed, other = world.signed(), partner("Yayasan Contoh Sembilan")
        ours, _theirs = facts_of(signed).parties
        correct(signed, parties=(ours, PartyFacts(other, Side.PARTNER, number="9/IX")))
        assert [party.institution for party in fresh(signed).parties.partners()] == [other]

    def test_does_not_take_out_a_party_that_owes_something(self, world: World) -> None:
        signed = world.promised().agreement
        before = flat(signed)
        with pytest.raises(StillOwes):
            correct(signed, parties=facts_of(signed).parties[:1])
        assert flat(signed) == before

    def test_puts_the_day_of_an_end_right(self, world: World) -> None:
        signed = world.signed()
        ending.end(signed, ended_on=date(2026, 2, 1), reason="Mitra bubar", by=SYSTEM, at=NOW)
        correct(signed, ended_on=date(2026, 2, 10))
        assert fresh(signed).ended_on == date(2026, 2, 10)
        with pytest.raises(Invalid):
            correct(signed, signed_on=date(2026, 2, 11))

    def test_does_not_end_what_was_never_ended(self, world: World) -> None:
        with pytest.raises(Invalid) as refusal:
            correct(world.signed(), ended_on=TODAY)
        assert refusal.value.field == "ended_on"

    def test_an_end_is_not_put_before_the_signature(self, world: World) -> None:
        signed = world.signed()
        ending.end(signed, ended_on=date(2026, 2, 1), reason="Mitra bubar", by=SYSTEM, at=NOW)
        with pytest.raises(Invalid) as refusal:
            correct(signed, ended_on=SIGNED.replace(year=2024))
        assert refusal.value.field == "ended_on"

    def test_needs_something_to_put_right(self, world: World) -> None:
        with pytest.raises(NothingCorrected):
            correct(world.signed())

    def test_needs_a_reason(self, world: World) -> None:
        signed = world.signed()
        with pytest.raises(Invalid) as refusal:
            correcting.correct(signed, world.facts(scope="Lain"), reason=" ", by=SYSTEM, at=NOW)
        assert refusal.value.field == "reason"

    def test_is_not_for_drafts(self, world: World) -> None:
        draft = world.draft()
        with pytest.raises(NotSigned):
            correct(draft, scope="Lain")
        stepping.withdraw(draft, reason="Mundur", on=TODAY, by=SYSTEM, at=NOW)
        with pytest.raises(Withdrawn):
            correct(draft, scope="Lain")

    def test_is_for_those_who_may_at_one_of_our_parties(self, world: World) -> None:
        signed = world.signed()
        for somebody in (
            actor(policies.RECORD, policies.AMEND, at=world.lapas),
            actor(policies.CORRECT, at=world.elsewhere),
        ):
            with pytest.raises(NotAllowed):
                correct(signed, scope="Lain", by=somebody)

    def test_a_source_that_still_states_the_mistake_does_not_bring_it_back(self, world: World) -> None:
        signed = world.recorded(signed_on=SIGNED, source_text="baris")
        correct(signed, signed_on=date(2025, 10, 1), scope="Menjahit", source_text="lain")
        recording.fill(
            signed, RecordedAgreement(parties=(), signed_on=SIGNED, location_text="Bandung"), by=SYSTEM, at=NOW
        )
        now = fresh(signed)
        assert (now.signed_on, now.location_text, now.source_text) == (date(2025, 10, 1), "Bandung", "baris")

    @pytest.mark.parametrize(
        ("facts", "refusal"),
        [
            pytest.param({"parties": ()}, NoParty, id="nobody is left"),
            pytest.param({"kind": "MoU"}, Invalid, id="a kind nobody knows"),
            pytest.param({"ends_on": date(2025, 1, 1)}, Invalid, id="it ends before it starts"),
            pytest.param({"signed_on": date(2027, 1, 1)}, Invalid, id="it is signed in the future"),
            pytest.param({"funding_rupiah": -1}, Invalid, id="less than no money"),
            pytest.param({"funding_rupiah": 10**16}, Invalid, id="more money than there is"),
            pytest.param({"paid_by": "donatur"}, Invalid, id="a payer nobody knows"),
        ],
    )
    def test_does_not_write_what_cannot_be(self, world: World, facts: dict[str, Any], refusal: type[Exception]) -> None:
        signed = world.signed()
        before = flat(signed)
        with pytest.raises(refusal):
            correct(signed, **facts)
        assert flat(signed) == before

    def test_a_party_does_not_come_to_stand_twice_or_beside_a_real_one(self, world: World) -> None:
        signed = world.signed()
        parties = facts_of(signed).parties
        with pytest.raises(StandsTwice):
            correct(signed, parties=(*parties, parties[0]))
        with pytest.raises(Mixed):
            correct(signed, parties=(*parties, PartyFacts(partner("Mitra Nyata", example=False), Side.PARTNER)))


texts = st.sampled_from(["", "Menjahit", "Membatik dan menjahit"])
days = st.none() | st.dates(date(2025, 10, 1), date(2026, 2, 1))
corrected_facts = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["", *Kind.values]), "level": st.sampled_from(["", *Level.values]), "scope": texts,
        "signed_on": days, "starts_on": days, "ends_on": st.none() | st.dates(date(2026, 2, 2), date(2030, 1, 1)),
        "urgency": texts, "funding_text": texts, "funding_rupiah": st.none() | st.integers(0, 10**12),
        "paid_by": st.sampled_from(["", *Payer.values]), "location_text": texts,
        "duration_months": st.none() | st.integers(1, 60),
    }
)  # fmt: skip


@given(st.lists(st.tuples(corrected_facts, st.integers(0, 3), texts), min_size=1, max_size=4))
def test_whatever_is_corrected_the_record_before_can_be_read_from_its_history(
    every: list[tuple[dict[str, Any], int, str]],
) -> None:
    Correction.objects.all().delete()
    signed = World().signed() if not Agreement.objects.exists() else Agreement.objects.concluded().first()
    assert signed is not None
    parties = tuple(facts_of(signed).parties)
    extra = PartyFacts(institution(), Side.OURS, number="2/II")
    before = flat(signed)
    for facts, with_parties, number in every:
        chosen = (replace(parties[0], number=number), *parties[1:], extra)[: max(1, with_parties)]
        try:
            correct(signed, parties=chosen, **facts)
        except NothingCorrected:
            continue
    now = flat(signed)
    for correction in reversed(fresh(signed).corrections.all()):
        now = undone(now, changes_of(correction.changes))
    assert said(now) == said(before)


class TestRevising:
    def test_makes_a_draft_say_what_is_given_and_nothing_else(self, world: World) -> None:
        draft = world.draft(location_text="Bandung")
        other = partner("Yayasan Contoh Sembilan")
        parties = (PartyFacts(world.lapas, Side.OURS), PartyFacts(other, Side.PARTNER, mandate_number="SK-1"))
        changes = drafting.revise(
            draft, world.facts(parties=parties, urgency="Perlu"), by=actor(policies.RECORD, at=world.lapas), at=NOW
        )
        now = fresh(draft)
        assert (now.location_text, now.urgency, now.stage) == ("", "Perlu", Stage.EXPLORING)
        assert {party.institution for party in now.parties.all()} == {world.lapas, other}
        assert {change.fact for change in changes} >= {"location_text", "urgency", "number", "mandate_number", "side"}
        assert not now.corrections.exists()

    def test_is_not_for_what_is_signed_or_withdrawn(self, world: World) -> None:
        with pytest.raises(NotADraft):
            revise(world.signed(), signed_on=None, scope="Lain")
        draft = world.draft()
        stepping.withdraw(draft, reason="Mundur", on=TODAY, by=SYSTEM, at=NOW)
        with pytest.raises(NotADraft):
            revise(draft, scope="Lain")

    def test_never_signs(self, world: World) -> None:
        with pytest.raises(Invalid) as refusal:
            revise(world.draft(), signed_on=SIGNED)
        assert refusal.value.field == "signed_on"

    def test_is_for_those_who_record_for_our_parties_before_and_after(self, world: World) -> None:
        draft = world.draft()
        for somebody in (actor(policies.SIGN, at=world.lapas), actor(policies.RECORD, at=world.elsewhere)):
            with pytest.raises(NotAllowed):
                revise(draft, scope="Lain", by=somebody)
        theirs = facts_of(draft).parties[1]
        with pytest.raises(NotAllowed):
            revise(
                draft,
                parties=(PartyFacts(world.elsewhere, Side.OURS), theirs),
                by=actor(policies.RECORD, at=world.lapas),
            )


class TestCopying:
    def test_begins_a_draft_of_the_same_scope_and_parties_without_numbers(self, world: World) -> None:
        cataloguing.deliver()
        programme = Programme.objects.first()
        signed = world.signed(covered_units=(world.elsewhere,), programmes=(programme,), funding_text="DIPA Lapas")
        somebody = actor(policies.RECORD, policies.VIEW, at=world.lapas)
        copied = drafting.copy(signed, by=somebody, at=NOW)
        assert (copied.state, copied.scope, copied.kind) == (State.DRAFT, signed.scope, signed.kind)
        assert [(party.institution, party.number) for party in copied.parties.order_by("pk")] == [
            (world.lapas, ""), (world.partner, ""),
        ]  # fmt: skip
        assert (copied.signed_on, copied.starts_on, copied.ends_on) == (None, None, None)
        assert list(copied.covered_units.all()) == [world.elsewhere]
        assert list(copied.programmes.all()) == [programme]
        assert copied.steps.get().note == f"Salinan dari {signed.title}"

    def test_never_links_lineage(self, world: World) -> None:
        umbrella = world.signed(kind=Kind.NK, level=Level.KANWIL)
        signed = world.signed(umbrella=umbrella)
        addendum = amending.amend(signed, scope="Meluas", reason="Baik", by=SYSTEM, at=NOW)
        for original in (umbrella, signed, addendum):
            copied = drafting.copy(original, by=SYSTEM, at=NOW)
            assert (copied.continues, copied.umbrella) == (None, None)
            assert family(copied, SYSTEM).documents == (copied,)
            assert copied.kind == ("" if original is addendum else original.kind)

    def test_is_for_those_who_see_it_and_record_for_its_parties(self, world: World) -> None:
        signed = world.signed()
        for somebody in (
            actor(policies.VIEW, at=world.lapas),
            actor(policies.RECORD, policies.VIEW, at=world.elsewhere),
        ):
            with pytest.raises(NotAllowed):
                drafting.copy(signed, by=somebody, at=NOW)
        assert Agreement.objects.count() == 1


class TestUmbrellas:
    def test_a_technical_agreement_stands_under_a_general_one(self, world: World) -> None:
        umbrella = world.signed(kind=Kind.NK, level=Level.KANWIL)
        signed = world.signed(umbrella=umbrella)
        assert family(signed, SYSTEM).documents == (umbrella, signed)
        assert (family(signed, SYSTEM).above, family(umbrella, SYSTEM).below) == ((umbrella,), (signed,))

    @pytest.mark.parametrize(
        ("kind", "umbrella_kind"),
        [("PKS", "PKS"), ("NK", "PKS"), ("PKS", "IA"), ("ADENDUM", "NK"), ("", "NK"), ("PKS", "")],
    )
    def test_nothing_stands_under_what_is_not_surely_above_it(
        self, world: World, kind: str, umbrella_kind: str
    ) -> None:
        umbrella = world.recorded(kind=umbrella_kind)
        with pytest.raises(NotAnUmbrella) as refusal:
            world.recorded(kind=kind, umbrella=umbrella)
        assert refusal.value.field == "umbrella"

    def test_a_draft_is_no_umbrella(self, world: World) -> None:
        with pytest.raises(NotAnUmbrella):
            world.draft(umbrella=world.draft(kind=Kind.NK))

    def test_an_umbrella_keeps_a_kind_above_what_carries_it_out(self, world: World) -> None:
        umbrella = world.signed(kind=Kind.NK, level=Level.KANWIL)
        world.signed(umbrella=umbrella)
        with pytest.raises(NotAnUmbrella) as refusal:
            correct(umbrella, kind=Kind.PKS)
        assert refusal.value.field == "kind"

    def test_what_stands_under_an_umbrella_i_do_not_see_is_still_mine_to_revise(self, world: World) -> None:
        parties = (PartyFacts(world.elsewhere, Side.OURS), PartyFacts(world.partner, Side.PARTNER))
        draft = world.draft(umbrella=world.signed(kind=Kind.NK, parties=parties))
        assert revise(draft, scope="Lain", by=actor(policies.RECORD, policies.VIEW, at=world.lapas))
        assert fresh(draft).umbrella is not None

    def test_an_umbrella_nobody_showed_me_is_not_linked(self, world: World) -> None:
        parties = (PartyFacts(world.elsewhere, Side.OURS), PartyFacts(world.partner, Side.PARTNER))
        hidden = world.signed(kind=Kind.NK, parties=parties)
        somebody = actor(policies.RECORD, policies.VIEW, at=world.lapas)
        with pytest.raises(NotAllowed):
            drafting.draft(world.facts(umbrella=hidden), by=somebody, at=NOW)
