"""Who sees whom, who opens a NIK, and how many are counted."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sinergi.domain.people import queries
from sinergi.domain.people.choices import Category
from sinergi.domain.people.models import Episode, Person
from sinergi.domain.people.queries import PersonFilter
from sinergi.domain.people.services import episodes, revealing
from sinergi.domain.people.services.revealing import NoNik
from sinergi.domain.people.tests.worlds import Country, somebody
from sinergi.foundation.audit.models import Reading
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor, institution

pytestmark = pytest.mark.django_db

NIK = "9901014107900042"
EXAMPLES = PersonFilter(examples=True)


def transfer(person: Person, country: Country) -> None:
    episodes.begin(
        person,
        category=Category.NARAPIDANA,
        unit=country.other_lapas,
        registration_number="B.PINDAH",
        starts_on=date(2025, 9, 1),
        ends_previous=True,
        by=country.above,
        at=NOW,
    )


class TestSeeing:
    def test_owner_sees_colleague_and_stranger_do_not(self) -> None:
        country = Country()
        person = somebody(country.lapas)
        for viewer in (country.owner, country.above, SYSTEM):
            assert queries.by_id(person.public_id, viewer) == person
        for viewer in (
            country.colleague,
            actor(),
            actor("agreements.view"),
            actor("people.register", at=country.lapas),
        ):
            assert not queries.listed(EXAMPLES, viewer).exists()
            with pytest.raises(Person.DoesNotExist):
                queries.by_id(person.public_id, viewer)

    def test_after_a_transfer_the_old_unit_sees_only_its_own_rows(self) -> None:
        country = Country()
        person = somebody(country.lapas)
        transfer(person, country)
        assert [e.unit for e in queries.history(person, country.owner)] == [country.lapas]
        assert [e.unit for e in queries.history(person, country.colleague)] == [country.other_lapas]
        assert [e.unit for e in queries.history(person, country.above)] == [country.other_lapas, country.lapas]
        (row,) = queries.listed(EXAMPLES, country.owner)
        assert [e.unit for e in row.shown_episodes] == [country.lapas]

    def test_a_search_does_not_answer_from_rows_of_other_units(self) -> None:
        country = Country()
        transfer(somebody(country.lapas), country)
        assert queries.listed(PersonFilter(text="B.PINDAH", examples=True), country.colleague).exists()
        assert not queries.listed(PersonFilter(text="B.PINDAH", examples=True), country.owner).exists()
        assert not queries.listed(PersonFilter(on=TODAY, examples=True), country.owner).exists()


class TestListing:
    def test_filters_narrow_the_list(self) -> None:
        country = Country()
        one = somebody(country.lapas, name="Contoh Satu", sex="P", nik=NIK, registration_number="B.77")
        two = somebody(country.other_lapas, name="Contoh Dua", category=Category.TAHANAN, starts_on=date(2026, 1, 1))
        real = somebody(institution(example=False), name="Nyata Buatan")

        def found(**wanted: object) -> set[Person]:
            return set(queries.listed(PersonFilter(**{"examples": True, **wanted}), SYSTEM))  # type: ignore[arg-type]

        assert found() == {one, two}
        assert found(examples=False) == {real}
        assert (
            found(text="contoh sa")
            == found(text="b.77")
            == found(text="99.01.01.410790.0042")
            == found(sex="P")
            == {one}
        )
        assert found(text="\0") == {one, two}
        assert found(unit=country.kanwil) == {one, two}
        assert found(unit=country.lapas) == found(category=Category.NARAPIDANA) == found(on=date(2025, 7, 1)) == {one}
        assert found(unit=country.lapas, category=Category.TAHANAN) == set()

    def test_a_list_of_any_length_takes_three_queries(self) -> None:
        country = Country()
        transfer(somebody(country.lapas, nik=NIK), country)
        for _ in range(4):
            somebody(country.lapas)
        with CaptureQueriesContext(connection) as used:
            for person in queries.listed(EXAMPLES, country.above):
                assert person.masked_nik is not None
                assert [(e.unit.name, e.unit.zone, e.get_category_display()) for e in person.shown_episodes]
        assert len(used) == 3


class TestRevealing:
    def test_the_nik_opens_with_a_purpose_and_the_reading_is_written_down(self) -> None:
        country = Country()
        person = somebody(country.lapas, nik=NIK)
        assert person.masked_nik == "99••••••••••••42"
        assert revealing.reveal_nik(person, purpose="Perekaman KTP-el", by=country.owner, at=NOW) == NIK
        reading = Reading.objects.get()
        assert (reading.fields, reading.purpose, reading.actor_key) == (["nik"], "Perekaman KTP-el", country.owner.key)

    def test_after_a_transfer_the_old_unit_cannot_open_it(self) -> None:
        country = Country()
        person = somebody(country.lapas, nik=NIK)
        transfer(person, country)
        with pytest.raises(NotAllowed, match="sekarang"):
            revealing.reveal_nik(person, purpose="Perekaman", by=country.owner, at=NOW)
        assert revealing.reveal_nik(person, purpose="Perekaman", by=country.colleague, at=NOW) == NIK

    def test_nobody_opens_it_without_the_capability_or_a_purpose_or_a_nik(self) -> None:
        country = Country()
        person, without = somebody(country.lapas, nik=NIK), somebody(country.lapas)
        for stranger in (country.colleague, actor("people.view", at=country.lapas), actor()):
            with pytest.raises(NotAllowed):
                revealing.reveal_nik(person, purpose="Perekaman", by=stranger, at=NOW)
        with pytest.raises(Invalid, match="Tujuan membuka NIK wajib"):
            revealing.reveal_nik(person, purpose=" ", by=country.owner, at=NOW)
        with pytest.raises(NoNik, match="belum mempunyai NIK"):
            revealing.reveal_nik(without, purpose="Perekaman", by=country.owner, at=NOW)
        assert not Reading.objects.exists()

    def test_now_is_the_day_at_the_unit(self) -> None:
        unit = institution()
        person = somebody(unit, nik=NIK)
        episodes.end(person.episodes.get(), ends_on=TODAY, by=SYSTEM, at=NOW)
        assert Episode.objects.lasting_at(NOW.replace(hour=16)).exists()
        assert not Episode.objects.lasting_at(NOW.replace(hour=17)).exists()
        unit.place.zone = "Asia/Jayapura"
        unit.place.save()
        assert not Episode.objects.lasting_at(NOW.replace(hour=16)).exists()


class TestCounting:
    def test_the_category_of_the_day_decides_the_count(self) -> None:
        country = Country()
        person = somebody(country.lapas, category=Category.TAHANAN)
        somebody(country.other_lapas, category=Category.ANAK)
        episodes.begin(
            person,
            category=Category.NARAPIDANA,
            unit=country.lapas,
            registration_number="N.1",
            starts_on=date(2025, 9, 1),
            ends_previous=True,
            by=SYSTEM,
            at=NOW,
        )
        before = queries.head_count(country.kanwil, date(2025, 8, 31), country.above)
        after = queries.head_count(country.kanwil, date(2025, 9, 1), country.above)
        assert (before.warga_binaan, before.not_warga_binaan) == (0, 2)
        assert (after.warga_binaan, after.not_warga_binaan, after.total) == (1, 1, 2)
        assert (before.of(Category.TAHANAN), after.of(Category.NARAPIDANA)) == (1, 1)

    def test_each_person_counts_once_under_the_category_that_weighs_more(self) -> None:
        country = Country()
        client = somebody(country.lapas, category=Category.KLIEN)
        episodes.begin(
            client,
            category=Category.TAHANAN,
            unit=country.other_lapas,
            registration_number="T.1",
            starts_on=date(2025, 9, 1),
            by=SYSTEM,
            at=NOW,
        )
        counted = queries.head_count(country.kanwil, TODAY, country.above)
        assert (counted.total, counted.of(Category.TAHANAN), counted.of(Category.KLIEN)) == (1, 1, 0)

    def test_a_part_is_never_given_for_the_whole(self) -> None:
        country = Country()
        strangers: list[Actor] = [country.owner, actor("people.register", at=country.kanwil), actor()]
        for viewer in strangers:
            with pytest.raises(NotAllowed, match="tidak berwenang melihat"):
                queries.head_count(country.kanwil, TODAY, viewer)

    def test_a_count_takes_one_query(self, django_assert_num_queries: pytest.FixtureRequest) -> None:
        country = Country()
        somebody(country.lapas)
        with django_assert_num_queries(1):  # type: ignore[operator]
            assert queries.head_count(country.kanwil, TODAY, country.above).total == 1
