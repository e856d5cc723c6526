"""What a list and a page of a person ask: whom the law calls Warga Binaan, one episode, and a note of the reading."""

from __future__ import annotations

from datetime import date

import pytest

from sinergi.domain.people import queries
from sinergi.domain.people.choices import Category
from sinergi.domain.people.models import Episode
from sinergi.domain.people.queries import PersonFilter
from sinergi.domain.people.services import episodes, revealing
from sinergi.domain.people.tests.worlds import Country, somebody
from sinergi.foundation.audit.models import Reading
from sinergi.foundation.kernel.errors import NotAllowed
from tests.support.factories import NOW

pytestmark = pytest.mark.django_db


def listed(country: Country, **known: object) -> set[str]:
    filter = PersonFilter(examples=True, **known)  # type: ignore[arg-type]
    return {person.name for person in queries.listed(filter, country.owner)}


def test_the_list_tells_warga_binaan_from_those_the_law_does_not_call_so() -> None:
    country = Country()
    for category in Category:
        somebody(country.lapas, name=category.label, category=category)
    lawful = {"Narapidana", "Anak Binaan", "Klien"}
    assert listed(country, warga_binaan=True) == lawful
    assert listed(country, warga_binaan=False) == {category.label for category in Category} - lawful
    assert listed(country) == {category.label for category in Category}


def test_who_became_warga_binaan_later_was_not_on_the_day_before() -> None:
    country = Country()
    person = somebody(country.lapas, category=Category.TAHANAN, starts_on=date(2025, 6, 1))
    episodes.begin(
        person, category=Category.NARAPIDANA, unit=country.lapas, registration_number="B.2", ends_previous=True,
        starts_on=date(2025, 9, 1), by=country.owner, at=NOW,
    )  # fmt: skip
    before, after = date(2025, 8, 31), date(2025, 9, 1)
    assert (
        listed(country, on=before, warga_binaan=False) == listed(country, on=after, warga_binaan=True) == {person.name}
    )
    assert listed(country, on=before, warga_binaan=True) == listed(country, on=after, warga_binaan=False) == set()


def test_an_episode_is_found_at_the_own_unit_only() -> None:
    country = Country()
    episode = somebody(country.lapas).episodes.get()
    assert queries.episode_by_id(episode.public_id, country.owner) == episode
    with pytest.raises(Episode.DoesNotExist):
        queries.episode_by_id(episode.public_id, country.colleague)


def test_opening_a_page_is_noted_without_a_value() -> None:
    country = Country()
    person = somebody(country.lapas, nik="9901014107900042")
    revealing.open_page(person, by=country.owner, at=NOW)
    reading = Reading.objects.get()
    assert (reading.actor_key, reading.at, reading.purpose) == (country.owner.key, NOW, "Membuka halaman orang")
    assert str(person.public_id) in reading.subject
    assert "9901014107900042" not in f"{reading.fields}{reading.subject}"


def test_a_page_is_not_opened_for_another_unit() -> None:
    country = Country()
    person = somebody(country.lapas)
    with pytest.raises(NotAllowed):
        revealing.open_page(person, by=country.colleague, at=NOW)
    assert not Reading.objects.exists()
