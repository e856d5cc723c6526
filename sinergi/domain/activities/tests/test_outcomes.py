"""An outcome is taken back by itself: it stays as history, the numbers follow, and the same may be measured anew."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sinergi.domain.activities import queries
from sinergi.domain.activities.models import Outcome
from sinergi.domain.activities.rules import NotYet, TooEarly
from sinergi.domain.activities.services import outcomes
from sinergi.domain.activities.tests.worlds import LATER, STARTS, Work, measured, withdrawn
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db


def test_a_withdrawn_outcome_stays_as_history_and_the_numbers_follow() -> None:
    work = Work()
    activity = work.carried_out()
    wrong, right = measured(work.attended(activity), "60", "95"), measured(work.attended(activity), "60", "70")
    withdrawn(wrong)
    wrong.refresh_from_db()
    assert (wrong.withdrawn_on, wrong.withdrawal_reason) == (TODAY, "Salah catat")
    [counted] = queries.trunk(work.agreement, None, SYSTEM).outcomes
    assert (counted.measured, counted.mean_after) == (1, 70)
    withdrawn(right)
    assert queries.trunk(work.agreement, None, SYSTEM).outcomes == ()
    assert Outcome.objects.count() == 2
    assert wrong.participation.attended_on == STARTS
    entry = Entry.objects.filter(action="outcome.withdrawn").first()
    assert entry is not None
    assert entry.facts == {"on": TODAY.isoformat()}


def test_the_same_is_measured_anew_once_the_wrong_one_is_taken_back() -> None:
    participation = (work := Work()).attended(work.carried_out())
    wrong = measured(participation, "60", "8")
    with pytest.raises(outcomes.AlreadyMeasured):
        measured(participation, "60", "80")
    withdrawn(wrong)
    assert measured(participation, "60", "80").after == 80
    withdrawn(participation.outcomes.latest("pk"))
    assert participation.outcomes.exclude(withdrawn_on=None).count() == 2


def test_it_is_taken_back_once_with_a_reason_and_on_a_day_that_can_be() -> None:
    work = Work()
    outcome = measured(work.attended(work.carried_out()), None, "80", on=LATER)
    with pytest.raises(TooEarly):
        withdrawn(outcome, on=LATER - timedelta(days=1))
    with pytest.raises(NotYet):
        withdrawn(outcome, on=TODAY + timedelta(days=1))
    with pytest.raises(Invalid, match="Alasan"):
        outcomes.withdraw(outcome, reason=" ", on=TODAY, by=SYSTEM, at=NOW)
    withdrawn(outcome)
    with pytest.raises(outcomes.AlreadyWithdrawn):
        withdrawn(outcome)


def test_only_who_posts_at_the_unit_takes_back() -> None:
    work = Work()
    outcome = measured(work.attended(work.carried_out()), None, "80")
    for stranger in (work.colleague, actor("activities.view", "activities.enrol", at=work.unit)):
        with pytest.raises(NotAllowed):
            outcomes.withdraw(outcome, reason="Coba", on=TODAY, by=stranger, at=NOW)
    assert outcomes.withdraw(outcome, reason="Salah catat", on=TODAY, by=work.owner, at=NOW).withdrawn_on == TODAY
    assert queries.outcome_by_id(outcome.public_id, work.owner) == outcome
    with pytest.raises(Outcome.DoesNotExist):
        queries.outcome_by_id(outcome.public_id, work.colleague)
