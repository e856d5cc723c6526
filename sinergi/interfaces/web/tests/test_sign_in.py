"""Signing in beyond the password: lockout, second factor, recovery, sessions, and the link by mail."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from sinergi.foundation.access.models import Role, User
from sinergi.foundation.access.queries import actor_for
from sinergi.foundation.access.services import accounts, inviting, passwords, roles
from sinergi.foundation.queue.models import Job
from tests.support.factories import NOW, SYSTEM, TODAY
from tests.support.world import PASSWORD, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    cache.clear()
    roles.deliver()
    return Client()


@pytest.fixture
def ani(client: Client) -> User:
    return user("ani", ("pimpinan",), None)


def sign_in(client: Client, who: User, password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return client.post("/masuk/", {"username": who.email, "password": password, "next": "/hitungan/"}, **more)  # type: ignore[arg-type]


def is_inside(client: Client) -> bool:
    return "_auth_user_id" in client.session


def code(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def set_up_app(client: Client, who: User) -> tuple[str, list[str]]:
    """Sign in and set up the authenticator app as a person does; its secret and the recovery codes."""
    sign_in(client, who)
    page = client.get("/keamanan/aplikasi/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert secret
    assert client.post("/keamanan/aplikasi/", {"code": "000000x"}).status_code == 422
    answer = client.post("/keamanan/aplikasi/", {"code": code(secret[1])})
    assert answer["Location"] == "/keamanan/kode-pemulihan/"
    shown = re.findall(r"<code>(\d{8})</code>", client.get("/keamanan/kode-pemulihan/").content.decode())
    return secret[1], shown


# lockout


def test_after_five_wrong_passwords_the_right_one_does_not_open_either(client: Client, ani: User) -> None:
    answers = [sign_in(client, ani, "salah").status_code for _attempt in range(5)]
    assert answers == [422] * 4 + [429]
    answer = sign_in(client, ani)
    assert answer.status_code == 429
    assert "Dikunci sementara" in answer.content.decode()
    assert not is_inside(client)


def test_writing_the_address_differently_buys_no_further_tries(client: Client, ani: User) -> None:
    spellings = [
        "ani@contoh.example",
        "ANI@contoh.example",
        " Ani@Contoh.Example ",
        "ani@CONTOH.example",
        "anI@contoh.example",
    ]
    answers = [client.post("/masuk/", {"username": name, "password": "x"}).status_code for name in spellings]
    assert answers[-1] == 429


def test_a_stranger_elsewhere_locks_nobody_out(client: Client, ani: User) -> None:
    for _attempt in range(6):
        sign_in(client, ani, "salah", REMOTE_ADDR="203.0.113.9")
    assert sign_in(client, ani).status_code == 302
    assert is_inside(client)


def test_nobody_can_name_an_address_for_himself_that_no_trusted_proxy_saw(client: Client, ani: User) -> None:
    for attempt in range(5):
        sign_in(client, ani, "salah", HTTP_X_FORWARDED_FOR=f"203.0.113.{attempt}")
    assert sign_in(client, ani, HTTP_X_FORWARDED_FOR="203.0.113.99").status_code == 429


def test_behind_a_proxy_the_address_that_it_saw_counts(client: Client, ani: User, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _attempt in range(5):
        sign_in(client, ani, "salah", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.1")
    assert sign_in(client, ani, HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.2").status_code == 302


def test_the_lock_opens_by_itself_after_the_cool_off(client: Client, ani: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        for _attempt in range(5):
            sign_in(client, ani, "salah")
        clock.shift(timedelta(minutes=14))
        assert sign_in(client, ani).status_code == 429
        clock.shift(timedelta(minutes=2))
        assert sign_in(client, ani).status_code == 302


def test_a_superior_opens_the_lock(client: Client, ani: User) -> None:
    for _attempt in range(5):
        sign_in(client, ani, "salah")
    accounts.unlock(ani, on=TODAY, by=SYSTEM, at=NOW)
    assert sign_in(client, ani).status_code == 302


# second factor


def test_with_an_app_set_up_the_password_alone_does_not_open(client: Client, ani: User) -> None:
    secret, _codes = set_up_app(client, ani)
    other = Client()
    assert sign_in(other, ani)["Location"] == "/masuk/faktor-kedua/"
    assert not is_inside(other)
    assert other.get("/hitungan/").status_code == 302
    refused = other.post("/masuk/faktor-kedua/", {"code": "123456"})
    assert refused.status_code == 422
    assert "Kode ini tidak cocok" in refused.content.decode()
    assert other.post("/masuk/faktor-kedua/", {"code": code(secret, steps=1)})["Location"] == "/hitungan/"
    assert is_inside(other)


def test_a_code_opens_once(client: Client, ani: User) -> None:
    secret, _codes = set_up_app(client, ani)
    with time_machine.travel(time.time() + 60, tick=False):
        now = code(secret)
        first, second = Client(), Client()
        sign_in(first, ani)
        sign_in(second, ani)
        assert first.post("/masuk/faktor-kedua/", {"code": now}).status_code == 302
        assert second.post("/masuk/faktor-kedua/", {"code": now}).status_code == 422


def test_codes_cannot_be_guessed_on_and_on(client: Client, ani: User) -> None:
    secret, _codes = set_up_app(client, ani)
    other = Client()
    sign_in(other, ani)
    for _attempt in range(5):
        other.post("/masuk/faktor-kedua/", {"code": "000000"})
    answer = other.post("/masuk/faktor-kedua/", {"code": code(secret, steps=1)})
    assert answer.status_code == 422
    assert "Terlalu banyak percobaan" in answer.content.decode()


def test_each_recovery_code_opens_once_and_they_are_shown_once(client: Client, ani: User) -> None:
    _secret, codes = set_up_app(client, ani)
    assert len(codes) == 10
    assert codes[0] not in client.get("/keamanan/kode-pemulihan/").content.decode()
    for status in (302, 422):
        other = Client()
        sign_in(other, ani)
        assert other.post("/masuk/faktor-kedua/", {"code": codes[0]}).status_code == status


def test_secrets_of_factors_lie_encrypted(client: Client, ani: User) -> None:
    secret, codes = set_up_app(client, ani)
    kept = repr(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert not any(one in kept for one in codes)


def test_a_role_that_requires_it_opens_nothing_until_a_factor_is_there(client: Client, ani: User) -> None:
    Role.objects.filter(code="pimpinan").update(requires_second_factor=True)
    sign_in(client, ani)
    assert client.get("/hitungan/")["Location"] == "/keamanan/"
    page = client.get("/keamanan/").content.decode()
    assert "Peran Anda mensyaratkan faktor kedua" in page
    _secret, _codes = set_up_app(client, ani)
    assert client.get("/hitungan/").status_code == 200
    # and it cannot be taken off again while the role requires it
    assert client.get("/keamanan/aplikasi/lepas/").status_code == 200
    answer = client.post("/keamanan/aplikasi/lepas/")
    assert answer.status_code == 422
    assert "mensyaratkan faktor kedua" in answer.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()


def test_without_such_a_role_the_app_is_taken_off_again(client: Client, ani: User) -> None:
    set_up_app(client, ani)
    assert client.post("/keamanan/aplikasi/lepas/")["Location"] == "/keamanan/"
    assert not Authenticator.objects.exists()


def test_a_lost_factor_is_taken_off_by_a_superior(client: Client, ani: User) -> None:
    set_up_app(client, ani)
    accounts.forget_factors(ani, on=TODAY, by=SYSTEM, at=NOW)
    assert client.get("/keamanan/").status_code == 302, "sessions end, too"
    assert sign_in(Client(), ani)["Location"] == "/hitungan/"


def test_long_after_signing_in_the_password_is_asked_for_again(client: Client, ani: User) -> None:
    sign_in(client, ani)
    with time_machine.travel(time.time() + 600, tick=False):
        answer = client.get("/keamanan/aplikasi/")
        assert answer["Location"].startswith("/keamanan/ulang/?next=")
        assert client.post(answer["Location"], {"password": "salah"}).status_code == 422
        back = client.post(answer["Location"], {"password": PASSWORD, "next": "/keamanan/aplikasi/"})
        assert back["Location"] == "/keamanan/aplikasi/"
        assert client.get("/keamanan/aplikasi/").status_code == 200


def test_somebody_elses_passkey_is_not_found(client: Client, ani: User) -> None:
    sign_in(client, ani)
    other = user("budi", ("pimpinan",), None)
    theirs = Authenticator.objects.create(user=other, type="webauthn", data={"name": "x", "credential": {}})
    for key in (str(theirs.pk), "x", "1" * 30, ""):
        assert client.post("/keamanan/kunci-sandi/hapus/", {"kunci": key}).status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


WELL_FORMED = (
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON": "e30", "authenticatorData": '
    '"AAAA", "signature": "AAAA", "userHandle": "MQ"}}'
)


@pytest.mark.parametrize("credential", ["", "{}", "[]", "x", '{"id": "a"}', "1" * 5000, "[" * 99_999, WELL_FORMED])
def test_a_passkey_that_is_none_is_turned_away(client: Client, ani: User, credential: str) -> None:
    client.get("/masuk/kunci-sandi/", headers={"accept": "application/json"})
    assert client.post("/masuk/kunci-sandi/", {"credential": credential}).status_code in {302, 422}
    assert not is_inside(client)


# sessions


def test_the_session_gets_a_new_name_at_sign_in_and_with_a_new_password(client: Client, ani: User) -> None:
    client.get("/masuk/")
    client.post("/bahasa/", {"language": "id"})
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before or ""
    sign_in(client, ani)
    signed_in = client.session.session_key
    assert signed_in != before
    chosen = {"current": PASSWORD, "new": "kuda benar baterai baru", "repeat": "kuda benar baterai baru"}
    client.post("/kata-sandi/", chosen)
    assert client.session.session_key != signed_in
    assert is_inside(client)


def test_one_signs_out_everywhere_else(client: Client, ani: User) -> None:
    other = Client()
    sign_in(client, ani)
    sign_in(other, ani)
    client.post("/keluar/semua/")
    assert client.get("/hitungan/").status_code == 200
    assert other.get("/hitungan/").status_code == 302


@pytest.mark.parametrize("act", [inviting.renew, accounts.close, accounts.sign_out_everywhere, accounts.forget_factors])
def test_what_a_superior_does_to_the_account_ends_its_sessions(client: Client, ani: User, act: object) -> None:
    user("admin", ("administrator",), None)
    sign_in(client, ani)
    act(ani, on=TODAY, by=SYSTEM, at=NOW)  # type: ignore[operator]
    assert client.get("/hitungan/").status_code == 302


def test_a_closed_account_is_told_nothing_more_than_a_wrong_password(client: Client, ani: User) -> None:
    user("admin", ("administrator",), None)
    accounts.close(ani, on=TODAY, by=SYSTEM, at=NOW)
    closed, wrong = sign_in(client, ani), sign_in(client, ani, "salah")
    assert closed.status_code == wrong.status_code == 422
    assert "tidak cocok" in closed.content.decode()


# the link by mail


@pytest.fixture
def with_mail(settings: Settings) -> None:
    settings.MAIL_LEAVES = True


@pytest.mark.usefixtures("with_mail")
def test_whether_an_address_is_known_is_not_told(client: Client, ani: User) -> None:
    known = client.post("/masuk/lupa/", {"email": ani.email}, follow=True).content
    unknown = Client().post("/masuk/lupa/", {"email": "tidak.ada@contoh.example"}, follow=True).content
    token = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
    assert token.sub(b"", known) == token.sub(b"", unknown)
    assert Job.objects.filter(name="access.mail_link").count() == 1


@pytest.mark.parametrize("key", ["", "x", "a.b", "\0", "x" * 5000, "00000000-0000-0000-0000-000000000000.c-d"])
def test_a_key_that_is_none_opens_nothing(client: Client, ani: User, key: str) -> None:
    new = "kuda benar baterai baru"
    assert client.post("/masuk/pulihkan/", {"kunci": key, "new": new, "repeat": new}).status_code == 422


def test_a_link_grows_old_and_ends_with_the_account(client: Client, ani: User) -> None:
    key = passwords.key_for(ani)
    assert passwords.keeper_of(key) == ani
    with time_machine.travel(time.time() + 4 * 24 * 60 * 60):
        assert passwords.keeper_of(key) is None
    user("admin", ("administrator",), None)
    accounts.close(ani, on=TODAY, by=SYSTEM, at=NOW)
    assert passwords.keeper_of(key) is None


def test_nothing_waits_in_the_queue_that_opens_anything(client: Client, ani: User) -> None:
    passwords.send_link(ani, on=TODAY, by=SYSTEM, at=NOW)
    assert Job.objects.get(name="access.mail_link").args == [str(ani.public_id)]


def test_without_mail_the_page_says_whom_to_ask(client: Client) -> None:
    assert "tidak mengirim surel" in client.get("/masuk/lupa/").content.decode()


def test_a_user_on_leave_signs_in_and_sees_nothing(client: Client, ani: User) -> None:
    from sinergi.foundation.access.services import resting

    with time_machine.travel(NOW, tick=False):
        resting.rest(ani, starts_on=TODAY, ends_on=TODAY, by=SYSTEM, at=NOW)
        sign_in(client, ani)
        assert client.get("/").status_code == 200
        assert actor_for(ani, on=TODAY).scopes == ()
