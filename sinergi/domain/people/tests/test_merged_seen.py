"""What readers see of who was merged: one human being, and to nobody more than before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sinergi.domain.people import policies, queries
from sinergi.domain.people.choices import Category
from sinergi.domain.people.models import Episode, Person
from sinergi.domain.people.models.person import of_humans
from sinergi.domain.people.queries import PersonFilter
from sinergi.domain.people.services import episodes, registering, revealing
from sinergi.domain.people.tests.test_merging import NIK, OTHER_NIK, left, merged, returner
from sinergi.domain.people.tests.worlds import Country, officer, somebody
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY

pytestmark = pytest.mark.django_db
EXAMPLES = PersonFilter(examples=True)


def listed(viewer: Actor, **wanted: object) -> list[Person]:
    return list(queries.listed(PersonFilter(**{"examples": True, **wanted}), viewer))  # type: ignore[arg-type]


def test_what_belongs_to_a_human_being_is_found_by_index() -> None:
    """However many rows point at people: looking at each of them took a quarter of a second among 280,000."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a small table whole, whatever the condition")
    plan = Episode.objects.filter(of_humans([somebody(Country().lapas)])).order_by().explain()
    assert "SEARCH people_episode" in plan
    assert "SCAN people_episode" not in plan, plan


class TestOnePerson:
    def test_who_sees_both_rows_sees_the_survivor_with_all_episodes(self) -> None:
        country = Country()
        absorbed, survivor = returner(country)
        merged(absorbed, survivor)
        (row,) = listed(country.above)
        assert row == survivor
        assert [e.unit for e in row.shown_episodes] == [country.lapas, country.other_lapas]
        for asked in (absorbed, survivor):
            assert queries.by_id(asked.public_id, country.above) == survivor
            assert revealing.opened(asked.public_id, by=country.above, at=NOW) == survivor
        assert [e.unit for e in queries.history(survivor, country.above)] == [country.lapas, country.other_lapas]

    def test_who_sees_one_row_sees_that_row_and_its_episodes_only(self) -> None:
        country = Country()
        absorbed, survivor = returner(country)
        merged(absorbed, survivor)
        for viewer, row, unit in (
            (country.owner, survivor, country.lapas),
            (country.colleague, absorbed, country.other_lapas),
        ):
            (shown,) = listed(viewer)
            assert shown == row
            assert [e.unit for e in shown.shown_episodes] == [unit]
            for asked in (absorbed, survivor):
                assert queries.by_id(asked.public_id, viewer) == row
            assert [e.unit for e in queries.history(row, viewer)] == [unit]
        with pytest.raises(Person.DoesNotExist):
            queries.by_id(absorbed.public_id, officer(Country().lapas))

    def test_two_rows_at_the_old_unit_are_one_there_too(self) -> None:
        country = Country()
        first = left(country.other_lapas, registration_number="B.1")
        second = left(
            country.other_lapas, registration_number="B.2", starts_on=date(2021, 1, 1), until=date(2021, 6, 1)
        )
        survivor = somebody(country.lapas)
        for absorbed in (first, second):
            merged(absorbed, survivor)
        (shown,) = listed(country.colleague)
        assert shown == first
        assert [e.registration_number for e in shown.shown_episodes] == ["B.2", "B.1"]
        assert listed(country.colleague, text="B.2") == listed(country.colleague, text=second.name) == [first]
        assert listed(country.colleague, on=date(2021, 2, 1)) == [first]
        assert listed(country.above) == [survivor]

    def test_a_search_finds_the_survivor_by_all_names_numbers_and_niks(self) -> None:
        country = Country()
        absorbed = left(country.lapas, name="Lama Contoh", nik=NIK, registration_number="B.LAMA")
        survivor = somebody(country.lapas, name="Baru Contoh", nik=OTHER_NIK, registration_number="B.BARU")
        merged(absorbed, survivor, acknowledged=["nik"])
        for text in ("Lama Con", "Baru Con", NIK, OTHER_NIK, "B.LAMA", "B.BARU"):
            assert listed(country.owner, text=text) == [survivor], text
        assert listed(country.owner, category=Category.NARAPIDANA, warga_binaan=True) == [survivor]
        assert listed(country.owner, warga_binaan=False) == []

    def test_a_search_does_not_answer_from_a_row_at_another_unit(self) -> None:
        country = Country()
        absorbed = left(country.other_lapas, registration_number="B.LAMA", nik=OTHER_NIK)
        survivor = somebody(country.lapas, nik=NIK)
        merged(absorbed, survivor, acknowledged=["nik"])
        assert listed(country.owner, text="B.LAMA") == listed(country.owner, text=OTHER_NIK) == []
        assert listed(country.owner, text=NIK) == [survivor]

    def test_heads_are_counted_once(self) -> None:
        country = Country()
        one = somebody(country.lapas, category=Category.KLIEN)
        other = somebody(country.other_lapas, category=Category.TAHANAN)
        before = queries.head_count(country.kanwil, TODAY, country.above).total
        merged(one, other, acknowledged=["presence"])
        counted = queries.head_count(country.kanwil, TODAY, country.above)
        assert (counted.total, counted.of(Category.TAHANAN)) == (before - 1, 1)

    def test_a_number_that_both_bear_is_no_finding(self) -> None:
        country = Country()
        absorbed, survivor = returner(country, nik=NIK)
        third = somebody(country.lapas, nik=NIK)
        merged(absorbed, survivor)
        found = queries.nik_findings(survivor, country.above)
        assert (found.same_nik, found.elsewhere) == ((third,), 0)
        found = queries.nik_findings(third, country.above)
        assert (found.same_nik, found.elsewhere) == ((survivor,), 0)
        found = queries.nik_findings(third, country.colleague)
        assert (found.same_nik, found.elsewhere) == ((absorbed,), 0)

    def test_a_list_with_merged_people_takes_four_queries(self) -> None:
        country = Country()
        for _ in range(3):
            merged(*returner(country))
        with CaptureQueriesContext(connection) as used:
            assert [len(person.shown_episodes) for person in listed(country.above)] == [2, 2, 2]
        assert len(used) == 4


