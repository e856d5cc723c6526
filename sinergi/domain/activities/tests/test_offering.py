"""What there is to choose from: promises to serve, people to enrol, and what a person took part in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sinergi.domain.activities import queries
from sinergi.domain.activities.tests.worlds import STARTS, Work, posted, withdrawn
from sinergi.domain.people.policies import VIEW as SEE_PEOPLE
from sinergi.domain.people.tests.worlds import somebody
from tests.support.factories import actor, institution

pytestmark = pytest.mark.django_db


def test_only_promises_of_signed_agreements_that_are_still_owed_are_offered() -> None:
    work = Work()
    owed, fulfilled = work.promised(), work.promised(quantity=Decimal(2))
    posted(work.carried_out(fulfilled), obligation=fulfilled)
    drafted = work.world.promised(work.world.draft())
    assert list(queries.to_serve(work.owner)) == [owed]
    assert set(queries.to_serve(work.owner, agreement=work.agreement)) == {owed, fulfilled}
    assert not queries.to_serve(work.owner, agreement=drafted.agreement).exists()
    assert not queries.to_serve(work.colleague).exists()


def test_a_promise_is_found_by_its_words_and_by_the_parties() -> None:
    work = Work()
    owed = work.promised(description="Melatih membuat roti")
    work.promised(description="Menyediakan peserta")
    assert list(queries.to_serve(work.owner, text="roti")) == [owed]
    assert queries.to_serve(work.owner, text="yayasan delapan").count() == 2
    assert not queries.to_serve(work.owner, text="kapal").exists()


def test_the_obligations_of_an_activity_carry_their_progress_for_those_who_see_the_agreement() -> None:
    work = Work()
    served = work.promised(quantity=Decimal(5))
    activity = work.carried_out(served)
    posted(activity, obligation=served)
    [seen] = queries.obligations_served(activity, work.owner)
    assert (seen, seen.delivered) == (served, Decimal(2))
    assert not queries.obligations_served(activity, actor("activities.view", at=work.unit)).exists()


def test_whoever_is_at_the_unit_that_day_and_does_not_take_part_can_be_enrolled() -> None:
    work = Work()
    viewer = actor(SEE_PEOPLE, at=work.unit)
    activity = work.planned()
    here = work.person(name="Contoh Mawar")
    somebody(institution(), name="Contoh Mawar Jauh")
    work.person(name="Contoh Melati", starts_on=date(2026, 2, 1))
    participation = work.enrolled(activity)
    assert list(queries.enrollable(activity, STARTS, viewer)) == [here]
    assert list(queries.enrollable(activity, STARTS, viewer, text="mawar")) == [here]
    assert not queries.enrollable(activity, STARTS, viewer, text="melati").exists()
    withdrawn(participation)
    assert participation.person in queries.enrollable(activity, STARTS, viewer)
    assert not queries.enrollable(activity, STARTS, actor("activities.view", "activities.post", at=work.unit)).exists()


def test_what_a_person_took_part_in_is_told_at_the_unit_of_the_activity() -> None:
    work = Work()
    person = work.person()
    participation = work.attended(work.carried_out(), person)
    work.attended(work.carried_out())
    assert list(queries.of_person(person, work.owner)) == [participation]
    assert not queries.of_person(person, work.colleague).exists()
