"""The work plan of an agreement: its steps and the days of its obligations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.services import accepting
from sinergi.domain.agreements.tests.worlds import World
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from sinergi.interfaces.web.tests.obligation_worlds import given, queries, step, url_of
from tests.support.answers import text
from tests.support.factories import NOW, SYSTEM, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def owner(world: World) -> Client:
    return signed_in(world.lapas, "kepala-unit")


def planned(world: World, **changed: str) -> dict[str, str]:
    return {"title": "Ruang siap", "owner": f"l:{world.lapas.public_id}", "due_on": "2026-02-01"} | changed


def test_a_step_is_planned_changed_moved_done_and_opened_again(world: World, owner: Client) -> None:
    agreement = world.signed()
    plan = url_of("rencana", agreement)
    assert "Rencana kerja masih kosong" in text(owner.get(plan))
    assert owner.post(plan, planned(world)).status_code == 302
    milestone = agreement.milestones.get()
    said = planned(world, title="Ruang dan alat siap", owner=f"l:{world.partner.public_id}", note="Lima mesin")
    assert owner.post(url_of("langkah", milestone), said).status_code == 302
    assert owner.post(url_of("langkah-geser", milestone), {"to": "2026-02-15", "reason": "Libur"}).status_code == 302
    page = text(owner.get(plan))
    for told in (
        "Ruang dan alat siap",
        "Yayasan Contoh Delapan",
        "Lima mesin",
        "Digeser dari 1 Februari 2026",
        "Libur",
    ):
        assert told in page
    finish = url_of("langkah-selesai", milestone)
    assert owner.post(finish, {"on": "2026-02-20"}).status_code == 302
    assert "Selesai 20 Februari 2026" in text(owner.get(plan))
    assert owner.post(finish, {"reason": "Alat rusak"}).status_code == 302
    milestone.refresh_from_db()
    assert (milestone.done_on, milestone.due_on) == (None, date(2026, 2, 15))


def test_the_plan_has_steps_and_obligations_in_the_order_of_their_days(world: World, owner: Client) -> None:
    agreement = world.signed()
    early = step(agreement, title="Langkah awal")
    step(agreement, title="Langkah akhir", due_on=date(2099, 1, 1))
    world.promised(agreement, description="Janji tanpa tenggat")
    obligation = world.promised(agreement, description="Janji tengah", due_on=date(2026, 2, 10))
    url = url_of("kewajiban-langkah", obligation)
    assert owner.post(url, {"milestone": str(early.public_id)}).status_code == 302
    page = owner.get(url_of("rencana", agreement))
    titles = [(entry.title, entry.tone) for entry in page.context["entries"]]
    assert titles == [
        ("Langkah awal", "bad"), ("Janji tengah", "bad"), ("Langkah akhir", "info"), ("Janji tanpa tenggat", "info"),
    ]  # fmt: skip
    assert page.context["entries"][0].obligations == ("Janji tengah",)
    assert page.context["overdue"] == 2
    assert owner.post(url, {"milestone": ""}).status_code == 302
    obligation.refresh_from_db()
    assert obligation.milestone is None


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": ""}, "wajib diisi"),
        ({"title": "x" * 10_000}, "200"),
        ({"title": "a\0b"}, "null"),
        ({"owner": ""}, "wajib diisi"),
        ({"owner": "l:bukan"}, "tidak tersedia"),
        ({"due_on": ""}, "wajib diisi"),
        ({"due_on": "31-02-2026"}, "tidak ada di kalender"),
        ({"due_on": "2024-01-01"}, "mendahului penandatanganan"),
        ({"note": "x" * 10_000}, "terlalu panjang"),
    ],
)
def test_a_step_that_cannot_be_is_refused(world: World, owner: Client, changed: dict[str, str], sentence: str) -> None:
    agreement = world.signed()
    response = owner.post(url_of("rencana", agreement), planned(world, **changed))
    assert response.status_code == 422
    assert sentence in text(response)
    assert not agreement.milestones.exists()


def test_a_step_is_not_moved_or_done_on_a_day_that_cannot_be(world: World, owner: Client) -> None:
    milestone = step(world.signed())
    for name, data, sentence in (
        ("langkah-geser", {"to": "31-02-2026", "reason": "Libur"}, "tidak ada di kalender"),
        ("langkah-geser", {"to": "2026-02-01", "reason": "Libur"}, "sama dengan yang lama"),
        ("langkah-geser", {"to": "2026-03-01", "reason": ""}, "wajib diisi"),
        ("langkah-selesai", {"on": "2150-01-01"}, "belum tiba"),
        ("langkah-selesai", {"on": ""}, "wajib diisi"),
    ):
        response = owner.post(url_of(name, milestone), data)
        assert response.status_code == 422, (name, data)
        assert sentence in text(response), (name, data)
    milestone.refresh_from_db()
    assert (milestone.due_on, milestone.done_on) == (date(2026, 2, 1), None)


def grown(world: World) -> tuple[Agreement, Callable[[int], None]]:
    agreement = world.signed()
    obligation = world.promised(agreement, every_months=1, repeats_from=date(2025, 11, 1), quantity=Decimal(1))

    def grow(number: int) -> None:
        step(agreement)
        world.promised(agreement, units=(world.lapas,))
        given(obligation, number)

    return agreement, grow


@pytest.mark.parametrize("page", ["rencana", "kewajiban", "perjanjian-kisah"])
def test_a_page_asks_as_often_for_little_as_for_much(world: World, owner: Client, page: str) -> None:
    agreement, grow = grown(world)
    thing = agreement.obligations.get() if page == "kewajiban" else agreement
    for number in range(2):
        grow(number)
    accepting.accept_all(agreement.obligations.earliest("pk"), until=TODAY, on=TODAY, by=SYSTEM, at=NOW)
    few = queries(owner, url_of(page, thing))
    for number in range(2, 8):
        grow(number)
    assert queries(owner, url_of(page, thing)) == few <= 12
