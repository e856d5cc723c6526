"""Import with a preview, and settling the names it brought."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sinergi.domain.agreements.models import Agreement
from sinergi.foundation.access.services import roles
from sinergi.foundation.imports.models import ImportRun
from sinergi.foundation.institutions.models import Institution
from tests.support.factories import institution
from tests.support.world import LIST, NATIONAL_ROLES, UNIT_ROLES, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    roles.deliver()
    client = Client()
    client.force_login(user("dewi", NATIONAL_ROLES, None))
    return client


def send(client: Client, content: bytes, name: str = "daftar.csv"):  # type: ignore[no-untyped-def]
    return client.post(reverse("impor"), {"file": SimpleUploadedFile(name, content, "text/csv")})


def test_nothing_changes_before_it_is_confirmed_and_then_all_of_it(client: Client) -> None:
    preview = send(client, LIST)["Location"]
    assert not Agreement.objects.exists()
    assert "Ini pratinjau" in client.get(preview).content.decode()
    assert client.post(f"{preview}sahkan/")["Location"] == preview
    assert Agreement.objects.count() == 1
    assert "Impor selesai: 1 baru" in client.get(preview).content.decode()


def test_confirming_twice_is_refused_in_words(client: Client) -> None:
    preview = send(client, LIST)["Location"]
    client.post(f"{preview}sahkan/")
    again = client.post(f"{preview}sahkan/")
    assert again.status_code == 422
    assert "sudah dikonfirmasi" in again.content.decode()
    assert Agreement.objects.count() == 1


def test_the_same_file_again_changes_nothing(client: Client) -> None:
    client.post(f"{send(client, LIST)['Location']}sahkan/")
    preview = send(client, LIST)["Location"]
    client.post(f"{preview}sahkan/")
    assert "0 baru, 0 diperbarui, 1 tidak berubah" in client.get(preview).content.decode()


def test_a_row_that_cannot_be_is_refused_with_its_number_and_the_others_stay(client: Client) -> None:
    bad = LIST + LIST.splitlines()[1].replace(b"2025-10-02", b"2025-02-31") + b"\n"
    preview = send(client, bad)["Location"]
    page = client.get(f"{preview}?hasil=refused").content.decode()
    assert ">3</th>" in page
    assert "Ditolak" in page
    client.post(f"{preview}sahkan/")
    assert Agreement.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"),
        (b"", "kosong"),
        (b"signed_on,partner\n2025-10-02,X\n", "partner_category"),
        (LIST.replace(b"scope", b"cakupan"), "cakupan"),
        (b"PK\x03\x04" + b"\0" * 100, "berkas"),
        (b"<html><body>masuk</body></html>", "berkas"),
    ],
)
def test_a_file_that_is_no_list_is_refused_whole(client: Client, content: bytes, sentence: str) -> None:
    answer = send(client, content)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_no_file_at_all_is_said(client: Client) -> None:
    answer = client.post(reverse("impor"))
    assert answer.status_code == 422
    assert "Pilih berkasnya dahulu" in answer.content.decode()


def test_an_officer_of_one_unit_imports_nothing(client: Client) -> None:
    other = Client()
    other.force_login(user("ani", UNIT_ROLES, institution()))
    assert send(other, LIST).status_code == 403
    preview = send(client, LIST)["Location"]
    assert other.get(preview).status_code == 403
    assert other.post(f"{preview}sahkan/").status_code == 403
    assert not Agreement.objects.exists()


def test_a_provisional_name_is_settled_by_a_person(client: Client) -> None:
    client.post(f"{send(client, LIST)['Location']}sahkan/")
    unit = Institution.objects.get(name="Lapas Bayangan")
    assert "Lapas Bayangan" in client.get(reverse("lembaga-sementara")).content.decode()
    address = reverse("lembaga-tetapkan", args=[unit.public_id])
    assert client.post(address, {"name": "  "}).status_code == 422
    assert client.post(address, {"name": "Lapas Kelas II Bayangan", "kind": "lapas"}).status_code == 302
    unit.refresh_from_db()
    assert (unit.name, unit.is_provisional) == ("Lapas Kelas II Bayangan", False)
    assert client.get(address).status_code == 404
