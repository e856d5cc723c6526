"""What is no longer needed goes: by itself, or by decision where one is needed. Counts stay."""

from __future__ import annotations

import os
from datetime import date, timedelta

import pytest

from sinergi.domain.people import queries
from sinergi.domain.people.choices import ErasureDecision, RowDecision
from sinergi.domain.people.models import Erasure, Person, PopulationImport
from sinergi.domain.people.rules import KnownAs
from sinergi.domain.people.services import episodes, retaining
from sinergi.domain.people.services.retaining import AlreadyDecided
from sinergi.domain.people.tests.test_arriving import applied, country, line  # noqa: F401
from sinergi.domain.people.tests.worlds import Country, somebody
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import storing
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db
LONG_AGO = date(2015, 6, 1)


def gone(where: Country, **known: object) -> Person:
    """Somebody who left more than ten years ago."""
    person = somebody(
        where.lapas, starts_on=date(2014, 6, 1), nik="9901014107900042", mother_name="Contoh Ibu",
        aliases=[KnownAs("Budi", "alias")], **known,
    )  # fmt: skip
    episodes.end(person.episodes.get(), ends_on=LONG_AGO, by=SYSTEM, at=NOW)
    return person


def night(days: int = 0) -> retaining.LetGo:
    return retaining.let_go(at=NOW + timedelta(days=days), by=SYSTEM)


def test_who_left_long_ago_is_proposed_once_and_nothing_happens_before_a_decision() -> None:
    where = Country()
    person = gone(where)
    somebody(where.lapas)
    recent = somebody(where.lapas)
    episodes.end(recent.episodes.get(), ends_on=date(2025, 7, 1), by=SYSTEM, at=NOW)
    assert night().proposed == 1
    assert night().proposed == 0
    erasure = Erasure.objects.get()
    assert (erasure.person, erasure.due_on) == (person, date(2025, 6, 1))
    assert Person.objects.get(pk=person.pk).name == person.name


def test_erasing_takes_away_who_it_was_and_keeps_the_counts() -> None:
    where = Country()
    person = gone(where)
    day = date(2014, 7, 1)
    before = queries.head_count(where.kanwil, day, where.above)
    night()
    decider = actor("people.erase", at=where.kanwil)
    retaining.erase(Erasure.objects.get(), by=decider, at=NOW)
    person = Person.objects.get(pk=person.pk)
    assert (person.name, person.nik, person.nik_index, person.mother_name, person.birth_date) == (
        "Data dihapus",
        "",
        "",
        "",
        None,
    )
    assert (person.aliases.count(), person.erased_at) == (0, NOW)
    assert person.episodes.get().registration_number.startswith("dihapus-")
    assert queries.head_count(where.kanwil, day, where.above) == before
    assert Entry.objects.filter(action="person.erased").exists()
    with pytest.raises(AlreadyDecided):
        retaining.erase(Erasure.objects.get(), by=decider, at=NOW)
    assert night().proposed == 0


def test_who_is_kept_longer_is_proposed_again_after_that() -> None:
    where = Country()
    gone(where)
    night()
    decider = actor("people.erase", at=where.kanwil)
    until = TODAY + timedelta(days=30)
    for wrong, field in ((TODAY, "until"), (TODAY + timedelta(days=4000), "until")):
        with pytest.raises(Invalid) as refusal:
            retaining.keep(Erasure.objects.get(), until=wrong, reason="Perkara lain", by=decider, at=NOW)
        assert refusal.value.field == field
    with pytest.raises(Invalid, match="Alasan wajib"):
        retaining.keep(Erasure.objects.get(), until=until, reason=" ", by=decider, at=NOW)
    retaining.keep(Erasure.objects.get(), until=until, reason="Perkara lain", by=decider, at=NOW)
    assert night(30).proposed == 0
    assert night(31).proposed == 1


def test_who_came_back_is_not_decided_on() -> None:
    where = Country()
    person = gone(where)
    night()
    episodes.begin(
        person, category="narapidana", unit=where.lapas, registration_number="B.LAGI", starts_on=date(2026, 1, 1),
        by=where.owner, at=NOW,
    )  # fmt: skip
    assert night().returned == 1
    assert Erasure.objects.get().decision == ErasureDecision.RETURNED


def test_only_who_decides_over_all_units_of_a_person_may_erase() -> None:
    where = Country()
    person = gone(where)
    episode = episodes.begin(
        person, category="klien", unit=where.other_lapas, registration_number="K.1", starts_on=date(2015, 6, 2),
        by=where.above, at=NOW,
    )  # fmt: skip
    episodes.end(episode, ends_on=date(2015, 7, 1), by=SYSTEM, at=NOW)
    night()
    erasure = Erasure.objects.get()
    for stranger in (actor("people.erase", at=where.lapas), where.above, actor()):
        with pytest.raises(NotAllowed):
            retaining.erase(erasure, by=stranger, at=NOW)
    assert set(Erasure.objects.visible_to(actor("people.erase", at=where.lapas))) == {erasure}
    assert not Erasure.objects.visible_to(where.above).exists()


@pytest.mark.usefixtures("country")
class TestImports:
    def test_a_file_goes_when_it_was_read_and_its_rows_a_month_later(self, country: Country) -> None:  # noqa: F811
        run = applied(country, [line(1, nik="9901011708870001")])
        path = storing.path_of(StoredFile.objects.get().sha256)
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
        assert night().files == 0
        assert path.exists()
        assert night(2).files == 1
        assert not StoredFile.objects.exists()
        assert night(29).imports == 0
        assert night(31).imports == 1
        run = PopulationImport.objects.get(pk=run.pk)
        [row] = run.rows.all()
        assert (row.values, row.number_key, row.nik_index, row.person) == ("", "", "", None)
        assert (row.outcome, row.decision, run.applied_rows) == ("new", RowDecision.OPEN, 1)
        assert Person.objects.get().name == "Contoh Orang 1"
        assert night(32) == retaining.LetGo(0, 0, 0, 0)
