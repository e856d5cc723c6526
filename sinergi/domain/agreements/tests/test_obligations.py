"""What is owed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import CountedUnit, Side
from sinergi.domain.agreements.services import obligations
from sinergi.domain.agreements.services.obligations import NotAParty
from sinergi.domain.agreements.tests.worlds import World
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def test_a_promise_says_who_owes_how_much_of_what_by_when(world: World) -> None:
    agreement = world.draft()
    obligation = obligations.promise(
        agreement,
        owed_by=agreement.parties.get(side=Side.OURS),
        description="Menyediakan ruang pelatihan",
        unit=CountedUnit.HOUR,
        quantity=Decimal("120.5"),
        due_on=date(2026, 12, 31),
        requires_verification=True,
        by=actor(policies.PROMISE, at=world.lapas),
        at=NOW,
    )
    obligation.refresh_from_db()
    assert (obligation.quantity, obligation.unit, obligation.due_on) == (Decimal("120.50"), "hour", date(2026, 12, 31))
    assert obligation.requires_verification
    assert obligation.owed_by.institution == world.lapas
    assert Entry.objects.get(action="obligation.promised").facts["quantity"] == "120.50"


def test_a_promise_may_state_no_quantity(world: World) -> None:
    assert world.promised(quantity=None).quantity is None


def test_only_a_party_of_the_agreement_owes_something_under_it(world: World) -> None:
    other = world.signed().parties.get(side=Side.PARTNER)
    with pytest.raises(NotAParty):
        world.promised(world.signed(), owed_by=other)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"description": "  "}, "description"),
        ({"description": "a" * 2001}, "description"),
        ({"unit": "rupiah"}, "unit"),
        ({"quantity": Decimal(0)}, "quantity"),
        ({"quantity": Decimal(-3)}, "quantity"),
        ({"quantity": Decimal("0.001")}, "quantity"),
        ({"quantity": Decimal("NaN")}, "quantity"),
        ({"quantity": Decimal(10**12)}, "quantity"),
        ({"due_on": date(2025, 10, 1)}, "due_on"),
    ],
)
def test_values_that_cannot_be_are_refused(world: World, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        world.promised(**facts)
    assert refusal.value.field == field


def test_others_promise_nothing(world: World) -> None:
    agreement = world.signed()
    for other in (actor(policies.PROMISE, at=world.elsewhere), actor(policies.DELIVER, at=world.lapas)):
        with pytest.raises(NotAllowed):
            obligations.promise(
                agreement,
                owed_by=agreement.parties.get(side=Side.PARTNER),
                description="Pelatihan",
                unit=CountedUnit.SESSION,
                by=other,
                at=NOW,
            )
