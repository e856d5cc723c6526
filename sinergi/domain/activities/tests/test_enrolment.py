from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from sinergi.domain.activities.models import Participation
from sinergi.domain.activities.rules import NotYet, TooEarly, TooLate
from sinergi.domain.activities.services import enrolment, outcomes, planning
from sinergi.domain.activities.services.outputs import NotCarriedOut
from sinergi.domain.activities.tests.worlds import (
    LATER,
    STARTS,
    Work,
    confirmed,
    delivered,
    measured,
    not_found,
    withdrawn,
)
from sinergi.domain.agreements.choices import CountedUnit
from sinergi.domain.agreements.services import delivering
from sinergi.domain.people.choices import Category
from sinergi.domain.people.services import episodes
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor, institution

pytestmark = pytest.mark.django_db


def test_a_participant_has_the_category_of_the_day_of_enrolment() -> None:
    work = Work()
    person = work.person(category=Category.TAHANAN, starts_on=date(2025, 6, 1))
    activity = work.planned(starts_on=date(2026, 1, 5))
    episodes.begin(
        person,
        category=Category.NARAPIDANA,
        unit=work.unit,
        registration_number="B.9/CONTOH",
        starts_on=date(2026, 1, 10),
        ends_previous=True,
        by=SYSTEM,
        at=NOW,
    )
    assert work.enrolled(activity, person, on=date(2026, 1, 9)).category == Category.TAHANAN
    assert work.enrolled(work.planned(), person, on=date(2026, 1, 10)).category == Category.NARAPIDANA


def test_somebody_who_is_not_at_the_unit_that_day_does_not_take_part() -> None:
    work = Work()
    elsewhere = work.person(unit=work.world.elsewhere)
    newcomer = work.person(starts_on=LATER)
    for person in (elsewhere, newcomer):
        with pytest.raises(enrolment.NotPresent, match="tidak tercatat"):
            work.enrolled(work.planned(), person, on=STARTS)


def test_an_activity_of_an_office_takes_people_of_the_units_below_it() -> None:
    work = Work()
    activity = work.planned(work.promised(), unit=work.world.kanwil)
    assert work.enrolled(activity, work.person()).episode.unit == work.unit


def test_a_cancelled_activity_takes_nobody() -> None:
    work = Work()
    activity = planning.cancel(work.planned(), reason="Hujan", by=SYSTEM, at=NOW)
    with pytest.raises(enrolment.Closed):
        work.enrolled(activity)


def test_a_person_is_enrolled_once() -> None:
    work = Work()
    activity, person = work.planned(), work.person()
    work.enrolled(activity, person)
    with pytest.raises(enrolment.AlreadyEnrolled):
        work.enrolled(activity, person)


def test_a_real_person_does_not_take_part_in_a_made_up_activity() -> None:
    work = Work()
    real = work.person(unit=institution("Lapas Nyata Uji Peserta", example=False))
    with pytest.raises(planning.Mixed):
        work.enrolled(work.planned(), real)


def test_nobody_is_enrolled_in_the_future() -> None:
    work = Work()
    with pytest.raises(NotYet):
        work.enrolled(work.planned(), on=TODAY + timedelta(days=1))


def test_nobody_is_enrolled_after_it_is_over() -> None:
    work = Work()
    with pytest.raises(TooLate, match="selesai"):
        work.enrolled(work.carried_out(), on=LATER)


def test_enrolment_relies_on_the_latest_verification_that_confirms() -> None:
    work = Work()
    person = work.person()
    assert work.enrolled(work.planned(), person).verification is None
    confirmed(person, on=date(2025, 12, 1))
    latest = confirmed(person, on=date(2026, 1, 2))
    assert work.enrolled(work.planned(), person).verification == latest


def test_a_verification_of_somebody_else_is_not_relied_on() -> None:
    work = Work()
    participation = work.enrolled(work.planned())
    with pytest.raises(enrolment.DoesNotConfirm, match="orang lain"):
        enrolment.rely_on(participation, confirmed(work.person()), by=SYSTEM, at=NOW)


def test_a_verification_that_does_not_confirm_is_not_relied_on() -> None:
    work = Work()
    person = work.person()
    verification = not_found(person, work.agreement)
    assert not verification.confirms
    with pytest.raises(enrolment.DoesNotConfirm, match="tidak menyatakan sesuai"):
        enrolment.rely_on(work.enrolled(work.planned(), person), verification, by=SYSTEM, at=NOW)


