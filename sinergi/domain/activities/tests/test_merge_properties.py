"""What is true of every merge, whatever was recorded before and after: tried on made-up histories."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sinergi.domain.activities import queries as activities
from sinergi.domain.activities.models import Outcome, Participation
from sinergi.domain.activities.services import enrolment, splitting
from sinergi.domain.activities.tests.worlds import STARTS, Work, confirmed
from sinergi.domain.identity import queries as identity
from sinergi.domain.identity.models import Verification
from sinergi.domain.people import policies, queries
from sinergi.domain.people.choices import AliasKind, Category, Sex, Side
from sinergi.domain.people.models import Alias, Episode, Person, PersonMerge
from sinergi.domain.people.queries import PersonFilter
from sinergi.domain.people.rules import KnownAs
from sinergi.domain.people.services import episodes, merging, registering
from sinergi.domain.people.tests.worlds import somebody
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
SEEN = ("people.view", "activities.view", "identity.verify", "people.reveal", "people.register")
TRIES = settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

known = st.fixed_dictionaries(
    {},
    optional={
        "sex": st.sampled_from(Sex.values),
        "birth_place": st.sampled_from(["Bogor", "Depok"]),
        "mother_name": st.sampled_from(["Siti Aminah", "Wulandari"]),
        "nik": st.sampled_from(["9901014107900042", "9901014107900050", "12"]),
        "region_code": st.sampled_from(["3201", "3275"]),
        "nationality": st.sampled_from(["WNI", "WNA"]),
        "aliases": st.lists(st.sampled_from(["Si Kecil", "Si Besar"]), unique=True, max_size=2).map(
            lambda names: [KnownAs(name, AliasKind.ALIAS) for name in names]
        ),
    },
)
rows = st.fixed_dictionaries(
    {
        "known": known,
        "elsewhere": st.booleans(),
        "category": st.sampled_from([Category.NARAPIDANA, Category.KLIEN, Category.PETUGAS]),
        "left": st.booleans(),
        "confirmed": st.booleans(),
        "took_part": st.booleans(),
    }
)

PAIR = st.tuples(st.integers(0, 3), st.integers(0, 3))


class World:
    """A unit and another under one office, and what each kind of reader may see."""

    def __init__(self) -> None:
        self.work = Work()
        self.here, self.there = self.work.unit, self.work.world.elsewhere
        self.viewers = [SYSTEM, *(actor(*SEEN, at=unit) for unit in (self.here, self.there))]

    def row(self, said: dict[str, Any]) -> Person:
        unit = self.there if said["elsewhere"] else self.here
        since = date(2024, 1, 1) if said["left"] else date(2025, 6, 1)
        person = somebody(unit, category=said["category"], starts_on=since, **said["known"])
        if said["left"]:
            episodes.end(person.episodes.get(), ends_on=date(2024, 6, 1), by=SYSTEM, at=NOW)
        if said["confirmed"] and not said["left"]:
            confirmed(person)
        if said["took_part"] and not said["left"] and unit == self.here:
            self.work.attended(self.work.carried_out(), person)
        return person


def rows_seen(viewer: Actor) -> dict[str, Any]:
    """All rows about people that a reader can come to, by key; and the rows of persons that stand for somebody."""
    everybody = list(Person.objects.all())
    faces = {queries.faces(person.public_id, viewer).first() for person in everybody} - {None}
    return {
        "persons": {face.pk for face in faces if face},
        "names": {face.name for face in faces if face},
        "episodes": {row.pk for person in everybody for row in queries.history(person, viewer)},
        "verifications": {row.pk for person in everybody for row in identity.history(person, viewer)},
        "participations": {row.pk for person in everybody for row in activities.of_person(person, viewer)},
    }


def read(viewer: Actor) -> list[Any]:
    """What the pages show this reader."""
    listed = queries.listed(PersonFilter(examples=True), viewer)
    people = [
        (
            person.pk, person.name, person.sex, str(person.born), person.nik, person.mother_name, person.region_code,
            sorted(person.aliases.values_list("kind", "name")), [episode.pk for episode in person.shown_episodes],
            [row.pk for row in identity.history(person, viewer)], [row.pk for row in activities.of_person(person, viewer)],
            policies.rights(viewer, person, at=NOW),
        )
        for person in listed
    ]  # fmt: skip
    return [people, rows_seen(viewer)]


def merged(one: Person, other: Person) -> PersonMerge:
    weighed = merging.weigh(one, other)
    return merging.merge(
        weighed.absorbed, weighed.survivor, reason="Sama", acknowledged=[each.value for each in weighed.against],
        by=SYSTEM, at=NOW,
    )  # fmt: skip


class TestEveryMerge:
    @TRIES
    @given(one=rows, other=rows, third=rows)
    def test_it_grants_nobody_sight_of_anything_and_undoing_it_is_identity(
        self, one: Any, other: Any, third: Any
    ) -> None:
        with transaction.atomic():
            world = World()
            first, second, _third = (world.row(said) for said in (one, other, third))
            before = [read(viewer) for viewer in world.viewers]
            humans = Person.objects.survivors().count()
            made = merged(first, second)
            assert Person.objects.survivors().count() == humans - 1
            for viewer, (_shown, was) in zip(world.viewers, before, strict=True):
                now = rows_seen(viewer)
                for kind in was:
                    assert now[kind] <= was[kind], kind
                for kind in ("episodes", "verifications", "participations"):
                    assert now[kind] == was[kind], kind
            merging.undo(made, by=SYSTEM, at=LATER)
            assert [read(viewer) for viewer in world.viewers] == before
            transaction.set_rollback(True)

    @TRIES
    @given(
        said=st.lists(rows, min_size=3, max_size=5),
        pairs=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=6),
    )
    def test_one_step_and_no_loop_whatever_is_merged_in_whatever_order(self, said: Any, pairs: Any) -> None:
        with transaction.atomic():
            world = World()
            people = [world.row(each) for each in said]
            humans = len(people)
            for one, other in pairs:
                if one >= len(people) or other >= len(people):
                    continue
                both = [Person.objects.get(pk=people[place].pk) for place in (one, other)]
                try:
                    with transaction.atomic():
                        merged(*both)
                    humans -= 1
                except DomainError:
                    pass
                assert not Person.objects.filter(merged_into__merged_into__isnull=False).exists()
            assert Person.objects.survivors().count() == humans
            for made in PersonMerge.objects.standing():
                merging.undo(made, by=SYSTEM, at=LATER)
            assert Person.objects.survivors().count() == len(people)
            transaction.set_rollback(True)

    @TRIES
    @given(one=rows, other=rows, given_away=st.lists(st.booleans(), min_size=20, max_size=20))
    def test_a_split_conserves_every_row(self, one: Any, other: Any, given_away: list[bool]) -> None:
        with transaction.atomic():
            world = World()
            said = {"left": False, "elsewhere": False, "category": Category.NARAPIDANA}
            first, second = world.row(one | {"left": True}), world.row(other | said)
            made = merged(first, second)
            PersonMerge.objects.filter(pk=made.pk).update(merged_at=NOW + timedelta(microseconds=1))
            made.refresh_from_db()
            own = {
                table: dict(table.objects.values_list("pk", "person"))
                for table in (Episode, Verification, Participation)
            }
            _recorded(world, made.survivor)
            tables = (Episode, Verification, Participation, Outcome)
            keys = {table: set(table.objects.values_list("pk", flat=True)) for table in tables}
            recorded = splitting.recorded_since(made, by=SYSTEM)
            sides = {
                key: Side.ABSORBED if to else Side.SURVIVOR for key, to in zip(recorded.keys, given_away, strict=False)
            }
            try:
                splitting.split(made, sides, reason="Keliru", on=TODAY, by=SYSTEM, at=LATER)
            except splitting.Torn:
                transaction.set_rollback(True)
                return
            assert {table: set(table.objects.values_list("pk", flat=True)) for table in tables} == keys
            owner = {Side.ABSORBED: made.absorbed_id, Side.SURVIVOR: made.survivor_id}
            for row in recorded.rows:
                assert type(row)._default_manager.get(pk=row.pk).person_id == owner[sides[splitting.key_of(row)]]
            for table, rows_before in own.items():
                assert dict(table.objects.filter(pk__in=rows_before).values_list("pk", "person")) == rows_before
            assert not Person.objects.filter(merged_into__isnull=False).exists()
            for participation in Participation.objects.select_related("episode", "verification"):
                assert participation.episode.person_id == participation.person_id
                assert (
                    participation.verification is None
                    or participation.verification.person_id == participation.person_id
                )
            transaction.set_rollback(True)


def _recorded(world: World, survivor: Person) -> None:
    """Something of every kind, after the merge."""
    begun = episodes.begin(
        survivor, category=Category.PETUGAS, unit=world.here, registration_number="P.9", starts_on=date(2025, 7, 1),
        by=SYSTEM, at=LATER,
    )  # fmt: skip
    assert begun.person == survivor
    for activity in (world.work.carried_out(), world.work.carried_out()):
        participation = enrolment.enrol(activity, survivor, on=STARTS, by=SYSTEM, at=LATER)
        enrolment.attend(participation, on=STARTS, by=SYSTEM, at=LATER)
    Alias.objects.create(person=survivor, kind=AliasKind.FORMER, name="Nama Lama", recorded_at=LATER)
    survivor.refresh_from_db()
    registering.correct(
        survivor, name=survivor.name, sex=survivor.sex, birth_date=date(1990, 1, 1), birth_precision="day",
        birth_place=survivor.birth_place, by=SYSTEM, at=LATER,
    )  # fmt: skip
