"""Owner, colleague and stranger: counts follow the agreement, names stay at the unit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from sinergi.domain.activities import queries
from sinergi.domain.activities.models import Activity, Output, Participation
from sinergi.domain.activities.queries import ActivityFilter
from sinergi.domain.activities.rules import CategoryCount, OutcomeSum, OutputSum
from sinergi.domain.activities.tests.worlds import (
    LATER,
    STARTS,
    Work,
    confirmed,
    measured,
    officer,
    posted,
    withdrawn,
)
from sinergi.domain.agreements.choices import CountedUnit
from sinergi.domain.people.choices import Category
from sinergi.domain.people.services import episodes
from sinergi.foundation.kernel.errors import NotAllowed
from sinergi.foundation.kernel.periods import Period
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
EXAMPLES = ActivityFilter(examples=True)


def test_the_owner_sees_the_activity_and_its_participants() -> None:
    work = Work()
    activity = work.planned()
    participation = work.enrolled(activity)
    assert list(queries.listed(EXAMPLES, work.owner)) == [activity]
    assert list(queries.participants(activity, work.owner)) == [participation]
    assert queries.participation_by_id(participation.public_id, work.owner) == participation


def test_a_colleague_who_sees_the_agreement_sees_the_activity_and_not_who_takes_part() -> None:
    work = Work()
    covering = work.world.signed(covered_units=(work.world.elsewhere,))
    activity = work.carried_out(work.world.promised(covering))
    participation = work.attended(activity)
    output = posted(activity)
    assert queries.by_id(activity.public_id, work.colleague) == activity
    assert list(queries.outputs(activity, work.colleague)) == [output]
    assert not queries.participants(activity, work.colleague).exists()
    with pytest.raises(Participation.DoesNotExist):
        queries.participation_by_id(participation.public_id, work.colleague)
    with pytest.raises(NotAllowed, match="petugas Lapas Contoh Tiga"):
        queries.roster(activity, work.colleague)
    assert queries.trunk(covering, JANUARY, work.colleague).persons == 1


def test_a_stranger_sees_nothing() -> None:
    work = Work()
    activity = work.carried_out()
    output = posted(activity)
    assert not queries.listed(EXAMPLES, work.colleague).exists()
    with pytest.raises(Activity.DoesNotExist):
        queries.by_id(activity.public_id, work.colleague)
    with pytest.raises(Output.DoesNotExist):
        queries.output_by_id(output.public_id, work.colleague)
    assert not queries.outputs(activity, work.colleague).exists()
    with pytest.raises(NotAllowed):
        queries.trunk(work.agreement, JANUARY, work.colleague)
    assert not queries.listed(EXAMPLES, actor("agreements.view")).exists()


def test_who_stands_above_the_unit_sees_all_of_it() -> None:
    work = Work()
    activity = work.planned()
    work.enrolled(activity)
    above = officer(work.world.kanwil)
    assert queries.listed(EXAMPLES, above).get() == activity
    assert queries.participants(activity, above).count() == 1


def test_who_may_not_know_the_people_of_the_unit_sees_how_many_take_part_and_short_names_only() -> None:
    work = Work()
    activity = work.carried_out()
    work.attended(activity, work.person(name="Orang Contoh Satu", registration_number="B.1/CONTOH"))
    auditor = actor("agreements.view", "activities.view")
    assert queries.listed(EXAMPLES, auditor).get().attended == 1
    assert not queries.participants(activity, auditor).exists()
    assert [line.display_name for line in queries.roster(activity, auditor)] == ["Orang C. S."]


def test_a_roster_shows_no_full_name() -> None:
    work = Work()
    activity = work.carried_out()
    verified = work.person(name="Orang Contoh Satu", registration_number="B.1/CONTOH")
    confirmed(verified)
    work.attended(activity, verified)
    work.enrolled(activity, work.person(name="Orang Lain Dua", registration_number="B.2/CONTOH"))
    withdrawn(work.enrolled(activity))
    assert queries.roster(activity, work.owner) == (
        queries.RosterLine("Orang C. S.", "B.1/CONTOH", Category.NARAPIDANA, verified=True, attended=True),
        queries.RosterLine("Orang L. D.", "B.2/CONTOH", Category.NARAPIDANA, verified=False, attended=False),
    )


def test_the_list_counts_enrolled_attended_and_verified() -> None:
    work = Work()
    activity = work.carried_out()
    verified = work.person()
    confirmed(verified)
    work.attended(activity, verified)
    work.attended(activity)
    work.enrolled(activity)
    withdrawn(work.attended(activity))
    row = queries.listed(EXAMPLES, work.owner).get()
    assert (row.enrolled, row.attended, row.verified) == (3, 2, 1)


def test_each_filter_narrows_the_list() -> None:
    work = Work()
    sewing = work.carried_out(title="Menjahit", place_text="Bengkel")
    catfish = work.planned(title="Budi daya lele", starts_on=LATER)
    other = work.world.signed()
    elsewhere = work.planned(work.world.promised(other), title="Pameran", unit=work.world.kanwil, starts_on=TODAY)

    def found(**narrowed: object) -> set[Activity]:
        return set(queries.listed(ActivityFilter(examples=True, **narrowed), SYSTEM))

    assert found() == {sewing, catfish, elsewhere}
    assert found(text="LELE") == {catfish}
    assert found(text="bengkel\x00") == {sewing}
    assert found(state="carried_out") == {sewing}
    assert found(unit=work.unit) == {sewing, catfish}
    assert found(unit=work.world.kanwil) == {sewing, catfish, elsewhere}
    assert found(agreement=other) == {elsewhere}
    assert found(since=LATER) == {catfish, elsewhere}
    assert found(until=LATER) == {sewing, catfish}
    assert not queries.listed(ActivityFilter(), SYSTEM).exists()


def test_an_activity_for_two_obligations_is_listed_once() -> None:
    work = Work()
    activity = work.planned(work.promised(), work.promised())
    assert list(queries.listed(ActivityFilter(examples=True, agreement=work.agreement), work.owner)) == [activity]


def test_the_trunk_counts_each_person_once() -> None:
    work = Work()
    first, second = work.carried_out(), work.carried_out()
    regular, verified = work.person(), work.person()
    confirmed(verified)
    child = work.person(category=Category.ANAK_BINAAN)
    for activity in (first, second):
        work.attended(activity, regular)
    work.attended(first, verified)
    work.attended(second, child)
    work.enrolled(second)
    withdrawn(work.attended(second))
    facts = queries.trunk(work.agreement, JANUARY, work.owner)
    assert (facts.activities, facts.persons, facts.persons_verified, facts.children) == (2, 3, 1, 1)
    assert facts.participations == 4
    assert facts.categories == (
        CategoryCount(Category.ANAK_BINAAN, persons=1, participations=1),
        CategoryCount(Category.NARAPIDANA, persons=2, participations=3),
    )


def test_the_trunk_adds_outputs_per_unit() -> None:
    work = Work()
    activity = work.carried_out()
    posted(activity)
    posted(activity, quantity=Decimal(3))
    posted(activity, unit=CountedUnit.KG, quantity=Decimal("0.10"))
    posted(activity, unit=CountedUnit.KG, quantity=Decimal("0.20"))
    withdrawn(posted(activity))
    assert queries.trunk(work.agreement, JANUARY, work.owner).outputs == (
        OutputSum("kg", 2, Decimal("0.30")),
        OutputSum("session", 2, Decimal("5.00")),
    )


def test_the_trunk_compares_only_what_was_measured_before() -> None:
    work = Work()
    activity = work.carried_out()
    for before, after in (("60", "80"), ("70", "70"), ("50", "45"), ("61", "90"), (None, "100")):
        measured(work.attended(activity), before, after)
    gone = work.attended(activity)
    measured(gone, "0", "100")
    withdrawn(gone)
    assert queries.trunk(work.agreement, JANUARY, work.owner).outcomes == (
        OutcomeSum(
            measure="Nilai tes",
            unit="0–100",
            measured=5,
            compared=4,
            mean_before=Decimal("60.25"),
            mean_after=Decimal("71.25"),
            higher=2,
            same=1,
            lower=1,
        ),
    )


def test_the_trunk_keeps_to_the_period_and_to_the_agreement() -> None:
    work = Work()
    other = work.world.signed()
    activity = work.carried_out()
    measured(work.attended(activity), "1", "2")
    posted(activity)
    february = Period(date(2026, 2, 1), date(2026, 2, 28))
    for nothing in (
        queries.trunk(work.agreement, february, work.owner),
        queries.trunk(other, None, work.owner),
    ):
        assert (nothing.activities, nothing.persons, nothing.participations) == (0, 0, 0)
        assert (nothing.categories, nothing.outputs, nothing.outcomes) == ((), (), ())
    assert queries.trunk(work.agreement, Period(STARTS, LATER), work.owner) == queries.trunk(
        work.agreement, None, work.owner
    )


@pytest.mark.parametrize("size", [1, 4])
def test_questions_cost_the_same_however_much_there_is(
    size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    work = Work()
    for _ in range(size):
        activity = work.carried_out(work.promised(), work.promised())
        posted(activity, obligation=activity.obligations.first())
        for _ in range(size):
            measured(work.attended(activity), "1", "2")
    with django_assert_num_queries(6):
        queries.trunk(work.agreement, JANUARY, work.owner)
    with django_assert_num_queries(3):
        for row in queries.listed(EXAMPLES, work.owner):
            assert [obligation.agreement.title for obligation in row.obligations.all()]
    with django_assert_num_queries(1):
        assert len(queries.roster(activity, work.owner)) == size
    with django_assert_num_queries(2):
        assert [[*row.outcomes.all(), row.person.name] for row in queries.participants(activity, work.owner)]
    with django_assert_num_queries(1):
        assert [row.obligation and row.obligation.description for row in queries.outputs(activity, work.owner)]


def test_after_a_transfer_the_old_unit_keeps_its_own_rows_only() -> None:
    work = Work()
    covering = work.world.signed(covered_units=(work.world.elsewhere,))
    person = work.person()
    here = work.enrolled(work.planned(), person)
    episodes.begin(
        person,
        category=Category.NARAPIDANA,
        unit=work.world.elsewhere,
        registration_number="B.7/JAUH",
        starts_on=LATER,
        ends_previous=True,
        by=SYSTEM,
        at=NOW,
    )
    there = work.enrolled(
        work.planned(work.world.promised(covering), unit=work.world.elsewhere, starts_on=LATER), person, on=LATER
    )
    assert list(Participation.objects.visible_to(work.owner)) == [here]
    assert list(Participation.objects.visible_to(work.colleague)) == [there]
