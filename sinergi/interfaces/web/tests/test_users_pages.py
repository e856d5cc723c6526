"""The pages about users: who may be there, what a form refuses, and what is handed over once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from sinergi.foundation.access.models import Grant, Leave, Role, User
from sinergi.foundation.access.services import roles
from sinergi.foundation.institutions.models import Institution
from tests.support.factories import NOW, TODAY, institution
from tests.support.sheets import USERS, workbook
from tests.support.world import user

pytestmark = pytest.mark.django_db
PASSWORD = re.compile(r"<code>((?:[a-z2-9]{4}-){3}[a-z2-9]{4})</code>")


@pytest.fixture(autouse=True)
def day() -> object:
    cache.clear()
    roles.deliver()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit() -> Institution:
    return institution("Lapas Contoh Lima")


@pytest.fixture
def manager(unit: Institution) -> Client:
    """Manages users at the unit."""
    client = Client()
    client.force_login(user("pengelola", ("administrator",), unit))
    return client


@pytest.fixture
def national() -> Client:
    client = Client()
    client.force_login(user("pusat", ("administrator",), None))
    return client


def invite(client: Client, unit: Institution | None, **more: object):  # type: ignore[no-untyped-def]
    values = {"name": "Ani Contoh", "email": "ani@contoh.example", "role": "pimpinan",
              "institution": str(unit.public_id) if unit else "semua", "starts_on": "2026-03-02"}  # fmt: skip
    return client.post("/pengguna/undang/", {**values, **more})


def test_the_one_time_password_stands_on_the_answer_and_opens(manager: Client, unit: Institution) -> None:
    answer = invite(manager, unit)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    shown = PASSWORD.search(answer.content.decode())
    assert shown
    assert User.objects.get(email="ani@contoh.example").check_password(shown[1])
    assert shown[1] not in manager.get("/pengguna/").content.decode()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"name": ""}, "wajib"),
        ({"name": "a\0b"}, "null"),
        ({"name": "x" * 10_000}, "200"),
        ({"email": "bukan"}, "Alamat surel tidak benar"),
        ({"email": "x" * 10_000}, "254"),
        ({"role": "raja"}, "Pilihan ini tidak tersedia"),
        ({"institution": "x"}, "Pilihan ini tidak tersedia"),
        ({"institution": "semua"}, "Pilihan ini tidak tersedia"),
        ({"starts_on": "31-02-2026"}, "tidak ada di kalender"),
        ({"ends_on": "1-3-2026"}, "tidak boleh sebelum"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nobody_is_invited(
    manager: Client, unit: Institution, more: dict[str, str], said: str
) -> None:
    before = User.objects.count()
    answer = invite(manager, unit, **more)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert User.objects.count() == before


def test_an_address_that_is_taken_is_said_at_its_field(manager: Client, unit: Institution) -> None:
    invite(manager, unit)
    assert "sudah dipakai" in invite(manager, unit, email="ANI@contoh.example").content.decode()


def test_with_mail_no_password_is_shown(manager: Client, unit: Institution, settings: Settings) -> None:
    settings.MAIL_LEAVES = True
    answer = invite(manager, unit, by_mail="on")
    assert answer.status_code == 302
    assert not User.objects.get(email="ani@contoh.example").has_usable_password()


def test_users_of_other_units_are_not_there(manager: Client, national: Client, unit: Institution) -> None:
    far = user("jauh", ("pimpinan",), institution())
    page = manager.get("/pengguna/").content.decode()
    assert "Pengelola Contoh" in page
    assert "Jauh Contoh" not in page
    assert "Jauh Contoh" in national.get("/pengguna/").content.decode()
    grant = far.grants.get()
    for address in (f"/pengguna/{far.public_id}/", f"/pemberian/{grant.public_id}/akhiri/"):
        assert manager.get(address).status_code == 404
    for address in (f"/pengguna/{far.public_id}/kata-sandi/", f"/pengguna/{far.public_id}/tutup/",
                    f"/pemberian/{grant.public_id}/tinjau/"):  # fmt: skip
        assert manager.post(address).status_code == 404


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?cari=AAA", {"Aaa Contoh"}),
        ("?peran=kepala-unit", {"Bbb Contoh"}),
        ("?keadaan=nonaktif", {"Ccc Contoh"}),
        ("?keadaan=tanpa-peran", {"Ddd Contoh"}),
        ("?keadaan=cuti", set()),
        ("?keadaan=entah&peran=raja&unit=x&cari=%00", {"Aaa Contoh", "Bbb Contoh", "Ccc Contoh", "Ddd Contoh"}),
    ],
)
def test_the_list_is_narrowed(national: Client, query: str, names: set[str]) -> None:
    user("aaa", ("pimpinan",), institution())
    user("bbb", ("kepala-unit",), institution())
    user("ddd", (), None)
    closed = user("ccc", ("pimpinan",), institution())
    User.objects.filter(pk=closed.pk).update(is_active=False)
    page = national.get(f"/pengguna/{query}").content.decode()
    assert set(re.findall(r"(Aaa Contoh|Bbb Contoh|Ccc Contoh|Ddd Contoh)</a>", page)) == names


def test_the_list_asks_the_same_number_of_questions_for_few_and_many(
    national: Client, unit: Institution, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        user(f"u{number}", ("pimpinan", "auditor"), unit)
    with django_assert_max_num_queries(12):
        national.get("/pengguna/")
    with django_assert_max_num_queries(12):
        national.get("/pengguna/tinjauan/")
    with django_assert_max_num_queries(12):
        national.get("/peran/")


def test_a_user_page_asks_no_more_than_twelve_questions(
    national: Client, unit: Institution, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    who = user("ani", ("pimpinan", "auditor", "registrasi"), unit)
    with django_assert_max_num_queries(12):
        assert national.get(f"/pengguna/{who.public_id}/").status_code == 200


def test_roles_come_move_rest_and_end_by_their_pages(national: Client, unit: Institution) -> None:
    who, other = user("ani", (), None), institution("Lapas Contoh Enam")
    at, home = f"/pengguna/{who.public_id}/", {"role": "pimpinan", "institution": str(unit.public_id)}
    assert national.post(f"{at}peran/", {**home, "starts_on": "2026-01-01"})["Location"] == at
    assert "sudah memegang" in national.post(f"{at}peran/", {**home, "starts_on": "2026-02-01"}).content.decode()
    moved = {"leaving": str(unit.public_id), "to": str(other.public_id), "role": "kepala-unit", "on": "2026-03-10"}
    assert national.post(f"{at}mutasi/", moved)["Location"] == at
    new = Grant.objects.get(user=who, institution=other)
    assert str(new.starts_on) == "2026-03-10"
    rests = {"starts_on": "2026-03-20", "ends_on": "2026-03-25", "deputy": "tidak.ada@contoh.example"}
    assert "Tidak ada pengguna" in national.post(f"{at}cuti/", rests).content.decode()
    assert national.post(f"{at}cuti/", {**rests, "deputy": ""})["Location"] == at
    assert national.post(f"/cuti/{Leave.objects.get().public_id}/kembali/")["Location"] == at
    assert not Leave.objects.exists()
    assert national.post(f"/pemberian/{new.public_id}/akhiri/", {"last_day": "2026-03-31"})["Location"] == at
    page = national.get(at).content.decode()
    assert "31 Maret 2026" in page
    assert "9 Maret 2026" in page


def test_the_yearly_review_confirms(manager: Client, unit: Institution) -> None:
    who = user("lama", ("pimpinan",), unit)
    assert "Lama Contoh" in manager.get("/pengguna/tinjauan/").content.decode()
    manager.post(f"/pemberian/{who.grants.get().public_id}/tinjau/")
    assert who.grants.get().reviewed_on == TODAY
    assert "Lama Contoh</a>" not in manager.get("/pengguna/tinjauan/").content.decode()


def test_a_role_is_changed_by_ticking_and_only_nationally(manager: Client, national: Client) -> None:
    role = Role.objects.get(code="pimpinan")
    at = f"/peran/{role.public_id}/"
    values = {"name": "Pimpinan", "requires_second_factor": "on", "capabilities": ["agreements.view", "audit.view"]}
    assert manager.get(at).status_code == 200
    assert manager.post(at, values).status_code == 403
    assert national.post(at, values)["Location"] == "/peran/"
    role.refresh_from_db()
    assert role.requires_second_factor
    assert set(role.capabilities) == {"agreements.view", "audit.view"}
    assert national.post(at, {**values, "capabilities": ["entah.apa"]}).status_code == 422


def test_the_last_administrator_keeps_his_role_whatever_page_is_used(national: Client) -> None:
    role = Role.objects.get(code="administrator")
    answer = national.post(f"/peran/{role.public_id}/", {"name": "Administrator", "capabilities": ["agreements.view"]})
    assert answer.status_code == 422
    assert "Tunjuk dahulu administrator lain" in answer.content.decode()


def test_a_sheet_is_looked_at_and_then_handed_over(manager: Client, unit: Institution) -> None:
    content = workbook(
        USERS, ("Ani", "ani@contoh.example", "Pimpinan", unit.name), ("Budi", "=A1", "Pimpinan", unit.name)
    )
    answer = manager.post("/pengguna/impor/", {"file": SimpleUploadedFile("daftar.xlsx", content)})
    page = manager.get(answer["Location"]).content.decode()
    assert "rumus" in page
    assert not User.objects.filter(email="ani@contoh.example").exists()
    done = manager.post(f"{answer['Location']}sahkan/")
    shown = PASSWORD.findall(done.content.decode())
    assert len(shown) == 1
    assert User.objects.get(email="ani@contoh.example").check_password(shown[0])
    assert manager.post(f"{answer['Location']}sahkan/").status_code == 422
    assert not PASSWORD.search(manager.get(answer["Location"]).content.decode())


def test_the_preview_of_somebody_else_is_not_there(manager: Client, unit: Institution) -> None:
    content = workbook(USERS, ("Ani", "ani@contoh.example", "Pimpinan", unit.name))
    at = manager.post("/pengguna/impor/", {"file": SimpleUploadedFile("daftar.xlsx", content)})["Location"]
    other = Client()
    other.force_login(user("lain", ("administrator",), institution()))
    assert other.get(at).status_code == 404
    assert other.post(f"{at}sahkan/").status_code == 404


@pytest.mark.parametrize(
    "content",
    [b"nama,surel\n", b"", b"PK\x03\x04", workbook(("apa",), ("x",))],
    ids=["csv", "empty", "broken", "other"],
)
def test_a_file_that_is_no_such_list_is_refused_in_words(manager: Client, content: bytes) -> None:
    answer = manager.post("/pengguna/impor/", {"file": SimpleUploadedFile("daftar.xlsx", content)})
    assert answer.status_code == 422


def test_a_deputy_is_found_by_his_address_and_shown(national: Client, unit: Institution) -> None:
    who, other = user("ani", ("kepala-unit",), unit), user("budi", (), None)
    rests = {"starts_on": "2026-03-02", "ends_on": "2026-03-05", "deputy": "BUDI@contoh.example"}
    national.post(f"/pengguna/{who.public_id}/cuti/", rests)
    assert other.grants.get().ends_on == TODAY + timedelta(days=3)
    assert "pengganti Ani Contoh selama cuti" in national.get(f"/pengguna/{other.public_id}/").content.decode()


def test_a_closed_account_is_opened_again(national: Client, unit: Institution) -> None:
    who = user("ani", ("pimpinan",), unit)
    at = f"/pengguna/{who.public_id}/"
    assert national.post(f"{at}tutup/")["Location"] == at
    assert national.post(f"{at}tutup/").status_code == 422
    assert "Buka akun lagi" in national.get(at).content.decode()
    national.post(f"{at}buka/")
    assert User.objects.get(pk=who.pk).is_active


def test_nobody_acts_on_his_own_account_here(manager: Client, unit: Institution) -> None:
    own = User.objects.get(email="pengelola@contoh.example")
    for act in ("tutup", "faktor/lepas", "buka-kunci"):
        assert manager.post(f"/pengguna/{own.public_id}/{act}/").status_code == 403
    values = {"role": "kepala-unit", "institution": str(unit.public_id), "starts_on": "2026-03-02"}
    assert manager.post(f"/pengguna/{own.public_id}/peran/", values).status_code == 403


class TestProposals:
    @pytest.fixture
    def role(self) -> Role:
        """The heads' role, edited here, with two capabilities that a new version proposes."""
        role = Role.objects.get(code="kepala-unit")
        role.capabilities = [each for each in role.capabilities if not each.startswith("agreements.")]
        role.proposed, role.proposed_at = ["agreements.waive", "agreements.accept"], NOW
        role.save()
        return role

    def test_they_stand_on_the_pages_and_are_accepted_and_declined(self, national: Client, role: Role) -> None:
        assert "ada usulan wewenang" in national.get("/peran/").content.decode()
        at = f"/peran/{role.public_id}/"
        page = national.get(at).content.decode()
        assert "Menghapuskan kewajiban" in page
        assert "Pernah diubah" in page
        assert national.post(f"{at}usulan/", {"usulan": ["agreements.waive"], "jawab": "terima"})["Location"] == at
        assert national.post(f"{at}usulan/", {"usulan": ["agreements.accept"], "jawab": "tolak"})["Location"] == at
        role.refresh_from_db()
        assert "agreements.waive" in role.capabilities
        assert "agreements.accept" not in role.capabilities
        assert role.proposed == []
        assert "Diusulkan oleh versi ini" not in national.get(at).content.decode()

    def test_whoever_manages_a_unit_reads_them_and_answers_none(self, manager: Client, role: Role) -> None:
        at = f"/peran/{role.public_id}/"
        assert "Terima yang dipilih" not in manager.get(at).content.decode()
        assert manager.post(f"{at}usulan/", {"usulan": ["agreements.waive"], "jawab": "terima"}).status_code == 403

    def test_what_was_never_proposed_is_refused(self, national: Client, role: Role) -> None:
        answer = national.post(f"/peran/{role.public_id}/usulan/", {"usulan": ["access.manage"], "jawab": "terima"})
        assert answer.status_code == 422
        assert "sudah dijawab" in answer.content.decode()
