"""The pages on which identities are confirmed, and register extracts received and asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sinergi.domain.agreements.models import Agreement
from sinergi.domain.identity.choices import Method, Result
from sinergi.domain.identity.models import RegisterExtract, Verification, VerificationRun
from sinergi.domain.identity.tests.worlds import NIK, SECRETS, TAKEN_ON, World, content, register_row
from sinergi.foundation.audit.models import Reading
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.tests.samples import PDF
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from tests.support.answers import text

pytestmark = pytest.mark.django_db

ALL = ("petugas-kerja-sama", "registrasi", "kepala-unit")
LONG = "x" * 10_000
LASTING = {"ends_on": date(2099, 12, 31)}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def owner(world: World) -> Client:
    return signed_in(world.kanwil, *ALL)


@pytest.fixture
def colleague(world: World) -> Client:
    return signed_in(World().lapas, *ALL, email="rekan@contoh.test")


def lasting(world: World) -> Agreement:
    return world.agreement(**LASTING)


def csv_file(*rows: dict[str, str], name: str = "register.csv", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content(*(rows or (register_row(),))) if data is None else data, "text/csv")


# Who gets in


def test_pages_open_at_the_unit_and_do_not_exist_for_another(world: World, owner: Client, colleague: Client) -> None:
    person = world.person()
    for url in (
        reverse("verifikasi-unit", args=[person.public_id]),
        reverse("verifikasi-register", args=[person.public_id]),
        reverse("ekstrak", args=[lasting(world).public_id]),
    ):
        assert owner.get(url).status_code == 200, url
        assert colleague.get(url).status_code == 404, url
        stranger = Client().get(url)
        assert stranger.status_code == 302, url
        assert stranger["Location"].startswith("/masuk/"), url


def test_who_may_not_verify_is_told_so(world: World) -> None:
    head = signed_in(world.kanwil, "kepala-unit")
    person = world.person()
    typed = {"registration_number": person.episodes.get().registration_number, "officer_name": "P", "on": "2026-01-20"}
    for url in (
        reverse("verifikasi-unit", args=[person.public_id]),
        reverse("verifikasi-register", args=[person.public_id]),
        reverse("ekstrak", args=[lasting(world).public_id]),
    ):
        assert head.get(url).status_code == 403, url
    assert head.post(reverse("verifikasi-unit", args=[person.public_id]), typed).status_code == 403
    assert not Verification.objects.exists()


# By the unit


def test_the_unit_confirms_with_a_number_and_a_named_officer(world: World, owner: Client) -> None:
    person = world.person()
    number = person.episodes.get().registration_number
    typed = {"registration_number": number, "officer_name": "Petugas Contoh", "on": "20-01-2026"}
    response = owner.post(reverse("verifikasi-unit", args=[person.public_id]), typed)
    assert response["Location"] == reverse("orang-lihat", args=[person.public_id])
    made = Verification.objects.get()
    assert (made.method, made.result, made.officer_name, made.checked_on) == (
        Method.UNIT, Result.SESUAI, "Petugas Contoh", date(2026, 1, 20),
    )  # fmt: skip
    page = text(owner.get(response["Location"]))
    assert f"Petugas Contoh, dengan nomor registrasi {number}" in page


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"registration_number": "B.SALAH"}, "registration_number", "bukan nomor orang tersebut"),
        ({"registration_number": ""}, "registration_number", "wajib"),
        ({"registration_number": LONG}, "registration_number", "terlalu panjang"),
        ({"officer_name": "a\0b"}, "officer_name", "null"),
        ({"officer_name": LONG}, "officer_name", "terlalu panjang"),
        ({"on": "31-02-2026"}, "on", "kalender"),
    ],
)
def test_a_confirmation_that_cannot_be_is_refused_at_its_field(
    world: World, owner: Client, changed: dict[str, str], field: str, sentence: str
) -> None:
    person = world.person()
    typed = {"registration_number": person.episodes.get().registration_number, "officer_name": "P", "on": "2026-01-20"}
    response = owner.post(reverse("verifikasi-unit", args=[person.public_id]), typed | changed)
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])
    assert not Verification.objects.exists()


# By a register


def test_a_match_is_shown_with_its_evidence_and_without_a_value_of_the_register(world: World, owner: Client) -> None:
    person, extract = world.person(), world.extract(agreement=lasting(world))
    typed = {"extract": extract.public_id, "on": "2026-01-20", "purpose": "laporan semester"}
    response = owner.post(reverse("verifikasi-register", args=[person.public_id]), typed, follow=True)
    assert Verification.objects.get().result == Result.SESUAI
    page = text(response)
    for words in (
        "Register menjawab: Sesuai",
        "Nama: sesuai",
        "Nama sesuai dengan register.",
        "Nama ibu: tidak tersedia",
    ):
        assert words in page
    assert not [secret for secret in SECRETS if secret in page]
    assert Reading.objects.filter(purpose="laporan semester").count() == 1


def test_a_mismatch_warns_and_confirms_nothing(world: World, owner: Client) -> None:
    person, extract = world.person(name="Orang Lain Sekali"), world.extract(agreement=lasting(world))
    typed = {"extract": extract.public_id, "on": "2026-01-20", "purpose": "laporan semester"}
    response = owner.post(reverse("verifikasi-register", args=[person.public_id]), typed, follow=True)
    [message] = response.context["messages"]
    assert message.level_tag == "warning"
    assert not Verification.objects.get().confirms


def test_only_extracts_of_agreements_in_term_are_offered(world: World, owner: Client) -> None:
    person = world.person()
    url = reverse("verifikasi-register", args=[person.public_id])
    assert "Tidak ada ekstrak register yang boleh dibuka hari ini" in text(owner.get(url))
    extract = world.extract(agreement=lasting(world))
    assert list(owner.get(url).context["form"].fields["extract"].known) == [str(extract.public_id)]


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"extract": "entah"}, "extract", "tidak tersedia"),
        ({"on": "31-02-2026"}, "on", "kalender"),
        ({"on": "2026-01-01"}, "on", "mendahului pengambilan"),
        ({"purpose": ""}, "purpose", "wajib"),
        ({"purpose": "a\0b"}, "purpose", "null"),
        ({"purpose": LONG}, "purpose", "terlalu panjang"),
    ],
)
def test_a_check_that_cannot_be_is_refused(
    world: World, owner: Client, changed: dict[str, str], field: str, sentence: str
) -> None:
    person, extract = world.person(), world.extract(agreement=lasting(world))
    typed = {"extract": str(extract.public_id), "on": "2026-01-20", "purpose": "laporan"} | changed
    response = owner.post(reverse("verifikasi-register", args=[person.public_id]), typed)
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])
    assert not Verification.objects.exists()


def test_nobody_is_checked_on_a_day_away_from_the_unit(world: World, owner: Client) -> None:
    person, extract = world.person(starts_on=date(2026, 2, 1)), world.extract(agreement=lasting(world))
    typed = {"extract": extract.public_id, "on": "2026-01-20", "purpose": "laporan"}
    response = owner.post(reverse("verifikasi-register", args=[person.public_id]), typed)
    assert response.status_code == 403
    assert "pada hari itu dan sekarang" in text(response)
    assert not Verification.objects.exists()


# Extracts of an agreement


def upload(client: Client, agreement: Agreement, file: SimpleUploadedFile | None = None, **known: Any) -> Any:
    typed = {"tindakan": "terima", "label": "Semester I", "taken_on": "2026-01-05", "file": file or csv_file()} | known
    return client.post(reverse("ekstrak", args=[agreement.public_id]), typed)


def test_an_extract_is_received_privately(world: World, owner: Client) -> None:
    agreement = lasting(world)
    response = upload(owner, agreement, csv_file(register_row(), register_row(nik="9901014107900043")))
    assert response.status_code == 302
    extract = RegisterExtract.objects.get()
    assert extract.file.sealed_under, "it lies encrypted from the moment it arrived"
    assert (extract.label, extract.taken_on, extract.rows, extract.is_example) == ("Semester I", TAKEN_ON, 2, True)
    page = text(owner.get(response["Location"]))
    assert "Semester I" in page
    assert not [secret for secret in (*SECRETS, NIK) if secret in page]


@pytest.mark.parametrize(
    ("known", "field", "sentence"),
    [
        ({"file": csv_file(data=PDF)}, "file", "CSV"),
        ({"file": csv_file(data=b"")}, "file", "kosong"),
        ({"file": csv_file(data=b"nik,nama\n1,Contoh\n")}, "file", "kolom"),
        ({"file": csv_file(data=b"nik\0,name\n")}, "file", "."),
        ({"file": csv_file(register_row(birth_date="1990-02-31"))}, "file", "Baris 2"),
        ({"label": ""}, "label", "wajib"),
        ({"label": "a\0b"}, "label", "null"),
        ({"label": LONG}, "label", "terlalu panjang"),
        ({"taken_on": "31-02-2026"}, "taken_on", "kalender"),
        ({"taken_on": "2199-01-01"}, "taken_on", "belum tiba"),
    ],
)
def test_an_extract_that_cannot_be_is_refused_and_nothing_of_it_stays(
    world: World, owner: Client, known: dict[str, Any], field: str, sentence: str
) -> None:
    if "file" in known:
        known["file"].seek(0)
    response = upload(owner, lasting(world), **known)
    assert response.status_code == 422
    assert sentence in " ".join(response.context["receive_form"].errors[field])
    assert not RegisterExtract.objects.exists()
    assert not StoredFile.objects.exists()


def test_outside_the_term_nothing_is_received_and_the_page_says_why(world: World, owner: Client) -> None:
    over = world.agreement(ends_on=date(2025, 12, 31))
    response = upload(owner, over)
    assert response.status_code == 422
    assert "tidak berlaku pada hari itu" in text(response)
    assert "Register tidak boleh dibuka" in text(response)
    assert not StoredFile.objects.exists()


def test_the_page_of_an_extract_leads_to_a_run_over_a_unit(world: World, owner: Client) -> None:
    agreement = lasting(world)
    extract = world.extract(agreement=agreement)
    page = text(owner.get(reverse("ekstrak", args=[agreement.public_id])))
    assert f"{reverse('pemeriksaan-baru')}?agreement={agreement.public_id}&amp;kind=extract" in page
    typed = {
        "agreement": agreement.public_id, "kind": "extract", "extract": extract.public_id, "unit": world.lapas.public_id,
        "on": "2026-01-20", "purpose": "laporan semester",
    }  # fmt: skip
    response = owner.post(reverse("pemeriksaan-baru"), typed)
    run = VerificationRun.objects.get()
    assert response["Location"] == reverse("pemeriksaan-lihat", args=[run.public_id])
    assert (run.extract, run.unit, run.purpose) == (extract, world.lapas, "laporan semester")


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"unit": "entah"}, "unit", "tidak tersedia"),
        ({"agreement": ""}, "agreement", "wajib"),
        ({"extract": ""}, "extract", "Pilih ekstrak"),
        ({"kind": "gateway"}, "extract", "tidak memakai ekstrak"),
        ({"on": "31-02-2026"}, "on", "kalender"),
        ({"on": "2026-01-01"}, "on", "mendahului pengambilan"),
        ({"purpose": "a\0b"}, "purpose", "null"),
        ({"purpose": LONG}, "purpose", "terlalu panjang"),
    ],
)
def test_a_run_that_cannot_be_is_refused(
    world: World, owner: Client, changed: dict[str, str], field: str, sentence: str
) -> None:
    agreement = lasting(world)
    extract = world.extract(agreement=agreement)
    typed = {
        "agreement": str(agreement.public_id), "kind": "extract", "extract": str(extract.public_id),
        "unit": str(world.lapas.public_id), "on": "2026-01-20", "purpose": "laporan",
    }  # fmt: skip
    response = owner.post(reverse("pemeriksaan-baru"), typed | changed)
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])
    assert not VerificationRun.objects.exists()


def test_who_verifies_at_a_unit_below_may_run_but_not_receive(world: World) -> None:
    agreement = world.agreement(**LASTING, covered_units=(world.lapas,))
    world.extract(agreement=agreement)
    below = signed_in(world.lapas, "petugas-kerja-sama", email="bawah@contoh.test")
    page = below.get(reverse("ekstrak", args=[agreement.public_id]))
    assert "Terima ekstrak baru" not in text(page)
    assert "Periksa satu unit" in text(page)
    assert upload(below, agreement).status_code == 403


def test_more_extracts_ask_no_more_questions(world: World, owner: Client) -> None:
    agreement, person = lasting(world), world.person()
    counts = []
    for number in (1, 2, 3, 4):
        world.extract(register_row(name=f"Contoh {number}"), agreement=agreement)
        for url in ("ekstrak", "verifikasi-register"):
            subject = agreement if url == "ekstrak" else person
            with CaptureQueriesContext(connection) as queries:
                assert owner.get(reverse(url, args=[subject.public_id])).status_code == 200
            counts.append(len(queries))
    assert counts[2:4] == counts[4:6] == counts[6:8]
    assert max(counts) <= 12
