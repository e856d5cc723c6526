"""Two rows that are one human being: merged, counted once, undone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sinergi.domain.people.choices import AliasKind, Category, Contradiction, MergeEnd
from sinergi.domain.people.models import Alias, Episode, Person, PersonMerge
from sinergi.domain.people.models.person import SURVIVOR_KEY, human
from sinergi.domain.people.rules import KnownAs
from sinergi.domain.people.services import episodes, merging, registering, surviving
from sinergi.domain.people.tests.worlds import Country, merger, somebody
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, institution

pytestmark = pytest.mark.django_db

NIK, OTHER_NIK = "9901014107900042", "9901014107900050"
LATER = NOW + timedelta(hours=1)
WHY = "Foto dan sidik jari sama"
BEFORE, AGAIN = date(2019, 1, 5), date(2025, 6, 1)


def left(unit: Any, *, until: date = date(2020, 1, 5), **known: Any) -> Person:
    """Somebody who was there once and left."""
    person = somebody(unit, **({"starts_on": BEFORE} | known))
    episodes.end(person.episodes.get(), ends_on=until, by=SYSTEM, at=NOW)
    return person


def returner(country: Country, **known: Any) -> tuple[Person, Person]:
    """One human being as two rows: who left the other lapas, and who is at the lapas now."""
    return left(country.other_lapas, **known), somebody(country.lapas, starts_on=AGAIN)


def merged(absorbed: Person, survivor: Person, **how: Any) -> PersonMerge:
    made = merging.merge(absorbed, survivor, **({"reason": WHY, "by": SYSTEM, "at": NOW} | how))
    absorbed.refresh_from_db()
    survivor.refresh_from_db()
    return made


def everything() -> list[Any]:
    """All that is held of people, as a reader could see it; not how often it was changed."""
    people = Person.objects.order_by("pk")
    return [
        *(
            [getattr(person, name) for name in ("pk", "name", "merged_into_id", "merged_at", "born", "birth_source")]
            + [getattr(person, name) for columns in merging.FILLED.values() for name in columns]
            for person in people
        ),
        *Episode.objects.order_by("pk").values(),
        *Alias.objects.order_by("person", "kind", "name").values("person", "kind", "name", "recorded_at"),
    ]


class TestMerging:
    def test_the_absorbed_stands_for_the_survivor_and_no_row_moves(self) -> None:
        absorbed, survivor = returner(Country())
        rows = list(Episode.objects.order_by("pk").values())
        made = merged(absorbed, survivor)
        assert (absorbed.merged_into, absorbed.merged_at, survivor.merged_into) == (survivor, NOW, None)
        assert absorbed.human_key == survivor.human_key == survivor.pk
        assert list(Episode.objects.order_by("pk").values()) == rows
        assert (made.absorbed, made.survivor, made.reason, made.ended_as) == (
            absorbed,
            survivor,
            WHY,
            MergeEnd.STANDING,
        )

    def test_it_is_one_human_being_less(self) -> None:
        absorbed, survivor = returner(Country())
        before = Person.objects.survivors().count()
        merged(absorbed, survivor)
        assert Person.objects.survivors().count() == before - 1
        assert Person.objects.values_list(SURVIVOR_KEY, flat=True).distinct().count() == before - 1
        assert Episode.objects.order_by().values_list(human(), flat=True).distinct().count() == before - 1

    def test_the_survivor_takes_what_it_does_not_know_and_the_names(self) -> None:
        country = Country()
        absorbed = left(
            country.other_lapas, name="Budi Contoh", sex="L", nik=NIK, birth_place="Bogor", mother_name="Siti Contoh",
            aliases=[KnownAs("Si Kecil", AliasKind.ALIAS)],
        )  # fmt: skip
        survivor = somebody(country.lapas, name="Budiman Contoh", birth_place="Depok")
        made = merged(absorbed, survivor)
        assert (survivor.nik, survivor.sex, survivor.mother_name) == (NIK, "L", "Siti Contoh")
        assert survivor.nik_index == absorbed.nik_index
        assert (survivor.name, survivor.birth_place) == ("Budiman Contoh", "Depok")
        assert [(a.kind, a.name) for a in survivor.aliases.all()] == [("alias", "Budi Contoh"), ("alias", "Si Kecil")]
        assert made.before["filled"] == ["sex", "nik", "mother_name"]
        assert NIK not in str(made.before)
        assert "Siti" not in str(made.before)

    def test_a_survivor_that_is_merged_away_takes_along_what_it_carried(self) -> None:
        country = Country()
        first, second, third = (
            left(country.lapas),
            left(country.lapas, starts_on=date(2018, 1, 1), until=date(2018, 6, 1)),
            somebody(country.lapas),
        )
        merged(first, second)
        merged(second, third, at=LATER)
        assert set(Person.objects.of_human(third.pk)) == {first, second, third}
        assert set(Person.objects.filter(merged_into=third)) == {first, second}
        assert not Person.objects.filter(merged_into__merged_into__isnull=False).exists()

    def test_it_is_written_down_who_did_it_and_why(self) -> None:
        absorbed, survivor = returner(Country())
        merged(absorbed, survivor)
        entry = Entry.objects.filter(action="person.merged").get()
        assert entry.facts["absorbed"] == str(absorbed.public_id)
        assert entry.facts["reason"] == WHY


class TestRefusing:
    def test_a_reason_is_asked_for(self) -> None:
        with pytest.raises(Invalid, match="Alasan wajib"):
            merged(*returner(Country()), reason=" ")

    def test_only_who_may_at_all_units_of_both(self) -> None:
        country = Country()
        absorbed, survivor = returner(country)
        for stranger in (country.above, merger(country.lapas), merger(country.other_lapas), merger(institution())):
            with pytest.raises(NotAllowed, match="semua unit"):
                merged(absorbed, survivor, by=stranger)
        made = merged(absorbed, survivor, by=merger(country.kanwil))
        with pytest.raises(NotAllowed):
            merging.undo(made, by=merger(country.lapas), at=NOW)

    def test_nobody_is_merged_with_himself_or_twice(self) -> None:
        country = Country()
        absorbed, survivor = returner(country)
        with pytest.raises(merging.CannotMerge, match="dirinya sendiri"):
            merged(survivor, survivor)
        merged(absorbed, survivor)
        for one, other in ((absorbed, survivor), (survivor, absorbed), (absorbed, somebody(country.lapas))):
            with pytest.raises(merging.CannotMerge, match="sudah digabung"):
                merged(one, other)

    def test_a_real_person_and_an_example_one_stay_apart(self) -> None:
        with pytest.raises(merging.CannotMerge, match="contoh"):
            merged(left(Country().lapas), somebody(institution(example=False)))

    def test_who_was_erased_is_not_merged(self) -> None:
        absorbed, survivor = returner(Country())
        Person.objects.filter(pk=absorbed.pk).update(erased_at=NOW)
        with pytest.raises(merging.CannotMerge, match="dihapus"):
            merged(absorbed, survivor)

    def test_who_is_at_a_unit_now_is_kept(self) -> None:
        absorbed, survivor = returner(Country())
        with pytest.raises(merging.CannotMerge, match="Pertahankan"):
            merged(survivor, absorbed)
        assert merging.in_order(survivor, absorbed) == merging.in_order(absorbed, survivor) == (absorbed, survivor)

    @pytest.mark.parametrize(
        ("one", "other", "found"),
        [
            ({"nik": NIK}, {"nik": OTHER_NIK}, Contradiction.NIK),
            ({"sex": "L"}, {"sex": "P"}, Contradiction.SEX),
            (
                {"birth_date": date(1990, 1, 1), "birth_precision": "day"},
                {"birth_date": date(1991, 1, 1), "birth_precision": "year"},
                Contradiction.BIRTH,
            ),
            ({"mother_name": "Siti Aminah"}, {"mother_name": "Wulandari"}, Contradiction.MOTHER),
        ],
    )
    def test_what_speaks_against_it_must_have_been_seen(self, one: Any, other: Any, found: Contradiction) -> None:
        country = Country()
        absorbed, survivor = left(country.lapas, **one), somebody(country.lapas, **other)
        with pytest.raises(merging.Contradicts) as refusal:
            merged(absorbed, survivor)
        assert refusal.value.found == (found,)
        assert str(found.label) in str(refusal.value)
        made = merged(absorbed, survivor, acknowledged=[found.value])
        assert made.acknowledged == [found.value]

    def test_nobody_is_held_twice_or_in_two_places_without_somebody_having_looked(self) -> None:
        country = Country()
        one, other = somebody(country.lapas), somebody(country.other_lapas)
        assert merging.against(one, other) == (Contradiction.CUSTODY, Contradiction.PRESENCE)
        client = somebody(country.lapas, category=Category.KLIEN)
        assert merging.against(one, client) == ()
        assert merging.against(other, client) == (Contradiction.PRESENCE,)
        assert merging.against(other, left(country.lapas)) == ()

    def test_the_database_knows_no_merge_into_itself(self) -> None:
        person = somebody(institution())
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.filter(pk=person.pk).update(merged_into=person, merged_at=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.filter(pk=person.pk).update(merged_at=NOW)


class TestUndoing:
    def test_merge_then_undo_is_identity(self) -> None:
        country = Country()
        absorbed = left(
            country.lapas, nik=NIK, sex="P", birth_date=date(1990, 1, 1), birth_precision="year", mother_name="Siti",
            family_card_number="0000", region_code="3201", nationality="WNI",
            aliases=[KnownAs("Si Kecil", AliasKind.ALIAS)],
        )  # fmt: skip
        survivor = somebody(country.lapas, aliases=[KnownAs("Si Kecil", AliasKind.ALIAS)])
        before = everything()
        made = merged(absorbed, survivor)
        assert everything() != before
        assert merging.can_undo(made)
        merging.undo(made, by=SYSTEM, at=LATER)
        assert everything() == before
        made.refresh_from_db()
        assert (made.ended_as, made.ended_at, made.ended_by_key) == (MergeEnd.UNDONE, LATER, SYSTEM.key)
        with pytest.raises(merging.CannotUndo, match="sudah dibatalkan"):
            merging.undo(made, by=SYSTEM, at=LATER)
        merged(absorbed, survivor, at=LATER)

    def test_merges_are_undone_last_first(self) -> None:
        country = Country()
        first, second, third = (
            left(country.lapas),
            left(country.lapas, starts_on=date(2018, 1, 1), until=date(2018, 6, 1)),
            somebody(country.lapas),
        )
        before = everything()
        one = merged(first, second)
        between = everything()
        two = merged(second, third, at=LATER)
        with pytest.raises(merging.CannotUndo, match="lebih baru"):
            merging.undo(one, by=SYSTEM, at=LATER)
        merging.undo(two, by=SYSTEM, at=LATER)
        assert everything() == between
        merging.undo(one, by=SYSTEM, at=LATER)
        assert everything() == before

    def test_after_a_change_of_either_it_is_not_undone(self) -> None:
        def corrected(person: Person) -> None:
            registering.correct(
                person, name="Lain Contoh", sex="", birth_date=None, birth_precision="unknown", birth_place="",
                by=SYSTEM, at=LATER,
            )  # fmt: skip

        def named(person: Person) -> None:
            Alias.objects.create(person=person, kind=AliasKind.ALIAS, name="Lain", recorded_at=LATER)

        def ended(person: Person) -> None:
            episodes.end(person.episodes.get(ends_on=None), ends_on=TODAY, by=SYSTEM, at=NOW)

        def counted(person: Person) -> None:
            with transaction.atomic():
                surviving.recording(person.pk)

        for change in (corrected, named, ended, counted):
            absorbed, survivor = returner(Country())
            made = merged(absorbed, survivor)
            change(survivor)
            assert not merging.can_undo(made)
            with pytest.raises(merging.CannotUndo, match="Pisahkan"):
                merging.undo(made, by=SYSTEM, at=LATER)
            absorbed.refresh_from_db()
            assert absorbed.merged_into == survivor


class TestRecording:
    def test_what_is_new_is_recorded_at_the_survivor(self) -> None:
        absorbed, survivor = returner(Country())
        merged(absorbed, survivor)
        with transaction.atomic():
            assert surviving.recording(absorbed.pk) == surviving.recording(survivor.pk) == survivor
        survivor.refresh_from_db()
        assert survivor.changes == 2
