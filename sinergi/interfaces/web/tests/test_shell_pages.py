"""Coming in, an own password, language and theme."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from sinergi.foundation.access.services import inviting, roles
from tests.support.factories import NOW, SYSTEM
from tests.support.world import PASSWORD, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client()


def sign_in(client: Client, email: str, password: str, **more: str):  # type: ignore[no-untyped-def]
    return client.post(reverse("masuk"), {"username": email, "password": password, **more})


def test_a_stranger_is_sent_to_sign_in_and_back(client: Client) -> None:
    roles.deliver()
    who = user("budi", ("pimpinan",), None)
    answer = client.get("/hitungan/?pada=2025-10-02")
    assert answer["Location"] == "/masuk/?next=/hitungan/%3Fpada%3D2025-10-02"
    assert (
        sign_in(client, who.email, PASSWORD, next="/hitungan/?pada=2025-10-02")["Location"]
        == "/hitungan/?pada=2025-10-02"
    )


def test_nobody_is_sent_on_to_another_site(client: Client) -> None:
    roles.deliver()
    who = user("budi", ("pimpinan",), None)
    assert sign_in(client, who.email, PASSWORD, next="https://jahat.example/")["Location"] == "/"


@pytest.mark.parametrize(
    "target", ["contoh", "https://jahat.example/", "//jahat.example", "/\\jahat.example", "\0", "beranda"]
)
def test_a_place_to_go_on_to_that_is_none_leads_home(client: Client, target: str) -> None:
    assert client.post("/bahasa/", {"language": "en", "next": target})["Location"] == "/"


@pytest.mark.parametrize("path", ["/masuk/", "/", "/tidak-ada/", "/perjanjian"])
def test_no_page_is_kept_by_a_cache_or_shown_in_a_frame(client: Client, path: str) -> None:
    for host in ("testserver", "palsu.example"):
        answer = client.get(path, headers={"host": host})
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/hitungan/", "/hitungan/?menurut=kind", "/klaim/hitungan/"])
def test_whoever_sees_no_agreement_counts_none(client: Client, path: str) -> None:
    roles.deliver()
    client.force_login(user("budi", (), None))
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [("budi@contoh.example", "salah"), ("tidak.ada@contoh.example", "x"), ("a\0b", "x"), ("x" * 10_000, "x"), ("", "")],
)
def test_a_wrong_sign_in_is_refused_in_words(client: Client, email: str, password: str) -> None:
    roles.deliver()
    user("budi", ("pimpinan",), None)
    answer = sign_in(client, email, password)
    assert answer.status_code == 422
    assert "Belum dapat masuk" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_one_time_password_opens_only_the_choice_of_an_own_one(client: Client) -> None:
    invited, password = inviting.invite("budi@contoh.example", name="Budi", by=SYSTEM, at=NOW)
    sign_in(client, invited.email, password)
    assert client.get("/")["Location"] == "/kata-sandi/"
    chosen = {"current": password, "new": "kuda benar baterai", "repeat": "kuda benar baterai"}
    assert client.post("/kata-sandi/", {**chosen, "repeat": "lain"}).status_code == 422
    assert client.post("/kata-sandi/", chosen)["Location"] == "/"
    assert client.get("/").status_code == 200
    assert sign_in(Client(), invited.email, password).status_code == 422


def test_signing_out_ends_the_session(client: Client) -> None:
    roles.deliver()
    client.force_login(user("budi", ("pimpinan",), None))
    client.post("/keluar/")
    assert client.get("/").status_code == 302


def test_language_and_theme_are_remembered_and_nothing_else_is(client: Client) -> None:
    assert client.post("/bahasa/", {"language": "en", "next": "/masuk/"}).cookies["bahasa"].value == "en"
    assert client.post("/tampilan/", {"theme": "dark"}).cookies["tampilan"].value == "dark"
    assert "tampilan" not in client.post("/tampilan/", {"theme": "<script>"}).cookies
    assert "bahasa" not in client.post("/bahasa/", {"language": "../x"}).cookies
    page = client.get("/masuk/").content.decode()
    assert 'lang="en"' in page
    assert 'data-theme="dark"' in page


def test_a_form_from_elsewhere_is_refused_in_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/masuk/", {"username": "x"})
    assert answer.status_code == 403
    assert "kedaluwarsa" in answer.content.decode()


def test_an_address_that_does_not_exist_says_so(client: Client) -> None:
    answer = client.get("/tidak-ada/")
    assert answer.status_code == 404
    assert "Halaman tidak ditemukan" in answer.content.decode()


def test_every_answer_carries_the_content_policy(client: Client) -> None:
    policy = client.get("/masuk/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_menu_shows_what_the_roles_open(client: Client) -> None:
    roles.deliver()
    client.force_login(user("budi", ("pimpinan",), None))
    page = client.get("/").content.decode()
    assert 'href="/perjanjian/"' in page
    assert 'href="/impor/"' not in page
    assert 'href="/jejak/"' not in page


def test_being_well_is_said_to_anybody(client: Client) -> None:
    assert client.get("/health").json() == {"status": "ok", "database": "ok", "worker_seconds": None}
