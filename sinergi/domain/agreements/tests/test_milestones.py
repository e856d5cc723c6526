"""The work plan: steps with an owner and a day, moved with a reason and done."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from sinergi.domain.agreements import policies, queries
from sinergi.domain.agreements.models import Agreement, Milestone
from sinergi.domain.agreements.services import milestones
from sinergi.domain.agreements.services.milestones import AlreadyDone, NotDone
from sinergi.domain.agreements.tests.worlds import World
from sinergi.foundation.access.models import User
from sinergi.foundation.access.queries import role_named
from sinergi.foundation.access.services import granting, inviting, roles
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db
DUE, LATER, TOMORROW = date(2026, 2, 1), date(2026, 5, 1), date(2026, 3, 3)


@pytest.fixture
def world() -> World:
    return World()


def planned(world: World, agreement: Agreement | None = None, **known: Any) -> Milestone:
    facts = {"title": "Ruang siap", "owner": world.lapas, "due_on": DUE, "by": SYSTEM, "at": NOW}
    return milestones.plan(agreement or world.signed(), **(facts | known))


def user(unit: Institution | None = None, name: str = "petugas") -> User:
    invited, _one_time = inviting.invite(f"{name}@contoh.test", name=f"{name.title()} Contoh", by=SYSTEM, at=NOW)
    if unit is not None:
        roles.deliver()
        role = role_named("petugas-kerja-sama")
        granting.grant(invited, role, institution=unit, starts_on=date(2020, 1, 1), by=SYSTEM, at=NOW)
    return invited


def moved(milestone: Milestone, **known: Any) -> Milestone:
    return milestones.move(milestone, **({"to": LATER, "reason": "Alat terlambat", "by": SYSTEM, "at": NOW} | known))


def test_a_step_belongs_to_an_institution_or_a_person(world: World) -> None:
    assert planned(world).owner == "Lapas Contoh Tiga"
    assert planned(world, owner=user()).owner == "Petugas Contoh"
    assert planned(world, owner=world.partner).owner == "Yayasan Contoh Delapan"
    assert planned(world, world.draft()).owner == "Lapas Contoh Tiga"


def test_it_is_overdue_from_the_day_after_until_it_is_done(world: World) -> None:
    milestone = planned(world)
    for on, overdue in ((DUE, False), (TODAY, True)):
        assert milestone.is_overdue(on) == Milestone.objects.overdue(on).exists() == overdue
    milestones.finish(milestone, on=TODAY, by=SYSTEM, at=NOW)
    milestone.refresh_from_db()
    assert not milestone.is_overdue(TODAY)
    assert not Milestone.objects.overdue(TODAY).exists()


def test_it_is_moved_with_a_reason_and_every_former_day_stays(world: World) -> None:
    milestone = moved(moved(planned(world)), to=date(2026, 6, 1), reason="Libur")
    assert milestone.due_on == date(2026, 6, 1)
    assert list(milestone.moves.order_by("pk").values_list("from_on", "to_on", "reason")) == [
        (DUE, LATER, "Alat terlambat"),
        (LATER, date(2026, 6, 1), "Libur"),
    ]


def test_it_is_said_better(world: World) -> None:
    milestone = planned(world)
    milestones.edit(milestone, title="Ruang dan alat siap", owner=world.partner, note="Lima mesin", by=SYSTEM, at=NOW)
    milestone.refresh_from_db()
    assert (milestone.title, milestone.owner, milestone.note) == (
        "Ruang dan alat siap",
        "Yayasan Contoh Delapan",
        "Lima mesin",
    )
    assert Entry.objects.get(action="milestone.edited").facts["title_before"] == "Ruang siap"


def test_what_was_done_by_mistake_is_opened_again(world: World) -> None:
    milestone = milestones.finish(planned(world), on=TODAY, by=SYSTEM, at=NOW)
    assert milestones.reopen(milestone, reason="Keliru", by=SYSTEM, at=NOW).done_on is None


def test_an_obligation_hangs_on_a_step_of_its_own_agreement(world: World) -> None:
    agreement = world.signed()
    step, other = planned(world, agreement), planned(world)
    obligation = world.promised(agreement, milestone=step)
    assert list(step.obligations.all()) == [obligation]
    assert milestones.hang(obligation, None, by=SYSTEM, at=NOW).milestone is None
    for attempt in (
        lambda: milestones.hang(obligation, other, by=SYSTEM, at=NOW),
        lambda: world.promised(agreement, milestone=other),
    ):
        with pytest.raises(Invalid) as refusal:
            attempt()
        assert refusal.value.field == "milestone"


class TestRefusals:
    @pytest.mark.parametrize(
        ("known", "field"),
        [
            ({"title": " "}, "title"),
            ({"title": "x" * 201}, "title"),
            ({"note": "a\x00"}, "note"),
            ({"due_on": date(2025, 10, 1)}, "due_on"),
        ],
    )
    def test_facts_that_cannot_be(self, world: World, known: dict[str, Any], field: str) -> None:
        with pytest.raises(Invalid) as refusal:
            planned(world, **known)
        assert refusal.value.field == field

    def test_an_owner_who_has_no_part_in_it(self, world: World) -> None:
        gone = user(name="pergi")
        gone.is_active = False
        gone.save()
        for owner in (world.elsewhere, gone):
            with pytest.raises(Invalid) as refusal:
                planned(world, owner=owner)
            assert refusal.value.field == "owner"

    @pytest.mark.parametrize(
        ("known", "field"), [({"reason": ""}, "reason"), ({"to": DUE}, "to"), ({"to": date(2025, 1, 1)}, "to")]
    )
    def test_moving_without_a_reason_or_nowhere_or_before_the_signature(
        self, world: World, known: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            moved(planned(world), **known)
        assert refusal.value.field == field

    def test_finishing_tomorrow(self, world: World) -> None:
        with pytest.raises(Invalid) as refusal:
            milestones.finish(planned(world), on=TOMORROW, by=SYSTEM, at=NOW)
        assert refusal.value.field == "on"

    def test_finishing_or_moving_what_is_done(self, world: World) -> None:
        milestone = milestones.finish(planned(world), on=TODAY, by=SYSTEM, at=NOW)
        with pytest.raises(AlreadyDone):
            milestones.finish(milestone, on=TODAY, by=SYSTEM, at=NOW)
        with pytest.raises(AlreadyDone):
            moved(milestone)

    def test_opening_again_what_is_not_done_or_without_a_reason(self, world: World) -> None:
        milestone = planned(world)
        with pytest.raises(NotDone):
            milestones.reopen(milestone, reason="Keliru", by=SYSTEM, at=NOW)
        milestones.finish(milestone, on=TODAY, by=SYSTEM, at=NOW)
        with pytest.raises(Invalid) as refusal:
            milestones.reopen(milestone, reason="", by=SYSTEM, at=NOW)
        assert refusal.value.field == "reason"

    def test_others(self, world: World) -> None:
        agreement = world.signed()
        milestone, obligation = planned(world, agreement), world.promised(agreement)
        for by in (actor(policies.PROMISE, at=world.elsewhere), actor(policies.DELIVER, at=world.lapas)):
            for attempt in (
                lambda by=by: planned(world, agreement, by=by),
                lambda by=by: milestones.edit(milestone, title="Lain", owner=world.lapas, by=by, at=NOW),
                lambda by=by: moved(milestone, by=by),
                lambda by=by: milestones.finish(milestone, on=TODAY, by=by, at=NOW),
                lambda by=by: milestones.reopen(milestone, reason="Keliru", by=by, at=NOW),
                lambda by=by: milestones.hang(obligation, milestone, by=by, at=NOW),
            ):
                with pytest.raises(NotAllowed):
                    attempt()


class TestQuestions:
    def test_the_plan_is_told_in_order_in_two_queries(
        self, world: World, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        agreement = world.signed()
        late, early = moved(planned(world, agreement)), planned(world, agreement, owner=user())
        with django_assert_num_queries(2):
            rows = list(queries.milestones_of(agreement, SYSTEM))
            told = [(row.owner, len(row.moves.all())) for row in rows]
        assert rows == [early, late]
        assert told == [("Petugas Contoh", 0), ("Lapas Contoh Tiga", 1)]

    def test_only_to_who_sees_the_agreement(self, world: World) -> None:
        milestone = planned(world)
        stranger = actor(policies.VIEW, at=world.elsewhere)
        assert queries.find_milestone(milestone.public_id, SYSTEM) == milestone
        assert queries.find_milestone(milestone.public_id, stranger) is None
        assert list(queries.milestones_of(milestone.agreement, stranger)) == []

    def test_owners_are_offered_from_parties_covered_units_and_their_people(self, world: World) -> None:
        agreement = queries.find(world.signed(covered_units=(world.elsewhere,)).public_id, SYSTEM)
        assert agreement is not None
        here, there, outside = user(world.lapas), user(world.elsewhere, "rekan"), user(world.kanwil, "atasan")
        assert set(queries.owning_institutions(agreement, SYSTEM)) == {world.lapas, world.partner, world.elsewhere}
        offered = queries.owning_users(agreement, SYSTEM, on=TODAY)
        assert list(offered) == [here, there]
        assert outside not in offered
