"""Deliveries accepted and disputed, and what is left of an obligation waived."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sinergi.domain.agreements.choices import Answer, Side
from sinergi.domain.agreements.models import Obligation
from sinergi.domain.agreements.services import accepting, waiving
from sinergi.domain.agreements.tests.worlds import World
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.tests.samples import PDF
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from sinergi.interfaces.web.tests.obligation_worlds import given, url_of
from tests.support.answers import text
from tests.support.factories import NOW, SYSTEM, TODAY

pytestmark = pytest.mark.django_db
BAD_TEXTS = [("", "wajib diisi"), ("x" * 10_000, "terlalu panjang"), ("a\0b", "null")]
BAD_DAYS = [("", "wajib diisi"), ("31-02-2026", "tidak ada di kalender"), ("2150-01-01", "belum tiba")]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def owner(world: World) -> Client:
    return signed_in(world.lapas, "kepala-unit")


@pytest.fixture
def colleague(world: World) -> Client:
    return signed_in(world.elsewhere, "kepala-unit", email="rekan@contoh.test")


# Answering


def test_a_delivery_is_accepted_with_its_paper(world: World, owner: Client, colleague: Client) -> None:
    delivery = given(world.promised())
    paper = SimpleUploadedFile("berita acara.pdf", PDF, content_type="application/pdf")
    data = {"on": "2026-02-01", "document": "BA-1/2026", "file": paper}
    assert owner.post(url_of("penyerahan-terima", delivery), data).status_code == 302
    delivery.refresh_from_db()
    assert (delivery.answer, delivery.accepted_on) == (Answer.ACCEPTED, date(2026, 2, 1))
    page = text(owner.get(url_of("kewajiban", delivery.obligation)))
    assert "Diterima 1 Februari 2026 dengan BA-1/2026 (dicatat Petugas Contoh)" in page
    evidence = url_of("penyerahan-bukti-terima", delivery)
    assert evidence in page
    download = owner.get(evidence)
    assert b"".join(download.streaming_content) == PDF
    assert download["Content-Disposition"].startswith("attachment")
    assert colleague.get(evidence).status_code == 404


def test_without_paper_nothing_is_accepted_for_a_partner(world: World, owner: Client) -> None:
    agreement = world.signed()
    delivery = given(world.promised(agreement, owed_by=agreement.parties.get(side=Side.OURS)))
    refused = owner.post(url_of("penyerahan-terima", delivery), {"on": "2026-02-01"})
    assert refused.status_code == 422
    assert "sebutkan nomor dokumennya" in text(refused)
    assert (
        owner.post(url_of("penyerahan-terima", delivery), {"on": "2026-02-01", "document": "Surat 7"}).status_code
        == 302
    )


def test_all_that_waits_is_accepted_at_once(world: World, owner: Client) -> None:
    obligation = world.promised()
    for number in range(3):
        given(obligation, number)
    page = url_of("kewajiban", obligation)
    assert url_of("kewajiban-terima", obligation) in text(owner.get(page))
    data = {"until": "2026-01-05", "on": "2026-02-01"}
    answer = owner.post(url_of("kewajiban-terima", obligation), data, follow=True)
    assert "3 pemenuhan diterima." in text(answer)
    assert url_of("kewajiban-terima", obligation) not in text(owner.get(page)), "nothing waits any more"
    again = owner.post(url_of("kewajiban-terima", obligation), data)
    assert again.status_code == 422
    assert "Tidak ada pemenuhan" in text(again)


def test_a_dispute_is_told_and_ends_either_way(world: World, owner: Client) -> None:
    obligation = world.promised(quantity=Decimal(2))
    kept, lost = given(obligation, 1), given(obligation, 2)
    for delivery in (kept, lost):
        data = {"on": "2026-02-01", "reason": "Pesertanya kurang"}
        assert owner.post(url_of("penyerahan-sengketa", delivery), data).status_code == 302
    page = owner.get(url_of("kewajiban", obligation))
    assert page.context["state"] == "Disengketakan"
    assert "Pesertanya kurang" in text(page)
    for delivery, outcome in ((kept, "terima"), (lost, "tolak")):
        data = {"outcome": outcome, "on": "2026-02-02", "reason": "Dihitung bersama"}
        assert owner.post(url_of("penyerahan-selesaikan", delivery), data).status_code == 302
    page = owner.get(url_of("kewajiban", obligation))
    assert (page.context["done"], page.context["accepted"], page.context["disputed"]) == (1, 1, 0)
    assert "Dihitung bersama" in text(page)


@pytest.mark.parametrize(("on", "sentence"), [*BAD_DAYS, ("2026-01-04", "mendahului")])
def test_an_answer_on_a_day_that_cannot_be_is_refused(world: World, owner: Client, on: str, sentence: str) -> None:
    delivery = given(world.promised())
    paper = SimpleUploadedFile("ba.pdf", PDF, content_type="application/pdf")
    data = {"on": on, "reason": "Kurang", "until": "2026-01-05", "document": "BA-1", "file": paper}
    for name, thing in (
        ("penyerahan-terima", delivery),
        ("penyerahan-sengketa", delivery),
        ("kewajiban-terima", delivery.obligation),
    ):
        paper.seek(0)
        response = owner.post(url_of(name, thing), data)
        assert response.status_code == 422, name
        assert sentence in text(response), name
    assert delivery.obligation.deliveries.awaiting().count() == 1
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(("reason", "sentence"), BAD_TEXTS)
def test_a_reason_that_cannot_be_is_refused(world: World, owner: Client, reason: str, sentence: str) -> None:
    obligation = world.promised()
    waiting, disputed = given(obligation, 1), given(obligation, 2)
    accepting.dispute(disputed, on=TODAY, reason="Kurang", by=SYSTEM, at=NOW)
    waived = world.promised(obligation.agreement)
    waiving.waive(waived, on=TODAY, reason="Tidak perlu", by=SYSTEM, at=NOW)
    data = {"on": "2026-03-02", "reason": reason, "outcome": "terima"}
    for name, thing in (
        ("penyerahan-sengketa", waiting),
        ("penyerahan-selesaikan", disputed),
        ("kewajiban-hapuskan", obligation),
        ("kewajiban-hapuskan", waived),
    ):
        response = owner.post(url_of(name, thing), data)
        assert response.status_code == 422, name
        assert sentence in text(response), name
    assert Obligation.objects.with_progress().get(pk=waived.pk).is_waived
    assert not obligation.waivers.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"outcome": ""}, "wajib diisi"), ({"outcome": "entah"}, "tidak tersedia"), ({"document": "9" * 200}, "120")],
)
def test_a_dispute_does_not_end_in_anything_else(
    world: World, owner: Client, changed: dict[str, str], sentence: str
) -> None:
    delivery = given(world.promised())
    accepting.dispute(delivery, on=TODAY, reason="Kurang", by=SYSTEM, at=NOW)
    data = {"outcome": "terima", "on": "2026-03-02", "reason": "Cukup"} | changed
    response = owner.post(url_of("penyerahan-selesaikan", delivery), data)
    assert response.status_code == 422
    assert sentence in text(response)
    assert delivery.obligation.deliveries.disputed().count() == 1


# Waiving


def test_the_rest_is_waived_and_asked_for_again(world: World, owner: Client) -> None:
    obligation = world.promised(quantity=Decimal(40))
    given(obligation)
    url = url_of("kewajiban-hapuskan", obligation)
    assert owner.post(url, {"on": "2026-02-01", "reason": "Mitra kebanjiran"}).status_code == 302
    page = owner.get(url_of("kewajiban", obligation))
    assert page.context["state"] == "Dihapuskan"
    assert "39 kegiatan" in text(page)
    assert "Mitra kebanjiran" in text(owner.get(url))
    assert owner.post(url, {"on": "2026-02-02", "reason": "Mitra pulih"}).status_code == 302
    page = owner.get(url_of("kewajiban", obligation))
    assert page.context["state"] == "Terbuka"
    assert "Mitra pulih" in text(page)


def test_an_own_debt_is_not_waived_without_the_partners_letter(world: World, owner: Client) -> None:
    agreement = world.signed()
    obligation = world.promised(agreement, owed_by=agreement.parties.get(side=Side.OURS))
    url = url_of("kewajiban-hapuskan", obligation)
    refused = owner.post(url, {"on": "2026-02-01", "reason": "Tidak sanggup"})
    assert refused.status_code == 422
    assert "surat persetujuannya" in text(refused)
    assert owner.post(url, {"on": "2026-02-01", "reason": "Disepakati", "document": "Surat 9"}).status_code == 302
