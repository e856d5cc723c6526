"""Where somebody is signed in, and that tries of codes are counted for all processes of the site together."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connections
from django.test import Client

from sinergi.foundation.access.models import OpenSession, Remembered, User
from sinergi.foundation.access.services import accounts, remembering, roles
from sinergi.foundation.audit.models import Entry
from sinergi.interfaces.web.sign_in.devices import device_of
from sinergi.interfaces.web.sign_in.shared import SharedCache
from tests.support.factories import NOW, SYSTEM, TODAY
from tests.support.world import PASSWORD, user

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"


@pytest.fixture
def ani(db: None) -> User:
    roles.deliver()
    return user("ani", ("pimpinan",), None)


def come_in(who: User, description: str = DESK) -> Client:
    client = Client(headers={"user-agent": description})
    answer = client.post("/masuk/", {"username": who.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def page(client: Client) -> str:
    answer = client.get("/keamanan/sesi/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_sees_where_one_is_signed_in_and_puts_one_device_out(ani: User) -> None:
    desk, phone = come_in(ani), come_in(ani, PHONE)
    shown = page(desk)
    assert "Firefox, Windows" in shown
    assert "Chrome, Android" in shown
    assert shown.count("Keluarkan</") == 1
    (named,) = re.findall(r'name="sesi" value="([0-9a-f-]{36})"', shown)
    assert desk.post("/keamanan/sesi/akhiri/", {"sesi": named})["Location"] == "/keamanan/sesi/"
    assert phone.get("/")["Location"].startswith("/masuk/")
    assert desk.get("/").status_code == 200
    assert "Chrome, Android" not in page(desk)
    assert Entry.objects.get(action="user.session_ended").facts == {"device": "Chrome, Android"}
    assert desk.post("/keamanan/sesi/akhiri/", {"sesi": named}).status_code == 422


def test_nobody_puts_out_or_sees_anybody_else(ani: User) -> None:
    come_in(ani, PHONE)
    budi = come_in(user("budi", ("administrator",), None))
    assert "Chrome, Android" not in page(budi)
    theirs = OpenSession.objects.get(user=ani)
    assert budi.post("/keamanan/sesi/akhiri/", {"sesi": str(theirs.public_id)}).status_code == 422
    assert OpenSession.objects.filter(user=ani).exists()


@pytest.mark.parametrize("named", ["", "x", "0", "../..", "\0"])
def test_what_names_no_session_is_not_found(ani: User, named: str) -> None:
    assert come_in(ani).post("/keamanan/sesi/akhiri/", {"sesi": named}).status_code == 404


def test_signing_out_takes_the_session_off_the_list(ani: User) -> None:
    desk, phone = come_in(ani), come_in(ani, PHONE)
    phone.post("/keluar/")
    assert "Chrome, Android" not in page(desk)


def test_what_ended_with_the_password_or_by_a_superior_is_not_listed(ani: User) -> None:
    come_in(ani, PHONE)
    accounts.sign_out_everywhere(ani, on=TODAY, by=SYSTEM, at=NOW)
    assert "Chrome, Android" not in page(come_in(ani))


def test_after_everywhere_else_was_left_this_session_is_still_known_with_its_beginning(ani: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        desk, phone = come_in(ani), come_in(ani, PHONE)
        clock.shift(timedelta(hours=1))
        desk.post("/keluar/semua/")
        assert "Chrome, Android" not in page(desk)
        assert "masuk 2 Maret 2026, 10.00" in page(desk)
        assert phone.get("/").status_code == 302


@pytest.mark.parametrize(
    ("description", "device"),
    [
        (PHONE, "Chrome, Android"),
        (DESK, "Firefox, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0", "Edge, Windows"),
        ("", "perangkat yang tidak dikenal"),
        ("<script>" * 1_000, "perangkat yang tidak dikenal"),
    ],
)
def test_a_device_is_named_by_what_people_know_it_as(description: str, device: str) -> None:
    assert device_of(description) == device


# a passkey's name


def add_key(who: User) -> Authenticator:
    data = {"name": "Kunci sandi 1", "credential": {}}
    return Authenticator.objects.create(user=who, type=Authenticator.Type.WEBAUTHN, data=data)


def test_a_passkey_gets_another_name(ani: User) -> None:
    client, key = come_in(ani), add_key(ani)
    assert "Kunci sandi 1" in client.get(f"/keamanan/kunci-sandi/nama/?kunci={key.pk}").content.decode()
    answer = client.post("/keamanan/kunci-sandi/nama/", {"kunci": key.pk, "name": "Telepon <kantor>"})
    assert answer["Location"] == "/keamanan/"
    assert "Telepon &lt;kantor&gt;" in client.get("/keamanan/").content.decode()


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\0b"])
def test_a_name_that_is_none_is_refused_in_words(ani: User, name: str) -> None:
    client, key = come_in(ani), add_key(ani)
    answer = client.post("/keamanan/kunci-sandi/nama/", {"kunci": key.pk, "name": name})
    assert answer.status_code == 422
    assert "Nama belum diganti" in answer.content.decode()


def test_nobody_renames_the_passkey_of_another(ani: User) -> None:
    budi, key = come_in(user("budi", ("administrator",), None)), add_key(ani)
    for named in (key.pk, "9" * 30, ""):
        answer = budi.post("/keamanan/kunci-sandi/nama/", {"kunci": named, "name": "x"})
        assert answer["Location"] == "/keamanan/"
    key.refresh_from_db()
    assert key.data["name"] == "Kunci sandi 1"


# what all processes know together


@pytest.mark.django_db
def test_the_cache_is_one_for_all_processes_and_forgets_in_time() -> None:
    here, there = SharedCache("", {}), SharedCache("", {})
    with time_machine.travel(NOW, tick=False) as clock:
        assert here.add("a", True, timeout=60)
        assert not there.add("a", True, timeout=60)
        here.set("b", [1.5, 2.5], 60)
        assert there.get("b") == [1.5, 2.5]
        assert there.touch("b", 600)
        clock.shift(timedelta(seconds=61))
        assert (there.get("a"), there.get("a", "tiada"), there.get("b")) == (None, "tiada", [1.5, 2.5])
        assert there.add("a", False)
        here.set("c", 1, None)
        clock.shift(timedelta(days=400))
        assert there.get("c") == 1
        assert remembering.forget_expired(at=NOW + timedelta(days=401)) == 2
    assert there.delete("c")
    assert not there.delete("c")
    here.set("d", 1, 0)
    assert there.get("d") is None
    cache.clear()
    assert not Remembered.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_add_at_the_same_moment_one_succeeds() -> None:
    told: list[bool] = []
    ready = threading.Barrier(6)

    def add() -> None:
        ready.wait()
        try:
            told.append(cache.add("kunci", 1, 60))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [False] * 5 + [True]
