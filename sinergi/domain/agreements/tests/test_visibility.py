"""Who sees what: owner, colleague and stranger."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from sinergi.domain.agreements import policies, queries
from sinergi.domain.agreements.choices import Side
from sinergi.domain.agreements.models import Agreement, Delivery, Obligation
from sinergi.domain.agreements.services.recording import PartyFacts
from sinergi.domain.agreements.tests.worlds import World, credited
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import NOBODY, Actor
from sinergi.foundation.kernel.errors import NotAllowed
from tests.support.factories import SYSTEM, actor, institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def viewer(at: Institution | None = None) -> Actor:
    return actor(policies.VIEW, at=at)


def seen_by(who: Actor) -> set[Agreement]:
    return set(Agreement.objects.visible_to(who))


def test_the_unit_that_is_a_party_and_those_above_it_see_it(world: World) -> None:
    agreement = world.signed()
    for who in (viewer(world.lapas), viewer(world.kanwil), viewer(), SYSTEM):
        assert seen_by(who) == {agreement}


def test_a_stranger_does_not(world: World) -> None:
    world.signed()
    for who in (viewer(world.elsewhere), NOBODY, actor(policies.SIGN, at=world.lapas)):
        assert seen_by(who) == set()


def test_a_unit_does_not_see_what_only_the_office_above_it_signed(world: World) -> None:
    parties = (PartyFacts(world.kanwil, Side.OURS), PartyFacts(world.partner, Side.PARTNER))
    agreement = world.signed(parties=parties)
    assert seen_by(viewer(world.lapas)) == set()
    assert seen_by(viewer(world.kanwil)) == {agreement}


def test_a_covered_unit_sees_the_agreement_but_never_the_draft(world: World) -> None:
    agreement = world.signed(covered_units=(world.elsewhere,))
    draft = world.draft(covered_units=(world.elsewhere,))
    assert seen_by(viewer(world.elsewhere)) == {agreement}
    assert seen_by(viewer(world.kanwil)) == {agreement, draft}


def test_a_partner_with_a_place_in_the_tree_sees_what_it_is_party_to(world: World) -> None:
    school = institution("Badan Pelatihan Contoh")
    draft = world.draft(parties=(PartyFacts(world.lapas, Side.OURS), PartyFacts(school, Side.PARTNER)))
    assert seen_by(viewer(school)) == {draft}


def test_an_agreement_held_in_many_ways_is_seen_once(world: World) -> None:
    second = institution("Lapas Contoh Empat", parent=world.kanwil)
    parties = (
        PartyFacts(world.kanwil, Side.OURS),
        PartyFacts(world.lapas, Side.OURS),
        PartyFacts(world.partner, Side.PARTNER),
    )
    agreement = world.signed(parties=parties, covered_units=(world.lapas, second))
    assert list(queries.listed(queries.AgreementFilter(examples=True), viewer(world.kanwil))) == [agreement]


def found(answers: Iterable[object]) -> list[bool]:
    return [answer is not None for answer in answers]


def test_obligations_and_deliveries_follow_their_agreement(world: World) -> None:
    agreement = world.signed(covered_units=(world.elsewhere,))
    obligation = world.promised(agreement)
    delivery = credited(obligation)
    world.promised(world.draft(covered_units=(world.elsewhere,)))
    for who, seen in ((viewer(world.elsewhere), True), (viewer(institution("Lapas Contoh Lain")), False)):
        assert list(Obligation.objects.visible_to(who)) == [obligation] * seen
        assert list(Delivery.objects.visible_to(who)) == [delivery] * seen
        assert list(queries.obligations_of(agreement, who)) == [obligation] * seen
        assert list(queries.open_obligations(who, examples=True)) == [obligation] * seen
        answers = (
            queries.find(agreement.public_id, who),
            queries.find_obligation(obligation.public_id, who),
            queries.find_delivery(delivery.public_id, who),
        )
        assert found(answers) == [seen] * 3


def test_the_policy_and_the_query_agree(world: World) -> None:
    agreement = world.signed()
    policies.ensure_can_view(viewer(world.kanwil), agreement)
    with pytest.raises(NotAllowed):
        policies.ensure_can_view(viewer(world.elsewhere), agreement)


def test_importing_is_for_who_may_somewhere(world: World) -> None:
    policies.ensure_can_import(actor(policies.IMPORT, at=world.lapas))
    with pytest.raises(NotAllowed):
        policies.ensure_can_import(actor(policies.RECORD, at=world.lapas))
