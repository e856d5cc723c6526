"""The audit for auditors: filters, readings, and how the chain stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from sinergi.foundation.access.services import roles
from sinergi.foundation.audit.services import readings, recording, sealing, verifying
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from tests.support.factories import NOW, SYSTEM, institution
from tests.support.world import user

pytestmark = pytest.mark.django_db

BUDI, SITI = Actor(key="user:budi", label="Budi Contoh"), Actor(key="user:siti", label="Siti Contoh")


@pytest.fixture
def auditor() -> Client:
    roles.deliver()
    client = Client()
    client.force_login(user("auditor", ("auditor",), None))
    return client


@pytest.fixture
def thing() -> Institution:
    return institution("Lapas Contoh Jejak")


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_chain_is_told_from_nothing_to_intact_to_broken(auditor: Client, thing: Institution) -> None:
    before = page(auditor, "/jejak/")
    assert "belum pernah diperiksa" in before
    assert "belum ada segel" in before
    sealing.seal(at=NOW)
    verifying.verify(at=NOW, by=SYSTEM)
    recording.record("uji.sesudah", thing, by=BUDI, at=NOW)
    after = page(auditor, "/jejak/")
    assert "Utuh" in after
    assert "1 catatan, yang tertua sejak 2 Maret 2026, 10.00.00" in after
    verifying.verify(at=NOW, by=SYSTEM, noted=verifying.Noted(9, "0" * 64))
    broken = page(auditor, "/jejak/")
    assert "Terputus" in broken
    assert "Segel nomor 9: segel berbeda dari yang dicatat di luar sistem." in broken


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("pelaku=budi", {"uji.satu", "uji.dua"}),
        ("pelaku=user:siti", {"uji.tiga"}),
        ("tindakan=dua", {"uji.dua"}),
        ("tentang=institutions.institution&tindakan=uji", {"uji.satu", "uji.dua", "uji.tiga"}),
        ("tentang=institutions.institution:x", set()),
        ("tindakan=uji&dari=2026-03-03&sampai=3-3-2026", {"uji.dua"}),
        ("tindakan=uji&sampai=2026-03-02", {"uji.satu"}),
    ],
)
def test_entries_are_filtered(auditor: Client, thing: Institution, query: str, shown: set[str]) -> None:
    for action, by, at in (
        ("uji.satu", BUDI, NOW),
        ("uji.dua", BUDI, NOW + timedelta(days=1)),
        ("uji.tiga", SITI, NOW + timedelta(days=2)),
    ):
        recording.record(action, thing, by=by, at=at)
    found = page(auditor, f"/jejak/?{query}")
    assert {name for name in ("uji.satu", "uji.dua", "uji.tiga") if f"<code>{name}</code>" in found} == shown


def test_a_day_ends_at_midnight_of_the_site(auditor: Client, thing: Institution) -> None:
    last_minute = NOW.replace(hour=16, minute=59)  # 23.59 in Jakarta
    recording.record("uji.malam", thing, by=BUDI, at=last_minute)
    recording.record("uji.esok", thing, by=BUDI, at=last_minute + timedelta(minutes=1))
    found = page(auditor, "/jejak/?sampai=2026-03-02")
    assert "uji.malam" in found
    assert "uji.esok" not in found


def test_readings_say_who_saw_what_of_whom_and_why(auditor: Client, thing: Institution) -> None:
    readings.note(thing, ["nik", "name"], by=BUDI, at=NOW, purpose="Verifikasi peserta")
    readings.note(thing, ["nik"], by=SITI, at=NOW, purpose="Permintaan pengadilan")
    everything = page(auditor, "/jejak/pembacaan/")
    assert "nik, name" in everything
    assert f"institutions.institution:{thing.public_id}" in everything
    asked = page(auditor, "/jejak/pembacaan/?keperluan=PENGADILAN")
    assert "Siti Contoh" in asked
    assert "Budi Contoh" not in asked


@pytest.mark.parametrize("address", ["/jejak/", "/jejak/pembacaan/"])
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("dari=31-02-2026", "Tanggal ini tidak ada di kalender."),
        ("dari=2026-03-02&sampai=2026-03-01", "Tanggal akhir lebih awal daripada tanggal mulai."),
        ("pelaku=a%00b", "Karakter"),
        ("tentang=" + "x" * 10_000, "120"),
    ],
)
def test_what_cannot_be_looked_for_is_said_at_its_field(
    auditor: Client, address: str, query: str, sentence: str
) -> None:
    assert sentence in page(auditor, f"{address}?{query}", status=422)


@pytest.mark.parametrize("address", ["/jejak/", "/jejak/pembacaan/"])
def test_an_auditor_of_one_unit_reads_nothing(address: str, thing: Institution) -> None:
    roles.deliver()
    client = Client()
    client.force_login(user("auditor", ("auditor",), thing))
    assert "hanya dapat dibaca auditor" in page(client, address, status=403)


@pytest.mark.parametrize("address", ["/jejak/", "/jejak/pembacaan/"])
def test_the_number_of_questions_does_not_grow(
    auditor: Client, thing: Institution, address: str, django_assert_num_queries: Callable[..., object]
) -> None:
    def write(number: int) -> None:
        for _ in range(number):
            recording.record("uji.banyak", thing, by=BUDI, at=NOW)
            readings.note(thing, ["nik"], by=BUDI, at=NOW, purpose="uji")

    due = {"/jejak/": 10, "/jejak/pembacaan/": 5}[address]
    for number in (2, 20):
        write(number)
        with django_assert_num_queries(due):  # type: ignore[attr-defined]
            auditor.get(address)
