"""Making, seeing and ending one's own keys of the API on the pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from sinergi.foundation.access.models import ApiKey, User
from sinergi.foundation.access.services import roles
from tests.support.world import PASSWORD, user

NEW = "/keamanan/kunci-api/baru/"


@pytest.fixture
def ani(db: None) -> User:
    roles.deliver()
    return user("ani", ("direktorat-kerja-sama",), None)


@pytest.fixture
def client(ani: User) -> Client:
    client = Client()
    assert client.post("/masuk/", {"username": ani.email, "password": PASSWORD}).status_code == 302
    return client


def until(days: int) -> str:
    return str(timezone.localdate() + timedelta(days=days))


def secret_in(text: str) -> str:
    (found,) = re.findall(r"sng_[A-Za-z0-9_-]{43}", text)
    return str(found)


def test_a_key_is_shown_once_opens_the_api_and_is_ended(client: Client) -> None:
    answer = client.post(NEW, {"purpose": "Papan kanwil", "expires_on": until(30)})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    secret = secret_in(answer.content.decode())
    program = Client(headers={"authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/units").status_code == 200
    listed = client.get("/keamanan/kunci-api/").content.decode()
    assert "Papan kanwil" in listed
    assert "terakhir dipakai" in listed
    assert secret not in listed
    assert client.post("/keamanan/kunci-api/akhiri/", {"kunci": ApiKey.objects.get().public_id}).status_code == 302
    assert program.get("/api/v1/units").status_code == 401
    assert "Papan kanwil" not in client.get("/keamanan/kunci-api/").content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Tulis untuk apa kunci ini."),
        ({"purpose": "x", "expires_on": "30-02-2027"}, "Tanggal ini tidak ada di kalender"),
        ({"purpose": "x", "expires_on": until(366)}, "paling lama satu tahun"),
        ({"purpose": "x", "expires_on": until(-1)}, "mulai hari ini"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(client: Client, sent: dict[str, str], said: str) -> None:
    answer = client.post(NEW, sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_long_after_signing_in_the_password_is_asked_for_before_a_key_is_made(client: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=10), tick=False):
        for answer in (client.get(NEW), client.post(NEW, {"purpose": "x", "expires_on": until(30)})):
            assert answer["Location"].startswith("/keamanan/ulang/?next=")
    assert not ApiKey.objects.exists()


def test_whoever_does_not_use_the_api_reads_why(db: None) -> None:
    roles.deliver()
    leader = user("budi", ("pimpinan",), None)
    client = Client()
    client.post("/masuk/", {"username": leader.email, "password": PASSWORD})
    page = client.get("/keamanan/kunci-api/")
    assert page.status_code == 200
    assert "Peran Anda tidak memakai API" in page.content.decode()
    assert NEW not in page.content.decode()
    assert client.get(NEW).status_code == 403


def test_somebody_elses_key_is_not_found(client: Client) -> None:
    client.post(NEW, {"purpose": "x", "expires_on": until(30)})
    other = user("cici", ("direktorat-kerja-sama",), None)
    stranger = Client()
    stranger.post("/masuk/", {"username": other.email, "password": PASSWORD})
    for key in (str(ApiKey.objects.get().public_id), "x", ""):
        assert stranger.post("/keamanan/kunci-api/akhiri/", {"kunci": key}).status_code == 404
    assert ApiKey.objects.get().ended_at is None
