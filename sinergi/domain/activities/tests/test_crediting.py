"""Attendance is progress: once per participation, once per person, and verified where that is asked."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sinergi.domain.activities.models import Participation
from sinergi.domain.activities.services import enrolment
from sinergi.domain.activities.tests.worlds import LATER, STARTS, Work, confirmed, delivered, withdrawn
from sinergi.domain.agreements.choices import CountedUnit
from tests.support.factories import NOW, SYSTEM, TODAY

FIRST_DAYS = (STARTS + timedelta(days=1), STARTS)


@pytest.mark.django_db
def test_each_attendance_counts_as_a_participation_and_each_person_once() -> None:
    work = Work()
    participations, persons = work.promised(CountedUnit.PARTICIPATION), work.promised(CountedUnit.PERSON)
    person = work.person()
    for activity in (work.carried_out(participations, persons), work.carried_out(participations, persons)):
        work.attended(activity, person)
    assert delivered(participations) == 2
    assert delivered(persons) == 1


@pytest.mark.django_db
def test_each_agreement_that_is_served_counts_the_person() -> None:
    work = Work()
    here, there = work.promised(CountedUnit.PERSON), work.world.promised(work.world.signed(), unit=CountedUnit.PERSON)
    work.attended(work.carried_out(here, there))
    assert (delivered(here), delivered(there)) == (1, 1)


@pytest.mark.django_db
def test_enrolment_alone_counts_for_nothing() -> None:
    work = Work()
    persons = work.promised(CountedUnit.PERSON)
    work.enrolled(work.carried_out(persons))
    assert delivered(persons) == 0


@pytest.mark.django_db
def test_verified_first_then_there() -> None:
    work = Work()
    persons = work.promised(CountedUnit.PERSON, requires_verification=True)
    person = work.person()
    confirmed(person, on=date(2025, 12, 1))
    work.attended(work.carried_out(persons), person)
    delivery = persons.deliveries.get()
    assert delivery.verified
    assert delivery.on == STARTS


@pytest.mark.django_db
def test_there_first_then_verified() -> None:
    work = Work()
    persons = work.promised(CountedUnit.PERSON, requires_verification=True)
    person = work.person()
    participation = work.attended(work.carried_out(persons), person)
    assert delivered(persons) == 0
    enrolment.rely_on(participation, confirmed(person, on=LATER), by=SYSTEM, at=NOW)
    assert persons.deliveries.get().on == LATER


@pytest.mark.django_db
def test_verifying_again_counts_nobody_twice() -> None:
    work = Work()
    persons, strict = work.promised(CountedUnit.PERSON), work.promised(CountedUnit.PERSON, requires_verification=True)
    person = work.person()
    participation = work.attended(work.carried_out(persons, strict), person)
    for day in (LATER, TODAY):
        enrolment.rely_on(participation, confirmed(person, on=day), by=SYSTEM, at=NOW)
    assert (delivered(persons), delivered(strict)) == (1, 1)
    withdrawn(participation)
    assert (delivered(persons), delivered(strict)) == (0, 0)


@pytest.mark.django_db
def test_who_is_withdrawn_from_one_activity_still_counts_by_another() -> None:
    work = Work()
    persons = work.promised(CountedUnit.PERSON)
    person = work.person()
    first = work.attended(work.carried_out(persons), person)
    work.attended(work.carried_out(persons, ends_on=LATER), person, on=LATER)
    withdrawn(first)
    standing = persons.deliveries.standing().get()
    assert delivered(persons) == 1
    assert standing.on == LATER
    assert standing.origin == f"activities.person:{person.public_id}:2"


@pytest.mark.django_db
def test_who_comes_again_after_a_withdrawal_counts_again() -> None:
    work = Work()
    persons = work.promised(CountedUnit.PERSON)
    activity, person = work.carried_out(persons), work.person()
    withdrawn(work.attended(activity, person))
    work.attended(activity, person)
    assert delivered(persons) == 1
    assert [delivery.quantity for delivery in persons.deliveries.order_by("pk")] == [1, -1, 1]


@pytest.mark.django_db
def test_withdrawing_what_was_not_credited_leaves_the_credit_alone() -> None:
    work = Work()
    persons = work.promised(CountedUnit.PERSON)
    person = work.person()
    work.attended(work.carried_out(persons, ends_on=TODAY), person, on=TODAY)
    work.attended(work.carried_out(persons), person)
    third = work.attended(work.carried_out(persons, ends_on=LATER), person, on=LATER)
    withdrawn(third, on=LATER)
    assert persons.deliveries.get().on == TODAY


@pytest.mark.django_db
def test_a_reversal_is_dated_by_the_day_of_withdrawal() -> None:
    work = Work()
    participations = work.promised(CountedUnit.PARTICIPATION)
    withdrawn(work.attended(work.carried_out(participations)))
    assert participations.deliveries.get(reverses__isnull=False).on == TODAY
    assert delivered(participations) == 0


steps = st.lists(
    st.tuples(st.sampled_from(["attend", "verify", "withdraw"]), st.integers(0, 1), st.integers(0, 1)), max_size=14
)


class EveryHistory(TestCase):
    @settings(max_examples=30)
    @given(steps)
    def test_credited_is_who_was_there_and_is_verified(self, steps: list[tuple[str, int, int]]) -> None:
        """Whatever happens in whatever order, progress equals the people who count now."""
        work = Work()
        strict = work.promised(CountedUnit.PERSON, requires_verification=True)
        plain = work.promised(CountedUnit.PERSON)
        each = work.promised(CountedUnit.PARTICIPATION, requires_verification=True)
        persons = [work.person(), work.person()]
        activities = [work.carried_out(strict, plain, each, starts_on=day, ends_on=LATER) for day in FIRST_DAYS]
        for step, which, where in steps:
            person, activity = persons[which], activities[where]
            current = Participation.objects.current().filter(person=person, activity=activity).first()
            if step == "attend" and (current is None or current.attended_on is None):
                current = current or work.enrolled(activity, person, on=STARTS)
                enrolment.attend(current, on=FIRST_DAYS[where], by=SYSTEM, at=NOW)
            elif step == "verify":
                current = current or work.enrolled(activity, person, on=STARTS)
                enrolment.rely_on(current, confirmed(person, on=STARTS), by=SYSTEM, at=NOW)
            elif step == "withdraw" and current is not None:
                withdrawn(current)
            counted = Participation.objects.counted()
            assert delivered(strict) == counted.verified().values("person").distinct().count()
            assert delivered(plain) == counted.values("person").distinct().count()
            assert delivered(each) == counted.verified().count()
        everything = [
            delivery.quantity for obligation in (strict, plain, each) for delivery in obligation.deliveries.all()
        ]
        assert set(everything) <= {Decimal(1), Decimal(-1)}
