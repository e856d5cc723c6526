"""Every list as a file: as filtered, as the viewer may see it, and written into the audit."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.test import Client
from pypdf import PdfReader

from sinergi.documents.separated import unguarded
from sinergi.domain.agreements.tests.worlds import SIGNED, World
from sinergi.foundation.audit.models import Entry, Reading
from sinergi.interfaces.web.tests.agreement_worlds import lived, signed_in
from tests.support.world import user as somebody

pytestmark = pytest.mark.django_db
NASTY = '=HYPERLINK("http://jahat.example";"klik")'


def whole(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.content[:500]
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def sheet(answer: Any) -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(io.BytesIO(whole(answer)))
    heading, *rows = book.worksheets[0].iter_rows(values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in rows]


def separated(answer: Any) -> list[dict[str, str]]:
    text = whole(answer).decode("utf-8-sig")
    return [{k: unguarded(v) for k, v in row.items()} for row in csv.DictReader(io.StringIO(text, newline=""))]


@pytest.fixture
def world() -> World:
    world = World()
    world.recorded(scope=NASTY, signed_on=SIGNED)
    lived(world)
    return world


@pytest.fixture
def client(world: World) -> Client:
    return signed_in(world.lapas, "kepala-unit", "registrasi")


def test_the_list_of_agreements_leaves_as_filtered(client: Client) -> None:
    rows = sheet(client.get("/perjanjian/ekspor/", {"contoh": "ya", "cari": "HYPERLINK"}))
    assert [row["Ruang lingkup"] for row in rows] == [NASTY]
    [row] = rows
    assert row["Ditandatangani"].date() == SIGNED
    assert row["Mulai berlaku"] is None
    assert row["Data"] == "CONTOH"
    assert len(sheet(client.get("/perjanjian/ekspor/", {"contoh": "ya"}))) == 2
    assert sheet(client.get("/perjanjian/ekspor/")) == []


def test_both_forms_hold_the_same_rows(client: Client) -> None:
    asked = {"contoh": "ya"}
    as_csv = separated(client.get("/perjanjian/ekspor/", asked | {"bentuk": "csv"}))
    as_xlsx = sheet(client.get("/perjanjian/ekspor/", asked | {"bentuk": "xlsx"}))
    assert [row["Ruang lingkup"] for row in as_csv] == [row["Ruang lingkup"] for row in as_xlsx]
    assert b"'=HYPERLINK" in whole(client.get("/perjanjian/ekspor/", asked | {"bentuk": "csv"}))


@pytest.mark.parametrize(
    ("address", "heading", "count"),
    [
        ("/kewajiban/ekspor/", "Kewajiban", 2),
        ("/kegiatan/ekspor/", "Kegiatan", 1),
        ("/orang/ekspor/", "Nama", 2),
        ("/lembaga/ekspor/", "Lembaga", 4),
    ],
)
def test_other_lists_leave_too(client: Client, address: str, heading: str, count: int) -> None:
    for form, read in (("xlsx", sheet), ("csv", separated)):
        rows = read(client.get(address, {"contoh": "ya", "bentuk": form}))
        assert len(rows) == count
        assert all(row[heading] and row["Data"] == "CONTOH" for row in rows)


def test_people_leave_without_their_nik_and_are_noted_as_read(client: Client) -> None:
    rows = sheet(client.get("/orang/ekspor/", {"contoh": "ya"}))
    assert not [heading for heading in rows[0] if "NIK" in heading]
    assert Reading.objects.filter(purpose="Ekspor daftar orang").count() == len(rows) == 2


def test_an_export_is_written_into_the_audit_with_what_it_held(client: Client) -> None:
    client.get("/perjanjian/ekspor/", {"contoh": "ya", "jenis": "PKS", "bentuk": "csv"})
    entry = Entry.objects.get(action="list.exported")
    assert entry.facts == {
        "list": "perjanjian", "rows": 2, "form": "csv", "filter": "Jenis: Perjanjian Kerja Sama; Data: Contoh",
    }  # fmt: skip
    assert entry.subject.startswith("access.user:")


def test_the_second_sheet_says_who_took_it_when_and_narrowed_by_what(client: Client) -> None:
    answer = client.get("/perjanjian/ekspor/", {"contoh": "ya", "jenis": "PKS"})
    about = openpyxl.load_workbook(io.BytesIO(whole(answer)))["Keterangan"]
    said = {row[0]: row[1] for row in about.iter_rows(values_only=True)}
    assert said["Diambil oleh"] == "Petugas Contoh"
    assert "Jenis: Perjanjian Kerja Sama" in said["Saringan"]
    assert "rekaan" in said["CONTOH"]
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "CONTOH" in answer.headers["Content-Disposition"]


def test_nobody_takes_what_they_do_not_see(world: World) -> None:
    elsewhere = signed_in(world.elsewhere, email="jauh@contoh.test")
    for address in ("/perjanjian/ekspor/", "/kewajiban/ekspor/", "/kegiatan/ekspor/"):
        assert sheet(elsewhere.get(address, {"contoh": "ya"})) == []
    assert elsewhere.get("/jejak/ekspor/").status_code == 403


def test_an_auditor_takes_the_trail(world: World) -> None:
    client = Client()
    signed_in(world.lapas)
    client.force_login(somebody("auditor", ("auditor",), None))
    rows = separated(client.get("/jejak/ekspor/", {"bentuk": "csv", "tindakan": "agreement.recorded"}))
    assert {row["Tindakan"] for row in rows} == {"agreement.recorded"}


@pytest.mark.parametrize(
    "asked", [{"pada": "31-02-2025"}, {"jenis": "lain"}, {"cari": "x" * 10_000}, {"cari": "a\x00b"}]
)
def test_a_filter_that_cannot_be_is_refused_in_a_sentence(client: Client, asked: dict[str, str]) -> None:
    for address in ("/perjanjian/ekspor/", "/perjanjian/buku/"):
        answer = client.get(address, asked)
        assert answer.status_code == 422
    assert not Entry.objects.filter(action="list.exported").exists()


def test_the_number_of_questions_does_not_grow_with_the_rows(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    def questions() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            sheet(client.get("/perjanjian/ekspor/", {"contoh": "ya"}))
        return len(asked)

    few = questions()
    for number in range(20):
        world.recorded(signed_on=date(2025, 1, 1 + number))
    assert questions() == few <= 15


def words(answer: Any) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(whole(answer))).pages)


def test_the_register_book_is_the_list_on_paper(client: Client) -> None:
    answer = client.get("/perjanjian/buku/", {"contoh": "ya", "jenis": "PKS", "pada": "2026-03-02"})
    assert answer.headers["Content-Type"] == "application/pdf"
    said = words(answer)
    for expected in (
        "Buku register perjanjian kerja sama", "2 naskah menurut saringan", "Jenis: Perjanjian Kerja Sama",
        "pada 2 Maret 2026", "Lapas Contoh Tiga", "belum diketahui", "Halaman 1 / 1", "CONTOH", "Petugas Contoh",
    ):  # fmt: skip
        assert expected in said, expected
    assert Entry.objects.get(action="list.exported").facts["list"] == "buku-register"
    assert "Tidak ada perjanjian yang cocok" in words(client.get("/perjanjian/buku/"))


def test_a_book_longer_than_paper_is_for_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sinergi.interfaces.web.exports.views.MOST_IN_A_BOOK", 1)
    answer = client.get("/perjanjian/buku/", {"contoh": "ya"})
    assert answer.status_code == 422
    assert "paling banyak 1" in answer.content.decode()


@pytest.mark.parametrize("address", ["/perjanjian/", "/kewajiban/", "/kegiatan/", "/orang/", "/lembaga/"])
def test_a_list_offers_itself_as_it_is_filtered(client: Client, address: str) -> None:
    page = client.get(address, {"contoh": "ya", "cari": "a"}).content.decode()
    for form in ("xlsx", "csv"):
        link = f"{address}ekspor/?contoh=ya&amp;cari=a&amp;bentuk={form}"
        assert link in page
        assert whole(client.get(link.replace("&amp;", "&")))
