"""The pages of people without a NIK: the list, the case, the unit, the recording day and what leaves with it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from sinergi.domain.identity.choices import CaseState, DayState, Result, RunKind, StepKind
from sinergi.domain.identity.models import NikCase, NikCaseStep, RecordingDay, RunPerson
from sinergi.domain.identity.services import cases, recording_days, runs
from sinergi.domain.identity.tests.test_cases import nameless, world_answer
from sinergi.domain.identity.tests.worlds import World
from sinergi.foundation.audit.models import Entry, Reading
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from tests.support.factories import NOW, SYSTEM, TODAY, partner

ROLES = ("petugas-kerja-sama", "registrasi", "kepala-unit")
SOON = TODAY + timedelta(days=3)
THEN = NOW + timedelta(days=3)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def owner(world: World) -> Client:
    return signed_in(world.lapas, *ROLES)


@pytest.fixture
def case(world: World) -> NikCase:
    return cases.open_case(nameless(world, mother_name="Ibu Contoh"), by=SYSTEM, at=NOW)


@pytest.fixture
def day(world: World) -> RecordingDay:
    office = partner("Dinas Dukcapil Contoh Kota", category="pemerintah")
    return recording_days.plan(world.lapas, office, on=SOON, capacity=2, by=SYSTEM, at=NOW)


def test_the_list_shows_the_oldest_first_and_that_it_was_seen_is_noted(
    owner: Client, world: World, case: NikCase
) -> None:
    old = cases.open_case(nameless(world, name="Contoh Lama"), by=SYSTEM, at=NOW)
    NikCase.objects.filter(pk=old.pk).update(
        opened_on=TODAY - timedelta(days=120), last_step_on=TODAY - timedelta(days=31)
    )
    text = owner.get(reverse("kasus")).content.decode()
    assert text.index("Contoh Lama") < text.index(case.person.name)
    assert "120 hari" in text
    assert "data-label" in text
    [seen] = Reading.objects.all()
    assert (seen.subject, seen.fields) == ("people.list:2", ["name", "case"])
    assert "Contoh Lama" not in seen.purpose
    stuck = owner.get(reverse("kasus"), {"macet": "on", "cari": "lama"}).content.decode()
    assert "Contoh Lama" in stuck
    assert case.person.name not in stuck
    assert "lama" not in Reading.objects.order_by("pk").last().purpose.lower()  # type: ignore[union-attr]
    assert "Contoh Lama" in owner.get(reverse("kasus"), {"umur": "180"}).content.decode()
    assert owner.get(reverse("kasus"), {"umur": "x"}).status_code == 422


def test_counts_per_unit_and_both_lists_leave_as_files(owner: Client, world: World, case: NikCase) -> None:
    assert world.lapas.name in owner.get(reverse("kasus-unit")).content.decode()
    for name in ("kasus-ekspor", "kasus-unit-ekspor"):
        sent = b"".join(owner.get(reverse(name)).streaming_content)  # type: ignore[arg-type]
        assert world.lapas.name in str(
            CalamineWorkbook.from_filelike(io.BytesIO(sent)).get_sheet_by_index(0).to_python()
        )
        csv = b"".join(owner.get(reverse(name), {"bentuk": "csv"}).streaming_content)  # type: ignore[arg-type]
        assert world.lapas.name in csv.decode("utf-8-sig")
    assert Entry.objects.filter(action="list.exported").count() == 4
    assert Reading.objects.filter(subject=f"people.person:{case.person.public_id}").count() == 2


def test_a_unit_is_opened_in_one_go(owner: Client, world: World) -> None:
    nameless(world)
    nameless(world, name="Contoh Dua")
    sent = owner.post(reverse("kasus-buka"), {"unit": str(world.lapas.public_id)}, follow=True)
    assert "2 kasus dibuka." in sent.content.decode()
    again = owner.post(reverse("kasus-buka"), {"unit": str(world.lapas.public_id)}, follow=True)
    assert "Tidak ada kasus baru" in again.content.decode()
    assert owner.post(reverse("kasus-buka"), {"unit": str(world.other_lapas.public_id)}).status_code == 422


def test_a_person_without_a_nik_has_a_case_to_open_and_then_to_follow(owner: Client, world: World) -> None:
    person = nameless(world)
    page = reverse("orang-lihat", args=[person.public_id])
    assert reverse("orang-kasus", args=[person.public_id]) in owner.get(page).content.decode()
    owner.post(reverse("orang-kasus", args=[person.public_id]), {"note": "Datang tanpa berkas"})
    case = NikCase.objects.get()
    assert reverse("kasus-lihat", args=[case.public_id]) in owner.get(page).content.decode()
    again = owner.post(reverse("orang-kasus", args=[person.public_id]), {"note": ""})
    assert again.status_code == 422
    assert "sudah mempunyai kasus" in again.content.decode()
    with_nik = world.person()
    assert "Kasus tanpa NIK" not in owner.get(reverse("orang-lihat", args=[with_nik.public_id])).content.decode()


def test_steps_are_taken_on_the_page_with_their_paper(owner: Client, case: NikCase) -> None:
    page = reverse("kasus-lihat", args=[case.public_id])
    sent = {"kind": "evidence", "on": TODAY.isoformat(), "note": "Ijazah SD"}
    paper = SimpleUploadedFile("ijazah.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    assert owner.post(page, sent | {"evidence": paper}).status_code == 302
    text = owner.get(page).content.decode()
    assert "Ijazah SD" in text
    step = NikCaseStep.objects.get(kind=StepKind.EVIDENCE)
    taken = owner.get(reverse("kasus-bukti", args=[step.public_id]))
    assert b"".join(taken.streaming_content).startswith(b"%PDF")  # type: ignore[arg-type]
    assert "attachment" in taken.headers["Content-Disposition"]
    assert Reading.objects.filter(fields=["evidence"]).count() == 1
    wrong = owner.post(page, sent | {"evidence": SimpleUploadedFile("a.exe", b"MZ\x90\x00")})
    assert wrong.status_code == 422
    assert owner.post(page, {"kind": "absent", "on": TODAY.isoformat()}).status_code == 422
    assert owner.post(page, {"kind": "closed", "on": TODAY.isoformat(), "note": "Wafat"}).status_code == 422
    closed = {"kind": "closed", "on": TODAY.isoformat(), "note": "Akta kematian", "reason": "died"}
    assert owner.post(page, closed).status_code == 302
    assert "Meninggal" in owner.get(page).content.decode()
    assert owner.post(page, {"kind": "reopened", "on": TODAY.isoformat(), "note": "Keliru"}).status_code == 302
    case.refresh_from_db()
    assert case.state == CaseState.OPEN


def test_when_the_nik_is_issued_the_page_says_where_it_goes(owner: Client, case: NikCase) -> None:
    page = reverse("kasus-lihat", args=[case.public_id])
    owner.post(page, {"kind": "issued", "on": TODAY.isoformat()})
    text = owner.get(page).content.decode()
    assert "NIK sudah terbit" in text
    assert 'name="nik"' not in text


def test_a_day_is_planned_filled_listed_and_told(owner: Client, world: World, case: NikCase) -> None:
    office = partner("Dinas Dukcapil Contoh Kota", category="pemerintah")
    planned = {
        "unit": str(world.lapas.public_id), "office": str(office.public_id), "on": SOON.isoformat(), "capacity": "2",
    }  # fmt: skip
    assert owner.post(reverse("perekaman"), planned | {"capacity": "0"}).status_code == 422
    assert owner.post(reverse("perekaman"), planned).status_code == 302
    assert owner.post(reverse("perekaman"), planned).status_code == 422, "that day is there already"
    day = RecordingDay.objects.get()
    page = reverse("perekaman-lihat", args=[day.public_id])
    assert owner.post(page, {}).status_code == 422
    assert owner.post(page, {"cases": [str(case.public_id)]}).status_code == 302
    assert "1 dari 2" in owner.get(page).content.decode()
    outcomes = reverse("perekaman-hasil", args=[day.public_id])
    answer = {f"hadir-{case.public_id}": "absent"}
    assert owner.post(outcomes, answer).status_code == 422, "not before the day"
    with time_machine.travel(THEN, tick=False):
        owner = signed_in(world.lapas, *ROLES, email="nanti@contoh.test")
        assert "Catat hasil" in owner.get(page).content.decode()
        assert owner.post(outcomes, {}).status_code == 422
        assert owner.post(outcomes, answer).status_code == 302
        assert "Tidak hadir" in owner.get(page).content.decode()
        assert "sudah dicatat" in owner.get(outcomes).content.decode()
    day.refresh_from_db()
    case.refresh_from_db()
    assert (day.state, case.state) == (DayState.HELD, CaseState.OPEN)


def test_a_case_takes_and_gives_back_a_place(owner: Client, case: NikCase, day: RecordingDay) -> None:
    book = reverse("kasus-jadwal", args=[case.public_id])
    assert "Pilih" in owner.post(book, {}, follow=True).content.decode()
    owner.post(book, {"day": str(day.public_id)})
    case.refresh_from_db()
    assert case.recording_day == day
    page = reverse("kasus-lihat", args=[case.public_id])
    assert owner.post(page, {"kind": "unbooked", "on": TODAY.isoformat(), "note": "Sidang"}).status_code == 302
    day.refresh_from_db()
    assert day.booked == 0
    owner.post(book, {"day": str(day.public_id)})
    cancel = reverse("perekaman-batal", args=[day.public_id])
    owner.post(cancel, {})
    owner.post(cancel, {"reason": "Alat rusak"})
    day.refresh_from_db()
    assert day.state == DayState.CANCELLED


def test_the_list_for_the_office_holds_what_it_needs_and_nothing_of_custody(
    owner: Client, world: World, case: NikCase, day: RecordingDay
) -> None:
    recording_days.book(day, [case], by=SYSTEM, at=NOW)
    page = reverse("perekaman-daftar", args=[day.public_id])
    assert owner.post(page, {"bentuk": "pdf"}).status_code == 422
    pdf = b"".join(owner.post(page, {"bentuk": "pdf", "purpose": "Pengantar", "with_mother": "on"}))
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages)
    assert case.person.name in text
    assert "Ibu Contoh" in text
    assert "Tanda tangan" in text
    number = case.person.episodes.get().registration_number
    assert number not in text
    assert "Narapidana" not in text
    sent = owner.post(page, {"bentuk": "xlsx", "purpose": "Pengantar"})
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(b"".join(sent.streaming_content))).get_sheet_by_index(0).to_python()
    )  # type: ignore[arg-type]
    assert "Ibu Contoh" not in str(rows)
    assert case.person.name in str(rows)
    assert Reading.objects.filter(subject=f"people.person:{case.person.public_id}").count() == 2


def test_who_may_not_open_masked_values_is_not_offered_the_mothers_name(
    world: World, case: NikCase, day: RecordingDay
) -> None:
    client = signed_in(world.lapas, "petugas-kerja-sama")
    recording_days.book(day, [case], by=SYSTEM, at=NOW)
    page = reverse("perekaman-daftar", args=[day.public_id])
    assert "with_mother" not in client.get(page).content.decode()
    pdf = b"".join(client.post(page, {"bentuk": "pdf", "purpose": "Pengantar", "with_mother": "on"}))
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages)
    assert "Ibu Contoh" not in text


def test_a_run_offers_the_cases_it_found(owner: Client, world: World) -> None:
    person = nameless(world)
    run = runs.begin(
        world.agreement(), world.lapas, kind=RunKind.REGISTRY, purpose="Contoh", on=TODAY, persons=[person], by=SYSTEM, at=NOW
    )  # fmt: skip
    page = reverse("pemeriksaan-lihat", args=[run.public_id])
    assert "belum mempunyai kasus" not in owner.get(page).content.decode()
    RunPerson.objects.update(state="done", result=Result.TANPA_NIK, verification=world_answer(person), token=None)
    assert "belum mempunyai kasus" in owner.get(page).content.decode()
    owner.post(reverse("pemeriksaan-kasus", args=[run.public_id]))
    assert NikCase.objects.get().origin == "run"


def test_what_waits_a_month_stands_in_the_work_of_who_sees_to_it(owner: Client, world: World, case: NikCase) -> None:
    work = reverse("pekerjaan")
    assert "sebulan tanpa langkah" not in owner.get(work).content.decode()
    NikCase.objects.filter(pk=case.pk).update(
        opened_on=TODAY - timedelta(days=40), last_step_on=TODAY - timedelta(days=40)
    )
    text = owner.get(work).content.decode()
    assert reverse("kasus-lihat", args=[case.public_id]) in text
    colleague = signed_in(world.other_lapas, *ROLES, email="rekan@contoh.test")
    assert reverse("kasus-lihat", args=[case.public_id]) not in colleague.get(work).content.decode()


def test_the_coverage_names_the_open_cases(owner: Client, world: World, case: NikCase) -> None:
    text = owner.get(reverse("pemeriksaan-cakupan"), {"contoh": "ya"}).content.decode()
    assert reverse("kasus-unit") in text
    assert "Kasus tanpa NIK" in text
