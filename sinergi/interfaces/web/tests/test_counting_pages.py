"""Counts and claims as pages."""

from __future__ import annotations

import html
import io
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from sinergi.domain.agreements.models import ClaimRecord
from sinergi.domain.agreements.tests.worlds import World
from sinergi.foundation.access.services import roles
from tests.support.world import user

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    roles.deliver()
    client = Client()
    client.force_login(user("dewi", ("pimpinan",), None))
    return client


def test_the_claim_of_250_percent_is_taken_apart(client: Client) -> None:
    page = client.get("/klaim/", {"before": "17", "after": "43", "stated": "250%"}).content.decode()
    assert "+26" in page
    assert "+152,9 %" in page
    assert "252,9 % dari 17" in page
    assert "mencampur “dari” dan “naik”" in page


def test_a_base_of_zero_is_explained(client: Client) -> None:
    answer = client.get("/klaim/", {"before": "0", "after": "43", "stated": "250%"})
    assert answer.status_code == 200
    assert "0 tidak dapat menjadi pembagi" in answer.content.decode()


def test_a_missing_base_is_explained(client: Client) -> None:
    page = client.get("/klaim/", {"before": "", "after": "43"}).content.decode()
    assert "Tanpa angka awal, kenaikan tidak dapat dihitung" in page


def test_different_bases_are_named(client: Client) -> None:
    asked = {
        "before": "17", "after": "43", "before-document_kinds": "PKS", "after-document_kinds": ["NK", "PKS"],
        "before-stock_or_flow": "flow", "after-stock_or_flow": "stock",
    }  # fmt: skip
    page = client.get("/klaim/", asked).content.decode()
    assert "Kedua angka tidak menghitung hal yang sama" in page
    assert "Jenis naskah berbeda" in page


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"before": "-1", "after": "43"}, "terlalu kecil"),
        ({"before": "tujuh belas", "after": "43"}, "Tulis angka saja"),
        ({"before": "17", "after": "43", "stated": "banyak sekali"}, "tidak terbaca"),
        ({"before": "17", "after": "43", "stated": "x" * 10_000}, "60"),
        ({"before": "9" * 400, "after": "43"}, "angka"),
        ({"before": "17", "after": "43", "stated": "2\x005"}, "Karakter null"),
        ({"before": "17", "after": "43", "after-period_start": "31-02-2025"}, "tidak ada di kalender"),
        (
            {"before": "17", "after": "43", "after-period_start": "2-3-2025", "after-period_end": "1-3-2025"},
            "sebelum mulai",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_words(client: Client, asked: dict[str, str], sentence: str) -> None:
    answer = client.get("/klaim/", asked)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


LINK = re.compile(r'<a href="(/perjanjian/[^"]+)">([0-9.]+)<')


@pytest.mark.parametrize("split", ["", "year", "level", "kind", "category"])
@pytest.mark.parametrize(
    "way", [{"pada": "2026-03-02"}, {"cara": "masa", "dari": "2025-01-01", "sampai": "2025-12-31"}]
)
def test_each_number_opens_a_list_of_as_many(client: Client, way: dict[str, str], split: str) -> None:
    world = World()
    world.signed()
    world.recorded(kind="", signed_on=date(2025, 3, 4))
    world.recorded(starts_on=date(2025, 6, 7), level="")
    page = client.get("/hitungan/", way | {"menurut": split, "contoh": "ya"}).content.decode()
    numbers = LINK.findall(page)
    assert len(numbers) == (3 if not split else 7 + 4 * page.count('<tr><th scope="row">') - 4)
    assert any(number != "0" for _url, number in numbers)
    for url, number in set(numbers):
        shown = client.get(html.unescape(url)).context
        assert shown["page"].paginator.count == int(number), url


def test_a_count_says_what_it_counts_from_what_and_when(client: Client) -> None:
    page = client.get("/hitungan/", {"pada": "2025-10-02"}).content.decode()
    for standing in ("certain", "possible", "unknown"):
        assert f"/perjanjian/?keadaan={standing}&amp;pada=2025-10-02" in page
    for words in ("semuanya mencakup hari itu", "naskah perjanjian", "0 perjanjian nyata", "Batas data", "bukan arus"):
        assert words in page
    flow = client.get("/hitungan/", {"cara": "masa"}).content.decode()
    assert "bukan stok" in flow


def test_rows_that_do_not_add_up_say_so(client: Client) -> None:
    World().signed()
    page = client.get("/hitungan/", {"menurut": "category", "contoh": "ya"}).content.decode()
    assert "Satu perjanjian dapat masuk beberapa baris" in page


def test_a_count_asks_one_question_however_much_there_is(client: Client, django_assert_max_num_queries: Any) -> None:
    world = World()
    for _ in range(3):
        world.recorded()
    with django_assert_max_num_queries(6):
        client.get("/hitungan/", {"menurut": "category", "contoh": "ya"})


@pytest.mark.parametrize("day", ["31-02-2025", "0001-01-01", "besok", "2025-10-02\x00"])
def test_a_day_that_is_none_is_refused_in_words(client: Client, day: str) -> None:
    answer = client.get("/hitungan/", {"pada": day})
    assert answer.status_code == 422
    assert "Pada tanggal" in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"cara": "masa", "dari": "2025-02-01", "sampai": "2025-01-01"}, "berakhir sebelum mulai"),
        ({"cara": "minggu"}, "tidak tersedia"),
        ({"menurut": "zodiak"}, "tidak tersedia"),
        ({"cara": "masa", "dari": "x" * 10_000}, "tidak ada di kalender"),
    ],
)
def test_a_count_that_cannot_be_is_refused_in_words(client: Client, asked: dict[str, str], sentence: str) -> None:
    answer = client.get("/hitungan/", asked)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_the_last_day_of_february_has_a_year_before(client: Client) -> None:
    assert "pada=2023-02-28" in client.get("/hitungan/", {"pada": "2024-02-29"}).content.decode()


