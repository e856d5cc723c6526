"""Who stands twice among our own people: found, read, merged, and left alone once decided."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path

import pytest

from sinergi.domain.identity.choices import CaseKind, Opinion, ReviewState, Scope
from sinergi.domain.identity.models import ReviewCase, ReviewDecision
from sinergi.domain.identity.queries import desk
from sinergi.domain.identity.services import deduping, opening, reviewing, settling
from sinergi.domain.identity.tests.desks import found_nik, reader, rule, superior
from sinergi.domain.identity.tests.worlds import NIK, World
from sinergi.domain.people.models import Person, PersonMerge
from sinergi.domain.people.services import merging
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from sinergi.foundation.queue.models import Job
from tests.support.factories import NOW, SYSTEM, actor

pytestmark = pytest.mark.django_db

OTHERS = ("Hutapea", "Nainggolan", "Prawiro", "Daulay", "Kalla", "Mewengkang")


@pytest.fixture
def world() -> World:
    rule()
    return World()


def returner(world: World) -> tuple[Person, Person]:
    """Somebody who came back and was written down as another, shorter and without a birth place."""
    facts = {"name": "Contoh Ratnawulan Kusumaningrum", "nik": NIK, "mother_name": "Contoh Endang Palupi"}
    for number, (one, other) in enumerate(product(("Bambang", "Jumadi", "Wagiman", "Tukiyo", "Zulfikar"), OTHERS)):
        world.person(
            name=f"{one} {other}", sex="L", nik="", birth_date=date(1960 + number, 1 + number % 12, 3 + number % 20)
        )
    former = world.person(**facts)
    former.episodes.update(ends_on=date(2025, 8, 1))
    return former, world.person(**(facts | {"name": "Contoh Ratnawulan K", "starts_on": date(2025, 9, 1)}))


def search() -> ReviewCase:
    deduping.search(is_example=True, at=NOW)
    return ReviewCase.objects.get(kind=CaseKind.PAIR)


def test_two_rows_of_one_person_become_a_case_once(world: World, tmp_path: Path) -> None:
    former, now = returner(world)
    case = search()
    assert (case.person, case.other) == (former, now)
    assert case.probability > 0.95
    assert case.evidence
    assert case.marks["nik"] == "sesuai"
    again = deduping.search(is_example=True, at=NOW)
    assert (again.pairs, again.opened) == (1, 0)
    assert deduping.search(is_example=False, at=NOW).people == 0


def test_decided_same_they_are_merged_and_the_merge_can_be_undone(world: World) -> None:
    former, now = returner(world)
    case, ani = search(), reader(world.lapas, "Ani")
    with pytest.raises(Invalid, match="Alasan"):
        reviewing.read(case, Opinion.SAME, by=ani, at=NOW)
    case = reviewing.read(case, Opinion.SAME, reason="Residivis, sidik jari sama", by=ani, at=NOW)
    former.refresh_from_db()
    assert former.merged_into == now
    assert ReviewDecision.objects.get().scope == Scope.PAIR
    merging.undo(PersonMerge.objects.get(), by=ani, at=NOW)
    former.refresh_from_db()
    assert former.merged_into is None


def test_decided_different_they_are_not_proposed_again_before_something_changes(world: World) -> None:
    former, _now = returner(world)
    reviewing.read(search(), Opinion.DIFFERENT, by=reader(world.lapas, "Ani"), at=NOW)
    assert deduping.search(is_example=True, at=NOW).opened == 0
    Person.objects.filter(pk=former.pk).update(birth_place="Ngawi")
    assert deduping.search(is_example=True, at=NOW).opened == 0, "a birth place is no substantial change"
    Person.objects.filter(pk=former.pk).update(name="Contoh Ratnawulan Kusuma")
    assert deduping.search(is_example=True, at=NOW).opened == 1
    settling.revoke(ReviewDecision.objects.get(), reason="Keliru", by=superior(world.lapas), at=NOW)


def test_what_contradicts_must_have_been_seen(world: World) -> None:
    former, _now = returner(world)
    case, ani = search(), reader(world.lapas, "Ani")
    Person.objects.filter(pk=former.pk).update(sex="L")
    against = [each.value for each in reviewing.look(case, by=ani, at=NOW).against]
    assert against == ["sex"]
    with pytest.raises(merging.Contradicts):
        reviewing.read(case, Opinion.SAME, reason="Salah ketik", by=ani, at=NOW)
    case = reviewing.read(case, Opinion.SAME, reason="Salah ketik", acknowledged=against, by=ani, at=NOW)
    assert case.state == ReviewState.SETTLED


def test_only_who_reaches_all_units_of_both_reads_a_pair(world: World) -> None:
    former, _now = returner(world)
    case = search()
    former.episodes.update(unit=world.other_lapas)
    for no in (
        reader(world.lapas, "Ani"),
        reader(world.other_lapas, "Budi"),
        actor("identity.review", at=world.kanwil),
    ):
        with pytest.raises(NotAllowed):
            reviewing.look(case, by=no, at=NOW)
        assert not desk.queue(no, at=NOW, examples=True).exists()
    assert reviewing.look(case, by=reader(world.kanwil, "Cici"), at=NOW).other is not None


def test_a_pair_that_was_merged_elsewhere_is_withdrawn(world: World) -> None:
    former, now = returner(world)
    case = search()
    merging.merge(former, now, reason="Di halaman orang", by=SYSTEM, at=NOW)
    assert deduping.search(is_example=True, at=NOW).withdrawn == 1
    case.refresh_from_db()
    assert case.state == ReviewState.WITHDRAWN


def test_whoever_reads_everywhere_has_it_searched_now(world: World) -> None:
    with pytest.raises(NotAllowed):
        deduping.ask_for(by=superior(world.kanwil), at=NOW)
    deduping.ask_for(by=actor("identity.review"), at=NOW)
    assert Job.objects.filter(name="identity.tend_desk").count() == 1


def test_a_nik_found_before_there_was_a_desk_gets_its_case(world: World) -> None:
    case = found_nik(world)
    case.delete()
    assert opening.catch_up(by=SYSTEM, at=NOW) == 1
    assert ReviewCase.objects.get().proposal is not None
    assert opening.catch_up(by=SYSTEM, at=NOW) == 0
