"""What is true of every row, tried past the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sinergi.domain.activities.choices import ActivityState
from sinergi.domain.activities.models import Activity, Outcome, Output, Participation
from sinergi.domain.activities.tests.worlds import LATER, STARTS, Work, measured, posted
from sinergi.domain.agreements.choices import CountedUnit

pytestmark = pytest.mark.django_db


def refused(name: str, model: Any, pk: int, **changes: Any) -> None:
    """Changing the row is refused by the constraint of this name."""
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.filter(pk=pk).update(**changes)


def test_an_activity_is_in_order() -> None:
    activity = Work().planned()
    before = STARTS - timedelta(days=1)
    refused("does_not_end_before", Activity, activity.pk, ends_on=before)
    refused("exactly_when_its_day_is_known", Activity, activity.pk, state=ActivityState.CARRIED_OUT)
    refused("exactly_when_its_day_is_known", Activity, activity.pk, carried_out_on=LATER)
    refused(
        "not_carried_out_before_it_starts",
        Activity,
        activity.pk,
        state=ActivityState.CARRIED_OUT,
        carried_out_on=before,
    )
    refused("exactly_when_there_is_a_reason", Activity, activity.pk, state=ActivityState.CANCELLED)
    refused("exactly_when_there_is_a_reason", Activity, activity.pk, cancel_reason="Hujan")
    refused("has_a_title", Activity, activity.pk, title="")


def test_an_output_is_in_order() -> None:
    work = Work()
    obligation = work.promised()
    output = posted(work.carried_out(obligation))
    refused("more_than_nothing", Output, output.pk, quantity=0)
    refused("says_what_it_measures", Output, output.pk, measure="")
    refused("does_not_count_people", Output, output.pk, unit=CountedUnit.PERSON)
    refused("exactly_when_an_obligation_is_named", Output, output.pk, obligation=obligation)
    refused("withdrawn_exactly_when", Output, output.pk, withdrawn_on=LATER)


def test_a_participation_is_in_order() -> None:
    work = Work()
    participation = work.enrolled(work.planned())
    refused("before_being_enrolled", Participation, participation.pk, attended_on=STARTS - timedelta(days=1))
    refused("withdrawn_exactly_when", Participation, participation.pk, withdrawn_on=LATER)
    refused("withdrawn_exactly_when", Participation, participation.pk, withdrawal_reason="Salah")


def test_an_outcome_is_in_order() -> None:
    work = Work()
    outcome = measured(work.attended(work.carried_out()), None, "80")
    refused("says_what_it_measures", Outcome, outcome.pk, unit="")
    refused("withdrawn_exactly_when", Outcome, outcome.pk, withdrawn_on=LATER)
