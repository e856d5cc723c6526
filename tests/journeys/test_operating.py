"""What an operator sees when something is gone: real processes, real absences."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.support.installations import Fresh, fresh_installations

HEALTH = (
    "from django.test import Client\n"
    "answer = Client(headers={'host': 'localhost', 'cookie': 'sessionid=abc'}).get('/health')\n"
    "print(answer.status_code, answer.content.decode())"
)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fresh]:
    with fresh_installations(tmp_path_factory.mktemp("installations")) as make:
        yield make


def test_health_says_503_while_the_database_is_gone(fresh: Fresh) -> None:
    there = fresh()
    there.environment["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/nothing"
    status, _space, body = there.python(HEALTH).strip().partition(" ")
    assert (status, json.loads(body)) == ("503", {"status": "down", "database": "down", "worker_seconds": None})


def test_the_doctor_says_that_the_database_is_gone(fresh: Fresh) -> None:
    there = fresh()
    there.environment["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/nothing"
    said = there.run("doctor", status=1)
    assert "salah      Basis data: tidak dapat dihubungi (OperationalError)." in said
    assert "Pekerja" not in said


def test_a_living_system_is_well_and_says_so(fresh: Fresh) -> None:
    there = fresh()
    there.run("init", "--admin", "admin@contoh.example")
    worker = there.start("worker")
    try:
        while "True" not in there.python(
            "from sinergi.foundation.audit import queries; from sinergi.foundation.kernel.actors import Actor\n"
            "found = queries.chain(Actor.system('uji')); print(bool(found.last and found.verification))"
        ):
            assert worker.poll() is None
        states = {one["name"]: one["state"] for one in there.json("doctor")}
        assert {name for name, state in states.items() if state != "ok"} == {"Setelan"}
        status, _space, body = there.python(HEALTH).strip().partition(" ")
        assert (status, json.loads(body)["status"]) == ("200", "ok")
        assert json.loads(body)["worker_seconds"] < 120
    finally:
        worker.terminate()
        worker.communicate()
