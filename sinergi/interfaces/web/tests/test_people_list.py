"""The list of people: who is found there, how they are counted, what narrows it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sinergi.domain.activities.tests.worlds import Work
from sinergi.domain.people.choices import Category
from sinergi.domain.people.tests.worlds import Country, somebody
from sinergi.foundation.audit.models import Reading
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from tests.support.answers import text
from tests.support.factories import institution

pytestmark = pytest.mark.django_db

ALL = ("petugas-kerja-sama", "registrasi", "kepala-unit")
LONG = "x" * 10_000


@pytest.fixture
def country() -> Country:
    return Country()


@pytest.fixture
def owner(country: Country) -> Client:
    return signed_in(country.lapas, *ALL)


@pytest.fixture
def colleague(country: Country) -> Client:
    return signed_in(country.other_lapas, *ALL, email="rekan@contoh.test")


def names(response: object) -> list[str]:
    return [row.name for row in response.context["rows"]]  # type: ignore[attr-defined]


def test_the_list_shows_only_people_of_the_own_unit(country: Country, owner: Client, colleague: Client) -> None:
    person = somebody(country.lapas)
    assert names(owner.get("/orang/")) == [person.name]
    assert names(colleague.get("/orang/")) == []


def test_heads_are_counted_with_warga_binaan_apart_from_tahanan_and_anak(country: Country, owner: Client) -> None:
    for category in (Category.NARAPIDANA, Category.ANAK_BINAAN, Category.KLIEN, Category.TAHANAN, Category.ANAK):
        somebody(country.lapas, category=category)
    response = owner.get("/orang/")
    heads = response.context["heads"]
    assert (heads.warga_binaan, heads.of(Category.TAHANAN), heads.of(Category.ANAK), heads.total) == (3, 1, 1, 5)
    assert "bukan Warga Binaan" in text(response)


def test_coverage_is_told_in_three_parts_that_add_up(owner: Client) -> None:
    work = Work()
    client = signed_in(work.unit, *ALL, email="kedua@contoh.test")
    work.person()
    covered = client.get("/orang/").context["coverage"]
    assert (covered.present, covered.unconfirmed) == (1, 1)
    assert covered.confirmed_by_register + covered.confirmed_by_unit + covered.unconfirmed == covered.present


def test_a_page_of_the_list_is_noted_in_one_row_that_holds_nothing_that_was_typed(
    country: Country, owner: Client
) -> None:
    for name in ("Contoh Rahmat", "Contoh Rahma"):
        somebody(country.lapas, name=name)
    Reading.objects.all().delete()
    owner.get("/orang/", {"cari": "rahmat", "kategori": "narapidana"})
    [seen] = Reading.objects.all()
    assert seen.subject == "people.list:1"
    assert "Narapidana" in seen.purpose
    assert "dengan kata yang dicari" in seen.purpose
    assert "rahmat" not in seen.purpose.lower()
    owner.get("/orang/", {"cari": "tidak ada yang begini"})
    assert Reading.objects.count() == 1, "an empty page shows nobody"


def test_without_one_unit_nothing_is_counted_but_people_are_listed(country: Country) -> None:
    institution("Lapas Nyata", example=False)
    everywhere = signed_in(None, "direktorat-kerja-sama")
    person = somebody(country.lapas)
    response = everywhere.get("/orang/", {"contoh": "ya"})
    assert response.context["heads"] is None
    assert names(response) == [person.name]
    assert names(everywhere.get("/orang/")) == []
    chosen = everywhere.get("/orang/", {"unit": country.kanwil.public_id})
    assert chosen.context["heads"].total == 1
    assert chosen.context["is_example"]


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ({"cari": "mawar"}, 1),
        ({"cari": "B.MAWAR"}, 1),
        ({"cari": "tidak ada"}, 0),
        ({"kategori": "narapidana"}, 1),
        ({"kategori": "klien"}, 0),
        ({"wb": "ya"}, 1),
        ({"wb": "tidak"}, 0),
        ({"pada": "2025-05-31"}, 0),
        ({"pada": "1-6-2025"}, 1),
        ({"pada": "2025-05-31", "riwayat": "on"}, 1),
    ],
)
def test_each_filter_narrows_the_list(country: Country, owner: Client, filter: dict[str, str], found: int) -> None:
    somebody(country.lapas, name="Contoh Mawar", registration_number="B.MAWAR")
    assert len(names(owner.get("/orang/", filter))) == found


@pytest.mark.parametrize(
    ("filter", "sentence"),
    [
        ({"pada": "31-02-2026"}, "Tanggal ini tidak ada di kalender"),
        ({"pada": "2-10-0001"}, "Tahun harus di antara"),
        ({"kategori": "entah"}, "Pilihan ini tidak tersedia"),
        ({"unit": "bukan-unit"}, "Pilihan ini tidak tersedia"),
        ({"cari": "a\0b"}, "null"),
        ({"cari": LONG}, "200"),
    ],
)
def test_a_filter_that_cannot_be_is_answered_with_a_sentence(
    owner: Client, filter: dict[str, str], sentence: str
) -> None:
    response = owner.get("/orang/", filter)
    assert response.status_code == 422
    assert sentence in text(response)


@pytest.mark.parametrize("page", ["0", "-1", "satu", "9" * 40])
def test_whatever_page_is_asked_for_there_is_one(country: Country, owner: Client, page: str) -> None:
    somebody(country.lapas)
    assert len(names(owner.get("/orang/", {"halaman": page}))) == 1


def test_child_data_is_marked_where_it_is_listed(country: Country, owner: Client) -> None:
    somebody(country.lapas)
    assert "data anak" not in text(owner.get("/orang/"))
    child = somebody(country.lapas, category=Category.ANAK_BINAAN)
    assert "memuat data anak" in text(owner.get("/orang/"))
    assert "memuat data anak" in text(owner.get(reverse("orang-lihat", args=[child.public_id])))


def test_a_longer_list_asks_no_more_questions(country: Country, owner: Client) -> None:
    counts = []
    for more in (2, 18):
        for _ in range(more):
            somebody(country.lapas)
        with CaptureQueriesContext(connection) as queries:
            assert owner.get("/orang/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
