"""What is owed again and again, in rows: its turns, what was given in each, and when it is late."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from sinergi.domain.agreements import policies, queries
from sinergi.domain.agreements.choices import ObligationState
from sinergi.domain.agreements.models import Delivery, Obligation
from sinergi.domain.agreements.services import accepting, delivering
from sinergi.domain.agreements.services.obligations import NotCovered
from sinergi.domain.agreements.tests.worlds import ENDS, SIGNED, World, credited, progress
from sinergi.foundation.kernel.errors import Invalid
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2025, 11, 1), date(2026, 10, 31)


@pytest.fixture
def world() -> World:
    return World()


def repeating(world: World, **known: Any) -> Obligation:
    """Two sessions a month for a year, unless told otherwise."""
    facts = {"quantity": Decimal(2), "every_months": 1, "repeats_from": FIRST, "due_on": LAST}
    return world.promised(**(facts | known))


def test_the_whole_is_what_all_turns_owe(world: World) -> None:
    obligation = repeating(world)
    assert (obligation.each, obligation.quantity, obligation.due_on) == (2, 24, LAST)


def test_without_a_last_day_it_goes_on_until_the_agreement_ends(world: World) -> None:
    obligation = repeating(world, every_months=6, due_on=None)
    assert (obligation.due_on, obligation.quantity) == (ENDS, 8)


def test_turns_of_no_stated_quantity_leave_the_whole_unstated(world: World) -> None:
    obligation = repeating(world, quantity=None)
    assert (obligation.quantity, obligation.each) == (None, None)
    assert len(queries.occurrences_of(obligation, SYSTEM)) == 12


def test_each_turn_tells_what_was_given_in_its_days(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    obligation = repeating(world)
    for number, day in enumerate((date(2025, 11, 1), date(2025, 11, 30), date(2026, 1, 15))):
        credited(obligation, on=day, origin=f"test:{number}")
    accepting.accept(obligation.deliveries.earliest("on"), on=TODAY, by=SYSTEM, at=NOW)
    back = credited(obligation, on=date(2025, 12, 5), origin="test:back")
    delivering.reverse(back, reason="Salah", on=TODAY, by=SYSTEM, at=NOW)
    with django_assert_num_queries(1):
        turns = queries.occurrences_of(obligation, SYSTEM)
    assert [(turn.due_on, turn.delivered, turn.accepted) for turn in turns[:3]] == [
        (date(2025, 11, 30), 2, 1),
        (date(2025, 12, 31), 0, 0),
        (date(2026, 1, 31), 1, 0),
    ]
    assert {turn.expected for turn in turns} == {Decimal(2)}
    assert not any(
        turn.delivered for turn in queries.occurrences_of(obligation, actor(policies.VIEW, at=world.elsewhere))
    )


def test_what_is_owed_once_has_no_turns(world: World) -> None:
    assert queries.occurrences_of(world.promised(), SYSTEM) == ()


def test_catching_up_ends_the_delay(world: World) -> None:
    obligation = repeating(world)
    assert list(Obligation.objects.overdue(TODAY)) == [obligation]
    credited(obligation, quantity=Decimal(8), on=TODAY)
    assert list(Obligation.objects.overdue(TODAY)) == []
    assert progress(obligation).state(TODAY) == ObligationState.OPEN
    assert progress(obligation).owed().next_due_on() == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("known", "field"),
    [
        ({"every_months": 0}, "every_months"),
        ({"every_months": 1_201}, "every_months"),
        ({"every_months": None}, "every_months"),
        ({"repeats_from": None}, "repeats_from"),
        ({"repeats_from": SIGNED - timedelta(days=1)}, "repeats_from"),
        ({"due_on": FIRST - timedelta(days=1)}, "due_on"),
        ({"due_on": date(9999, 12, 31)}, "due_on"),
        ({"quantity": Decimal("999999999999")}, "quantity"),
        ({"in_kind_rupiah": 0, "in_kind_basis": "Harga pasar"}, "in_kind_rupiah"),
        ({"in_kind_rupiah": 10**15, "in_kind_basis": "Harga pasar"}, "in_kind_rupiah"),
        ({"in_kind_rupiah": None, "in_kind_basis": "Harga pasar"}, "in_kind_rupiah"),
        ({"in_kind_rupiah": 5_000_000}, "in_kind_basis"),
    ],
)
def test_a_promise_that_cannot_be_is_refused(world: World, known: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        repeating(world, **known)
    assert refusal.value.field == field
    assert not Obligation.objects.exists()


def test_where_the_agreement_has_no_end_the_last_day_must_be_said(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        repeating(world, agreement=world.recorded(), due_on=None)
    assert refusal.value.field == "due_on"


def test_a_value_in_rupiah_says_how_it_was_reckoned(world: World) -> None:
    obligation = world.promised(in_kind_rupiah=12_500_000, in_kind_basis="Tarif instruktur di lampiran")
    assert (obligation.in_kind_rupiah, obligation.in_kind_basis) == (12_500_000, "Tarif instruktur di lampiran")


def test_it_is_owed_at_parties_and_covered_units_only(world: World) -> None:
    agreement = world.signed(covered_units=(world.elsewhere,))
    obligation = world.promised(agreement, units=(world.lapas, world.elsewhere))
    assert set(obligation.units.all()) == {world.lapas, world.elsewhere}
    for unit in (world.kanwil, world.partner):
        with pytest.raises(NotCovered):
            world.promised(agreement, units=(unit,))
    assert agreement.obligations.count() == 1


amounts = st.none() | st.sampled_from([Decimal("0.10"), Decimal("0.30"), Decimal(2)])
gifts = st.lists(
    st.tuples(st.integers(0, 500), st.sampled_from([Decimal("0.10"), Decimal("0.20"), Decimal(3)])), max_size=6
)


@given(
    first=st.integers(0, 70),
    length=st.integers(0, 120),
    months=st.integers(1, 4),
    each=amounts,
    gifts=gifts,
    on=st.integers(-10, 260).map(lambda days: SIGNED + timedelta(days=days)),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sql_and_python_say_the_same_and_turns_add_up(
    world: World, first: int, length: int, months: int, each: Decimal | None,
    gifts: list[tuple[int, Decimal]], on: date,
) -> None:  # fmt: skip
    start = SIGNED + timedelta(days=first)
    obligation = repeating(
        world, quantity=each, every_months=months, repeats_from=start, due_on=start + timedelta(days=length)
    )
    for number, (days, quantity) in enumerate(gifts):
        credited(obligation, quantity=quantity, on=SIGNED + timedelta(days=days % 150), origin=f"test:{number}")
    row = progress(obligation)
    mine = Obligation.objects.filter(pk=row.pk)
    assert [state for state in ObligationState if mine.in_state(state, on).exists()] == [row.state(on)]
    turns = queries.occurrences_of(row, SYSTEM)
    in_range = Delivery.objects.standing().filter(obligation=row, on__range=(start, row.due_on))
    assert sum(turn.delivered for turn in turns) == sum(delivery.quantity for delivery in in_range)
    assert turns[-1].due_on == row.due_on


@pytest.mark.parametrize(
    "on", [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 1)]
)
def test_sql_and_python_agree_where_months_lack_the_day(world: World, on: date) -> None:
    obligation = repeating(world, quantity=Decimal(1), repeats_from=date(2026, 1, 31), due_on=LAST)
    for number in range(4):
        row = progress(obligation)
        assert Obligation.objects.overdue(on).exists() == (row.state(on) == ObligationState.OVERDUE)
        credited(obligation, on=TODAY, origin=f"test:{number}")