def test_nobody_attends_what_was_not_carried_out() -> None:
    work = Work()
    participation = work.enrolled(work.planned())
    with pytest.raises(NotCarriedOut):
        enrolment.attend(participation, on=STARTS, by=SYSTEM, at=NOW)


def test_nobody_attends_before_it_starts() -> None:
    work = Work()
    participation = work.enrolled(work.carried_out(), on=STARTS - timedelta(days=3))
    with pytest.raises(TooEarly):
        enrolment.attend(participation, on=STARTS - timedelta(days=1), by=SYSTEM, at=NOW)


def test_nobody_attends_before_being_enrolled() -> None:
    work = Work()
    participation = work.enrolled(work.carried_out(ends_on=LATER), on=LATER)
    with pytest.raises(TooEarly):
        enrolment.attend(participation, on=STARTS, by=SYSTEM, at=NOW)


def test_nobody_attends_after_it_is_over() -> None:
    work = Work()
    participation = work.enrolled(work.carried_out())
    with pytest.raises(TooLate):
        enrolment.attend(participation, on=LATER, by=SYSTEM, at=NOW)


def test_nobody_attends_in_the_future() -> None:
    work = Work()
    activity = work.carried_out(ends_on=TODAY + timedelta(days=30))
    with pytest.raises(NotYet):
        enrolment.attend(work.enrolled(activity), on=TODAY + timedelta(days=1), by=SYSTEM, at=NOW)


def test_attendance_is_recorded_once() -> None:
    work = Work()
    participation = work.attended(work.carried_out())
    with pytest.raises(enrolment.AlreadyAttended):
        enrolment.attend(participation, on=STARTS, by=SYSTEM, at=NOW)


def test_attendance_is_refused_with_the_credit_it_would_give() -> None:
    """The agreement was signed on 2 October 2025: what came before delivers nothing under it."""
    work = Work()
    activity = work.carried_out(work.promised(CountedUnit.PARTICIPATION), starts_on=date(2025, 9, 1))
    participation = work.enrolled(activity, on=date(2025, 9, 1))
    with pytest.raises(delivering.NotSigned):
        enrolment.attend(participation, on=date(2025, 9, 1), by=SYSTEM, at=NOW)
    participation.refresh_from_db()
    assert participation.attended_on is None


def test_a_withdrawn_participation_takes_nothing_more() -> None:
    work = Work()
    activity, person = work.carried_out(), work.person()
    participation = work.enrolled(activity, person)
    withdrawn(participation)
    with pytest.raises(enrolment.Withdrawn):
        enrolment.attend(participation, on=STARTS, by=SYSTEM, at=NOW)
    with pytest.raises(enrolment.Withdrawn):
        enrolment.rely_on(participation, confirmed(person), by=SYSTEM, at=NOW)
    with pytest.raises(enrolment.Withdrawn):
        withdrawn(participation)


def test_who_was_withdrawn_may_be_enrolled_again() -> None:
    work = Work()
    activity, person = work.carried_out(), work.person()
    withdrawn(work.attended(activity, person))
    assert work.attended(activity, person).is_counted
    assert Participation.objects.filter(person=person).count() == 2


def test_a_participation_is_not_withdrawn_before_the_attendance() -> None:
    work = Work()
    participation = work.attended(work.carried_out(ends_on=LATER), on=LATER)
    with pytest.raises(TooEarly):
        withdrawn(participation, on=STARTS)


def test_a_participation_is_not_withdrawn_in_the_future() -> None:
    work = Work()
    participation = work.enrolled(work.carried_out())
    with pytest.raises(NotYet):
        withdrawn(participation, on=TODAY + timedelta(days=1))


def test_withdrawing_a_participation_needs_a_reason() -> None:
    work = Work()
    participation = work.enrolled(work.carried_out())
    with pytest.raises(Invalid, match="Alasan"):
        enrolment.withdraw(participation, reason="\n", on=TODAY, by=SYSTEM, at=NOW)


