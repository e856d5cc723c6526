"""The list of what is owed: its filters, its totals that add no unlike units, and who sees what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from sinergi.domain.agreements import policies, queries
from sinergi.domain.agreements.choices import CountedUnit, ObligationState, Side
from sinergi.domain.agreements.models import Obligation
from sinergi.domain.agreements.queries import ObligationFilter, UnitTotal
from sinergi.domain.agreements.services import accepting, milestones, waiving
from sinergi.domain.agreements.services.recording import PartyFacts
from sinergi.domain.agreements.tests.worlds import World, credited
from sinergi.foundation.access.services import inviting
from sinergi.foundation.kernel.actors import Actor, Scope
from sinergi.foundation.kernel.errors import Invalid
from tests.support.factories import NOW, SYSTEM, TODAY, actor, partner

pytestmark = pytest.mark.django_db
PAST, FUTURE = date(2026, 2, 1), date(2026, 12, 31)


@dataclass
class Owed:
    """One obligation in each state, under one agreement."""

    world: World = field(default_factory=World)

    def __post_init__(self) -> None:
        self.agreement = self.world.signed(covered_units=(self.world.elsewhere,))
        self.open = self.promised(due_on=FUTURE)
        self.overdue = self.promised(due_on=PAST, unit=CountedUnit.HOUR)
        self.fulfilled = self.promised(quantity=Decimal(2))
        credited(self.fulfilled, quantity=Decimal(2))
        self.disputed = self.promised(quantity=Decimal(2))
        accepting.dispute(credited(self.disputed, quantity=Decimal(2)), on=TODAY, reason="Kurang", by=SYSTEM, at=NOW)
        self.waived = self.promised(due_on=PAST)
        waiving.waive(self.waived, on=TODAY, reason="Tidak perlu lagi", by=SYSTEM, at=NOW)

    def promised(self, **known: Any) -> Obligation:
        return self.world.promised(self.agreement, **known)


@pytest.fixture
def owed() -> Owed:
    return Owed()


def listed(viewer: Actor = SYSTEM, **known: Any) -> set[Obligation]:
    return set(queries.listed_obligations(ObligationFilter(**({"examples": True} | known)), viewer))


def test_without_a_state_the_list_has_what_is_owed_or_in_dispute(owed: Owed) -> None:
    assert listed() == {owed.open, owed.overdue, owed.disputed}
    assert set(queries.open_obligations(SYSTEM, examples=True)) == listed()


@pytest.mark.parametrize("state", ObligationState)
def test_each_state_has_its_own(owed: Owed, state: ObligationState) -> None:
    assert listed(state=state, on=TODAY) == {getattr(owed, state.name.lower())}


def test_earliest_last_day_first_and_unknown_ones_last(owed: Owed) -> None:
    rows = list(queries.listed_obligations(ObligationFilter(examples=True), SYSTEM))
    assert rows == [owed.overdue, owed.open, owed.disputed]


def test_what_repeats_stands_where_its_next_part_falls_due(owed: Owed) -> None:
    monthly = owed.promised(
        quantity=Decimal("0.1"), every_months=1, repeats_from=date(2026, 1, 31), due_on=date(2027, 9, 30)
    )
    rows = list(queries.listed_obligations(ObligationFilter(examples=True), SYSTEM))
    assert rows == [owed.overdue, monthly, owed.open, owed.disputed]
    credited(monthly, origin="test:next", quantity=Decimal("0.3"))
    rows = list(queries.listed_obligations(ObligationFilter(examples=True), SYSTEM))
    assert rows == [owed.overdue, monthly, owed.open, owed.disputed]
    assert rows[1].next_due_on == date(2026, 5, 30)


@pytest.mark.parametrize("first", [date(2026, 1, 31), date(2026, 1, 29), date(2026, 2, 28), date(2025, 12, 15)])
@pytest.mark.parametrize("every_months", [1, 3, 12])
@pytest.mark.parametrize("given", ["0", "0.09", "0.1", "0.3", "0.7", "99", "999999999"])
def test_the_next_day_is_the_same_in_sql_and_python(first: date, every_months: int, given: str) -> None:
    world = World()
    obligation = world.promised(
        quantity=Decimal("0.1"), every_months=every_months, repeats_from=first, due_on=date(2027, 9, 30)
    )
    if Decimal(given):
        credited(obligation, quantity=Decimal(given))
    [row] = Obligation.objects.with_progress().earliest_first()
    assert row.next_due_on == row.owed().next_due_on()


def test_what_waits_for_the_other_side_is_listed_in_whatever_state(owed: Owed) -> None:
    assert listed(awaiting=True) == {owed.fulfilled}
    assert listed(awaiting=True, state=ObligationState.OPEN, on=TODAY) == set()


def test_by_side_counted_unit_words_and_partner(owed: Owed) -> None:
    ours = owed.promised(owed_by=owed.agreement.parties.get(side=Side.OURS), units=(owed.world.elsewhere,))
    assert listed(side=Side.OURS) == {ours}
    assert listed(unit=CountedUnit.HOUR) == {owed.overdue}
    assert listed(text="menjahit JAUH") == {ours}
    assert listed(text="menjahit terbang") == set()
    school = partner("Sekolah Contoh")
    parties = (PartyFacts(owed.world.lapas, Side.OURS), PartyFacts(school, Side.PARTNER))
    theirs = owed.world.promised(owed.world.signed(parties=parties))
    assert listed(partner="sekolah") == {theirs}
    assert listed(partner="lapas") == set(), "a unit of ours is no partner"


def test_mine_is_what_my_units_owe_or_host_and_the_steps_i_see_to(owed: Owed) -> None:
    world = owed.world
    own_debt = owed.promised(owed_by=owed.agreement.parties.get(side=Side.OURS))
    at_elsewhere = owed.promised(units=(world.elsewhere,))
    user, _one_time = inviting.invite("saya@contoh.test", name="Saya Contoh", by=SYSTEM, at=NOW)
    facts = {"title": "Langkah", "due_on": FUTURE, "by": SYSTEM, "at": NOW}
    of_user = owed.promised(milestone=milestones.plan(owed.agreement, owner=user, **facts))
    of_unit = owed.promised(milestone=milestones.plan(owed.agreement, owner=world.elsewhere, **facts))

    def who(at: Any, user_id: int | None = None) -> Actor:
        held = frozenset({policies.VIEW, policies.DELIVER})
        return Actor("user:test", "Petugas", user_id=user_id, scopes=(Scope(held, at.path),))

    assert listed(who(world.lapas), mine=True) == {own_debt}
    assert listed(who(world.elsewhere), mine=True) == {at_elsewhere, of_unit}
    assert listed(who(world.lapas, user.pk), mine=True) == {own_debt, of_user}
    assert listed(actor(policies.VIEW, at=world.lapas), mine=True) == set()


def test_drafts_examples_and_others_stay_outside(owed: Owed) -> None:
    owed.world.promised(owed.world.draft())
    assert listed() == {owed.open, owed.overdue, owed.disputed}
    assert listed(examples=False) == set()
    unrelated = actor(policies.VIEW, at=owed.world.kanwil), actor(policies.DELIVER, at=owed.world.lapas)
    assert [len(listed(viewer)) for viewer in unrelated] == [3, 0]
    assert queries.totals(ObligationFilter(examples=True), unrelated[1]) == ()


@pytest.mark.parametrize(
    ("known", "field"),
    [
        ({"text": "a\x00"}, "text"),
        ({"text": "x" * 201}, "text"),
        ({"partner": "x" * 201}, "partner"),
        ({"state": "lost", "on": TODAY}, "state"),
        ({"state": ObligationState.OPEN}, "on"),
        ({"side": "penonton"}, "side"),
        ({"unit": "rupiah"}, "unit"),
    ],
)
def test_a_filter_that_cannot_be_is_refused(known: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        ObligationFilter(**known)
    assert refusal.value.field == field


class TestTotals:
    def test_unlike_units_are_never_added(self, owed: Owed) -> None:
        credited(owed.open, quantity=Decimal("10.5"))
        accepting.accept_all(owed.open, until=TODAY, on=TODAY, by=SYSTEM, at=NOW)
        surplus = owed.promised(quantity=Decimal(1), unit=CountedUnit.HOUR)
        credited(surplus, quantity=Decimal(100))
        unstated = owed.promised(quantity=None)
        credited(unstated, quantity=Decimal(7))
        nothing = Decimal(0)
        assert queries.totals(ObligationFilter(examples=True), SYSTEM) == (
            UnitTotal(
                CountedUnit.SESSION, obligations=2, unstated=1, promised=Decimal(42), delivered=Decimal("12.50"),
                accepted=Decimal("10.50"), disputed=Decimal(2), remaining=Decimal("29.50"), delivered_unstated=Decimal(7),
            ),
            UnitTotal(CountedUnit.HOUR, 1, 0, Decimal(40), nothing, nothing, nothing, Decimal(40), nothing),
        )  # fmt: skip

    def test_what_was_waived_is_asked_no_more(self, owed: Owed) -> None:
        [total] = queries.totals(ObligationFilter(examples=True, state=ObligationState.WAIVED, on=TODAY), SYSTEM)
        assert (total.promised, total.remaining) == (40, 0)

    def test_one_surplus_makes_up_for_no_other(self, owed: Owed) -> None:
        credited(owed.fulfilled, quantity=Decimal(98), origin="test:surplus")
        by_state = [
            queries.totals(ObligationFilter(examples=True, state=state, on=TODAY), SYSTEM)[0].remaining
            for state in (ObligationState.FULFILLED, ObligationState.OPEN)
        ]
        assert by_state == [0, 40]


def test_the_list_asks_as_often_for_one_as_for_many(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    world = World()
    asked = []
    for size in (1, 6):
        while Obligation.objects.count() < size:
            world.promised(world.signed(), units=(world.lapas,))
        with CaptureQueriesContext(connection) as queries_asked:
            rows = list(queries.open_obligations(actor(policies.VIEW, at=world.kanwil), examples=True))
            told = [(row.state(TODAY), row.agreement.title, len(row.units.all()), row.accepted) for row in rows]
        assert len(told) == size
        asked.append(len(queries_asked))
        with django_assert_num_queries(1):
            assert queries.totals(ObligationFilter(examples=True), SYSTEM)
    assert asked[0] == asked[1] <= 7
