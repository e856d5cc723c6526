"""What was merged is one institution wherever an agreement asks who it is, and undoing the merge leaves every row as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import Kind, Side
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.queries.plans import owning_institutions, owning_users
from sinergi.domain.agreements.services import (
    accepting,
    amending,
    correcting,
    describing,
    drafting,
    recording,
    unfolding,
)
from sinergi.domain.agreements.services.recording import PartyFacts, StandsTwice
from sinergi.domain.agreements.tests.worlds import World, credited
from sinergi.foundation.access.queries import role_named
from sinergi.foundation.access.services import granting, inviting, roles
from sinergi.foundation.institutions.models import Institution, Merge
from sinergi.foundation.institutions.services import likening, merging
from tests.support.factories import NOW, SYSTEM, TODAY, actor, institution, partner

pytestmark = pytest.mark.django_db
HOW = {"by": SYSTEM, "at": NOW}


@pytest.fixture
def world() -> World:
    return World()


def merge(absorbed: Institution, survivor: Institution) -> Merge:
    return merging.merge(absorbed, survivor, reason="Ejaan lain", **HOW)


def fresh(row: Institution) -> Institution:
    return Institution.objects.get(pk=row.pk)


def parties(agreement: Agreement) -> list[tuple[int, str, str]]:
    return list(agreement.parties.order_by("pk").values_list("institution", "side", "number"))


def said_by(world: World, survivor: Institution, **known: Any) -> recording.RecordedAgreement:
    """The same agreement as a source tells it that knows the partner under its right name."""
    ours = PartyFacts(world.lapas, Side.OURS, number="W.1-PK.01")
    return world.facts(parties=(ours, PartyFacts(survivor, Side.PARTNER, **known)))


class TestFilling:
    def test_a_source_with_the_right_name_fills_in_the_row_of_the_wrong_one(self, world: World) -> None:
        agreement, right = world.recorded(), partner("Yayasan Contoh Delapan Sungguh")
        merged = merge(world.partner, right)
        changed = recording.fill(agreement, said_by(world, right, number="12/YCD"), **HOW)
        assert changed == ("parties",)
        assert parties(agreement)[1] == (world.partner.pk, Side.PARTNER, "12/YCD")
        assert agreement.parties.count() == 2
        merging.undo(merged, **HOW)
        assert parties(agreement)[1] == (world.partner.pk, Side.PARTNER, "12/YCD")

    def test_whoever_stands_on_one_side_under_one_name_stands_not_on_the_other_under_another(
        self, world: World
    ) -> None:
        agreement, right = world.recorded(), partner("Yayasan Contoh Delapan Sungguh")
        merge(world.partner, right)
        wrong = replace(world.facts(), parties=(PartyFacts(right, Side.OURS),))
        with pytest.raises(StandsTwice):
            recording.fill(agreement, wrong, **HOW)

    def test_a_covered_unit_is_not_covered_again_under_its_other_name(self, world: World) -> None:
        unit, right = institution("Lapas Contoh Ejaan"), institution("Lapas Contoh Ejaan Benar")
        agreement = world.recorded(covered_units=(unit,))
        merge(unit, right)
        assert recording.fill(agreement, world.facts(covered_units=(right,)), **HOW) == ()
        assert list(agreement.covered_units.all()) == [unit]


def test_nothing_is_recorded_between_an_institution_and_itself_under_two_names(world: World) -> None:
    right = partner("Yayasan Contoh Delapan Sungguh")
    merge(world.partner, right)
    both = tuple(PartyFacts(fresh(one), Side.PARTNER) for one in (world.partner, right))
    with pytest.raises(StandsTwice):
        world.recorded(parties=(PartyFacts(world.lapas, Side.OURS), *both))


class TestCorrecting:
    def test_choosing_the_right_name_in_the_form_changes_nothing(self, world: World) -> None:
        agreement, right = world.signed(), partner("Yayasan Contoh Delapan Sungguh")
        before = parties(agreement)
        merge(world.partner, right)
        facts = replace(recording.facts_of(agreement), parties=said_by(world, right).parties)
        with pytest.raises(correcting.NothingCorrected):
            correcting.correct(agreement, facts, reason="Nama", **HOW)
        assert parties(agreement) == before

    def test_what_is_corrected_stays_with_the_row_that_was_signed(self, world: World) -> None:
        agreement, right = world.signed(), partner("Yayasan Contoh Delapan Sungguh")
        merged = merge(world.partner, right)
        facts = replace(recording.facts_of(agreement), parties=said_by(world, right, number="7/A").parties)
        done = correcting.correct(agreement, facts, reason="Nomor", **HOW)
        assert [(change["fact"], change["party"]) for change in done.changes] == [
            ("number", str(world.partner.public_id))
        ]
        merging.undo(merged, **HOW)
        assert parties(agreement)[1] == (world.partner.pk, Side.PARTNER, "7/A")

    def test_two_parties_that_turned_out_to_be_one_can_still_be_corrected(self, world: World) -> None:
        other = partner("Yayasan Contoh Delapan Sungguh")
        both = (PartyFacts(world.partner, Side.PARTNER, number="1"), PartyFacts(other, Side.PARTNER, number="2"))
        agreement = world.signed(parties=(PartyFacts(world.lapas, Side.OURS, number="W.1"), *both))
        merge(world.partner, other)
        facts = replace(recording.facts_of(agreement), scope="Pelatihan memasak")
        done = correcting.correct(agreement, facts, reason="Lingkup", **HOW)
        assert [change["fact"] for change in done.changes] == ["scope"]
        assert [number for _key, _side, number in parties(agreement)] == ["W.1", "1", "2"]

    def test_units_said_under_their_right_names_are_the_same_units(self, world: World) -> None:
        unit, right = institution("Lapas Contoh Ejaan"), institution("Lapas Contoh Ejaan Benar")
        more = institution("Lapas Contoh Lain")
        agreement = world.signed(covered_units=(unit,))
        merge(unit, right)
        facts = replace(recording.facts_of(agreement), covered_units=(fresh(right), more))
        correcting.correct(agreement, facts, reason="Cakupan", **HOW)
        assert set(agreement.covered_units.all()) == {unit, more}
        describing.cover(agreement, units=(fresh(right),), **HOW)
        assert list(agreement.covered_units.all()) == [unit]


class TestNewDocuments:
    def test_an_extension_is_between_those_that_stand_for_themselves_now(self, world: World) -> None:
        unit, right_unit = institution("Lapas Contoh Ejaan"), institution("Lapas Contoh Ejaan Benar")
        agreement, right = world.signed(covered_units=(unit, right_unit)), partner("Yayasan Contoh Delapan Sungguh")
        merged = merge(world.partner, right)
        merge(unit, right_unit)
        draft = amending.extend(
            agreement, starts_on=date(2027, 10, 3), ends_on=date(2028, 10, 2), reason="Berhasil", **HOW
        )
        assert [key for key, *_ in parties(draft)] == [world.lapas.pk, right.pk]
        assert list(draft.covered_units.all()) == [right_unit]
        merging.undo(merged, **HOW)
        assert [key for key, *_ in parties(agreement)] == [world.lapas.pk, world.partner.pk]
        assert [key for key, *_ in parties(draft)] == [world.lapas.pk, right.pk]

    @pytest.mark.parametrize("begin", [drafting.copy, amending.amend])
    def test_two_parties_that_turned_out_to_be_one_stand_in_it_once(self, world: World, begin: Any) -> None:
        other = partner("Yayasan Contoh Delapan Sungguh")
        both = (PartyFacts(world.partner, Side.PARTNER), PartyFacts(other, Side.PARTNER))
        agreement = world.signed(parties=(PartyFacts(world.lapas, Side.OURS, number="W.1"), *both))
        merge(world.partner, other)
        more = {} if begin is drafting.copy else {"scope": "Memasak", "reason": "Minat"}
        draft = begin(agreement, **more, **HOW)
        told = [(key, side) for key, side, _number in parties(draft)]
        assert told == [(world.lapas.pk, Side.OURS), (other.pk, Side.PARTNER)]

    def test_an_addendum_keeps_its_kind(self, world: World) -> None:
        agreement = world.signed()
        merge(world.partner, partner("Yayasan Contoh Delapan Sungguh"))
        assert amending.amend(agreement, scope="Memasak", reason="Minat", **HOW).kind == Kind.ADENDUM


def test_what_was_merged_into_a_list_is_taken_apart_with_it(world: World) -> None:
    the_list = partner("Dua Griya Contoh (Griya Contoh A; Griya Contoh B)")
    other_spelling = partner("Dua Griya Contoh")
    agreement = world.recorded(parties=(PartyFacts(world.lapas, Side.OURS), PartyFacts(other_spelling, Side.PARTNER)))
    merge(other_spelling, the_list)
    likening.propose(fresh(the_list), at=NOW)
    unfolding.unfold(fresh(the_list).listing, ["Griya Contoh A", "Griya Contoh B"], **HOW)
    names = list(agreement.parties.partners().order_by("pk").values_list("institution__name", flat=True))
    assert names == ["Griya Contoh A", "Griya Contoh B"]


def test_a_step_may_be_seen_to_by_those_who_work_at_either_row_and_each_unit_is_offered_once(world: World) -> None:
    roles.deliver()
    wrong, right = institution("Lapas Contoh Ejaan"), institution("Lapas Contoh Ejaan Benar")
    agreement = world.signed(covered_units=(wrong, right))
    people = []
    for number, place in enumerate((wrong, right)):
        user, _password = inviting.invite(f"satu{number}@contoh.example", name=f"Petugas {number}", **HOW)
        granting.grant(user, role_named("kepala-unit"), institution=place, starts_on=TODAY, **HOW)
        people.append(user)
    merge(wrong, right)
    agreement = Agreement.objects.with_parties().get(pk=agreement.pk)
    assert len(owning_institutions(agreement, SYSTEM)) == 3
    assert list(owning_users(agreement, SYSTEM, on=TODAY)) == people


def test_whoever_owes_does_not_accept_under_his_other_name(world: World) -> None:
    twin = institution("Lapas Contoh Tiga Lain")
    parties = (
        PartyFacts(world.lapas, Side.OURS, number="1"),
        PartyFacts(twin, Side.OURS),
        PartyFacts(world.partner, Side.PARTNER),
    )
    agreement = world.signed(parties=parties)
    delivery = credited(world.promised(agreement, owed_by=agreement.parties.get(institution=world.lapas)))
    merge(world.lapas, twin)
    officer = actor("agreements.view", policies.ACCEPT, at=fresh(twin))
    with pytest.raises(accepting.NoPaper):
        accepting.accept(delivery, on=TODAY, by=officer, at=NOW)
    assert accepting.accept(delivery, on=TODAY, document="BA-1", by=officer, at=NOW).accepted_on == TODAY
