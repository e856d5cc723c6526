"""Who is where, as what, and how that changes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sinergi.domain.people import rules
from sinergi.domain.people.choices import Category
from sinergi.domain.people.models import Episode, Person
from sinergi.domain.people.services import episodes
from sinergi.domain.people.services.episodes import Ended, HeldElsewhere, NothingToEnd
from sinergi.domain.people.tests.worlds import Country, somebody
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, actor, institution

pytestmark = pytest.mark.django_db


def begin(person: Person, unit: Any, **known: Any) -> Episode:
    facts: dict[str, Any] = {
        "category": Category.NARAPIDANA,
        "registration_number": f"N.{person.pk}",
        "starts_on": date(2025, 9, 1),
        "by": SYSTEM,
        "at": NOW,
    }
    return episodes.begin(person, unit=unit, **(facts | known))


class TestBeginning:
    def test_a_conviction_ends_the_detention_the_day_before(self) -> None:
        country = Country()
        person = somebody(country.lapas, category=Category.TAHANAN)
        begin(person, country.lapas, ends_previous=True, by=country.owner)
        stays = [episode.stay for episode in person.episodes.all()]
        assert rules.category_on(stays, date(2025, 8, 31)) is Category.TAHANAN
        assert rules.category_on(stays, date(2025, 9, 1)) is Category.NARAPIDANA
        assert list(Entry.objects.filter(action__startswith="episode").values_list("action", flat=True)) == [
            "episode.begun",
            "episode.ended",
            "episode.begun",
        ]

    def test_nobody_is_held_twice_on_one_day(self) -> None:
        country = Country()
        person = somebody(country.lapas, category=Category.TAHANAN)
        with pytest.raises(HeldElsewhere, match=f"sebagai Tahanan di {country.lapas}"):
            begin(person, country.lapas, by=country.owner)

    def test_where_somebody_is_held_is_not_told_to_those_who_may_not_know(self) -> None:
        country = Country()
        person = somebody(country.lapas, category=Category.TAHANAN, starts_on=date(2025, 1, 1))
        episodes.end(person.episodes.get(), ends_on=date(2025, 2, 1), by=SYSTEM, at=NOW)
        begin(person, country.other_lapas, starts_on=date(2025, 3, 1))
        with pytest.raises(HeldElsewhere, match="di unit lain"):
            begin(person, country.lapas, starts_on=date(2025, 4, 1), registration_number="N.9", by=country.owner)

    def test_a_client_may_be_held_again_and_an_officer_is_not_held(self) -> None:
        country = Country()
        client = somebody(country.lapas, category=Category.KLIEN)
        assert begin(client, country.lapas, category=Category.TAHANAN)
        officer = somebody(country.lapas, category=Category.PETUGAS)
        assert begin(officer, country.other_lapas, category=Category.PETUGAS)

    def test_there_must_be_something_to_end(self) -> None:
        country = Country()
        person = somebody(country.lapas)
        episodes.end(person.episodes.get(), ends_on=date(2025, 8, 1), by=SYSTEM, at=NOW)
        with pytest.raises(NothingToEnd, match="Tidak ada status"):
            begin(person, country.lapas, category=Category.KLIEN, ends_previous=True)

    def test_a_status_does_not_end_before_it_began(self) -> None:
        country = Country()
        person = somebody(country.lapas, category=Category.TAHANAN)
        with pytest.raises(Invalid, match="baru mulai pada 1 Juni 2025"):
            begin(person, country.lapas, ends_previous=True, starts_on=date(2025, 6, 1))
        assert person.episodes.get().ends_on is None

    def test_a_refusal_leaves_the_former_status_open(self) -> None:
        country = Country()
        person = somebody(country.lapas, category=Category.TAHANAN)
        with pytest.raises(Invalid):
            begin(person, country.lapas, ends_previous=True, registration_number="")
        assert person.episodes.get().ends_on is None

    def test_a_transfer_is_recorded_by_who_registers_at_both_units(self) -> None:
        country = Country()
        person = somebody(country.lapas)
        with pytest.raises(NotAllowed, match="tidak tercatat di unit Anda"):
            begin(person, country.other_lapas, ends_previous=True, by=country.colleague)
        with pytest.raises(NotAllowed, match="tidak berwenang"):
            begin(person, country.other_lapas, ends_previous=True, by=country.owner)
        begin(person, country.other_lapas, ends_previous=True, by=country.above)
        assert Person.objects.present_at(country.other_lapas, date(2025, 9, 1)).get() == person
        assert not Person.objects.present_at(country.lapas, date(2025, 9, 1)).exists()

    def test_another_units_status_is_not_ended_from_here(self) -> None:
        country = Country()
        person = somebody(country.lapas, category=Category.KLIEN)
        begin(person, country.other_lapas, category=Category.TAHANAN)
        with pytest.raises(NotAllowed, match="Status lama berada di unit lain"):
            begin(person, country.lapas, ends_previous=True, starts_on=date(2025, 10, 1), by=country.owner)


class TestEnding:
    def test_the_last_day_still_counts(self) -> None:
        country = Country()
        person = somebody(country.lapas)
        episodes.end(person.episodes.get(), ends_on=date(2025, 8, 1), by=country.owner, at=NOW)
        assert Person.objects.present_at(country.lapas, date(2025, 8, 1)).exists()
        assert not Person.objects.present_at(country.lapas, date(2025, 8, 2)).exists()

    def test_what_ended_cannot_end_again(self) -> None:
        episode = somebody(institution()).episodes.get()
        episodes.end(episode, ends_on=date(2025, 8, 1), by=SYSTEM, at=NOW)
        with pytest.raises(Ended, match="1 Agustus 2025"):
            episodes.end(episode, ends_on=date(2025, 8, 2), by=SYSTEM, at=NOW)

    @pytest.mark.parametrize(
        ("ends_on", "sentence"), [(date(2025, 5, 31), "mendahului"), (date(2026, 3, 3), "belum tiba")]
    )
    def test_an_end_before_the_start_or_still_to_come_is_refused(self, ends_on: date, sentence: str) -> None:
        episode = somebody(institution()).episodes.get()
        with pytest.raises(Invalid, match=sentence):
            episodes.end(episode, ends_on=ends_on, by=SYSTEM, at=NOW)

    def test_owner_ends_colleague_and_stranger_do_not(self) -> None:
        country = Country()
        episode = somebody(country.lapas).episodes.get()
        for other in (country.colleague, actor("people.view")):
            with pytest.raises(NotAllowed):
                episodes.end(episode, ends_on=date(2025, 8, 1), by=other, at=NOW)
        assert episodes.end(episode, ends_on=date(2025, 8, 1), by=country.owner, at=NOW).ends_on == date(2025, 8, 1)


days = st.dates(date(2024, 1, 1), date(2024, 12, 31))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.lists(st.tuples(days, st.none() | st.integers(0, 60)), min_size=1, max_size=6), days)
def test_the_query_and_python_agree_on_who_is_there(spans: list[tuple[date, int | None]], day: date) -> None:
    Person.objects.all().delete()
    unit = institution()
    for starts_on, length in spans:
        person = somebody(unit, category=Category.KLIEN, starts_on=starts_on)
        if length is not None:
            episodes.end(person.episodes.get(), ends_on=starts_on + timedelta(days=length), by=SYSTEM, at=NOW)
    assert set(Episode.objects.on(day)) == {e for e in Episode.objects.all() if e.stay.contains(day)}
