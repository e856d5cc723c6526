"""Counts and claims as pages."""

from __future__ import annotations

import pytest
from django.test import Client

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


def test_a_count_opens_its_lists_and_carries_its_definitions(client: Client) -> None:
    page = client.get("/hitungan/", {"pada": "2025-10-02"}).content.decode()
    for standing in ("certain", "possible", "unknown"):
        assert f"/perjanjian/?keadaan={standing}&amp;pada=2025-10-02" in page
    assert "semuanya mencakup hari itu" in page


@pytest.mark.parametrize("day", ["31-02-2025", "0001-01-01", "besok", "2025-10-02\x00"])
def test_a_day_that_is_none_is_refused_in_words(client: Client, day: str) -> None:
    answer = client.get("/hitungan/", {"pada": day})
    assert answer.status_code == 422
    assert "Pada tanggal" in answer.content.decode()
