"""Making people known, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from sinergi.domain.people import queries
from sinergi.domain.people.choices import Category
from sinergi.domain.people.models import Episode, Person
from sinergi.domain.people.rules import ImpossibleBirth
from sinergi.domain.people.services import episodes, registering
from sinergi.domain.people.services.episodes import Mixed, NumberTaken
from sinergi.domain.people.tests.worlds import Country, somebody
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.errors import DomainError, Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor, institution, partner

pytestmark = pytest.mark.django_db

NIK = "9901014107900042"


def test_a_registered_person_has_a_first_episode_and_an_audit_entry_without_personal_data() -> None:
    country = Country()
    person = somebody(
        country.lapas,
        name="  Contoh   Satu ",
        nik="99.01.01 410790 0042",
        sex="P",
        by=country.owner,
        birth_place="Kota Contoh",
    )
    assert person.name == "Contoh Satu"
    assert person.episodes.get().category == Category.NARAPIDANA
    entry = Entry.objects.get(action="person.registered")
    assert "Contoh Satu" not in str(entry.facts)
    assert NIK not in str(entry.facts)
    assert entry.actor_key == country.owner.key


def test_the_database_never_holds_the_nik_in_the_open() -> None:
    somebody(institution(), nik=NIK)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_person")
        stored = str(cursor.fetchall())
    assert NIK not in stored
    assert Person.objects.get().nik == NIK


def test_a_person_is_an_example_exactly_at_example_units() -> None:
    assert somebody(institution()).is_example
    assert not somebody(institution(example=False)).is_example


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        ({"name": "   "}, "Nama wajib diisi"),
        ({"name": "Contoh\0"}, "tidak terlihat"),
        ({"name": "x" * 10_000}, "terlalu panjang"),
        ({"sex": "X"}, "jenis kelamin"),
        ({"category": "warga"}, "kategori"),
        ({"registration_number": ""}, "Nomor registrasi wajib"),
        ({"registration_number": "7" * 61}, "terlalu panjang"),
        ({"birth_place": "\0"}, "tidak terlihat"),
        ({"birth_precision": "hour"}, "seberapa lengkap"),
        ({"nik": "9" * 10_000}, "NIK terlalu panjang"),
        ({"starts_on": date(2026, 3, 3)}, "belum tiba"),
        ({"starts_on": date(1899, 12, 31)}, "terlalu lampau"),
        ({"birth_date": date(2025, 6, 2), "birth_precision": "day"}, "mendahului tanggal lahir"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(known: dict[str, Any], sentence: str) -> None:
    unit = institution()
    with pytest.raises(Invalid, match=sentence) as refusal:
        somebody(unit, **known)
    assert refusal.value.field is not None
    assert not Person.objects.exists()
    assert not Entry.objects.filter(action__startswith="person").exists()


def test_an_impossible_birth_date_is_refused() -> None:
    with pytest.raises(ImpossibleBirth, match="belum tiba"):
        somebody(institution(), birth_date=date(2030, 1, 1), birth_precision="day")


def test_today_follows_the_zone_of_the_unit() -> None:
    late_evening = NOW.replace(day=1, hour=16)
    jayapura = institution()
    jayapura.place.zone = "Asia/Jayapura"
    jayapura.place.save()
    assert somebody(jayapura, starts_on=TODAY, at=late_evening)
    with pytest.raises(Invalid, match="belum tiba"):
        somebody(institution(), starts_on=TODAY, at=late_evening)


def test_nobody_is_registered_at_a_partner() -> None:
    with pytest.raises(Invalid, match="bukan unit"):
        somebody(partner())


def test_a_number_is_given_once_per_unit_and_category() -> None:
    unit = institution()
    somebody(unit, registration_number="B.1")
    assert somebody(unit, registration_number="B.1", category=Category.TAHANAN)
    assert somebody(institution(), registration_number="B.1")
    with pytest.raises(NumberTaken, match=r"B\.1 sudah dipakai"):
        somebody(unit, registration_number="B.1")
    assert Person.objects.count() == 3


def test_owner_registers_colleague_and_stranger_do_not() -> None:
    country = Country()
    assert somebody(country.lapas, by=country.owner)
    assert somebody(country.lapas, by=country.above)
    for other in (country.colleague, actor("people.view", at=country.lapas), actor()):
        with pytest.raises(NotAllowed, match="tidak berwenang"):
            somebody(country.lapas, by=other)


class TestSameNik:
    def test_two_persons_with_one_nik_are_a_hint_and_no_refusal(self) -> None:
        country = Country()
        first = somebody(country.lapas, nik=NIK)
        second = somebody(country.lapas, nik="99 0101 410790 0042")
        assert queries.nik_findings(first, country.owner).same_nik == (second,)
        assert queries.nik_findings(second, country.owner).same_nik == (first,)

    def test_those_out_of_sight_are_counted_and_not_named(self) -> None:
        country = Country()
        first = somebody(country.lapas, nik=NIK)
        somebody(country.other_lapas, nik=NIK)
        found = queries.nik_findings(first, country.owner)
        assert (found.same_nik, found.elsewhere) == ((), 1)

    def test_nobody_without_a_nik_resembles_another_without(self) -> None:
        unit = institution()
        first, _second = somebody(unit), somebody(unit)
        assert queries.nik_findings(first, actor("people.view", at=unit)) == queries.NikFindings((), (), (), 0)

    def test_an_odd_nik_is_kept_and_said(self) -> None:
        unit = institution()
        odd = somebody(unit, nik="12345")
        assert odd.nik == "12345"
        assert "16" in queries.nik_findings(odd, actor("people.view", at=unit)).oddities[0]


class TestCorrecting:
    def correct(self, person: Person, **changes: Any) -> Person:
        facts: dict[str, Any] = {
            "name": person.name,
            "sex": person.sex,
            "birth_date": person.birth_date,
            "birth_precision": person.birth_precision,
            "birth_place": person.birth_place,
            "at": NOW,
        }
        return registering.correct(person, **(facts | changes))

    def test_what_was_wrong_is_replaced_and_the_audit_names_the_fields_only(self) -> None:
        country = Country()
        person = somebody(country.lapas, nik=NIK)
        corrected = self.correct(
            person, name="Contoh Betul", birth_date=date(1990, 5, 1), birth_precision="year", by=country.owner
        )
        assert (corrected.name, str(corrected.born), corrected.nik) == ("Contoh Betul", "1990", NIK)
        assert Entry.objects.get(action="person.corrected").facts == {"fields": "name, born"}

    def test_a_new_nik_is_found_and_an_empty_one_takes_it_away(self) -> None:
        country = Country()
        person, other = somebody(country.lapas, nik="12345"), somebody(country.lapas, nik=NIK)
        self.correct(person, nik=NIK, by=country.owner)
        assert queries.nik_findings(other, country.owner).same_nik == (person,)
        assert self.correct(person, nik="", by=country.owner).masked_nik == ""

    def test_only_the_unit_where_the_person_is_now_corrects(self) -> None:
        country = Country()
        gone = somebody(country.lapas)
        episodes.end(gone.episodes.get(), ends_on=date(2026, 3, 1), by=SYSTEM, at=NOW)
        with pytest.raises(NotAllowed, match="diperbaiki"):
            self.correct(gone, name="Contoh Lain", by=country.owner)
        person = somebody(country.lapas)
        for other in (country.colleague, actor("people.view", at=country.lapas)):
            with pytest.raises(NotAllowed, match="diperbaiki"):
                self.correct(person, name="Contoh Lain", by=other)


@pytest.mark.parametrize(
    "broken",
    [
        {"birth_date": None, "birth_precision": "day"},
        {"birth_date": date(1990, 1, 1), "birth_precision": "unknown"},
        {"birth_date": date(1899, 1, 1), "birth_precision": "year"},
        {"sex": "X"},
        {"name": ""},
    ],
)
def test_the_database_refuses_a_person_that_cannot_be(broken: dict[str, Any]) -> None:
    person = somebody(institution())
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(**broken)


@pytest.mark.parametrize("broken", [{"ends_on": date(2025, 5, 31)}, {"category": "warga"}, {"registration_number": ""}])
def test_the_database_refuses_an_episode_that_cannot_be(broken: dict[str, Any]) -> None:
    somebody(institution())
    with pytest.raises(IntegrityError), transaction.atomic():
        Episode.objects.update(**broken)


def test_real_and_example_do_not_mix() -> None:
    person = somebody(institution())
    with pytest.raises(Mixed) as refusal:
        episodes.begin(
            person,
            category=Category.KLIEN,
            unit=institution("Bapas Uji", kind="bapas", example=False),
            registration_number="K.1",
            starts_on=TODAY,
            by=actor("people.view", "people.register"),
            at=NOW,
        )
    assert isinstance(refusal.value, DomainError)
    assert "contoh" in str(refusal.value)
