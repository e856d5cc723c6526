from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from sinergi.domain.activities.models import Output
from sinergi.domain.activities.rules import CountsPeople, NotYet, TooEarly
from sinergi.domain.activities.services import outputs, planning
from sinergi.domain.activities.tests.worlds import LATER, STARTS, Work, delivered, posted, withdrawn
from sinergi.domain.agreements.choices import CountedUnit
from sinergi.domain.agreements.services import delivering
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db


def test_an_output_credits_the_obligation_it_names_and_no_other() -> None:
    work = Work()
    named, beside = work.promised(), work.world.promised(work.world.signed())
    output = posted(work.carried_out(named, beside), obligation=named)
    assert delivered(named) == 2
    assert delivered(beside) == 0
    assert output.delivery is not None
    assert output.delivery.origin == f"activities.output:{output.public_id}"


def test_an_output_that_names_none_credits_none() -> None:
    work = Work()
    obligation = work.promised()
    assert posted(work.carried_out(obligation)).delivery is None
    assert delivered(obligation) == 0


def test_an_obligation_of_another_activity_is_not_credited() -> None:
    work = Work()
    with pytest.raises(outputs.NotServed, match="tidak melayani") as refusal:
        posted(work.carried_out(), obligation=work.promised())
    assert refusal.value.field == "obligation"


def test_an_obligation_in_another_unit_is_not_credited() -> None:
    work = Work()
    in_hours = work.promised(CountedUnit.HOUR)
    with pytest.raises(outputs.NotServed, match="jam"):
        posted(work.carried_out(in_hours), obligation=in_hours)
    assert not Output.objects.exists()


@pytest.mark.parametrize("unit", [CountedUnit.PERSON, CountedUnit.PARTICIPATION])
def test_people_are_not_an_output(unit: str) -> None:
    work = Work()
    obligation = work.promised(unit)
    with pytest.raises(CountsPeople):
        posted(work.carried_out(obligation), unit=unit, obligation=obligation)


def test_nothing_comes_of_what_was_not_carried_out() -> None:
    with pytest.raises(outputs.NotCarriedOut, match="belum dilaksanakan"):
        posted(Work().planned())


def test_nothing_comes_of_what_was_cancelled() -> None:
    activity = planning.cancel(Work().planned(), reason="Hujan", by=SYSTEM, at=NOW)
    with pytest.raises(outputs.NotCarriedOut, match="dibatalkan"):
        posted(activity)


def test_an_output_does_not_come_before_its_activity() -> None:
    with pytest.raises(TooEarly):
        posted(Work().carried_out(), on=STARTS - timedelta(days=1))


def test_an_output_does_not_lie_in_the_future() -> None:
    with pytest.raises(NotYet):
        posted(Work().carried_out(), on=TODAY + timedelta(days=1))


def test_an_output_may_come_long_after_its_activity() -> None:
    assert posted(Work().carried_out(), unit=CountedUnit.KG, quantity=Decimal("66.5"), on=TODAY).on == TODAY


@pytest.mark.parametrize("known", [{"measure": ""}, {"quantity": Decimal(0)}, {"quantity": Decimal("0.5")}])
def test_an_output_is_a_possible_quantity_of_something(known: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        posted(Work().carried_out(), **known)


def test_what_agreements_refuses_leaves_nothing_behind() -> None:
    work = Work()
    obligation = work.promised(requires_verification=True)
    activity = work.carried_out(obligation)
    with pytest.raises(delivering.NotVerified):
        posted(activity, obligation=obligation)
    assert not Output.objects.exists()


def test_a_withdrawn_output_stays_as_history_and_credits_nothing() -> None:
    work = Work()
    obligation = work.promised()
    output = posted(work.carried_out(obligation), obligation=obligation)
    withdrawn(output)
    output.refresh_from_db()
    assert delivered(obligation) == 0
    assert (output.withdrawn_on, output.withdrawal_reason) == (TODAY, "Salah catat")
    assert obligation.deliveries.count() == 2
    assert not Output.objects.counted().exists()


def test_an_output_is_withdrawn_once() -> None:
    output = posted(Work().carried_out())
    withdrawn(output)
    with pytest.raises(outputs.AlreadyWithdrawn):
        withdrawn(output)


def test_an_output_is_not_withdrawn_before_it_was_there() -> None:
    output = posted(Work().carried_out(), on=LATER)
    with pytest.raises(TooEarly):
        withdrawn(output, on=STARTS)


def test_an_output_is_not_withdrawn_in_the_future() -> None:
    output = posted(Work().carried_out())
    with pytest.raises(NotYet):
        withdrawn(output, on=TODAY + timedelta(days=1))


def test_withdrawing_needs_a_reason() -> None:
    output = posted(Work().carried_out())
    with pytest.raises(Invalid, match="Alasan"):
        outputs.withdraw(output, reason="", on=TODAY, by=SYSTEM, at=NOW)


def test_only_who_posts_at_the_unit_posts_and_withdraws() -> None:
    work = Work()
    activity = work.carried_out()
    output = posted(activity, by=work.owner)
    for stranger in (work.colleague, actor("activities.view", "activities.plan", at=work.unit)):
        with pytest.raises(NotAllowed):
            posted(activity, by=stranger)
        with pytest.raises(NotAllowed):
            outputs.withdraw(output, reason="Coba", on=TODAY, by=stranger, at=NOW)
    outputs.withdraw(output, reason="Salah catat", on=TODAY, by=work.owner, at=NOW)
