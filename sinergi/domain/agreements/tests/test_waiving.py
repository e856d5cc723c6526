"""Giving up what is still owed, and asking for it again; and what stays owed when the agreement is over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sinergi.domain.agreements import policies, queries
from sinergi.domain.agreements.choices import Answer, ObligationState, Side
from sinergi.domain.agreements.models import Delivery, Obligation, Waiver
from sinergi.domain.agreements.services import accepting, amending, delivering, ending, signing, waiving
from sinergi.domain.agreements.services.delivering import NotSigned
from sinergi.domain.agreements.services.waiving import AlreadyWaived, NothingOwed, NotWaived, OwnDebt
from sinergi.domain.agreements.tests.worlds import ENDS, SIGNED, World, credited, progress
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.errors import DomainError, Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db
TOMORROW = date(2026, 3, 3)


@pytest.fixture
def world() -> World:
    return World()


def waived(obligation: Obligation, **known: Any) -> Waiver:
    return waiving.waive(obligation, **({"on": TODAY, "reason": "Mitra kebanjiran", "by": SYSTEM, "at": NOW} | known))


def reinstated(waiver: Waiver, **known: Any) -> Waiver:
    return waiving.reinstate(waiver, **({"on": TODAY, "reason": "Mitra pulih", "by": SYSTEM, "at": NOW} | known))


def state(obligation: Obligation) -> ObligationState:
    return progress(obligation).state(TODAY)


def test_the_rest_is_given_up_and_what_was_delivered_stays(world: World) -> None:
    obligation = world.promised(quantity=Decimal(40))
    credited(obligation, quantity=Decimal(28))
    waiver = waived(obligation)
    assert (waiver.quantity, waiver.waived_on, waiver.reason) == (Decimal(12), TODAY, "Mitra kebanjiran")
    assert (state(obligation), progress(obligation).delivered) == (ObligationState.WAIVED, 28)
    assert list(Obligation.objects.open()) == []
    assert Entry.objects.get(action="obligation.waived").facts["quantity"] == "12.00"


def test_all_of_it_is_given_up_where_nothing_was_delivered_or_no_quantity_agreed(world: World) -> None:
    assert waived(world.promised(quantity=Decimal(40))).quantity == 40
    assert waived(world.promised(quantity=None)).quantity is None
    assert list(Obligation.objects.open()) == []


def test_it_is_asked_for_again_and_may_be_given_up_once_more(world: World) -> None:
    obligation = world.promised()
    waiver = reinstated(waived(obligation))
    assert (waiver.reinstated_on, waiver.reinstatement_reason) == (TODAY, "Mitra pulih")
    assert state(obligation) == ObligationState.OPEN
    waived(obligation)
    assert state(obligation) == ObligationState.WAIVED
    assert obligation.waivers.count() == 2


def test_what_comes_in_all_the_same_is_counted(world: World) -> None:
    obligation = world.promised(quantity=Decimal(1))
    waived(obligation)
    credited(obligation, quantity=Decimal(1))
    assert state(obligation) == ObligationState.FULFILLED


class TestRefusals:
    def test_not_twice(self, world: World) -> None:
        obligation = world.promised()
        waived(obligation)
        with pytest.raises(AlreadyWaived):
            waived(obligation)

    def test_not_what_was_delivered_in_full(self, world: World) -> None:
        obligation = world.promised(quantity=Decimal(1))
        credited(obligation, quantity=Decimal(1))
        with pytest.raises(NothingOwed):
            waived(obligation)

    def test_not_under_a_draft(self, world: World) -> None:
        with pytest.raises(NotSigned):
            waived(world.promised(world.draft()))

    def test_not_taken_back_twice(self, world: World) -> None:
        waiver = reinstated(waived(world.promised()))
        with pytest.raises(NotWaived):
            reinstated(waiver)

    @pytest.mark.parametrize(
        ("known", "field"),
        [
            ({"reason": " "}, "reason"),
            ({"on": TOMORROW}, "on"),
            ({"on": date(2025, 10, 1)}, "on"),
            ({"document": "x" * 121}, "document"),
        ],
    )
    def test_not_without_a_reason_nor_tomorrow_nor_before_the_signature(
        self, world: World, known: dict[str, Any], field: str
    ) -> None:
        obligation = world.promised()
        with pytest.raises(Invalid) as refusal:
            waived(obligation, **known)
        assert refusal.value.field == field
        assert not obligation.waivers.exists()

    @pytest.mark.parametrize(
        ("known", "field"), [({"reason": ""}, "reason"), ({"on": TOMORROW}, "on"), ({"on": SIGNED}, "on")]
    )
    def test_nor_taken_back_so(self, world: World, known: dict[str, Any], field: str) -> None:
        waiver = waived(world.promised())
        with pytest.raises(Invalid) as refusal:
            reinstated(waiver, **known)
        assert refusal.value.field == field


class TestWhoMay:
    def test_who_holds_it_at_a_party_of_ours(self, world: World) -> None:
        chief = actor(policies.WAIVE, at=world.lapas)
        assert reinstated(waived(world.promised(), by=chief), by=chief)

    def test_nobody_else(self, world: World) -> None:
        obligation = world.promised(world.signed(covered_units=(world.elsewhere,)))
        waiver = waived(world.promised())
        for other in (actor(policies.WAIVE, at=world.elsewhere), actor(policies.ACCEPT, at=world.lapas)):
            with pytest.raises(NotAllowed):
                waived(obligation, by=other)
            with pytest.raises(NotAllowed):
                reinstated(waiver, by=other)

    def test_nobody_waives_what_he_owes_himself_without_the_other_sides_paper(self, world: World) -> None:
        agreement = world.signed()
        obligation = world.promised(agreement, owed_by=agreement.parties.get(side=Side.OURS))
        chief = actor(policies.WAIVE, at=world.lapas)
        with pytest.raises(OwnDebt) as refusal:
            waived(obligation, by=chief)
        assert refusal.value.field == "document"
        assert waived(obligation, document="Surat mitra 9", by=chief).document == "Surat mitra 9"


class TestTheAgreementIsOver:
    def test_by_decision(self, world: World) -> None:
        agreement = world.signed()
        obligation = world.promised(agreement, due_on=date(2026, 2, 1))
        ending.end(agreement, ended_on=date(2025, 12, 1), reason="Disepakati berakhir", by=SYSTEM, at=NOW)
        self.assert_alive(obligation)

    def test_by_its_last_day(self, world: World) -> None:
        agreement = signing.sign(
            world.draft(), signed_on=SIGNED, starts_on=SIGNED, ends_on=date(2025, 12, 31), by=SYSTEM, at=NOW
        )
        assert agreement.standing(TODAY) == "not"
        self.assert_alive(world.promised(agreement, due_on=date(2026, 2, 1)))

    def test_and_an_extension_takes_nothing_over(self, world: World) -> None:
        agreement = world.signed()
        obligation = world.promised(agreement, due_on=date(2026, 2, 1))
        later = amending.extend(
            agreement, starts_on=date(2027, 10, 3), ends_on=date(2029, 10, 2), reason="Berhasil", by=SYSTEM, at=NOW
        )
        assert later.obligations.count() == 0
        assert agreement.ends_on == ENDS
        self.assert_alive(obligation)

    def assert_alive(self, obligation: Obligation) -> None:
        """It is still asked for, still late, and still delivered, accepted and waived."""
        assert list(queries.open_obligations(SYSTEM, examples=True)) == [obligation]
        assert list(Obligation.objects.overdue(TODAY)) == [obligation]
        delivery = credited(obligation, on=date(2026, 2, 20))
        accepting.accept(delivery, on=TODAY, by=SYSTEM, at=NOW)
        assert progress(obligation).delivered == 1
        waived(obligation)
        assert state(obligation) == ObligationState.WAIVED


class Machine:
    """The same acts on rows and on plain numbers; an act that the rules refuse changes neither."""

    def __init__(self, world: World) -> None:
        self.obligation = world.promised(quantity=Decimal(10), due_on=date(2026, 2, 1))
        self.given: list[tuple[Delivery, Decimal]] = []
        self.answers: list[Answer] = []
        self.is_waived = False

    def act(self, what: str, which: int, quantity: Decimal) -> None:
        try:
            getattr(self, what)(which, quantity)
        except (DomainError, IndexError):
            return

    def credit(self, _which: int, quantity: Decimal) -> None:
        origin = f"test:{len(self.given)}"
        self.given.append((credited(self.obligation, quantity=quantity, origin=origin), quantity))
        self.answers.append(Answer.AWAITING)

    def reverse(self, which: int, _quantity: Decimal) -> None:
        delivering.reverse(self.given[which][0], reason="Salah", on=TODAY, by=SYSTEM, at=NOW)
        self.answers[which] = Answer.REVERSED

    def accept(self, which: int, _quantity: Decimal) -> None:
        accepting.accept(self.given[which][0], on=TODAY, by=SYSTEM, at=NOW)
        self.answers[which] = Answer.ACCEPTED

    def dispute(self, which: int, _quantity: Decimal) -> None:
        accepting.dispute(self.given[which][0], on=TODAY, reason="Kurang", by=SYSTEM, at=NOW)
        self.answers[which] = Answer.DISPUTED

    def uphold(self, which: int, _quantity: Decimal) -> None:
        accepting.resolve(self.given[which][0], accepted=True, on=TODAY, reason="Benar", by=SYSTEM, at=NOW)
        self.answers[which] = Answer.ACCEPTED

    def reject(self, which: int, _quantity: Decimal) -> None:
        accepting.resolve(self.given[which][0], accepted=False, on=TODAY, reason="Tidak", by=SYSTEM, at=NOW)
        self.answers[which] = Answer.REVERSED

    def waive(self, _which: int, _quantity: Decimal) -> None:
        waived(self.obligation)
        self.is_waived = True

    def unwaive(self, _which: int, _quantity: Decimal) -> None:
        reinstated(self.obligation.waivers.standing().get())
        self.is_waived = False

    def sum(self, *answers: Answer) -> Decimal:
        given = zip(self.given, self.answers, strict=True)
        return sum((quantity for (_, quantity), answer in given if answer in answers), Decimal(0))


ACTS = ("credit", "reverse", "accept", "dispute", "uphold", "reject", "waive", "unwaive")
acts = st.tuples(st.sampled_from(ACTS), st.integers(0, 3), st.decimals(Decimal("0.01"), Decimal(9), places=2))


@given(st.lists(acts, max_size=14))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_progress_is_what_stands_and_the_state_is_one(
    world: World, acts: list[tuple[str, int, Decimal]]
) -> None:
    machine = Machine(world)
    for what, which, quantity in acts:
        if what == "unwaive" and not machine.is_waived:
            continue
        machine.act(what, which, quantity)
    row = Obligation.objects.with_answers().get(pk=machine.obligation.pk)
    standing = Delivery.objects.standing().filter(obligation=row)
    assert row.delivered == sum((delivery.quantity for delivery in standing), Decimal(0))
    assert row.delivered == machine.sum(Answer.AWAITING, Answer.ACCEPTED, Answer.DISPUTED)
    assert row.accepted == machine.sum(Answer.ACCEPTED)
    assert row.disputed == machine.sum(Answer.DISPUTED)
    assert row.accepted + row.disputed <= row.delivered
    assert row.is_waived == machine.is_waived
    answers = [
        Delivery.objects.select_related("reversed_by").get(pk=delivery.pk).answer for delivery, _ in machine.given
    ]
    assert answers == machine.answers
    mine = Obligation.objects.filter(pk=row.pk)
    states = [state for state in ObligationState if mine.in_state(state, TODAY).exists()]
    assert states == [row.state(TODAY)]
    assert mine.open().exists() == row.is_open
