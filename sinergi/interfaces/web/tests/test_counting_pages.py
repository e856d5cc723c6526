"""Counts and claims as pages."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

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
