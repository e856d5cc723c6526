"""Days of unusual reading: what is asked about, and who sees it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from sinergi.domain.people.models import Person
from sinergi.foundation.audit import queries, rules
from sinergi.foundation.audit.choices import Unusual
from sinergi.foundation.audit.models import BrowsingAlarm, Entry
from sinergi.foundation.audit.services import readings, watching
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, actor, institution

DAY = date(2026, 3, 1)
NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)
READER = Actor(key="user:a", label="Petugas Contoh")


def read(number: int, *, days_before: int = 0, by: Actor = READER, at: datetime = NOON) -> None:
    people = [Person(public_id=uuid4()) for _number in range(number)]
    readings.note_many(people, ["name"], by=by, at=at - timedelta(days=days_before), purpose="Membuka")


@pytest.mark.parametrize(
    ("persons", "usual", "asked"),
    [
        (59, [], False),
        (60, [], True),
        (60, [50, 50], True),
        (41, [10] * 5, True),
        (40, [10] * 5, False),
        (29, [1] * 9, False),
    ],
)
def test_many_is_held_against_the_usual_day(persons: int, usual: list[int], asked: bool) -> None:
    assert rules.is_unusual(Unusual.MANY, persons, usual) == asked


@pytest.mark.parametrize(
    ("names", "usual", "asked"), [(1999, [], False), (2000, [], True), (1000, [249] * 5, True), (999, [1] * 5, False)]
)
def test_names_in_lists_have_bounds_of_their_own(names: int, usual: list[int], asked: bool) -> None:
    assert rules.is_unusual(Unusual.LISTS, names, usual) == asked


@pytest.mark.django_db
class TestWatching:
    def test_a_day_far_above_the_usual_is_asked_about_once(self) -> None:
        for days in range(1, 7):
            read(5, days_before=days)
        read(31)
        [alarm] = watching.watch(DAY, at=NOW)
        assert (alarm.reason, alarm.persons, alarm.usual, alarm.actor_label) == ("many", 31, 5, "Petugas Contoh")
        assert watching.watch(DAY, at=NOW) == ()
        assert Entry.objects.filter(action="audit.unusual").count() == 1

    def test_the_same_person_many_times_is_one_person(self) -> None:
        person = Person(public_id=uuid4())
        readings.note_many([person] * 80, ["name"], by=READER, at=NOON, purpose="Membuka")
        assert watching.watch(DAY, at=NOW) == ()

    def test_many_by_night_are_asked_about(self) -> None:
        read(15, at=datetime(2026, 2, 28, 20, tzinfo=UTC))  # three o'clock WIB on the first of March
        [alarm] = watching.watch(DAY, at=NOW)
        assert (alarm.reason, alarm.persons) == ("night", 15)

    def test_names_in_lists_are_counted_apart_from_pages_of_people(self) -> None:
        def leaf(pages: int, *, days_before: int = 0) -> None:
            at = NOON - timedelta(days=days_before)
            for _page in range(pages):
                readings.note_list("people", ["name"], shown=25, narrowed="", by=READER, at=at, purpose="Daftar")

        for days in range(1, 7):
            leaf(8, days_before=days)
        leaf(32)
        assert watching.watch(DAY, at=NOW) == (), "eight hundred names are below a thousand"
        leaf(8)
        [alarm] = watching.watch(DAY, at=NOW)
        assert (alarm.reason, alarm.persons, alarm.usual) == ("lists", 1000, 200)
        assert watching.watch(DAY, at=NOW) == ()

    def test_a_run_and_the_system_are_no_curiosity(self) -> None:
        read(500, by=Actor(key="run:1", label="Pemeriksaan"))
        read(500, by=SYSTEM)
        assert watching.watch(DAY, at=NOW) == ()

    def test_an_auditor_answers_and_nobody_else_sees(self) -> None:
        read(60)
        [alarm] = watching.watch(DAY, at=NOW)
        auditor = actor("audit.view")
        for other in (actor("audit.view", at=institution()), actor("people.view"), actor()):
            assert not queries.alarms(other).exists()
            with pytest.raises(NotAllowed):
                watching.answer(alarm, answer="Tugas pendataan", by=other, at=NOW)
        assert list(queries.alarms(auditor)) == [alarm]
        with pytest.raises(Invalid):
            watching.answer(alarm, answer=" ", by=auditor, at=NOW)
        watching.answer(alarm, answer="Tugas pendataan", by=auditor, at=NOW)
        with pytest.raises(watching.Answered):
            watching.answer(alarm, answer="Lagi", by=auditor, at=NOW)
        assert not BrowsingAlarm.objects.unanswered().exists()
