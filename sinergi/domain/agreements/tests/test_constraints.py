"""What is true of every row, always: tried by breaking it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from sinergi.domain.agreements.choices import Side, Stage, State
from sinergi.domain.agreements.models import Agreement, Delivery, Obligation, Party
from sinergi.domain.agreements.tests.worlds import World, credited
from tests.support.factories import NOW

pytestmark = pytest.mark.django_db
EARLIER, LATER = date(2025, 1, 1), date(2025, 1, 2)


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
            {"state": State.DRAFT, "stage": Stage.READY, "ended_on": LATER, "end_reason": "Alasan"}, id="a draft is ended"
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
