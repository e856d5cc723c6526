"""The pages of runs: beginning, watching, resting; the registry's files; quota, coverage, reports, data balikan."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from linkage import sealing
from linkage.sealing import SealKind
from sinergi.domain.agreements.choices import CountedUnit, Side
from sinergi.domain.agreements.models import Delivery
from sinergi.domain.agreements.services import obligations
from sinergi.domain.identity.choices import Halt, Result, RunKind, RunState
from sinergi.domain.identity.models import UsageReport, Verification, VerificationRun
from sinergi.domain.identity.services import keeping, reporting, runs
from sinergi.domain.identity.tests.carrying import reach, through
from sinergi.domain.identity.tests.test_runs import ROW, nik
from sinergi.domain.identity.tests.worlds import NIK, World
from sinergi.domain.people.choices import Category
from sinergi.foundation.audit.models import Entry, Reading
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from synthetic.sandbox import Sandbox
from tests.support.answers import text
from tests.support.factories import NOW, SYSTEM, TODAY

ALL = ("petugas-kerja-sama", "registrasi", "kepala-unit")
LATER = NOW + timedelta(days=200)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    with Sandbox([ROW, *(replace(ROW, nik=nik(number)) for number in range(1, 30))]) as running:
        reach(monkeypatch, running.base)
        yield running


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def owner(world: World) -> Client:
    return signed_in(world.kanwil, *ALL)


def begun(world: World, kind: RunKind = RunKind.GATEWAY) -> VerificationRun:
    return runs.begin(world.agreement(), world.lapas, kind=kind, purpose="Semester I", on=TODAY, by=SYSTEM, at=NOW)


class TestWatching:
    def test_the_page_asks_again_while_the_run_is_under_way_and_no_longer(
        self, world: World, owner: Client, sandbox: Sandbox
    ) -> None:
        world.person()
        run = begun(world)
        url = reverse("pemeriksaan-lihat", args=[run.public_id])
        page = text(owner.get(url))
        assert 'hx-trigger="every 3s"' in page
        through(run)
        page = text(owner.get(url))
        assert "hx-trigger" not in page
        assert "1 dari 1 orang" in page
        assert NIK not in page

    def test_a_run_is_paused_goes_on_and_is_stopped(self, world: World, owner: Client, sandbox: Sandbox) -> None:
        run = begun(world)
        url = reverse("pemeriksaan-tindakan", args=[run.public_id])
        for action, state in (("jeda", RunState.PAUSED), ("lanjut", RunState.GATHERING), ("henti", RunState.STOPPED)):
            owner.post(url, {"tindakan": action})
            run.refresh_from_db()
            assert run.state == state
        assert "dihentikan" in text(owner.post(url, {"tindakan": "jeda"}, follow=True))

    def test_an_access_that_was_switched_off_alarms_on_the_pages_and_in_the_work_list(
        self, world: World, owner: Client, sandbox: Sandbox
    ) -> None:
        run = begun(world)
        keeping.halt(run, Halt.SWITCHED_OFF, at=NOW)
        for url in (reverse("pemeriksaan"), reverse("pemeriksaan-lihat", args=[run.public_id])):
            assert "Akses data kependudukan dinonaktifkan" in text(owner.get(url))
        assert "Pemeriksaan identitas terhenti" in text(owner.get(reverse("pekerjaan")))
        assert Entry.objects.filter(action="run.halted").exists()

    def test_the_report_counts_and_names_nobody(self, world: World, owner: Client, sandbox: Sandbox) -> None:
        world.person()
        run = through(begun(world))
        answer = owner.get(reverse("pemeriksaan-pdf", args=[run.public_id]))
        said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        assert "CONTOH" in said
        assert "Semester I" in said
        assert "Contoh Satu" not in said

    def test_owner_colleague_and_stranger(self, world: World, owner: Client, sandbox: Sandbox) -> None:
        run = begun(world)
        colleague = signed_in(World().lapas, *ALL, email="rekan@contoh.test")
        for name in ("pemeriksaan-lihat", "pemeriksaan-pdf"):
            url = reverse(name, args=[run.public_id])
            assert (owner.get(url).status_code, colleague.get(url).status_code, Client().get(url).status_code) == (
                200, 404, 302,
            )  # fmt: skip
        assert colleague.post(reverse("pemeriksaan-tindakan", args=[run.public_id])).status_code == 404

    def test_pages_ask_at_most_twelve_questions_however_much_there_is(
        self, world: World, owner: Client, sandbox: Sandbox
    ) -> None:
        for number in range(1, 4):
            world.person(nik=nik(number))
        run = through(begun(world))
        through(
            runs.begin(
                world.agreement(), world.other_lapas, kind=RunKind.GATEWAY, purpose="S", on=TODAY, by=SYSTEM, at=NOW
            )
        )
        for url in (
            reverse("pemeriksaan") + "?contoh=ya",
            reverse("pemeriksaan-lihat", args=[run.public_id]),
            reverse("pemeriksaan-baru"),
            reverse("pemeriksaan-kuota") + "?contoh=ya",
            reverse("pemeriksaan-cakupan") + "?contoh=ya",
            reverse("pemanfaatan"),
            reverse("data-balikan"),
        ):
            with CaptureQueriesContext(connection) as queries:
                assert owner.get(url).status_code == 200, url
            assert len(queries) <= 12, (url, len(queries))


class TestRegistry:
    def test_a_sealed_file_goes_out_and_sealed_answers_to_it_come_back(
        self, world: World, owner: Client, tmp_path: Path, settings: object
    ) -> None:
        ours, theirs = tmp_path / "kami", tmp_path / "register"
        sealing.make_key(ours)
        settings.SEAL_KEY, settings.REGISTRY_KEY = str(ours), str(sealing.make_key(theirs))  # type: ignore[attr-defined]
        same, other, silent = world.person(), world.person(nik=nik(1)), world.person(nik="")
        run = through(begun(world, RunKind.REGISTRY))
        sent = owner.post(reverse("pemeriksaan-berkas", args=[run.public_id]))
        with zipfile.ZipFile(io.BytesIO(sent.content)) as archive:
            archive.extractall(tmp_path)
        people = tmp_path / f"orang-{run.public_id}.csv"
        assert sealing.check(people, ours.with_name("kami.pub"), kind=SealKind.PEOPLE).rows == 3
        assert (
            people.read_text().splitlines()[0]
            == "id,nik,name,aliases,sex,birth_date,birth_place,mother_name,region_code"
        )
        assert Reading.objects.count() == 3

        answers = tmp_path / "jawaban.csv"
        answers.write_text(
            "id,answer,register_row,probability,why\n"
            f"{same.public_id},same,7,0.999,Nama sama.\n{other.public_id},different,,0.01,Tidak ada yang cocok.\n"
        )
        sealing.seal(answers, theirs, kind=SealKind.ANSWERS, at=NOW, answers_to=people)
        url = reverse("pemeriksaan-lihat", args=[run.public_id])

        def upload(content: bytes) -> object:
            seal = SimpleUploadedFile("jawaban.csv.seal.json", sealing.seal_of(answers).read_bytes())
            return owner.post(url, {"file": SimpleUploadedFile("jawaban.csv", content), "seal": seal})

        refused = upload(answers.read_bytes().replace(b"different", b"same,,,"))
        assert refused.status_code == 422  # type: ignore[attr-defined]
        assert "berubah setelah disegel" in text(refused) or "terpotong" in text(refused)
        assert upload(answers.read_bytes()).status_code == 302  # type: ignore[attr-defined]
        run = through(run)
        assert run.state == RunState.DONE
        assert dict(Verification.objects.values_list("person", "result")) == {
            same.pk: Result.SESUAI, other.pk: Result.TIDAK_DITEMUKAN,
        }  # fmt: skip
        assert run.persons.get(person=silent).problem == "no_answer"

    def test_without_keys_nothing_leaves(self, world: World, owner: Client) -> None:
        run = through(begun(world, RunKind.REGISTRY))
        page = owner.post(reverse("pemeriksaan-berkas", args=[run.public_id]), follow=True)
        assert "Kunci segel belum diatur" in text(page)
        assert not Reading.objects.exists()


class TestWhatTheAgreementDemands:
    def test_the_report_is_made_from_the_log_sent_accepted_and_credited(
        self, world: World, owner: Client, sandbox: Sandbox
    ) -> None:
        agreement = world.agreement(ends_on=date(2099, 1, 1))
        owed = obligations.promise(
            agreement, owed_by=agreement.parties.get(side=Side.OURS), description="Laporan semester",
            unit=CountedUnit.DOCUMENT, quantity=2, by=SYSTEM, at=NOW,
        )  # fmt: skip
        for number in (1, 2, 99):
            world.person(nik=nik(number))
        through(runs.begin(agreement, world.lapas, kind=RunKind.GATEWAY, purpose="S", on=TODAY, by=SYSTEM, at=NOW))
        with time_machine.travel(LATER, tick=False):
            typed = {"agreement": str(agreement.public_id), "starts_on": "2026-01-01", "ends_on": "2026-06-30"}
            owner = signed_in(world.kanwil, *ALL, email="lapor@contoh.test")
            made = owner.post(reverse("pemanfaatan"), typed)
            report = UsageReport.objects.get()
            url = reverse("pemanfaatan-lihat", args=[report.public_id])
            assert made["Location"] == url
            assert (report.numbers["questions"], report.numbers["persons"]) == (3, 3)
            assert ["sesuai", 2] in report.numbers["results"]
            assert "sudah dilaporkan" in text(owner.post(reverse("pemanfaatan"), typed))
            owner.post(url, {"sent_on": "2026-07-05", "letter_number": "PAS-1"})
            owner.post(url, {"accepted_on": "2026-07-20", "receipt_number": "TT-1", "obligation": str(owed.public_id)})
            delivery = Delivery.objects.get(obligation=owed)
            assert delivery.origin == f"identity.usage_report:{report.public_id}"
            for name in ("pemanfaatan-pdf", "pemanfaatan-xlsx"):
                answer = owner.get(reverse(name, args=[report.public_id]))
                assert answer.status_code == 200
                b"".join(answer) if answer.streaming else answer.content
            colleague = signed_in(World().lapas, *ALL, email="rekan@contoh.test")
            assert colleague.get(url).status_code == 404

    def test_a_period_that_is_not_over_is_refused(self, world: World, sandbox: Sandbox) -> None:
        agreement = world.agreement()
        with pytest.raises(reporting.Invalid, match="belum selesai"):
            reporting.make(agreement, starts_on=date(2026, 1, 1), ends_on=TODAY, by=SYSTEM, at=NOW)

    def test_data_balikan_leaves_only_with_officers_in_it_and_without_more_columns(
        self, world: World, owner: Client, sandbox: Sandbox
    ) -> None:
        agreement = world.agreement()
        for number in range(1, 5):
            world.person(nik=nik(number))
        through(runs.begin(agreement, world.lapas, kind=RunKind.GATEWAY, purpose="S", on=TODAY, by=SYSTEM, at=NOW))
        url, typed = reverse("data-balikan"), {"agreement": str(agreement.public_id), "purpose": "Semester I"}
        refused = owner.post(url, typed)
        assert refused.status_code == 422
        assert "mengungkap siapa yang ditahan" in text(refused)
        before = Reading.objects.count()
        officer = world.person(world.other_lapas, nik=nik(9), category=Category.PETUGAS)
        through(
            runs.begin(agreement, world.other_lapas, kind=RunKind.GATEWAY, purpose="S", on=TODAY, by=SYSTEM, at=NOW)
        )
        answer = owner.post(url, typed)
        assert answer.status_code == 200
        book = b"".join(answer)  # type: ignore[arg-type]
        from openpyxl import load_workbook

        rows = list(load_workbook(io.BytesIO(book)).worksheets[0].iter_rows(values_only=True))
        cells = {str(cell) for row in rows for cell in row if cell}
        assert {"NIK", "NAMA", officer.nik, nik(1)} <= cells
        assert not [cell for cell in cells if str(world.lapas) in cell or cell.startswith("B.")]
        assert Reading.objects.count() == before + 1 + 5
        assert Entry.objects.filter(action="identity.given_back").count() == 1
        assert isinstance(NOW, datetime)


class TestChosen:
    def test_people_ticked_in_the_list_are_the_ones_that_are_asked_about(self, world: World, owner: Client) -> None:
        one, other = world.person(), world.person(name="Contoh Dua")
        agreement = world.agreement()
        page = text(owner.get(reverse("orang"), {"unit": str(world.lapas.public_id)}))
        assert f'value="{one.public_id}" form="pilihan"' in page
        begin = reverse("pemeriksaan-baru")
        asked = text(
            owner.get(begin, {"pilih": [str(one.public_id)], "unit": str(world.lapas.public_id), "dipilih": "ya"})
        )
        assert "Hanya 1 orang yang dipilih" in asked
        assert one.name not in asked
        sent = {
            "agreement": str(agreement.public_id), "unit": str(world.lapas.public_id), "kind": RunKind.REGISTRY.value,
            "on": TODAY.isoformat(), "purpose": "Semester I", "persons": [str(one.public_id)],
        }  # fmt: skip
        assert owner.post(begin, sent).status_code == 302
        run = VerificationRun.objects.get()
        assert run.is_chosen
        assert list(run.persons.values_list("person", flat=True)) == [one.pk]
        assert other.pk

    @pytest.mark.parametrize("wrong", ["bukan-kunci", "5a8f0d3e-7d53-4f3e-9a55-0d6f1d0d4a11"])
    def test_a_choice_that_is_not_known_never_becomes_the_whole_unit(
        self, world: World, owner: Client, wrong: str
    ) -> None:
        world.person()
        sent = {
            "agreement": str(world.agreement().public_id), "unit": str(world.lapas.public_id),
            "kind": RunKind.REGISTRY.value, "on": TODAY.isoformat(), "purpose": "Semester I", "persons": [wrong],
        }  # fmt: skip
        answer = owner.post(reverse("pemeriksaan-baru"), sent)
        assert answer.status_code == 422
        assert "Pilih lagi" in text(answer)
        assert not VerificationRun.objects.exists()

    def test_nobody_ticked_leads_back_to_the_list(self, world: World, owner: Client) -> None:
        answer = owner.get(reverse("pemeriksaan-baru"), {"dipilih": "ya"}, follow=True)
        assert "Belum ada yang dipilih" in text(answer)

    def test_people_of_another_unit_are_not_chosen(self, world: World, owner: Client) -> None:
        stranger = World().person(name="Contoh Asing")
        sent = {
            "agreement": str(world.agreement().public_id), "unit": str(world.lapas.public_id),
            "kind": RunKind.REGISTRY.value, "on": TODAY.isoformat(), "purpose": "Semester I",
            "persons": [str(stranger.public_id)],
        }  # fmt: skip
        assert owner.post(reverse("pemeriksaan-baru"), sent).status_code == 422