KEPT = {
    "before": "17",
    "after": "43",
    "stated": "naik 250%",
    "before-document_kinds": "PKS",
    "after-stock_or_flow": "flow",
}


def test_a_checked_claim_is_kept_shown_and_printed(client: Client) -> None:
    page = client.get("/klaim/", KEPT).content.decode()
    assert 'name="before-document_kinds" value="PKS"' in page
    source = {"source_url": "https://berita.example/a", "source_text": "naik 250% dibanding tahun lalu"}
    answer = client.post("/klaim/simpan/", KEPT | source)
    assert answer.status_code == 302
    kept = client.get(answer.url).content.decode()
    for words in (
        "17 menjadi 43",
        "252,9 % dari 17",
        "https://berita.example/a",
        "dibanding tahun lalu",
        "Perjanjian Kerja Sama",
    ):
        assert words in kept
    sheet = client.get(f"{answer.url}lembar/")
    assert sheet.headers["Content-Type"] == "application/pdf"
    printed = " ".join(PdfReader(io.BytesIO(sheet.content)).pages[0].extract_text().split())
    for words in ("Periksa klaim", "252,9 % dari 17", "https://berita.example/a", "disebut orang", "Halaman 1 / 1"):
        assert words in printed
    assert "17 menjadi 43" in client.get("/klaim/tersimpan/").content.decode()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"source_url": "bukan alamat"}, "tidak utuh"),
        ({"before": "minus"}, "Tulis angka saja"),
        ({"source_text": "a\x00"}, "Karakter null"),
        ({"source_text": "x" * 30_000}, "20000"),
    ],
)
def test_a_claim_that_cannot_be_kept_is_refused_in_words(client: Client, sent: dict[str, str], sentence: str) -> None:
    answer = client.post("/klaim/simpan/", KEPT | sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ClaimRecord.objects.exists()


def test_two_counts_are_compared_and_kept_as_they_were(client: Client) -> None:
    world = World()
    for day in (date(2024, 5, 1), date(2025, 5, 1), date(2025, 6, 1)):
        world.recorded(signed_on=day)
    asked = {
        "awal-cara": "masa", "awal-dari": "2024-01-01", "awal-sampai": "2024-12-31",
        "akhir-cara": "masa", "akhir-dari": "2025-01-01", "akhir-sampai": "2025-12-31",
        "stated": "naik 100%", "contoh": "ya", "jenis": "PKS",
    }  # fmt: skip
    page = client.get("/klaim/hitungan/", asked)
    assert "+100,0" in page.content.decode()
    for url, number in re.findall(
        r'href="(/perjanjian/[^"]*tanda_tangan=certain[^"]*)".*?([0-9]+)', page.content.decode()
    ):
        assert client.get(html.unescape(url)).context["page"].paginator.count == int(number)
    answer = client.post("/klaim/hitungan/", asked | {"source_url": ""})
    assert answer.status_code == 302
    record = ClaimRecord.objects.get()
    assert (record.before, record.after, record.verdict) == (1, 2, "change")
    assert "pasti 1" in client.get(answer.url).content.decode()


@pytest.mark.parametrize(
    "asked", [{"awal-cara": "masa", "awal-dari": "2025-02-01", "awal-sampai": "2025-01-01"}, {"stated": "?"}]
)
def test_two_counts_that_cannot_be_are_refused(client: Client, asked: dict[str, str]) -> None:
    assert client.get("/klaim/hitungan/", asked).status_code == 422
    assert client.post("/klaim/hitungan/", asked).status_code == 422


def test_a_kept_claim_of_somebody_else_is_not_shown(client: Client) -> None:
    kept = client.post("/klaim/simpan/", KEPT)
    other = Client()
    other.force_login(user("sari", ("petugas-kerja-sama",), World().lapas))
    assert other.get(kept.url).status_code == 404
    assert other.get(f"{kept.url}lembar/").status_code == 404
