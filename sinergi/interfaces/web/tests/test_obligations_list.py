"""The list of obligations: what is open, in which totals, what narrows it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from sinergi.domain.agreements.tests.worlds import World
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from sinergi.interfaces.web.tests.obligation_worlds import given, queries, url_of
from tests.support.answers import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def owner(world: World) -> Client:
    return signed_in(world.lapas, "kepala-unit")


@pytest.fixture
def colleague(world: World) -> Client:
    return signed_in(world.elsewhere, "kepala-unit", email="rekan@contoh.test")


def test_the_list_shows_what_is_open_with_totals_for_each_unit(world: World, owner: Client, colleague: Client) -> None:
    agreement = world.signed()
    world.promised(agreement, quantity=Decimal(40))
    late = world.promised(agreement, quantity=Decimal("12.5"), unit="hour", due_on=date(2026, 1, 1))
    page = owner.get("/kewajiban/", {"contoh": "ya"})
    assert [(row.done, row.quantity, row.state) for row in page.context["rows"]] == [
        (0, Decimal("12.50"), "Lewat batas"),
        (0, Decimal(40), "Terbuka"),
    ]
    totals = {line.unit: (line.total.promised, line.total.remaining) for line in page.context["totals"]}
    assert totals == {"kegiatan": (40, 40), "jam": (Decimal("12.5"), Decimal("12.5"))}
    assert url_of("kewajiban", late) in text(page)
    assert 'class="ribbon"' in text(page)
    assert colleague.get("/kewajiban/", {"contoh": "ya"}).context["rows"] == []
    assert owner.get("/kewajiban/").context["rows"] == []


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ({"cari": "menjahit tiga"}, 1),
        ({"cari": "terbang"}, 0),
        ({"mitra": "delapan"}, 1),
        ({"mitra": "lapas"}, 0),
        ({"keadaan": "overdue"}, 1),
        ({"keadaan": "open"}, 0),
        ({"keadaan": "fulfilled"}, 0),
        ({"pihak": "mitra"}, 1),
        ({"pihak": "pemasyarakatan"}, 0),
        ({"satuan": "session"}, 1),
        ({"satuan": "kg"}, 0),
        ({"saya": "on"}, 0),
        ({"menunggu": "on"}, 1),
    ],
)
def test_each_filter_narrows_the_list(world: World, owner: Client, filter: dict[str, str], found: int) -> None:
    given(world.promised(due_on=date(2026, 2, 1)))
    response = owner.get("/kewajiban/", filter | {"contoh": "ya"})
    assert response.status_code == 200
    assert len(response.context["rows"]) == found
    for chip in response.context["chips"]:
        if not chip.label.startswith("Data"):
            assert len(owner.get(chip.remove_url).context["rows"]) == 1


@pytest.mark.parametrize(
    ("filter", "sentence"),
    [
        ({"keadaan": "entah"}, "Pilihan ini tidak tersedia"),
        ({"pihak": "entah"}, "Pilihan ini tidak tersedia"),
        ({"satuan": "rupiah"}, "Pilihan ini tidak tersedia"),
        ({"cari": "a\0b"}, "null"),
        ({"cari": "x" * 10_000}, "200"),
        ({"mitra": "a\u202eb"}, "karakter yang tidak terlihat"),
    ],
)
def test_a_filter_that_cannot_be_is_answered_with_a_sentence(
    owner: Client, filter: dict[str, str], sentence: str
) -> None:
    response = owner.get("/kewajiban/", filter)
    assert response.status_code == 422
    assert sentence in text(response)


@pytest.mark.parametrize("page", ["0", "-1", "9" * 30, "dua", "\0"])
def test_an_impossible_page_number_shows_a_page_that_exists(world: World, owner: Client, page: str) -> None:
    world.promised()
    for url in ("/kewajiban/", url_of("kewajiban", given(world.promised()).obligation)):
        assert owner.get(url, {"contoh": "ya", "halaman": page}).status_code == 200


def test_the_list_asks_as_often_for_two_rows_as_for_twenty(world: World, owner: Client) -> None:
    for _ in range(2):
        world.promised(world.signed(), units=(world.lapas,))
    few = queries(owner, "/kewajiban/", contoh="ya")
    for _ in range(18):
        world.promised(world.signed(), units=(world.lapas,))
    assert queries(owner, "/kewajiban/", contoh="ya") == few <= 12
