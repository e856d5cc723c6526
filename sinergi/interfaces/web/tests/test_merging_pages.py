"""The pages on which two rows become one person, and two again."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from sinergi.domain.people.choices import Category, Side
from sinergi.domain.people.models import Person, PersonMerge
from sinergi.domain.people.services import episodes, merging
from sinergi.domain.people.tests.worlds import Country, somebody
from sinergi.foundation.audit.models import Reading
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from tests.support.answers import text
from tests.support.factories import NOW, SYSTEM

pytestmark = pytest.mark.django_db

NIK, OTHER_NIK = "9901014107900042", "9901014107900050"


@pytest.fixture
def country() -> Country:
    return Country()


@pytest.fixture
def above(country: Country) -> Client:
    return signed_in(country.kanwil, "registrasi")


@pytest.fixture
def pair(country: Country) -> tuple[Person, Person]:
    """A client who left the other lapas, and the same one at the lapas."""
    absorbed = somebody(country.other_lapas, name="Contoh Lama", category=Category.KLIEN, starts_on=date(2020, 1, 1))
    episodes.end(absorbed.episodes.get(), ends_on=date(2020, 6, 1), by=SYSTEM, at=NOW)
    return absorbed, somebody(country.lapas, name="Contoh Baru")


def merged(pair: tuple[Person, Person]) -> PersonMerge:
    return merging.merge(*pair, reason="Sama", by=SYSTEM, at=NOW)


def begun(country: Country, person: Person) -> None:
    episodes.begin(
        person, category=Category.KLIEN, unit=country.lapas, registration_number="K.9", starts_on=date(2025, 7, 1),
        by=SYSTEM, at=NOW,
    )  # fmt: skip


def test_who_may_over_both_units_looks_for_the_other_compares_and_merges(
    above: Client, pair: tuple[Person, Person]
) -> None:
    absorbed, survivor = pair
    page = text(above.get(reverse("orang-lihat", args=[survivor.public_id])))
    listing = reverse("orang-gabungan", args=[survivor.public_id])
    assert listing in page
    found = above.get(listing, {"cari": "Lama"})
    address = reverse("orang-gabung", args=[survivor.public_id, absorbed.public_id])
    assert address in text(found)
    compared = above.get(address)
    assert "Contoh Lama" in text(compared)
    assert "Contoh Baru" in text(compared)
    assert Reading.objects.filter(purpose="Membandingkan dua catatan").count() == 2
    assert compared.context["form"].initial["keep"] == str(survivor.public_id)
    refused = above.post(address, {"keep": str(survivor.public_id)})
    assert refused.status_code == 422
    done = above.post(address, {"keep": str(survivor.public_id), "reason": "Foto sama"})
    assert done["Location"] == reverse("orang-lihat", args=[survivor.public_id])
    merge = PersonMerge.objects.get()
    assert (merge.absorbed, merge.survivor, merge.reason) == (absorbed, survivor, "Foto sama")
    listed = above.get(listing)
    assert reverse("penggabungan-batal", args=[merge.public_id]) in text(listed)
    assert above.get(address)["Location"] == listing


def test_the_address_of_the_absorbed_leads_to_the_survivor(above: Client, pair: tuple[Person, Person]) -> None:
    absorbed, survivor = pair
    merged(pair)
    assert above.get(reverse("orang-lihat", args=[absorbed.public_id]))["Location"] == reverse(
        "orang-lihat", args=[survivor.public_id]
    )
    page = text(above.get(reverse("orang-lihat", args=[survivor.public_id])))
    for row in pair:
        assert row.episodes.get().registration_number in page
    assert "Contoh Lama" in page


def test_a_unit_with_one_of_the_two_may_neither_merge_nor_learn_of_it(
    country: Country, pair: tuple[Person, Person]
) -> None:
    absorbed, survivor = pair
    here, there = (
        signed_in(country.lapas, "registrasi"),
        signed_in(country.other_lapas, "registrasi", email="rekan@contoh.test"),
    )
    address = reverse("orang-gabung", args=[survivor.public_id, absorbed.public_id])
    for client in (here, there):
        assert client.get(address).status_code == 404
        assert client.post(address, {"keep": str(survivor.public_id), "reason": "x"}).status_code == 404
    merge = merged(pair)
    for name in ("penggabungan-batal", "penggabungan-pisah"):
        for client in (here, there):
            assert client.post(reverse(name, args=[merge.public_id])).status_code == 404
    for client, row, hidden in ((here, survivor, absorbed), (there, absorbed, survivor)):
        assert client.get(reverse("orang-gabungan", args=[row.public_id])).status_code == 403
        page = client.get(reverse("orang-lihat", args=[row.public_id]))
        assert page.status_code == 200
        assert hidden.episodes.get().registration_number not in text(page)
        assert "gabungan/" not in text(page)
        assert client.get(reverse("orang-lihat", args=[hidden.public_id]))["Location"] == reverse(
            "orang-lihat", args=[row.public_id]
        )
    assert "Contoh Baru" not in text(there.get(reverse("orang-lihat", args=[absorbed.public_id])))


def test_what_speaks_against_it_is_shown_and_must_be_ticked(above: Client, country: Country) -> None:
    one, other = somebody(country.lapas, nik=NIK), somebody(country.other_lapas, nik=OTHER_NIK)
    address = reverse("orang-gabung", args=[one.public_id, other.public_id])
    page = text(above.get(address))
    assert "NIK-nya berbeda" in page
    assert NIK not in page
    typed = {"keep": str(one.public_id), "reason": "Foto sama"}
    assert "sudah diperiksa" in text(above.post(address, typed))
    assert not PersonMerge.objects.exists()
    assert above.post(address, typed | {"acknowledged": ["nik", "custody", "presence"]}).status_code == 302
    assert PersonMerge.objects.get().acknowledged == ["nik", "custody", "presence"]


def test_an_unchanged_merge_is_undone(above: Client, pair: tuple[Person, Person]) -> None:
    merge = merged(pair)
    answer = above.post(reverse("penggabungan-batal", args=[merge.public_id]), follow=True)
    assert "kembali seperti semula" in text(answer)
    assert not Person.objects.filter(merged_into__isnull=False).exists()
    assert "Dibatalkan" in text(answer)


def test_a_changed_merge_is_split_row_by_row(above: Client, country: Country, pair: tuple[Person, Person]) -> None:
    absorbed, survivor = pair
    merge = merged(pair)
    begun(country, survivor)
    listing = text(above.get(reverse("orang-gabungan", args=[survivor.public_id])))
    address = reverse("penggabungan-pisah", args=[merge.public_id])
    assert address in listing
    assert "Pisahkan" in text(above.post(reverse("penggabungan-batal", args=[merge.public_id]), follow=True))
    page = above.get(address)
    assert "K.9" in text(page)
    undecided = above.post(address, {"reason": "Keliru"})
    assert undecided.status_code == 422
    assert "Tentukan milik siapa" in text(undecided)
    key = next(iter(page.context["form"].keys))
    done = above.post(address, {"reason": "Keliru", key: Side.ABSORBED})
    assert done.status_code == 302
    assert absorbed.episodes.count() == 2
    assert survivor.episodes.count() == 1