def test_only_who_enrols_at_the_unit_handles_participants() -> None:
    work = Work()
    activity = work.carried_out()
    for stranger in (work.colleague, actor("activities.view", "activities.post", at=work.unit)):
        person = work.person()
        participation = work.enrolled(activity, person)
        with pytest.raises(NotAllowed):
            enrolment.enrol(activity, work.person(), on=STARTS, by=stranger, at=NOW)
        with pytest.raises(NotAllowed):
            enrolment.attend(participation, on=STARTS, by=stranger, at=NOW)
        with pytest.raises(NotAllowed):
            enrolment.rely_on(participation, confirmed(person), by=stranger, at=NOW)
        with pytest.raises(NotAllowed):
            enrolment.withdraw(participation, reason="Coba", on=TODAY, by=stranger, at=NOW)
    own = enrolment.enrol(activity, work.person(), on=STARTS, by=work.owner, at=NOW)
    assert enrolment.attend(own, on=STARTS, by=work.owner, at=NOW).is_counted


def test_no_audit_entry_names_a_person() -> None:
    work = Work()
    person = work.person(name="Orang Contoh Tersembunyi")
    withdrawn(work.attended(work.carried_out(work.promised(CountedUnit.PERSON)), person))
    assert Entry.objects.filter(action__startswith="participation.").count() == 3
    assert not [entry for entry in Entry.objects.all() if "Tersembunyi" in str(entry.facts)]


def test_an_outcome_is_recorded_for_who_was_there() -> None:
    work = Work()
    outcome = measured(work.attended(work.carried_out()), "61.5", "80")
    assert (outcome.before, outcome.after) == (Decimal("61.50"), Decimal("80.00"))


def test_what_was_before_may_be_unknown() -> None:
    work = Work()
    assert measured(work.attended(work.carried_out()), None, "80").before is None


def test_nothing_changed_for_who_was_not_there() -> None:
    work = Work()
    with pytest.raises(outcomes.NotAttended):
        measured(work.enrolled(work.carried_out()), None, "80")
    gone = work.attended(work.carried_out())
    withdrawn(gone)
    with pytest.raises(outcomes.NotAttended):
        measured(gone, None, "80")


def test_a_measure_is_taken_once_a_day_and_several_measures_may_be() -> None:
    work = Work()
    participation = work.attended(work.carried_out())
    measured(participation, "60", "80")
    measured(participation, "60", "85", on=TODAY)
    measured(participation, "0", "1", measure="Sertifikat")
    with pytest.raises(outcomes.AlreadyMeasured, match="Nilai tes"):
        measured(participation, "60", "90", measure=" Nilai  tes ")
    assert participation.outcomes.count() == 3


def test_an_outcome_is_not_measured_before_the_attendance_nor_in_the_future() -> None:
    work = Work()
    participation = work.attended(work.carried_out())
    with pytest.raises(TooEarly):
        measured(participation, None, "80", on=STARTS - timedelta(days=1))
    with pytest.raises(NotYet):
        measured(participation, None, "80", on=TODAY + timedelta(days=1))


@pytest.mark.parametrize("known", [{"measure": ""}, {"unit": ""}, {"measure": "x" * 201}])
def test_an_outcome_says_what_it_measures(known: dict[str, str]) -> None:
    work = Work()
    participation = work.attended(work.carried_out())
    with pytest.raises(Invalid):
        measured(participation, None, "80", **known)


@pytest.mark.parametrize(("before", "after"), [("NaN", "1"), ("1", "1e12"), ("0.001", "1")])
def test_an_impossible_outcome_is_refused(before: str, after: str) -> None:
    work = Work()
    participation = work.attended(work.carried_out())
    with pytest.raises(Invalid):
        measured(participation, before, after)


def test_only_who_posts_at_the_unit_records_outcomes() -> None:
    work = Work()
    participation = work.attended(work.carried_out())
    for stranger in (work.colleague, actor("activities.view", "activities.enrol", at=work.unit)):
        with pytest.raises(NotAllowed):
            measured(participation, None, "80", by=stranger)
    assert measured(participation, None, "80", by=work.owner).after == 80


def test_the_delivery_of_an_attendance_bears_no_name() -> None:
    work = Work()
    obligation = work.promised(CountedUnit.PERSON)
    person = work.person(name="Orang Contoh Tersembunyi")
    work.attended(work.carried_out(obligation), person)
    delivery = obligation.deliveries.get()
    assert delivered(obligation) == 1
    assert "Tersembunyi" not in f"{delivery.origin} {delivery.note}"
