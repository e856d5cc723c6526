"""Crediting obligations, and taking back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.models import Delivery, Obligation
from sinergi.domain.agreements.services import delivering, ending
from sinergi.domain.agreements.services.delivering import AlreadyCredited, AlreadyReversed, NotSigned, NotVerified
from sinergi.domain.agreements.tests.worlds import ENDS, SIGNED, World, credited, progress
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def taken_back(delivery: Delivery, **known: Any) -> Delivery:
    facts = {"reason": "Salah hitung", "on": TODAY, "by": SYSTEM, "at": NOW}
    return delivering.reverse(delivery, **(facts | known))


def test_nothing_delivered_is_zero_of_what_was_promised(world: World) -> None:
    obligation = progress(world.promised())
    assert (obligation.delivered, obligation.share_done, obligation.is_open) == (Decimal(0), Decimal(0), True)
    assert str(obligation.delivered) == "0.00"


def test_deliveries_add_up_until_the_obligation_is_met(world: World) -> None:
    obligation = world.promised(quantity=Decimal("0.30"))
    credited(obligation, quantity=Decimal("0.10"), origin="test:a")
    assert progress(obligation).is_open
    assert list(Obligation.objects.open()) == [obligation]
    credited(obligation, quantity=Decimal("0.20"), origin="test:b")
    assert (str(progress(obligation).delivered), progress(obligation).share_done) == ("0.30", Decimal(1))
    assert not progress(obligation).is_open
    assert list(Obligation.objects.open()) == []


def test_without_an_agreed_quantity_nothing_says_that_all_is_done(world: World) -> None:
    obligation = world.promised(quantity=None)
    credited(obligation)
    assert progress(obligation).is_open
    assert progress(obligation).share_done is None
    assert list(Obligation.objects.open()) == [obligation]


def test_a_credit_is_written_down_with_its_origin_and_an_audit_entry(world: World) -> None:
    delivery = credited(world.promised(), origin="activities.output:1", note="Daftar hadir", verified=True)
    delivery.refresh_from_db()
    assert (delivery.origin, delivery.note, delivery.verified) == ("activities.output:1", "Daftar hadir", True)
    assert (delivery.recorded_at, delivery.by_key) == (NOW, "system:test")
    assert Entry.objects.get(action="obligation.credited").facts["quantity"] == "1.00"


def test_one_origin_credits_an_obligation_once(world: World) -> None:
    obligation = world.promised()
    credited(obligation)
    with pytest.raises(AlreadyCredited):
        credited(obligation)
    assert progress(obligation).delivered == 1


def test_one_origin_may_credit_several_obligations(world: World) -> None:
    agreement = world.signed()
    assert credited(world.promised(agreement)).origin == credited(world.promised(agreement)).origin


def test_an_obligation_for_verified_persons_counts_no_other(world: World) -> None:
    obligation = world.promised(requires_verification=True)
    with pytest.raises(NotVerified):
        credited(obligation)
    assert credited(obligation, verified=True).verified


def test_nothing_is_delivered_under_a_draft(world: World) -> None:
    with pytest.raises(NotSigned, match="belum ditandatangani"):
        credited(world.promised(world.draft()))


def test_nothing_is_delivered_before_the_signature(world: World) -> None:
    obligation = world.promised()
    with pytest.raises(NotSigned) as refusal:
        credited(obligation, on=date(2025, 10, 1))
    assert refusal.value.field == "on"
    assert credited(obligation, on=SIGNED).on == SIGNED


def test_where_the_day_of_signing_is_unknown_any_past_day_will_do(world: World) -> None:
    assert credited(world.promised(world.recorded()), on=date(2019, 1, 1)).on == date(2019, 1, 1)


def test_nothing_is_delivered_tomorrow(world: World) -> None:
    obligation = world.promised()
    with pytest.raises(Invalid) as refusal:
        credited(obligation, on=date(2026, 3, 3))
    assert refusal.value.field == "on"
    assert credited(obligation, on=TODAY).on == TODAY


def test_obligations_outlive_the_agreement(world: World) -> None:
    agreement = world.signed()
    obligation = world.promised(agreement)
    ending.end(agreement, ended_on=date(2025, 12, 1), reason="Disepakati berakhir", by=SYSTEM, at=NOW)
    assert credited(obligation, on=date(2026, 1, 5)).quantity == 1
    assert ENDS > TODAY


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"quantity": Decimal(0)}, "quantity"),
        ({"quantity": Decimal(-1)}, "quantity"),
        ({"quantity": Decimal("0.005")}, "quantity"),
        ({"origin": " "}, "origin"),
        ({"note": "a\x00"}, "note"),
    ],
)
def test_values_that_cannot_be_are_refused(world: World, facts: dict[str, Any], field: str) -> None:
    obligation = world.promised()
    with pytest.raises(Invalid) as refusal:
        credited(obligation, **facts)
    assert refusal.value.field == field
    assert not obligation.deliveries.exists()


class TestWhoMayCredit:
    def test_who_holds_it_at_a_party_or_a_covered_unit(self, world: World) -> None:
        obligation = world.promised(world.signed(covered_units=(world.elsewhere,)))
        for number, unit in enumerate((world.lapas, world.kanwil, world.elsewhere)):
            assert credited(obligation, origin=f"test:{number}", by=actor(policies.DELIVER, at=unit))

    def test_nobody_else(self, world: World) -> None:
        obligation = world.promised()
        for other in (actor(policies.DELIVER, at=world.elsewhere), actor(policies.PROMISE, at=world.lapas)):
            with pytest.raises(NotAllowed):
                credited(obligation, by=other)

    def test_nor_does_anybody_else_take_back(self, world: World) -> None:
        delivery = credited(world.promised())
        with pytest.raises(NotAllowed):
            taken_back(delivery, by=actor(policies.DELIVER, at=world.elsewhere))


class TestTakingBack:
    def test_both_stay_on_record_and_cancel_out(self, world: World) -> None:
        delivery = credited(world.promised(), quantity=Decimal(3), verified=True)
        reversal = taken_back(delivery)
        assert (reversal.quantity, reversal.reverses, reversal.verified) == (Decimal(-3), delivery, True)
        assert reversal.note == "Salah hitung"
        assert progress(delivery.obligation).delivered == 0
        assert list(Delivery.objects.standing()) == []
        assert Entry.objects.filter(action="obligation.reversed").count() == 1

    def test_not_twice(self, world: World) -> None:
        delivery = credited(world.promised())
        taken_back(delivery)
        with pytest.raises(AlreadyReversed):
            taken_back(delivery)

    def test_not_a_taking_back(self, world: World) -> None:
        reversal = taken_back(credited(world.promised()))
        with pytest.raises(AlreadyReversed):
            taken_back(reversal)

    @pytest.mark.parametrize(
        ("facts", "field"),
        [({"reason": ""}, "reason"), ({"on": date(2026, 1, 4)}, "on"), ({"on": date(2026, 3, 3)}, "on")],
    )
    def test_not_without_a_reason_nor_before_it_was_given_nor_tomorrow(
        self, world: World, facts: dict[str, Any], field: str
    ) -> None:
        delivery = credited(world.promised())
        with pytest.raises(Invalid) as refusal:
            taken_back(delivery, **facts)
        assert refusal.value.field == field


quantities = st.decimals(Decimal("0.01"), Decimal("999999.99"), places=2)
steps = st.lists(st.tuples(quantities, st.booleans()), max_size=8)


@given(steps)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_progress_is_the_sum_of_what_was_credited_and_not_taken_back(
    world: World, given: list[tuple[Decimal, bool]]
) -> None:
    obligation = world.promised()
    for number, (quantity, is_taken_back) in enumerate(given):
        delivery = credited(obligation, quantity=quantity, origin=f"test:{number}")
        if is_taken_back:
            taken_back(delivery)
    expected = sum((quantity for quantity, is_taken_back in given if not is_taken_back), Decimal(0))
    assert progress(obligation).delivered == expected
    assert sum((delivery.quantity for delivery in obligation.deliveries.all()), Decimal(0)) == expected
