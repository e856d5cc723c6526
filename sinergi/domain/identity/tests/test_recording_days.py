"""Recording days are never overbooked; who was not recorded goes back to the queue; the office gets a list, and no more."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sinergi.domain.identity.choices import BY_HAND, CASES, Attendance, CaseState, DayState, StepKind
from sinergi.domain.identity.models import NikCase, NikCaseStep, RecordingDay
from sinergi.domain.identity.queries import cases as queries
from sinergi.domain.identity.rules.cases import WrongStep
from sinergi.domain.identity.services import cases, recording_days
from sinergi.domain.identity.tests.test_cases import nameless, opened, seer
from sinergi.domain.identity.tests.worlds import World
from sinergi.domain.people.choices import REVEAL
from sinergi.foundation.audit.models import Entry, Reading
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.errors import DomainError, Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor, partner

pytestmark = pytest.mark.django_db

SOON = TODAY + timedelta(days=3)
THEN = NOW + timedelta(days=3)
"""The moment of the recording day."""


def planned(unit: Institution, **known: Any) -> RecordingDay:
    facts: dict[str, Any] = {"on": SOON, "capacity": 2, "by": SYSTEM, "at": NOW}
    return recording_days.plan(unit, partner(category="pemerintah"), **(facts | known))


def test_a_day_is_planned_once_with_an_office_and_not_for_the_past() -> None:
    world = World()
    office = partner(category="pemerintah")
    by = seer(world.lapas)
    recording_days.plan(world.lapas, office, on=SOON, capacity=10, by=by, at=NOW)
    for known, refusal in (
        ({"on": SOON}, recording_days.AlreadyPlanned),
        ({"on": TODAY - timedelta(days=1)}, Invalid),
        ({"capacity": 0}, Invalid),
        ({"capacity": 501}, Invalid),
    ):
        with pytest.raises(refusal):
            recording_days.plan(
                world.lapas,
                office,
                **({"on": SOON, "capacity": 10} | known),
                by=by,
                at=NOW,  # type: ignore[arg-type]
            )
    with pytest.raises(Invalid):
        recording_days.plan(world.lapas, partner(example=False), on=SOON, capacity=1, by=by, at=NOW)
    with pytest.raises(NotAllowed):
        planned(world.lapas, by=seer(world.other_lapas))
    assert RecordingDay.objects.count() == 1


def test_booking_fills_a_day_and_no_more() -> None:
    world = World()
    by = seer(world.lapas)
    one, other, third = (opened(world) for _number in range(3))
    day = planned(world.lapas)
    with pytest.raises(recording_days.Full):
        recording_days.book(day, [one, other, third], by=by, at=NOW)
    assert not NikCase.objects.filter(state=CaseState.BOOKED).exists(), "all or nobody"
    assert recording_days.book(day, [one, other, one], by=by, at=NOW) == 2
    with pytest.raises(recording_days.Full):
        recording_days.book(day, [third], by=by, at=NOW)
    day.refresh_from_db()
    assert (day.booked, day.room) == (2, 0)
    recording_days.unbook(one, note="Sakit", by=by, at=NOW)
    assert recording_days.book(day, [third], by=by, at=NOW) == 1
    assert set(queries.booked_for(day, by)) == {other, third}
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordingDay.objects.filter(pk=day.pk).update(booked=3)


def test_what_booking_refuses() -> None:
    world = World()
    case = opened(world)
    elsewhere = planned(world.other_lapas)
    with pytest.raises(NotAllowed):
        recording_days.book(elsewhere, [case], by=seer(world.lapas), at=NOW)
    with pytest.raises(recording_days.NotOfThisUnit):
        recording_days.book(elsewhere, [case], by=seer(world.kanwil), at=NOW)
    day = planned(world.lapas)
    with pytest.raises(Invalid):
        recording_days.book(day, [], by=SYSTEM, at=NOW)
    with pytest.raises(recording_days.NotPlanned):
        recording_days.book(day, [case], by=SYSTEM, at=THEN + timedelta(days=1))
    recording_days.book(day, [case], by=SYSTEM, at=NOW)
    with pytest.raises(WrongStep):
        recording_days.book(planned(world.lapas), [case], by=SYSTEM, at=NOW)
    assert RecordingDay.objects.get(pk=elsewhere.pk).booked == 0


def test_after_the_day_each_is_recorded_or_goes_back_to_the_queue() -> None:
    world = World()
    by = seer(world.lapas)
    came, absent, refused = (opened(world) for _number in range(3))
    day = planned(world.lapas, capacity=5)
    recording_days.book(day, [came, absent, refused], by=by, at=NOW)
    said = {came.public_id: "recorded", absent.public_id: "absent", refused.public_id: "refused"}
    with pytest.raises(recording_days.NotPlanned):
        recording_days.hold(day, said, by=by, at=NOW)
    for wrong in ({came.public_id: "recorded"}, said | {came.public_id: "gone"}):
        with pytest.raises(Invalid):
            recording_days.hold(day, wrong, by=by, at=THEN)
    with pytest.raises(NotAllowed):
        recording_days.hold(day, said, by=seer(world.other_lapas), at=THEN)
    held = recording_days.hold(day, said, by=by, at=THEN)
    assert held.state == DayState.HELD
    assert RecordingDay.objects.get().booked == 3, "history"
    states = [NikCase.objects.get(pk=case.pk).state for case in (came, absent, refused)]
    assert states == [CaseState.RECORDED, CaseState.OPEN, CaseState.OPEN]
    assert {told.case.pk: told.attendance for told in queries.told_of(held, by)} == {
        came.pk: Attendance.RECORDED, absent.pk: Attendance.ABSENT, refused.pk: Attendance.REFUSED,
    }  # fmt: skip
    assert set(queries.queue_for(day, by)) == {absent, refused}
    with pytest.raises(recording_days.NotPlanned):
        recording_days.hold(day, said, by=by, at=THEN)


def test_a_cancelled_day_sends_everybody_back_and_may_be_planned_anew() -> None:
    world = World()
    by = seer(world.lapas)
    case = opened(world)
    day = planned(world.lapas)
    recording_days.book(day, [case], by=by, at=NOW)
    day = recording_days.cancel(day, reason="Alat rusak", by=by, at=NOW)
    case.refresh_from_db()
    assert (day.state, case.state, RecordingDay.objects.get().booked) == (DayState.CANCELLED, CaseState.OPEN, 0)
    with pytest.raises(recording_days.NotPlanned):
        recording_days.book(day, [case], by=by, at=NOW)
    recording_days.plan(world.lapas, day.office, on=SOON, capacity=1, by=by, at=NOW)


def test_the_list_for_the_office_is_noted_and_holds_the_mother_only_for_who_may_open_it() -> None:
    world = World()
    person = nameless(world, mother_name="Ibu Contoh", birth_place="Contohsari")
    case = cases.open_case(person, by=seer(world.lapas), at=NOW)
    day = planned(world.lapas)
    recording_days.book(day, [case], by=SYSTEM, at=NOW)
    told: dict[str, Any] = {"purpose": "Perekaman", "form": "pdf", "at": NOW}
    [line] = recording_days.list_out(day, with_mother=False, by=seer(world.lapas), **told)
    assert (line.name, line.birth_place, line.mother_name) == ("Contoh Satu", "Contohsari", "")
    with pytest.raises(NotAllowed):
        recording_days.list_out(day, with_mother=True, by=seer(world.lapas), **told)
    with pytest.raises(Invalid):
        recording_days.list_out(day, with_mother=False, by=seer(world.lapas), **(told | {"purpose": " "}))
    opener = seer(world.lapas, REVEAL)
    [line] = recording_days.list_out(day, with_mother=True, by=opener, **told)
    assert line.mother_name == "Ibu Contoh"
    assert [reading.fields for reading in Reading.objects.order_by("pk")] == [
        ["name", "sex", "birth_date", "birth_place"],
        ["name", "sex", "birth_date", "birth_place", "mother_name"],
    ]
    assert Entry.objects.filter(action="recording_day.listed").count() == 2
    nobody = actor(CASES, REVEAL, at=world.other_lapas)
    with pytest.raises(NotAllowed):
        recording_days.list_out(day, with_mother=True, by=nobody, **told)


# --- whatever is done, in whatever order


_ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["book", "unbook", "hold", "cancel", "pursue", "close", "reopen", "plan"]),
        st.integers(0, 3),
        st.integers(0, 3),
        st.sampled_from(cases.PURSUED),
        st.sampled_from(Attendance),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_ACTIONS)
def test_no_sequence_overbooks_a_day_or_leaves_a_booking_behind(
    actions: list[tuple[str, int, int, StepKind, Attendance]],
) -> None:
    with transaction.atomic():
        world = World()
        people = [opened(world) for _number in range(4)]
        days = [planned(world.lapas, capacity=1), planned(world.lapas, capacity=2)]
        for action, which, how_many, kind, attendance in actions:
            case, day = people[which], days[which % len(days)]
            try:
                with transaction.atomic():
                    _do(action, case, day, people[: how_many + 1], kind, attendance, world, days)
            except DomainError:
                pass
            _holds()
        transaction.set_rollback(True)


def _do(
    action: str, case: NikCase, day: RecordingDay, several: list[NikCase], kind: StepKind, attendance: Attendance,
    world: World, days: list[RecordingDay],
) -> None:  # fmt: skip
    facts: dict[str, Any] = {"by": SYSTEM, "at": THEN}
    match action:
        case "book":
            recording_days.book(day, several, **facts)
        case "unbook":
            recording_days.unbook(case, note="Contoh", **facts)
        case "hold":
            booked = NikCase.objects.filter(recording_day=day).values_list("public_id", flat=True)
            recording_days.hold(day, dict.fromkeys(booked, attendance), **facts)
        case "cancel":
            recording_days.cancel(day, reason="Contoh", **facts)
        case "pursue":
            cases.pursue(case, kind, on=TODAY, note="Contoh", **facts)
        case "close":
            cases.close(case, reason=BY_HAND[0], note="Contoh", on=TODAY, **facts)
        case "reopen":
            cases.reopen(case, note="Contoh", on=TODAY, **facts)
        case "plan":
            days.append(planned(world.lapas, capacity=1))


def _holds() -> None:
    for day in RecordingDay.objects.all():
        taken = NikCase.objects.filter(recording_day=day).count()
        assert day.booked <= day.capacity
        assert taken == (day.booked if day.state == DayState.PLANNED else 0)
    for case in NikCase.objects.all():
        assert (case.recording_day_id is not None) == (case.state == CaseState.BOOKED)
        assert (case.closed_on is not None) == (case.state == CaseState.CLOSED)
        assert case.last_step_on >= case.opened_on


# --- two at once


@pytest.mark.django_db(transaction=True)
def test_two_who_book_the_last_place_at_once_do_not_both_get_it() -> None:
    world = World()
    one, other = opened(world), opened(world)
    day = planned(world.lapas, capacity=1)
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def book(case: NikCase) -> None:
        barrier.wait()
        try:
            recording_days.book(day, [case], by=SYSTEM, at=NOW)
            outcomes.append("booked")
        except recording_days.Full:
            outcomes.append("full")
        finally:
            connections.close_all()

    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an in-memory database has one connection")
    threads = [threading.Thread(target=book, args=(case,)) for case in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["booked", "full"]
    assert RecordingDay.objects.get().booked == NikCaseStep.objects.filter(kind=StepKind.BOOKED).count() == 1
