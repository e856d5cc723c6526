"""What the other side says of a delivery: accepted, disputed, and how a dispute ends."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import Answer, ObligationState, Side
from sinergi.domain.agreements.models import Delivery, Obligation
from sinergi.domain.agreements.services import accepting, delivering
from sinergi.domain.agreements.services.accepting import AlreadyAnswered, NoPaper, NotDisputed, NothingToAccept
from sinergi.domain.agreements.tests.worlds import World, credited
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db
GIVEN, BEFORE, TOMORROW = date(2026, 1, 5), date(2026, 1, 4), date(2026, 3, 3)


@pytest.fixture
def world() -> World:
    return World()


def accepted(delivery: Delivery, **known: Any) -> Delivery:
    return accepting.accept(delivery, **({"on": TODAY, "by": SYSTEM, "at": NOW} | known))


def disputed(delivery: Delivery, **known: Any) -> Delivery:
    return accepting.dispute(delivery, **({"on": TODAY, "reason": "Kurang satu", "by": SYSTEM, "at": NOW} | known))


def resolved(delivery: Delivery, **known: Any) -> Delivery:
    facts = {"accepted": True, "on": TODAY, "reason": "Sudah dihitung ulang", "by": SYSTEM, "at": NOW}
    return accepting.resolve(delivery, **(facts | known))


def reversed_(delivery: Delivery) -> Delivery:
    return delivering.reverse(delivery, reason="Salah hitung", on=TODAY, by=SYSTEM, at=NOW)


def told(obligation: Obligation) -> tuple[Decimal, Decimal, Decimal]:
    """Delivered, accepted, disputed."""
    row = Obligation.objects.with_answers().get(pk=obligation.pk)
    return row.delivered, row.accepted, row.disputed


def test_a_delivery_counts_at_once_and_awaits_its_acceptance(world: World) -> None:
    delivery = credited(world.promised(), quantity=Decimal(3))
    assert delivery.answer == Answer.AWAITING
    assert told(delivery.obligation) == (3, 0, 0)
    assert list(Obligation.objects.awaiting_acceptance()) == [delivery.obligation]


def test_what_is_accepted_says_when_by_which_paper_and_who_wrote_it_down(world: World) -> None:
    delivery = accepted(credited(world.promised(), quantity=Decimal(3)), document=" BAST  1/2026 ")
    delivery.refresh_from_db()
    assert (delivery.accepted_on, delivery.accepted_document) == (TODAY, "BAST 1/2026")
    assert (delivery.accepted_by_key, delivery.answer) == ("system:test", Answer.ACCEPTED)
    assert told(delivery.obligation) == (3, 3, 0)
    assert list(Obligation.objects.awaiting_acceptance()) == []
    assert Entry.objects.get(action="delivery.accepted").facts["document"] == "BAST 1/2026"


def test_what_is_disputed_goes_on_counting_as_delivered_and_opens_the_obligation_again(world: World) -> None:
    obligation = world.promised(quantity=Decimal(3))
    delivery = disputed(credited(obligation, quantity=Decimal(3)))
    assert (delivery.answer, delivery.dispute_reason) == (Answer.DISPUTED, "Kurang satu")
    assert told(obligation) == (3, 0, 3)
    row = Obligation.objects.with_progress().get()
    assert (row.state(TODAY), row.is_open) == (ObligationState.DISPUTED, True)
    assert list(Obligation.objects.open()) == [obligation]


def test_a_dispute_ends_with_an_acceptance(world: World) -> None:
    delivery = resolved(disputed(credited(world.promised(), quantity=Decimal(3))))
    delivery.refresh_from_db()
    assert (delivery.answer, delivery.resolution_reason) == (Answer.ACCEPTED, "Sudah dihitung ulang")
    assert delivery.dispute_reason == "Kurang satu", "what was said stays"
    assert told(delivery.obligation) == (3, 3, 0)


def test_or_the_delivery_is_taken_back_and_counts_no_more(world: World) -> None:
    delivery = resolved(disputed(credited(world.promised(), quantity=Decimal(3))), accepted=False)
    delivery.refresh_from_db()
    assert delivery.answer == Answer.REVERSED
    assert delivery.reversed_by.note == "Sudah dihitung ulang"
    assert told(delivery.obligation) == (0, 0, 0)


def test_what_was_accepted_and_taken_back_is_accepted_no_more(world: World) -> None:
    delivery = accepted(credited(world.promised(), quantity=Decimal(3)))
    reversed_(delivery)
    assert told(delivery.obligation) == (0, 0, 0)


def test_all_up_to_a_day_is_accepted_at_once(world: World) -> None:
    obligation = world.promised()
    for number, day in enumerate((GIVEN, GIVEN, TODAY)):
        credited(obligation, on=day, origin=f"test:{number}")
    doubtful = disputed(credited(obligation, on=GIVEN, origin="test:doubtful"))
    assert accepting.accept_all(obligation, until=GIVEN, on=TODAY, document="BA-1", by=SYSTEM, at=NOW) == 2
    assert told(obligation) == (4, 2, 1)
    doubtful.refresh_from_db()
    assert doubtful.answer == Answer.DISPUTED
    assert Entry.objects.get(action="obligation.accepted").facts["deliveries"] == 2


class TestRefusals:
    def test_nothing_is_answered_twice(self, world: World) -> None:
        obligation = world.promised()
        answered = [
            accepted(credited(obligation, origin="test:a")),
            disputed(credited(obligation, origin="test:b")),
            credited(obligation, origin="test:c"),
        ]
        reversal = reversed_(answered[2])
        for delivery in (*answered, reversal):
            for say in (accepted, disputed):
                with pytest.raises(AlreadyAnswered):
                    say(delivery)

    def test_only_an_open_dispute_is_resolved(self, world: World) -> None:
        obligation = world.promised()
        waiting, settled = credited(obligation, origin="test:a"), credited(obligation, origin="test:b")
        resolved(disputed(settled))
        gone = disputed(credited(obligation, origin="test:c"))
        reversed_(gone)
        for delivery in (waiting, settled, gone):
            with pytest.raises(NotDisputed):
                resolved(delivery)

    @pytest.mark.parametrize("day", [BEFORE, TOMORROW], ids=["before it was given", "tomorrow"])
    def test_no_answer_comes_before_the_delivery_or_tomorrow(self, world: World, day: date) -> None:
        delivery = credited(world.promised(), on=GIVEN)
        for say in (accepted, disputed):
            with pytest.raises(Invalid) as refusal:
                say(delivery, on=day)
            assert refusal.value.field == "on"

    def test_no_dispute_ends_before_it_began(self, world: World) -> None:
        with pytest.raises(Invalid) as refusal:
            resolved(disputed(credited(world.promised())), on=GIVEN)
        assert refusal.value.field == "on"

    def test_no_dispute_begins_or_ends_without_a_reason(self, world: World) -> None:
        delivery = credited(world.promised())
        for say in (disputed, resolved):
            with pytest.raises(Invalid) as refusal:
                say(delivery, reason=" ")
            assert refusal.value.field == "reason"
            delivery = disputed(delivery) if say is disputed else delivery

    def test_nothing_is_accepted_where_nothing_waits(self, world: World) -> None:
        obligation = world.promised()
        credited(obligation, on=TODAY)
        with pytest.raises(NothingToAccept):
            accepting.accept_all(obligation, until=GIVEN, on=TODAY, by=SYSTEM, at=NOW)

    def test_nothing_is_accepted_before_the_last_day_it_is_about(self, world: World) -> None:
        obligation = world.promised()
        credited(obligation)
        with pytest.raises(Invalid) as refusal:
            accepting.accept_all(obligation, until=TODAY, on=GIVEN, by=SYSTEM, at=NOW)
        assert refusal.value.field == "on"


class TestWhoMay:
    def test_who_holds_it_at_the_party_that_was_owed(self, world: World) -> None:
        for number, unit in enumerate((world.lapas, world.kanwil)):
            delivery = credited(world.promised(), origin=f"test:{number}")
            assert accepted(delivery, by=actor(policies.ACCEPT, at=unit)).answer == Answer.ACCEPTED

    def test_nobody_else(self, world: World) -> None:
        obligation = world.promised(world.signed(covered_units=(world.elsewhere,)))
        delivery = credited(obligation)
        doubtful = disputed(credited(obligation, origin="test:2"))
        for other in (actor(policies.ACCEPT, at=world.elsewhere), actor(policies.DELIVER, at=world.lapas)):
            for say, about in ((accepted, delivery), (disputed, delivery), (resolved, doubtful)):
                with pytest.raises(NotAllowed):
                    say(about, by=other)
            with pytest.raises(NotAllowed):
                accepting.accept_all(obligation, until=TODAY, on=TODAY, by=other, at=NOW)

    def test_what_a_partner_was_owed_is_accepted_with_the_partners_paper_only(self, world: World) -> None:
        agreement = world.signed()
        obligation = world.promised(agreement, owed_by=agreement.parties.get(side=Side.OURS))
        officer = actor(policies.ACCEPT, at=world.lapas)
        first, second = credited(obligation, origin="test:a"), credited(obligation, origin="test:b")
        with pytest.raises(NoPaper) as refusal:
            accepted(first, by=officer)
        assert refusal.value.field == "document"
        assert told(obligation) == (2, 0, 0)
        accepted(first, document="Surat mitra 7", by=officer)
        with pytest.raises(NoPaper):
            resolved(disputed(second, by=officer), by=officer)
        assert told(obligation) == (2, 1, 1)
