"""The pages on which something is promised under an agreement, and written down as delivered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sinergi.domain.agreements.choices import CountedUnit
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.tests.worlds import World, credited
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.tests.samples import PDF
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from sinergi.interfaces.web.tests.obligation_worlds import given
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


# Promising


def promise_data(agreement: Agreement, **changed: str) -> dict[str, str]:
    owed_by = str(agreement.parties.partners().get().pk)
    return {
        "owed_by": owed_by,
        "description": "Melatih menjahit",
        "quantity": "12,5",
        "unit": CountedUnit.HOUR,
    } | changed


def test_a_promise_is_written_down(world: World, owner: Client) -> None:
    agreement = world.signed()
    url = reverse("kewajiban-janji", args=[agreement.public_id])
    owner.post(url, promise_data(agreement, due_on="2026-12-31", requires_verification="on"))
    obligation = agreement.obligations.get()
    assert (obligation.quantity, obligation.due_on) == (Decimal("12.5"), date(2026, 12, 31))
    assert obligation.requires_verification


def test_a_promise_without_a_quantity_stays_one(world: World, owner: Client) -> None:
    agreement = world.signed()
    owner.post(reverse("kewajiban-janji", args=[agreement.public_id]), promise_data(agreement, quantity=""))
    assert agreement.obligations.get().quantity is None


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"quantity": "banyak"}, "Tulis angka saja"),
        ({"quantity": "1.250"}, "dua cara"),
        ({"quantity": "0"}, "lebih dari 0"),
        ({"quantity": "9" * 40}, "Tulis angka saja"),
        ({"quantity": "9999999999999"}, "terlalu besar"),
        ({"description": ""}, "wajib diisi"),
        ({"description": "x" * 10_000}, "terlalu panjang"),
        ({"description": "a\0b"}, "null"),
        ({"due_on": "31-02-2026"}, "tidak ada di kalender"),
        ({"due_on": "2024-01-01"}, "mendahului penandatanganan"),
        ({"owed_by": "999999"}, "Pilihan ini tidak tersedia"),
        ({"unit": "rupiah"}, "Pilihan ini tidak tersedia"),
    ],
)
def test_a_promise_that_cannot_be_is_answered_with_a_sentence(
    world: World, owner: Client, changed: dict[str, str], sentence: str
) -> None:
    agreement = world.signed()
    response = owner.post(reverse("kewajiban-janji", args=[agreement.public_id]), promise_data(agreement, **changed))
    assert response.status_code == 422
    assert sentence in text(response)
    assert not agreement.obligations.exists()


# Delivering

TOKEN = "8c0f2c2e-6a57-4a0c-9a52-0c7bb0a4a001"


def credit_data(**changed: object) -> dict[str, object]:
    return {"quantity": "2", "on": "2026-01-05", "note": "Dua kali pertemuan", "token": TOKEN} | changed


def upload(content: bytes = PDF, name: str = "berita acara.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_a_delivery_is_credited_with_its_evidence_and_downloaded_privately(
    world: World, owner: Client, colleague: Client
) -> None:
    obligation = world.promised()
    response = owner.post(reverse("kewajiban-serahkan", args=[obligation.public_id]), credit_data(file=upload()))
    assert response.status_code == 302
    delivery = obligation.deliveries.get()
    assert (delivery.quantity, delivery.note) == (Decimal(2), "Dua kali pertemuan")
    url = reverse("penyerahan-bukti", args=[delivery.public_id])
    assert url in text(owner.get(reverse("kewajiban", args=[obligation.public_id])))
    download = owner.get(url)
    assert BytesIO(b"".join(download.streaming_content)).getvalue() == PDF
    assert download["Content-Disposition"].startswith("attachment")
    assert "private" in download["Cache-Control"]
    assert colleague.get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_a_delivery_without_evidence_has_nothing_to_download(world: World, owner: Client) -> None:
    delivery = given(world.promised())
    assert owner.get(reverse("penyerahan-bukti", args=[delivery.public_id])).status_code == 404


def test_sending_the_same_form_twice_counts_once(world: World, owner: Client) -> None:
    obligation = world.promised()
    url = reverse("kewajiban-serahkan", args=[obligation.public_id])
    assert owner.post(url, credit_data()).status_code == 302
    again = owner.post(url, credit_data())
    assert again.status_code == 422
    assert "sudah dicatat" in text(again)
    assert obligation.deliveries.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"quantity": ""}, "wajib diisi"),
        ({"quantity": "-2"}, "lebih dari 0"),
        ({"quantity": "dua"}, "Tulis angka saja"),
        ({"on": "31-02-2026"}, "tidak ada di kalender"),
        ({"on": "2150-01-01"}, "belum tiba"),
        ({"on": "2024-01-01"}, "baru ditandatangani"),
        ({"note": "x" * 10_000}, "terlalu panjang"),
        ({"note": "a\0b"}, "null"),
        ({"token": "bukan"}, "Muat ulang halaman"),
        ({"file": upload(b"bukan pdf sama sekali", "palsu.pdf")}, "bukan PDF"),
        ({"file": upload(b"", "kosong.pdf")}, "kosong"),
    ],
)
def test_a_delivery_that_cannot_be_leaves_nothing_behind(
    world: World, owner: Client, changed: dict[str, object], sentence: str
) -> None:
    obligation = world.promised()
    data = credit_data(file=upload()) | changed
    response = owner.post(reverse("kewajiban-serahkan", args=[obligation.public_id]), data)
    assert response.status_code == 422
    assert sentence in text(response)
    assert not obligation.deliveries.exists()
    assert not StoredFile.objects.exists()


def test_people_are_not_counted_by_hand(world: World, owner: Client) -> None:
    obligation = world.promised(unit=CountedUnit.PERSON)
    page = owner.get(reverse("kewajiban", args=[obligation.public_id]))
    assert "Dihitung dari kehadiran" in text(page)
    assert "Simpan pemenuhan" not in text(page)
    response = owner.post(reverse("kewajiban-serahkan", args=[obligation.public_id]), credit_data())
    assert response.status_code == 422
    assert not obligation.deliveries.exists()


def test_a_delivery_written_down_by_mistake_is_taken_back_with_a_reason(world: World, owner: Client) -> None:
    obligation = world.promised()
    delivery = given(obligation)
    url = reverse("penyerahan-batalkan", args=[delivery.public_id])
    assert url in text(owner.get(reverse("kewajiban", args=[obligation.public_id])))
    assert owner.post(url, {"on": "2026-01-06", "reason": ""}).status_code == 422
    assert "mendahului" in text(owner.post(url, {"on": "2025-12-01", "reason": "Salah hitung"}))
    assert owner.post(url, {"on": "2026-01-06", "reason": "Salah hitung"}).status_code == 302
    assert sum(obligation.deliveries.values_list("quantity", flat=True)) == 0
    assert "sudah dibatalkan" in text(owner.post(url, {"on": "2026-01-06", "reason": "Lagi"}))


def test_an_obligation_asks_the_database_as_often_for_one_delivery_as_for_ten(world: World, owner: Client) -> None:
    obligation = world.promised()
    url = reverse("kewajiban", args=[obligation.public_id])

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert owner.get(url).status_code == 200
        return len(asked)

    credited(obligation, origin="agreements.by_hand:0")
    few = queries()
    for number in range(1, 10):
        credited(obligation, origin=f"agreements.by_hand:{number}")
    assert queries() == few
