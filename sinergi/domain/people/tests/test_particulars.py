"""What more is known of a person: other names, mother, family card, nationality, where the birth date is from."""

from __future__ import annotations

import importlib
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from hypothesis import given
from hypothesis import strategies as st

from sinergi.domain.people import rules
from sinergi.domain.people.choices import AliasKind, BirthSource, Category, Departure, Employment, Nationality
from sinergi.domain.people.models import Alias, Episode, Person
from sinergi.domain.people.rules import KnownAs
from sinergi.domain.people.services import episodes, registering
from sinergi.domain.people.tests.worlds import Country, somebody
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.errors import Invalid
from tests.support.factories import NOW


def correct(person: Person, country: Country, **changes: Any) -> Person:
    known = {field: getattr(person, field) for field in ("name", "sex", "birth_date", "birth_precision", "birth_place")}
    return registering.correct(person, **(known | changes), by=country.owner, at=NOW)


@pytest.mark.django_db
class TestPerson:
    def test_everything_that_is_told_is_kept_and_secrets_lie_encrypted(self) -> None:
        person = somebody(
            Country().lapas,
            name="Contoh Budi",
            birth_date=date(1990, 5, 1),
            birth_precision="day",
            birth_source=BirthSource.CARD,
            nationality=Nationality.WNI,
            region_code="32.01.12",
            mother_name="Contoh Siti Aminah",
            family_card_number="3201 1200 0000 0000",
            aliases=[KnownAs("Budi Kecil", AliasKind.ALIAS), KnownAs("Slamet", AliasKind.BIN)],
        )
        person = Person.objects.get(pk=person.pk)
        assert (person.mother_name, person.family_card_number) == ("Contoh Siti Aminah", "3201120000000000")
        assert (person.nationality, person.region_code, person.birth_source) == ("WNI", "320112", "ktp")
        assert [(alias.kind, alias.name) for alias in person.aliases.all()] == [
            ("alias", "Budi Kecil"),
            ("bin", "Slamet"),
        ]
        assert person.mother_name_index == rules.mother_name_index("AMINAH, siti contoh")
        assert person.family_card_index == rules.family_card_index("3201120000000000")
        with connection.cursor() as cursor:
            cursor.execute("SELECT mother_name, family_card_number FROM people_person WHERE id = %s", [person.pk])
            stored = "".join(cursor.fetchone())
        assert "Aminah" not in stored
        assert "320112" not in stored

    def test_a_correction_changes_what_it_names_and_says_which_fields_never_their_values(self) -> None:
        country = Country()
        person = somebody(country.lapas, mother_name="Contoh Aminah", aliases=[KnownAs("Budi", "alias")])
        first = person.aliases.get()
        correct(
            person, country, mother_name="Contoh Fatimah", aliases=[KnownAs("Budi", "alias"), KnownAs("S.H.", "gelar")]
        )
        person = Person.objects.get(pk=person.pk)
        assert person.mother_name == "Contoh Fatimah"
        assert person.mother_name_index == rules.mother_name_index("contoh fatimah")
        assert list(person.aliases.values_list("name", flat=True)) == ["Budi", "S.H."]
        assert person.aliases.earliest("pk") == first
        entry = Entry.objects.filter(action="person.corrected").get()
        assert entry.facts["fields"] == "mother_name, aliases"
        correct(person, country)
        assert Person.objects.get(pk=person.pk).mother_name == "Contoh Fatimah"
        correct(person, country, mother_name="", aliases=[])
        person = Person.objects.get(pk=person.pk)
        assert (person.mother_name, person.mother_name_index, person.aliases.count()) == ("", "", 0)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("nationality", "ID"), ("birth_source", "kabar"), ("region_code", "32.1"), ("region_code", "３２"),
            ("aliases", [KnownAs("Budi", "julukan")]), ("family_card_number", "1" * 41), ("mother_name", "x" * 201),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_written(self, field: str, value: object) -> None:
        country = Country()
        with pytest.raises(Invalid) as refusal:
            somebody(country.lapas, **{field: value})
        assert refusal.value.field == field
        assert not Person.objects.exists()

    def test_a_source_without_a_date_is_no_source(self) -> None:
        assert somebody(Country().lapas, birth_source=BirthSource.CARD).birth_source == ""

    def test_an_alias_stands_once(self) -> None:
        person = somebody(Country().lapas, aliases=[KnownAs(" Budi  Kecil ", "alias"), KnownAs("Budi Kecil", "alias")])
        assert person.aliases.get().name == "Budi Kecil"
        with pytest.raises(IntegrityError):
            Alias.objects.create(person=person, kind="alias", name="Budi Kecil", recorded_at=NOW)

    def test_the_key_of_a_name_is_filled_in_for_those_recorded_before(self) -> None:
        person = somebody(Country().lapas, name="Budi, Contoh")
        Person.objects.update(name_key="")
        importlib.import_module("sinergi.domain.people.migrations.0005_fill_name_key").fill(apps, None)
        assert Person.objects.get(pk=person.pk).name_key == rules.name_key("CONTOH BUDI") == "budi contoh"


