"""Logs say what happened, never whose data it was."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from django.db import Error
from django.test import Client

from sinergi.foundation.access.services import roles
from sinergi.interfaces.web.audit import views
from sinergi.interfaces.web.shell.logs import JsonFormatter, TextFormatter
from tests.support.world import user

pytestmark = pytest.mark.django_db
SECRET = "9900000000000000"


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(JsonFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def last(self) -> dict[str, object]:
        return json.loads(self.lines[-1])  # type: ignore[no-any-return]


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler = Kept()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def test_a_request_is_told_by_route_status_and_user(kept: Kept) -> None:
    roles.deliver()
    who = user("auditor", ("auditor",), None)
    client = Client()
    client.force_login(who)
    answer = client.get(f"/jejak/?pelaku={SECRET}", headers={"X-Request-ID": "proxy-12345678"})
    line = kept.last()
    assert {name: line[name] for name in ("logger", "route", "method", "status", "user", "request")} == {
        "logger": "sinergi.request", "route": "jejak", "method": "GET", "status": 200,
        "user": f"user:{who.public_id}", "request": "proxy-12345678",
    }  # fmt: skip
    assert float(str(line["ms"])) > 0
    assert answer["X-Request-ID"] == "proxy-12345678"
    assert not [word for word in (SECRET, who.name, who.email, "pelaku") if word in "".join(kept.lines)]


@pytest.mark.parametrize("given", ["", "x", "a" * 65, "a b c d e f", 'abcdefgh"\\'])
def test_an_id_that_could_spoil_the_log_is_replaced(kept: Kept, given: str) -> None:
    answer = Client().get("/masuk/", headers={"X-Request-ID": given})
    assert answer["X-Request-ID"] != given
    assert kept.last()["request"] == answer["X-Request-ID"]


def test_an_address_that_does_not_exist_is_not_repeated(kept: Kept) -> None:
    assert Client().get(f"/{SECRET}/?x={SECRET}").status_code == 404
    assert (kept.last()["route"], kept.last()["status"]) == ("-", 404)
    assert SECRET not in "".join(kept.lines)


@pytest.mark.parametrize("formatter", [JsonFormatter(), TextFormatter()])
def test_an_error_is_told_by_class_and_place_without_its_message(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, formatter: logging.Formatter
) -> None:
    def fail(*args: object) -> None:
        raise Error(f"DETAIL: Key (nik)=({SECRET}) already exists.")

    roles.deliver()
    client = Client(raise_request_exception=False)
    client.force_login(user("auditor", ("auditor",), None))
    monkeypatch.setattr(views.queries, "chain", fail)
    kept.setFormatter(formatter)
    assert client.get(f"/jejak/?tentang={SECRET}").status_code == 500
    said = next(line for line in kept.lines if "Internal Server Error" in line)
    assert "test_logs.py" in said
    assert "Error" in said
    assert not [line for line in kept.lines if SECRET in line or "\n" in line]
