"""How long who was merged is kept, what a unit's list does to the rows, and the digest when the index key changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import override_settings

from sinergi.domain.people.choices import ErasureDecision
from sinergi.domain.people.models import Alias, Erasure, Person
from sinergi.domain.people.services import arriving_decide, merging, reindexing, retaining
from sinergi.domain.people.tests.test_arriving import applied, country, line, outcomes, row  # noqa: F401
from sinergi.domain.people.tests.test_merging import left, merged
from sinergi.domain.people.tests.test_retaining import gone, night
from sinergi.domain.people.tests.worlds import Country, somebody
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db


class TestKeeping:
    def test_the_time_runs_from_the_last_stay_of_the_human_being(self) -> None:
        where = Country()
        absorbed = gone(where)
        survivor = left(where.other_lapas, starts_on=date(2018, 1, 1), until=TODAY - timedelta(days=30))
        merged(absorbed, survivor)
        assert night().proposed == 0
        assert night(10 * 366).proposed == 1
        assert Erasure.objects.get().person == survivor

    def test_who_came_back_as_another_row_is_not_decided_on_and_never_erased(self) -> None:
        where = Country()
        absorbed = gone(where)
        night()
        merged(absorbed, somebody(where.lapas))
        erasure = Erasure.objects.get()
        with pytest.raises(retaining.StillHere):
            retaining.erase(erasure, by=SYSTEM, at=NOW)
        assert night().returned == 1
        erasure.refresh_from_db()
        assert erasure.decision == ErasureDecision.RETURNED

    def test_all_rows_are_erased_with_every_proposal_about_them(self) -> None:
        where = Country()
        absorbed = gone(where)
        survivor = left(where.lapas, starts_on=date(2014, 1, 1), until=date(2014, 2, 1), name="Contoh Lain")
        assert night().proposed == 2
        made = merged(absorbed, survivor)
        decider = actor("people.erase", at=where.kanwil)
        retaining.erase(Erasure.objects.get(person=absorbed), by=decider, at=NOW)
        assert set(Person.objects.values_list("name", flat=True)) == {"Data dihapus"}
        assert not Alias.objects.exists()
        assert set(Erasure.objects.values_list("decision", flat=True)) == {ErasureDecision.ERASED}
        assert not merging.can_undo(made)
        with pytest.raises(merging.CannotUndo, match="dihapus"):
            merging.undo(made, by=SYSTEM, at=NOW)


class TestArriving:
    def test_a_row_about_the_absorbed_is_recognised_as_the_survivor_and_changes_no_particulars(
        self,
        country: Country,  # noqa: F811
    ) -> None:
        absorbed = somebody(country.lapas, name="Contoh Lama", category="klien", registration_number="B.1")
        survivor = somebody(country.lapas, name="Contoh Baru", registration_number="B.2", category="petugas")
        merged(absorbed, survivor)
        run = applied(country, [line(1, "Contoh Lama", category="Klien"), line(2, "Contoh Baru", category="Petugas")])
        assert outcomes(run)[:1] == ["unchanged"]
        assert {row(run, 0).person, row(run, 1).person} == {survivor}
        survivor.refresh_from_db()
        assert survivor.name == "Contoh Baru"
        assert not run.rows.filter(outcome="missing").exists()

    def test_a_new_number_of_the_absorbed_is_proposed_for_the_survivor(self, country: Country) -> None:  # noqa: F811
        nik = "9901011708870001"
        absorbed = left(country.lapas, nik=nik, name="Contoh Lama")
        survivor = left(country.lapas, starts_on=date(2021, 1, 1), until=date(2021, 2, 1), nik=nik, name="Contoh Lagi")
        merged(absorbed, survivor)
        run = applied(country, [line(9, "Contoh Lama", nik=nik)], kind="changes")
        found = row(run, 0)
        assert (found.outcome, found.proposal, found.person) == ("doubtful", "return", survivor)
        arriving_decide.decide(run, [found], decision="accepted", by=country.owner, at=NOW)
        assert survivor.episodes.filter(registration_number="B.9").exists()


def test_a_merge_can_be_undone_under_a_new_index_key() -> None:
    where = Country()
    made = merged(gone(where), somebody(where.lapas))
    newer = b"another key of the index, as long"
    with override_settings(INDEX_KEY=newer, OLD_INDEX_KEYS=(settings.INDEX_KEY,)):
        assert merging.can_undo(made)
        assert reindexing.reindex() > 0
    made.refresh_from_db()
    with override_settings(INDEX_KEY=newer, OLD_INDEX_KEYS=()):
        assert merging.can_undo(made)