class TestRights:
    def test_the_old_unit_opens_and_corrects_nothing(self) -> None:
        country = Country()
        absorbed, survivor = returner(country, nik=NIK)
        merged(absorbed, survivor)
        for row in (absorbed, survivor):
            with pytest.raises(NotAllowed):
                revealing.reveal_nik(row, purpose="Perekaman", by=country.colleague, at=NOW)
            assert not policies.can_correct(country.colleague, row, at=NOW)
        assert revealing.reveal_nik(survivor, purpose="Perekaman", by=country.owner, at=NOW) == NIK

    def test_rights_and_single_questions_agree(self) -> None:
        country = Country()
        absorbed, survivor = returner(country)
        merged(absorbed, survivor)
        for viewer in (country.owner, country.colleague, country.above, SYSTEM):
            for row in (absorbed, survivor):
                rights = policies.rights(viewer, row, at=NOW)
                assert rights.reveal == policies.can_reveal(viewer, row, at=NOW)
                assert rights.correct == policies.can_correct(viewer, row, at=NOW)
                assert rights.extract == policies.can_extract(viewer, row, at=NOW)
                assert rights.merge == policies.can_merge(viewer, row)

    def test_who_was_merged_away_is_corrected_at_the_survivor(self) -> None:
        absorbed, survivor = returner(Country())
        merged(absorbed, survivor)
        with pytest.raises(NotAllowed, match="di catatan itu"):
            registering.correct(
                absorbed, name="A", sex="", birth_date=None, birth_precision="unknown", birth_place="",
                by=SYSTEM, at=NOW,
            )  # fmt: skip


class TestEpisodes:
    def test_a_new_status_is_recorded_at_the_survivor_and_ends_what_runs_at_any_row(self) -> None:
        country = Country()
        absorbed = somebody(country.lapas, category=Category.TAHANAN, registration_number="T.1")
        survivor = somebody(country.lapas, category=Category.KLIEN)
        merged(absorbed, survivor)
        with pytest.raises(episodes.HeldElsewhere):
            episodes.begin(
                survivor, category=Category.NARAPIDANA, unit=country.lapas, registration_number="N.1",
                starts_on=date(2025, 9, 1), by=country.owner, at=NOW,
            )  # fmt: skip
        begun = episodes.begin(
            absorbed, category=Category.NARAPIDANA, unit=country.lapas, registration_number="N.1",
            starts_on=date(2025, 9, 1), ends_previous=True, by=country.owner, at=NOW,
        )  # fmt: skip
        assert begun.person == survivor
        assert absorbed.episodes.get().ends_on == date(2025, 9, 1) - timedelta(days=1)