@pytest.mark.django_db
class TestOfficers:
    def test_an_officer_is_known_by_the_nip(self) -> None:
        person = somebody(
            Country().lapas, category=Category.PETUGAS, registration_number="", nip="19900101 201501 1 000",
            employment=Employment.PNS,
        )  # fmt: skip
        episode = person.episodes.get()
        assert (episode.nip, episode.registration_number, episode.employment) == (
            "199001012015011000", "199001012015011000", "pns",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [({"nip": "123"}, "nip"), ({"nip": "19900101201501100X"}, "nip"), ({"employment": "honorer"}, "employment")],
    )
    def test_an_impossible_nip_or_employment_is_refused(self, wrong: dict[str, str], field: str) -> None:
        with pytest.raises(Invalid) as refusal:
            somebody(Country().lapas, category=Category.PETUGAS, **wrong)
        assert refusal.value.field == field

    def test_nobody_else_has_them(self) -> None:
        country = Country()
        with pytest.raises(Invalid, match="hanya untuk petugas"):
            somebody(country.lapas, employment=Employment.PPPK)
        episode = somebody(country.lapas).episodes.get()
        with pytest.raises(IntegrityError):
            Episode.objects.filter(pk=episode.pk).update(nip="199001012015011000")


@pytest.mark.django_db
class TestLeaving:
    def test_why_somebody_left_is_kept(self) -> None:
        country = Country()
        episode = somebody(country.lapas).episodes.get()
        ended = episodes.end(episode, ends_on=date(2025, 9, 1), ended_as=Departure.RELEASED, by=country.owner, at=NOW)
        assert ended.ended_as == "bebas"
        with pytest.raises(Invalid, match="alasan"):
            episodes.end(
                somebody(country.lapas).episodes.get(), ends_on=date(2025, 9, 1), ended_as="kabur",
                by=country.owner, at=NOW,
            )  # fmt: skip

    def test_a_transfer_and_a_change_of_status_say_so_by_themselves(self) -> None:
        country = Country()
        person = somebody(country.lapas, category=Category.TAHANAN)
        for unit, day in ((country.lapas, date(2025, 8, 1)), (country.other_lapas, date(2025, 9, 1))):
            episodes.begin(
                person, category=Category.NARAPIDANA, unit=unit, registration_number="B.9", starts_on=day,
                ends_previous=True, by=country.above, at=NOW,
            )  # fmt: skip
        assert list(person.episodes.order_by("starts_on").values_list("ended_as", flat=True)) == ["alih", "pindah", ""]


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)


@given(names)
def test_a_key_does_not_depend_on_case_or_order_and_is_its_own_key(name: str) -> None:
    key = rules.name_key(name)
    assert rules.name_key(key) == key
    assert rules.name_key(" ".join(reversed(key.split()))) == key
    assert rules.name_key(name) == rules.name_key(f"  {name},")


@pytest.mark.parametrize(
    ("one", "other"),
    [("SITI AMINAH", "Aminah, Siti"), ("Ma'ruf", "MARUF"), ("José", "JOSE"), ("Abd. Rahman", "abd rahman")],
)
def test_two_writings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert rules.name_key(one) == rules.name_key(other)


@pytest.mark.parametrize(
    ("text", "code"), [("", ""), ("32", "32"), ("32.01.12", "320112"), ("32.01.12.2001", "3201122001")]
)
def test_a_region_code_loses_its_dots(text: str, code: str) -> None:
    assert rules.clean_region_code(text) == code
