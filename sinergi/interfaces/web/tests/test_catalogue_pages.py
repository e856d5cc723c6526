"""The lists that agreements are sorted by, and what regulations ask for: seen by all, edited by the directorate."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sinergi.domain.agreements.models import Authority, Programme, Requirement, SubjectField
from sinergi.domain.agreements.services import cataloguing
from sinergi.domain.agreements.tests.worlds import World
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from tests.support.factories import NOW, SYSTEM

pytestmark = pytest.mark.django_db
LISTS = ("program", "bidang", "kewenangan", "syarat")
RULE = {"legal_basis": "Peraturan Contoh 1", "confidence": "sedang", "starts_on": "2026-01-01"}
ROWS: dict[str, tuple[Any, dict[str, str]]] = {
    "program": (Programme, {"name": "Program Contoh", "is_offered": "on"}),
    "bidang": (SubjectField, {"name": "Bidang Contoh", "is_offered": "on"}),
    "kewenangan": (Authority, RULE | {"kind": "IA", "level": "upt", "position": "Kepala UPT", "may_sign": "on"}),
    "syarat": (Requirement, RULE | {"stage": "siap", "fact": "funding"}),
}


@pytest.fixture(autouse=True)
def delivered() -> None:
    cataloguing.deliver()


@pytest.fixture
def directorate() -> Client:
    return signed_in(None, "direktorat-kerja-sama")


def row_address(name: str) -> str:
    parameter = {"program": "programme", "bidang": "subject", "kewenangan": "authority", "syarat": "requirement"}[name]
    return reverse(f"{name}-ubah", kwargs={parameter: ROWS[name][0].objects.earliest("pk").public_id})


@pytest.mark.parametrize("name", LISTS)
def test_everybody_sees_a_list_and_only_the_directorate_changes_it(directorate: Client, name: str) -> None:
    head = signed_in(World().lapas, "kepala-unit", email="kepala@contoh.test")
    assert head.get(reverse(name)).status_code == 200
    assert head.get(reverse(name)).context["new_url"] == ""
    assert Client().get(reverse(name))["Location"].startswith("/masuk/")
    model, typed = ROWS[name]
    for where in (reverse(f"{name}-baru"), row_address(name)):
        before = model.objects.count()
        assert directorate.get(where).status_code == 200
        assert head.get(where).status_code == head.post(where, typed).status_code == 403
        assert Client().post(where, typed)["Location"].startswith("/masuk/")
        assert model.objects.count() == before


@pytest.mark.parametrize("name", LISTS)
def test_a_row_is_added_and_then_changed(directorate: Client, name: str) -> None:
    model, typed = ROWS[name]
    before = model.objects.count()
    assert directorate.post(reverse(f"{name}-baru"), typed)["Location"] == reverse(name)
    assert model.objects.count() == before + 1
    first = model.objects.earliest("pk")
    assert (
        directorate.post(row_address(name), typed | {"name": "Nama Lain", "source": "Sumber lain"}).status_code == 302
    )
    changed = model.objects.get(pk=first.pk)
    assert getattr(changed, "source", "Sumber lain") == "Sumber lain"
    assert getattr(changed, "name", "Nama Lain") == "Nama Lain"


@pytest.mark.parametrize("name", LISTS)
def test_the_page_of_a_row_is_filled_in_with_it(directorate: Client, name: str) -> None:
    page = directorate.get(row_address(name))
    row = ROWS[name][0].objects.earliest("pk")
    form = page.context["form"]
    for field in form:
        if field.name != "group":
            assert field.value() == getattr(row, field.name)


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("program", {"name": "Pelayanan"}, "sudah ada dalam daftar ini"),
        ("program", {"name": ""}, "wajib diisi"),
        ("program", {"name": "a\0b"}, "tidak diizinkan"),
        ("bidang", {"name": "a" * 201}, "200"),
        ("bidang", {"name": "Baru", "group": "bukan"}, "Pilihan ini tidak tersedia"),
        ("kewenangan", {"kind": "MoU"}, "Pilihan ini tidak tersedia"),
        ("kewenangan", {"starts_on": "2026-05-01", "ends_on": "2026-04-01"}, "berakhir sebelum mulai berlaku"),
        ("kewenangan", {"starts_on": "31-02-2026"}, "tidak ada di kalender"),
        ("syarat", {"legal_basis": " "}, "wajib diisi"),
        ("syarat", {"confidence": "pasti"}, "Pilihan ini tidak tersedia"),
    ],
)
def test_what_cannot_be_is_answered_at_its_field(
    directorate: Client, name: str, typed: dict[str, str], sentence: str
) -> None:
    model, good = ROWS[name]
    before = model.objects.count()
    page = directorate.post(reverse(f"{name}-baru"), good | typed)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert model.objects.count() == before


def test_a_field_moves_into_a_group(directorate: Client) -> None:
    group = SubjectField.objects.get(name="Kesehatan")
    sent = {"name": "Gizi", "group": str(group.public_id), "is_offered": "on"}
    assert directorate.post(reverse("bidang-baru"), sent).status_code == 302
    assert SubjectField.objects.get(name="Gizi").group == group


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_the_database_as_often_for_few_rows_as_for_many(directorate: Client, name: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert directorate.get(reverse(name)).status_code == 200
        return len(found)

    few = asked()
    group = SubjectField.objects.get(name="Kesehatan")
    basis = cataloguing.Basis("Peraturan Contoh 1", "sedang")
    for number in range(8):
        cataloguing.keep_programme(None, name=f"Program {number}", by=SYSTEM, at=NOW)
        cataloguing.keep_field(None, name=f"Bidang {number}", group=group, by=SYSTEM, at=NOW)
        cataloguing.keep_authority(
            None, kind="IA", level="upt", position=f"Pejabat {number}", may_sign=True, basis=basis, by=SYSTEM, at=NOW
        )
        cataloguing.keep_requirement(None, stage="siap", fact="funding", basis=basis, by=SYSTEM, at=NOW)
    assert asked() == few <= 12
