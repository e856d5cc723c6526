"""The list of agreements: what is in it, its counts, what narrows it."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sinergi.domain.agreements.choices import Side
from sinergi.domain.agreements.services import recording
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement
from sinergi.domain.agreements.tests.worlds import World
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from tests.support.answers import text
from tests.support.factories import NOW, SYSTEM, institution, partner

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


def test_the_list_shows_only_what_the_viewer_may_see(world: World, owner: Client, colleague: Client) -> None:
    world.signed()
    titles = [
        [row.title for row in who.get("/perjanjian/", {"contoh": "ya"}).context["rows"]] for who in (owner, colleague)
    ]
    assert titles == [["PKS Lapas Contoh Tiga – Yayasan Contoh Delapan"], []]


def test_real_and_example_agreements_are_never_in_one_list(world: World) -> None:
    everybody = signed_in(None, "direktorat-kerja-sama")
    world.signed()
    unit, other = institution("Lapas Nyata", example=False), partner("Mitra Nyata", example=False)
    parties = (PartyFacts(unit, Side.OURS), PartyFacts(other, Side.PARTNER))
    recording.record(RecordedAgreement(parties), by=SYSTEM, at=NOW)
    real, made_up = everybody.get("/perjanjian/"), everybody.get("/perjanjian/", {"contoh": "ya"})
    assert [row.title for row in real.context["rows"]] == ["Naskah Lapas Nyata – Mitra Nyata"]
    assert [row.title for row in made_up.context["rows"]] == ["PKS Lapas Contoh Tiga – Yayasan Contoh Delapan"]
    assert 'class="ribbon"' in text(made_up)
    assert 'class="ribbon"' not in text(real)


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ({"cari": "delapan menjahit"}, 1),
        ({"cari": "tidak ada yang begini"}, 0),
        ({"jenis": "PKS"}, 1),
        ({"jenis": "NK"}, 0),
        ({"tingkat": "upt"}, 1),
        ({"kategori": "masyarakat_sipil"}, 1),
        ({"kategori": "pemerintah"}, 0),
        ({"tahun": "2025"}, 1),
        ({"tahun": "1999"}, 0),
        ({"keadaan": "certain", "pada": "2026-03-02"}, 1),
        ({"keadaan": "certain", "pada": "3-10-2027"}, 0),
        ({"fase": "berlaku", "pada": "2026-03-02"}, 1),
        ({"fase": "berakhir", "pada": "2026-03-02"}, 0),
        ({"fase": "penjajakan"}, 0),
        ({"belum": "scope"}, 0),
        ({"tahap": "draft"}, 0),
        ({"sementara": "on"}, 0),
        ({"urut": "terlama"}, 1),
    ],
)
def test_each_filter_narrows_the_list(world: World, owner: Client, filter: dict[str, str], found: int) -> None:
    world.signed()
    response = owner.get("/perjanjian/", filter | {"contoh": "ya"})
    assert response.status_code == 200
    assert len(response.context["rows"]) == found


@pytest.mark.parametrize(
    ("filter", "sentence"),
    [
        ({"pada": "31-02-2026"}, "Tanggal ini tidak ada di kalender"),
        ({"tahun": "dua ribu"}, "Tahun tidak dikenal"),
        ({"tahun": "9" * 5000}, "Tahun tidak dikenal"),
        ({"keadaan": "entah"}, "Pilihan ini tidak tersedia"),
        ({"fase": "entah"}, "Pilihan ini tidak tersedia"),
        ({"cari": "a\0b"}, "null"),
        ({"cari": "x" * 10_000}, "200"),
        ({"cari": "a\u202eb"}, "karakter yang tidak terlihat"),
    ],
)
def test_a_filter_that_cannot_be_is_answered_with_a_sentence(
    owner: Client, filter: dict[str, str], sentence: str
) -> None:
    response = owner.get("/perjanjian/", filter)
    assert response.status_code == 422
    assert sentence in text(response)


@pytest.mark.parametrize("page", ["0", "-1", "9" * 30, "dua", "\0"])
def test_an_impossible_page_number_shows_a_page_that_exists(world: World, owner: Client, page: str) -> None:
    world.signed()
    response = owner.get("/perjanjian/", {"contoh": "ya", "halaman": page})
    assert response.status_code == 200
    assert len(response.context["rows"]) == 1


def test_the_counts_above_the_list_are_links_to_lists_of_that_length(world: World, owner: Client) -> None:
    world.signed()
    world.recorded()
    page = owner.get("/perjanjian/", {"contoh": "ya", "pada": "2026-03-02"})
    counts, urls = page.context["counts"], page.context["count_urls"]
    assert (counts.certain, counts.possible, counts.unknown) == (1, 0, 1)
    for name, number in (("CERTAIN", 1), ("POSSIBLE", 0), ("UNKNOWN", 1)):
        assert len(owner.get(urls[name]).context["rows"]) == number


def test_an_active_filter_can_be_taken_away_alone(world: World, owner: Client) -> None:
    world.signed()
    page = owner.get("/perjanjian/", {"contoh": "ya", "jenis": "NK", "tahun": "2025"})
    [chip] = [chip for chip in page.context["chips"] if chip.label.startswith("Jenis")]
    assert len(owner.get(chip.remove_url).context["rows"]) == 1


def test_the_fields_that_narrow_the_list_come_when_they_are_asked_for(world: World, owner: Client) -> None:
    world.signed()
    folded = owner.get("/perjanjian/", {"contoh": "ya", "jenis": "PKS"})
    assert folded.context["closed"]
    assert 'name="tingkat"' not in folded.content.decode()
    [there] = re.findall(r'id="saring" href="([^"]+)"', folded.content.decode())
    opened = owner.get(f"/perjanjian/{html.unescape(there)}").content.decode()
    assert re.search(r'<select name="jenis".*?<option value="PKS" selected>', opened, re.DOTALL)


def test_the_fields_are_shown_with_what_is_wrong_in_them(world: World, owner: Client) -> None:
    refused = owner.get("/perjanjian/", {"tahun": "dua ribu"})
    assert refused.status_code == 422
    assert "Tahun tidak dikenal" in refused.content.decode()
    assert 'name="tahun"' in refused.content.decode()


def test_the_list_asks_the_database_as_often_for_two_rows_as_for_twenty(world: World, owner: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert owner.get("/perjanjian/", {"contoh": "ya"}).status_code == 200
        return len(asked)

    for _ in range(2):
        world.promised(world.signed())
    few = queries()
    for _ in range(18):
        world.promised(world.signed())
    assert queries() == few <= 12
