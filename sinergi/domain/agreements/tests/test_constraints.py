"""What is true of every row, always: tried by breaking it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from sinergi.domain.agreements.choices import Side, Stage, State
from sinergi.domain.agreements.models import Agreement, Delivery, Milestone, Obligation, Party, Waiver
from sinergi.domain.agreements.tests.worlds import World, credited
from tests.support.factories import NOW

pytestmark = pytest.mark.django_db
EARLIER, LATER = date(2025, 1, 1), date(2025, 1, 2)
GIVEN = date(2026, 1, 5)
ACCEPTED = {"accepted_on": GIVEN, "accepted_by_key": "user:x"}
DISPUTED = {"disputed_on": GIVEN, "disputed_by_key": "user:x", "dispute_reason": "Kurang"}
RESOLVED = {"resolved_on": GIVEN, "resolved_by_key": "user:x", "resolution_reason": "Cukup"}


def ensure_refused(queryset: models.QuerySet[Any], **values: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        queryset.update(**values)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"starts_on": LATER, "ends_on": EARLIER}, id="an agreement ends before it starts"),
        pytest.param(
            {"signed_on": LATER, "ended_on": EARLIER, "end_reason": "Alasan"}, id="it is ended before it is signed"
        ),
        pytest.param({"ended_on": LATER}, id="it is ended without a reason"),
        pytest.param({"end_reason": "Alasan"}, id="a reason without an end"),
        pytest.param({"state": State.DRAFT, "stage": Stage.READY, "signed_on": EARLIER}, id="a draft is signed"),
        pytest.param(
            {"state": State.DRAFT, "stage": Stage.READY, "ended_on": LATER, "end_reason": "Alasan"},
            id="a draft is ended",
        ),
        pytest.param({"state": State.WITHDRAWN, "signed_on": EARLIER}, id="what was withdrawn is signed"),
        pytest.param({"state": State.DRAFT}, id="a draft is at no stage"),
        pytest.param({"state": State.DRAFT, "stage": "harmonisasi"}, id="a draft is at a stage nobody knows"),
        pytest.param({"stage": Stage.READY}, id="something signed is at a stage"),
        pytest.param({"state": "arsip"}, id="a fourth state"),
        pytest.param({"paid_by": "donatur"}, id="a payer nobody knows"),
        pytest.param({"umbrella": models.F("pk")}, id="it is its own umbrella"),
        pytest.param({"kind": "MoU"}, id="a kind nobody knows"),
        pytest.param({"level": "pusat"}, id="a level nobody knows"),
        pytest.param({"duration_months": 0}, id="a term of no month"),
        pytest.param({"continues": models.F("pk")}, id="it continues itself"),
    ],
)
def test_an_agreement_cannot_be_kept_when(values: dict[str, Any]) -> None:
    agreement = World().recorded()
    ensure_refused(Agreement.objects.filter(pk=agreement.pk), **values)


def test_an_agreement_may_end_on_the_day_it_starts() -> None:
    agreement = World().recorded()
    assert Agreement.objects.filter(pk=agreement.pk).update(starts_on=EARLIER, ends_on=EARLIER) == 1


def test_one_row_of_an_import_is_one_agreement() -> None:
    world = World()
    world.recorded(row_identity="a" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        world.recorded(row_identity="a" * 64)


def test_a_party_stands_once_in_an_agreement() -> None:
    world = World()
    agreement = world.recorded()
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.create(agreement=agreement, institution=world.lapas, side=Side.PARTNER)


def test_a_party_stands_on_one_of_two_sides() -> None:
    ensure_refused(World().recorded().parties.all(), side="penonton")


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"description": ""}, id="it does not say what is owed"),
        pytest.param({"quantity": Decimal(0)}, id="it is for nothing"),
        pytest.param({"unit": "rupiah"}, id="it counts in a unit nobody knows"),
        pytest.param({"every_months": 1}, id="it repeats from no day on"),
        pytest.param({"repeats_from": LATER}, id="it repeats nobody knows how often"),
        pytest.param({"every_months": 1, "repeats_from": LATER}, id="it repeats without end"),
        pytest.param(
            {"every_months": 1, "repeats_from": LATER, "due_on": EARLIER}, id="it repeats after its last day only"
        ),
        pytest.param({"every_months": 0, "repeats_from": EARLIER, "due_on": LATER}, id="it repeats every zero months"),
        pytest.param({"each": Decimal(1)}, id="it has turns and does not repeat"),
        pytest.param(
            {"every_months": 1, "repeats_from": EARLIER, "due_on": LATER, "each": Decimal(41)},
            id="one turn owes more than the whole",
        ),
        pytest.param(
            {"every_months": 1, "repeats_from": EARLIER, "due_on": LATER, "each": Decimal(1), "quantity": None},
            id="its turns are known and the whole is not",
        ),
        pytest.param({"in_kind_rupiah": 1}, id="its value was reckoned nobody knows how"),
        pytest.param({"in_kind_basis": "Harga pasar"}, id="no value was reckoned"),
        pytest.param({"in_kind_rupiah": 0, "in_kind_basis": "Harga pasar"}, id="it is worth nothing"),
    ],
)
def test_an_obligation_cannot_be_kept_when(values: dict[str, Any]) -> None:
    ensure_refused(Obligation.objects.filter(pk=World().promised().pk), **values)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"quantity": Decimal(-1)}, id="it is below zero and no reversal"),
        pytest.param({"quantity": Decimal(0)}, id="it is nothing"),
        pytest.param({"origin": ""}, id="it does not say where it came from"),
        pytest.param({"reverses": models.F("pk")}, id="it reverses a delivery and is above zero"),
        pytest.param({"accepted_on": date(2026, 1, 5)}, id="nobody wrote its acceptance down"),
        pytest.param({"accepted_by_key": "user:x"}, id="it was accepted on no day"),
        pytest.param({"accepted_document": "BA-1"}, id="a paper accepts nothing"),
        pytest.param({"accepted_on": EARLIER, "accepted_by_key": "user:x"}, id="it was accepted before it was given"),
        pytest.param(
            {"disputed_on": date(2026, 1, 5), "disputed_by_key": "user:x"}, id="it is disputed without a reason"
        ),
        pytest.param({"disputed_by_key": "user:x", "dispute_reason": "Kurang"}, id="it is disputed on no day"),
        pytest.param(DISPUTED | {"disputed_on": EARLIER}, id="it was disputed before it was given"),
        pytest.param(DISPUTED | ACCEPTED, id="it is disputed and accepted"),
        pytest.param(RESOLVED, id="a dispute ended that never began"),
        pytest.param(DISPUTED | RESOLVED | {"resolved_on": EARLIER}, id="a dispute ended before it began"),
        pytest.param(DISPUTED | RESOLVED | {"resolution_reason": ""}, id="a dispute ended without a reason"),
    ],
)
def test_a_delivery_cannot_be_kept_when(values: dict[str, Any]) -> None:
    ensure_refused(Delivery.objects.filter(pk=credited(World().promised()).pk), **values)


def copied(delivery: Delivery, **values: Any) -> Delivery:
    facts = {"obligation": delivery.obligation, "on": delivery.on, "recorded_at": NOW, "by_key": "system:test"}
    return Delivery.objects.create(**(facts | values))


def test_an_origin_credits_an_obligation_once() -> None:
    delivery = credited(World().promised())
    with pytest.raises(IntegrityError), transaction.atomic():
        copied(delivery, quantity=Decimal(1), origin=delivery.origin)


def test_a_delivery_is_reversed_once() -> None:
    delivery = credited(World().promised())
    copied(delivery, quantity=Decimal(-1), origin="test:back", reverses=delivery)
    with pytest.raises(IntegrityError), transaction.atomic():
        copied(delivery, quantity=Decimal(-1), origin="test:back again", reverses=delivery)


def test_a_dispute_that_ended_may_end_in_an_acceptance() -> None:
    delivery = credited(World().promised())
    assert Delivery.objects.filter(pk=delivery.pk).update(**(DISPUTED | RESOLVED | ACCEPTED)) == 1


@pytest.mark.parametrize("answer", [ACCEPTED, DISPUTED], ids=["accepted", "disputed"])
def test_a_reversal_cannot_be(answer: dict[str, Any]) -> None:
    delivery = credited(World().promised())
    reversal = copied(delivery, quantity=Decimal(-1), origin="test:back", reverses=delivery)
    ensure_refused(Delivery.objects.filter(pk=reversal.pk), **answer)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"reason": ""}, id="it has no reason"),
        pytest.param({"quantity": Decimal(0)}, id="it gives up nothing"),
        pytest.param({"reinstated_on": LATER}, id="nobody wrote down that it was taken back"),
        pytest.param(
            {"reinstated_by_key": "user:x", "reinstatement_reason": "Pulih"}, id="it was taken back on no day"
        ),
        pytest.param(
            {"reinstated_on": EARLIER, "reinstated_by_key": "user:x", "reinstatement_reason": "Pulih"},
            id="it was taken back before",
        ),
    ],
)
def test_a_waiver_cannot_be_kept_when(values: dict[str, Any]) -> None:
    waiver = waived(World().promised())
    ensure_refused(Waiver.objects.filter(pk=waiver.pk), **values)


def waived(obligation: Obligation) -> Waiver:
    return Waiver.objects.create(
        obligation=obligation, waived_on=LATER, reason="Alasan", by_key="system:test", recorded_at=NOW
    )


def test_an_obligation_is_waived_once_at_a_time() -> None:
    obligation = World().promised()
    waived(obligation)
    with pytest.raises(IntegrityError), transaction.atomic():
        waived(obligation)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"title": ""}, id="it has no title"),
        pytest.param({"owner_institution": None}, id="nobody sees to it"),
        pytest.param({"owner_user": 1}, id="two see to it"),
    ],
)
def test_a_milestone_cannot_be_kept_when(values: dict[str, Any]) -> None:
    world = World()
    milestone = step(world)
    ensure_refused(Milestone.objects.filter(pk=milestone.pk), **values)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"reason": ""}, id="it has no reason"),
        pytest.param({"to_on": models.F("from_on")}, id="it moves nowhere"),
    ],
)
def test_a_move_cannot_be_kept_when(values: dict[str, Any]) -> None:
    milestone = step(World())
    milestone.moves.create(from_on=EARLIER, to_on=LATER, reason="Alasan", by_key="system:test", recorded_at=NOW)
    ensure_refused(milestone.moves.all(), **values)


def step(world: World) -> Milestone:
    return Milestone.objects.create(
        agreement=world.recorded(), title="Langkah", owner_institution=world.lapas, due_on=LATER, recorded_at=NOW
    )
