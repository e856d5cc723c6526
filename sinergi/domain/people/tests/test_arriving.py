"""A unit's own list: previewed, confirmed, recorded in chunks; what is doubtful or missing waits for a person."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sinergi.domain.people.choices import Category, PopulationKind, PopulationState, Proposal, RowDecision, RowOutcome
from sinergi.domain.people.models import Episode, Person, PopulationImport, PopulationRow
from sinergi.domain.people.services import arriving, arriving_apply, arriving_decide, arriving_preview, episodes
from sinergi.domain.people.services.arriving import NotWaiting, TooManyMissing, UnderWay
from sinergi.domain.people.services.arriving_decide import NotOpen
from sinergi.domain.people.tests.worlds import Country, somebody
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import storing
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel import guarded
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from sinergi.foundation.queue.models import Job
from tests.support.factories import NOW, SYSTEM, actor

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 3, 1)
HEADING = "Nama;No Reg;Kategori;JK;Tgl Lahir;NIK;Tgl Masuk"
NIK = "9901011708870001"


@pytest.fixture
def country() -> Country:
    made = Country()
    made.owner = importer(made.lapas)
    made.above = importer(made.kanwil)
    return made


def importer(unit: Institution) -> Actor:
    return actor("people.view", "people.register", "people.import", at=unit, name=f"Registrasi {unit}")


def stored(lines: Iterable[str], *, heading: str = HEADING) -> StoredFile:
    content = "\n".join([heading, *lines]).encode()
    return storing.store(
        io.BytesIO(content), name="isi.csv", allowed=[FileKind.CSV], most_bytes=10**7, is_sealed=True, by=SYSTEM, at=NOW
    )


def line(number: int, name: str = "", born: str = "17-08-1987", nik: str = "", category: str = "Narapidana") -> str:
    return f"{name or f'Contoh Orang {number}'};B.{number};{category};L;{born};{nik};1-6-2025"


def begin(
    country: Country, lines: Iterable[str], *, kind: str = PopulationKind.SNAPSHOT, **more: Any
) -> PopulationImport:
    unit = more.pop("unit", country.lapas)
    return arriving.begin(
        stored(lines, heading=more.pop("heading", HEADING)), unit=unit, kind=kind, as_of=AS_OF, queued=False,
        by=more.pop("by", country.owner), at=NOW, **more,
    )  # fmt: skip


def previewed(country: Country, lines: Iterable[str], **more: Any) -> PopulationImport:
    return arriving_preview.read(begin(country, lines, **more), at=NOW, at_once=2)


def applied(country: Country, lines: Iterable[str], **more: Any) -> PopulationImport:
    run = previewed(country, lines, **more)
    run = arriving.confirm(run, despite_missing=True, queued=False, by=country.owner, at=NOW)
    return arriving_apply.apply(run, at=NOW, at_once=2)


def outcomes(run: PopulationImport) -> list[str]:
    return list(run.rows.order_by("place").values_list("outcome", flat=True))


def row(run: PopulationImport, place: int) -> PopulationRow:
    return run.rows.get(place=place)


class TestPreview:
    def test_it_says_what_each_row_would_do_and_changes_nobody(self, country: Country) -> None:
        known = somebody(country.lapas, name="Contoh Orang 1", registration_number="B.1")
        somebody(
            country.lapas,
            name="Contoh Sama",
            registration_number="B.2",
            sex="L",
            birth_date=date(1987, 8, 17),
            birth_precision="day",
        )
        run = previewed(
            country,
            [line(1), line(2, "CONTOH SAMA"), line(3), line(4, born="30-02-1990"), ";B.5;Narapidana;;;;", line(3)],
        )  # fmt: skip
        assert outcomes(run) == ["changed", "unchanged", "new", "new", "refused", "refused"]
        assert row(run, 0).person == known
        assert "jenis kelamin, tanggal lahir" in row(run, 0).why[0]
        assert "Tanggal lahir" in " ".join(row(run, 3).why)
        assert "Nama kosong" in row(run, 4).why[0]
        assert "baris 4" in row(run, 5).why[0]
        assert (run.state, run.read_rows) == (PopulationState.PREVIEWED, 6)
        assert Person.objects.count() == 2
        known.refresh_from_db()
        assert known.sex == ""

    def test_what_it_keeps_lies_encrypted(self, country: Country) -> None:
        run = previewed(country, [line(1, nik=NIK)])
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM people_populationrow WHERE run_id = %s", [run.pk])
            assert NIK not in str(cursor.fetchall())
        assert arriving_apply.said(row(run, 0)).nik == NIK

    def test_broken_off_it_goes_on_at_its_mark(self, country: Country) -> None:
        run = begin(country, [line(n) for n in range(7)])

        def break_off(rows: int) -> None:
            if rows == 4:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            arriving_preview.read(run, at=NOW, at_once=2, progress=break_off)
        assert run.rows.count() == 4
        assert run.file is not None
        assert b"Contoh Orang" not in storing.path_of(run.file.sha256).read_bytes()
        again = begin(country, [line(n) for n in range(7)])
        assert again == run
        run = arriving_preview.read(again, at=NOW, at_once=2)
        assert (run.rows.count(), run.read_rows) == (7, 7)
        assert arriving_preview.read(run, at=NOW).read_rows == 7

    def test_a_second_reader_of_the_same_chunk_is_refused(self, country: Country) -> None:
        run = begin(country, [line(n) for n in range(4)])
        stale = PopulationImport.objects.get(pk=run.pk)

        def meanwhile(rows: int) -> None:
            if rows == 2:
                PopulationImport.objects.filter(pk=run.pk).update(read_rows=3)

        with pytest.raises(guarded.Lost):
            arriving_preview.read(stale, at=NOW, at_once=2, progress=meanwhile)

    def test_a_file_that_cannot_be_read_ends_the_run_with_the_reason(self, country: Country) -> None:
        run = previewed(country, ["1;2"], heading="apa;itu")
        assert run.state == PopulationState.REFUSED
        assert "judul kolom" in run.failure

    def test_reading_a_chunk_takes_few_queries(self, country: Country) -> None:
        def queries_for(count: int, prefix: int) -> int:
            run = begin(country, [line(prefix + n, nik=f"990101170887{n + 1:04}") for n in range(count)])
            with CaptureQueriesContext(connection) as used:
                run = arriving_preview.read(run, at=NOW)
            arriving.set_aside(run, by=country.owner, at=NOW)
            return len(used)

        assert queries_for(5, 100) == queries_for(50, 1000)


class TestWhoItIs:
    def test_another_name_under_a_known_number_is_doubtful(self, country: Country) -> None:
        somebody(country.lapas, name="Slamet Riyadi", registration_number="B.1", nik="9901011708870009")
        run = previewed(country, [line(1, "Joko Widagdo", nik=NIK)])
        assert outcomes(run) == ["doubtful"]
        assert "atas nama yang lain" in row(run, 0).why[0]
        assert "NIK di berkas berbeda" in row(run, 0).why[1]

    def test_the_same_person_elsewhere_is_proposed_as_a_transfer_never_merged(self, country: Country) -> None:
        person = somebody(country.other_lapas, name="Contoh Pindah", nik=NIK, registration_number="X.9")
        run = applied(country, [line(1, "CONTOH PINDAH", nik=NIK)])
        [found] = run.rows.all()
        assert (found.outcome, found.proposal, found.person) == (RowOutcome.DOUBTFUL, Proposal.TRANSFER, person)
        assert str(country.other_lapas) not in " ".join(found.why)
        assert person.episodes.count() == 1
        with pytest.raises(NotAllowed):
            arriving_decide.decide(run, [found], decision=RowDecision.ACCEPTED, by=country.owner, at=NOW)
        arriving_decide.decide(run, [found], decision=RowDecision.ACCEPTED, by=country.above, at=NOW)
        old, new = person.episodes.order_by("starts_on", "pk")
        assert (old.ended_as, new.unit, new.registration_number) == ("pindah", country.lapas, "B.1")
        with pytest.raises(NotOpen):
            arriving_decide.decide(run, [found], decision=RowDecision.NEW, by=country.above, at=NOW)

    def test_a_detainee_who_became_a_convict_is_proposed_as_a_new_status(self, country: Country) -> None:
        person = somebody(
            country.lapas, name="Contoh Naik", category=Category.TAHANAN, registration_number="A.1",
            birth_date=date(1987, 8, 17), birth_precision="day", starts_on=date(2025, 1, 1),
        )  # fmt: skip
        run = applied(country, [line(1, "Contoh Naik")])
        [found] = run.rows.exclude(outcome=RowOutcome.MISSING)
        assert (found.proposal, run.missing) == (Proposal.STATUS, 0)
        arriving_decide.decide(run, [found], decision=RowDecision.ACCEPTED, by=country.owner, at=NOW)
        assert list(person.episodes.order_by("starts_on").values_list("category", "ended_as")) == [
            ("tahanan", "alih"), ("narapidana", ""),
        ]  # fmt: skip

    def test_who_was_here_once_is_proposed_as_returning(self, country: Country) -> None:
        person = somebody(country.lapas, name="Contoh Kembali", nik=NIK, registration_number="B.77")
        episodes.end(person.episodes.get(), ends_on=date(2025, 6, 2), by=country.owner, at=NOW)
        run = applied(country, [f"Contoh Kembali;B.1;Narapidana;L;;{NIK};1-2-2026"])
        [found] = run.rows.all()
        assert found.proposal == Proposal.RETURN
        arriving_decide.decide(run, [found], decision=RowDecision.ACCEPTED, by=country.owner, at=NOW)
        assert person.episodes.count() == 2

    def test_a_doubtful_row_can_be_somebody_new_or_nobody(self, country: Country) -> None:
        somebody(country.other_lapas, name="Contoh Sama", birth_date=date(1987, 8, 17), birth_precision="day")
        run = applied(country, [line(1, "Contoh Sama"), line(2, "Sama, Contoh")])
        one, two = run.rows.all()
        arriving_decide.decide(run, [one], decision=RowDecision.NEW, by=country.owner, at=NOW)
        arriving_decide.decide(run, [two], decision=RowDecision.SKIPPED, by=country.owner, at=NOW)
        assert Person.objects.count() == 2
        assert not run.rows.filter(is_done=False).exists()

    def test_two_rows_with_one_nik_are_not_two_people_without_a_look(self, country: Country) -> None:
        run = previewed(country, [line(1, nik=NIK), line(2, nik=NIK), line(3, nik=NIK)])
        assert outcomes(run) == ["new", "doubtful", "doubtful"]

    def test_people_of_one_common_name_and_a_year_only_are_not_taken_for_each_other(self, country: Country) -> None:
        somebody(country.other_lapas, name="Ahmad", birth_date=date(1990, 1, 1), birth_precision="year")
        assert outcomes(previewed(country, [line(1, "Ahmad", born="1990")])) == ["new"]


class TestMissing:
    def test_a_few_are_proposed_as_moved_or_released(self, country: Country) -> None:
        people = [somebody(country.lapas, name=f"Contoh Orang {n}", registration_number=f"B.{n}") for n in range(40)]
        somebody(country.lapas, category=Category.PETUGAS, registration_number="P.1")
        run = applied(country, [line(n) for n in range(39)])
        assert (run.present, run.missing) == (40, 1)
        [absent] = run.rows.filter(outcome=RowOutcome.MISSING)
        assert (absent.person, absent.proposal) == (people[39], Proposal.RELEASED)
        assert people[39].episodes.get().ends_on is None
        arriving_decide.decide(run, [absent], decision=RowDecision.RELEASED, by=country.owner, at=NOW)
        gone = people[39].episodes.get()
        assert (gone.ends_on, gone.ended_as) == (AS_OF, "bebas")

    def test_above_five_percent_it_stops_and_asks(self, country: Country) -> None:
        for n in range(20):
            somebody(country.lapas, name=f"Contoh Orang {n}", registration_number=f"B.{n}")
        run = previewed(country, [line(n) for n in range(18)])
        assert (run.state, run.present, run.missing) == (PopulationState.ASKING, 20, 2)
        with pytest.raises(TooManyMissing, match="2 dari 20 orang"):
            arriving.confirm(run, queued=False, by=country.owner, at=NOW)
        assert PopulationImport.objects.get().state == PopulationState.ASKING
        arriving.confirm(run, despite_missing=True, queued=False, by=country.owner, at=NOW)
        assert Entry.objects.get(action="population.confirmed").facts["despite_missing"] is True

    def test_from_changes_nobody_is_missing_and_who_left_is_ended(self, country: Country) -> None:
        person = somebody(country.lapas, name="Contoh Orang 1", registration_number="B.1")
        somebody(country.lapas)
        run = applied(
            country, ["Contoh Orang 1;B.1;Narapidana;;;1-2-2026;bebas"], kind=PopulationKind.CHANGES,
            heading="Nama;No Reg;Kategori;JK;NIK;Tgl Bebas;Alasan Keluar",
        )  # fmt: skip
        assert (run.missing, run.rows.count()) == (0, 1)
        episode = person.episodes.get()
        assert (episode.ends_on, episode.ended_as) == (date(2026, 2, 1), "bebas")

    def test_staying_ends_nothing(self, country: Country) -> None:
        person = somebody(country.lapas, registration_number="B.1")
        run = applied(country, [line(2)])
        absent = run.rows.get(outcome=RowOutcome.MISSING)
        arriving_decide.decide(run, [absent], decision=RowDecision.STAYS, by=country.owner, at=NOW)
        assert person.episodes.get().ends_on is None
        assert run.rows.get(pk=absent.pk).decision == RowDecision.STAYS


class TestApplying:
    def test_new_people_come_in_with_everything_the_row_says(self, country: Country) -> None:
        heading = "Nama Lengkap;Nomor Registrasi;L/P;TTL;No. KTP;Nama Ibu Kandung;No KK;WN;Kode Wilayah;Kategori"
        run = applied(
            country,
            [
                "BUDI CONTOH als TATO bin SLAMET;B I 7/2025;L;Kota Contoh, 17-08-1987;"
                f"{NIK};Contoh Aminah;9901010000000000;WNI;99.01.01;"
            ],
            heading=heading,
        )  # fmt: skip
        person = Person.objects.get()
        assert (person.name, person.sex, person.birth_place, person.nik) == ("BUDI CONTOH", "L", "Kota Contoh", NIK)
        assert (person.mother_name, person.family_card_number, person.nationality) == (
            "Contoh Aminah",
            "9901010000000000",
            "WNI",
        )
        assert [(alias.kind, alias.name) for alias in person.aliases.all()] == [("alias", "TATO"), ("bin", "SLAMET")]
        episode = person.episodes.get()
        assert (episode.category, episode.starts_on, episode.registration_number) == ("narapidana", AS_OF, "B I 7/2025")
        assert (run.state, row(run, 0).person, row(run, 0).episode) == (PopulationState.APPLIED, person, episode)
        actions = set(Entry.objects.values_list("action", flat=True))
        assert actions >= {
            "population.begun",
            "population.read",
            "population.confirmed",
            "population.applied",
            "person.registered",
        }
        assert not any(NIK in str(entry.facts) for entry in Entry.objects.all())

    def test_broken_off_it_goes_on_and_records_everybody_once(self, country: Country) -> None:
        run = previewed(country, [line(n) for n in range(7)])
        run = arriving.confirm(run, queued=False, by=country.owner, at=NOW)

        def break_off(done: int, of: int) -> None:
            if done == 4:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            arriving_apply.apply(run, at=NOW, at_once=2, progress=break_off)
        assert Person.objects.count() == 4
        said: list[tuple[int, int]] = []
        run = arriving_apply.apply(run, at=NOW, at_once=2, progress=lambda *pair: said.append(pair))
        assert (Person.objects.count(), run.applied_rows, said[-1]) == (7, 7, (7, 7))
        assert arriving_apply.apply(run, at=NOW) == run
        assert Person.objects.count() == 7

    def test_the_same_file_again_changes_nothing(self, country: Country) -> None:
        applied(country, [line(n, nik=f"99010117088700{n:02}") for n in range(1, 5)])
        before = list(Person.objects.values_list("pk", "name", "nik_index"))
        run = applied(country, [line(n, nik=f"99010117088700{n:02}") for n in range(1, 5)])
        assert outcomes(run) == ["unchanged"] * 4
        assert list(Person.objects.values_list("pk", "name", "nik_index")) == before

    def test_who_was_recorded_since_the_preview_is_not_recorded_again(self, country: Country) -> None:
        run = previewed(country, [line(1)])
        somebody(country.lapas, name="Contoh Orang 1", registration_number="B.1")
        run = arriving.confirm(run, queued=False, by=country.owner, at=NOW)
        run = arriving_apply.apply(run, at=NOW)
        assert Person.objects.count() == 1
        assert outcomes(run) == ["changed"]

    def test_a_damaged_nik_never_replaces_a_good_one(self, country: Country) -> None:
        person = somebody(country.lapas, name="Contoh Orang 1", registration_number="B.1", nik=NIK)
        run = applied(country, [line(1, nik="9.90101E+15")])
        person.refresh_from_db()
        assert person.nik == NIK
        assert any("bilangan" in sentence for sentence in row(run, 0).why)


class TestDoors:
    def test_who_may_not_import_at_the_unit_may_nothing(self, country: Country) -> None:
        colleague = importer(country.other_lapas)
        run = previewed(country, [line(1)])
        for call in (
            lambda: begin(country, [line(2)], by=colleague),
            lambda: arriving.confirm(run, by=colleague, at=NOW),
            lambda: arriving.set_aside(run, by=colleague, at=NOW),
            lambda: arriving_decide.decide(run, [row(run, 0)], decision="skipped", by=colleague, at=NOW),
            lambda: begin(country, [line(2)], by=actor("people.register", at=country.lapas)),
        ):
            with pytest.raises(NotAllowed):
                call()

    def test_one_list_of_a_unit_at_a_time(self, country: Country) -> None:
        begin(country, [line(1)])
        with pytest.raises(UnderWay):
            begin(country, [line(2)])
        begin(country, [line(2)], unit=country.other_lapas, by=country.above)

    @pytest.mark.parametrize(("wrong", "field"), [({"kind": "semua"}, "kind"), ({"fallback": "napi"}, "fallback")])
    def test_what_cannot_be_is_refused(self, country: Country, wrong: dict[str, str], field: str) -> None:
        with pytest.raises(Invalid) as refusal:
            begin(country, [line(1)], **wrong)
        assert refusal.value.field == field

    def test_the_future_is_not_known(self, country: Country) -> None:
        with pytest.raises(Invalid, match="belum tiba"):
            arriving.begin(
                stored([line(1)]), unit=country.lapas, kind="snapshot", as_of=date(2026, 3, 9), by=country.owner, at=NOW
            )

    def test_the_queue_is_asked_unless_whoever_began_goes_on_himself(self, country: Country) -> None:
        arriving.begin(stored([line(1)]), unit=country.lapas, kind="snapshot", as_of=AS_OF, by=country.owner, at=NOW)
        assert Job.objects.get().name == "people.read_population"

    def test_only_what_waits_is_confirmed_or_set_aside(self, country: Country) -> None:
        run = applied(country, [line(1)])
        for call in (arriving.confirm, arriving.set_aside):
            with pytest.raises(NotWaiting):
                call(run, by=country.owner, at=NOW)

    def test_a_decision_must_fit_its_row(self, country: Country) -> None:
        somebody(country.lapas, registration_number="B.9")
        run = applied(country, [line(1)])
        absent = run.rows.get(outcome=RowOutcome.MISSING)
        with pytest.raises(Invalid):
            arriving_decide.decide(run, [absent], decision=RowDecision.NEW, by=country.owner, at=NOW)
        assert Episode.objects.filter(ends_on=None).count() == 2
