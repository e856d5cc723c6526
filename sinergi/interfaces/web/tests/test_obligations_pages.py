"""Who gets to the pages of obligations, and how one is promised."""

from __future__ import annotations

import pytest
from django.test import Client

from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.tests.worlds import World
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from sinergi.interfaces.web.tests.obligation_worlds import given, step, url_of
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


# Who gets in


def test_pages_open_for_the_unit_and_do_not_exist_for_another(world: World, owner: Client, colleague: Client) -> None:
    agreement = world.signed()
    obligation, milestone = world.promised(agreement), step(agreement)
    delivery = given(obligation)
    things = {
        "kewajiban-terima": obligation, "kewajiban-hapuskan": obligation, "kewajiban-langkah": obligation,
        "penyerahan-terima": delivery, "penyerahan-sengketa": delivery, "penyerahan-selesaikan": delivery,
        "rencana": agreement, "langkah": milestone, "langkah-geser": milestone, "langkah-selesai": milestone,
    }  # fmt: skip
    for name, thing in things.items():
        url = url_of(name, thing)
        assert owner.get(url).status_code == 200, name
        for method in ("GET", "POST"):
            assert colleague.generic(method, url).status_code == 404, name
            assert Client().generic(method, url)["Location"].startswith("/masuk/"), name


def test_who_may_only_look_changes_nothing(world: World) -> None:
    looker = signed_in(world.lapas, "pimpinan")
    agreement = world.signed()
    obligation, milestone = world.promised(agreement), step(agreement)
    delivery = given(obligation)
    page = text(looker.get(url_of("kewajiban", obligation)))
    for name, thing in {
        "kewajiban-terima": obligation, "kewajiban-hapuskan": obligation, "kewajiban-langkah": obligation,
        "penyerahan-terima": delivery, "penyerahan-sengketa": delivery, "penyerahan-selesaikan": delivery,
        "langkah": milestone, "langkah-geser": milestone, "langkah-selesai": milestone,
    }.items():  # fmt: skip
        url = url_of(name, thing)
        assert looker.get(url).status_code == 403, name
        assert f'href="{url}"' not in page, name
    plan = url_of("rencana", agreement)
    assert "Tambah langkah" not in text(looker.get(plan))
    assert looker.post(plan, {"title": "Langkah"}).status_code == 403
    assert agreement.milestones.count() == 1


def test_the_officer_accepts_and_does_not_waive(world: World) -> None:
    officer = signed_in(world.lapas, "petugas-kerja-sama")
    delivery = given(world.promised())
    assert officer.get(url_of("penyerahan-terima", delivery)).status_code == 200
    assert officer.get(url_of("kewajiban-hapuskan", delivery.obligation)).status_code == 403


# Promising


def promised(agreement: Agreement, **changed: object) -> dict[str, object]:
    facts = {
        "owed_by": str(agreement.parties.partners().get().pk),
        "description": "Melatih menjahit",
        "unit": "session",
    }
    return facts | changed


def test_what_repeats_at_a_unit_with_a_value_and_a_step_is_promised(world: World, owner: Client) -> None:
    agreement = world.signed()
    milestone = step(agreement)
    data = promised(
        agreement, quantity="2", every_months="3", repeats_from="2026-01-01", due_on="2026-12-31",
        units=[str(world.lapas.public_id)], in_kind_rupiah="12.500.000", in_kind_basis="Tarif instruktur",
        milestone=str(milestone.public_id),
    )  # fmt: skip
    assert owner.post(url_of("kewajiban-janji", agreement), data).status_code == 302
    obligation = agreement.obligations.get()
    assert (obligation.quantity, obligation.each, obligation.every_months) == (8, 2, 3)
    assert (obligation.in_kind_rupiah, obligation.milestone) == (12_500_000, milestone)
    assert list(obligation.units.all()) == [world.lapas]
    page = text(owner.get(url_of("kewajiban", obligation)))
    assert "Rp12.500.000" in page
    assert "tiap 3 bulan sampai 31 Desember 2026" in page
    assert "4 masa" in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"every_months": "tiga"}, "bilangan bulat"),
        ({"every_months": "0"}, "bilangan bulat"),
        ({"every_months": "9" * 5_000}, "bilangan bulat"),
        ({"every_months": "3"}, "sejak kapan"),
        ({"repeats_from": "2026-01-01"}, "berapa bulan sekali"),
        ({"every_months": "3", "repeats_from": "2026-01-01", "due_on": "2025-12-31"}, "mendahului hari pertama"),
        ({"every_months": "3", "repeats_from": "31-02-2026"}, "tidak ada di kalender"),
        ({"in_kind_rupiah": "banyak", "in_kind_basis": "Tarif"}, "Tulis angka saja"),
        ({"in_kind_rupiah": "10,5", "in_kind_basis": "Tarif"}, "rupiah utuh"),
        ({"in_kind_rupiah": "-5", "in_kind_basis": "Tarif"}, "lebih dari 0"),
        ({"in_kind_rupiah": "5000000"}, "dari mana nilai itu"),
        ({"in_kind_basis": "Tarif"}, "Isi juga nilainya"),
        ({"in_kind_rupiah": "5000000", "in_kind_basis": "a\0b"}, "null"),
        ({"units": ["bukan-uuid"]}, "Pilihan ini tidak tersedia"),
        ({"milestone": "bukan-uuid"}, "Pilihan ini tidak tersedia"),
    ],
)
def test_a_promise_that_cannot_be_is_answered_with_a_sentence(
    world: World, owner: Client, changed: dict[str, object], sentence: str
) -> None:
    agreement = world.signed()
    response = owner.post(url_of("kewajiban-janji", agreement), promised(agreement, **changed))
    assert response.status_code == 422
    assert sentence in text(response)
    assert "Melatih menjahit" in text(response), "what was typed is still there"
    assert not agreement.obligations.exists()
