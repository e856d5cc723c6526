"""Every operation of the API, tried by each kind of caller; the description says what each may answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from sinergi.foundation.access.models import User
from sinergi.foundation.access.queries import actor_for
from sinergi.foundation.access.services import api_keys, granting, roles
from sinergi.foundation.audit.models import Entry, Reading
from tests.support.factories import NOW, SYSTEM, TODAY
from tests.support.world import REGISTER, World, build

BASE = "/api/v1"


@dataclass(frozen=True)
class Operation:
    """What each gets: the owner at the unit, a colleague at another one, and those who see no person anywhere."""

    path: str
    owner: int = 200
    colleague: int = 200
    reader: int = 403


OPERATIONS = (
    Operation("/units"),
    Operation("/people?examples=true"),
    Operation("/people?unit={unit}&examples=true", colleague=404, reader=403),
    Operation("/people/{person}", colleague=404, reader=404),
    Operation("/coverage?unit={unit}", colleague=404, reader=404),
    Operation("/runs?examples=true"),
    Operation("/runs/{run}", colleague=404, reader=404),
    Operation("/cases?examples=true"),
    Operation("/cases?unit={unit}&examples=true", colleague=404, reader=403),
    Operation("/cases/units?examples=true"),
    Operation("/desk?examples=true"),
)


def described() -> dict[str, Any]:
    answer = Client().get(f"{BASE}/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_every_described_operation_only_reads_and_is_tried_here() -> None:
    schema = described()
    assert schema["openapi"].startswith("3.1")
    assert {method for operations in schema["paths"].values() for method in operations} == {"get"}
    tried = {BASE + operation.path.partition("?")[0] for operation in OPERATIONS}
    assert set(schema["paths"]) == tried
    for path, operations in schema["paths"].items():
        assert operations["get"]["security"], f"{path} opens without a key"


def key_of(user: User) -> str:
    by = actor_for(user, on=TODAY)
    made = api_keys.make(user, purpose="uji", expires_on=TODAY + timedelta(days=1), on=TODAY, by=by, at=NOW)
    return made.secret


def let_use_the_api(*users: User) -> None:
    """Whatever an administrator may think of: whoever only reads gets the capability too."""
    role = roles.change(
        roles.create("API", by=SYSTEM, at=NOW), name="API", capabilities=("access.api",), known=("access.api",),
        requires_second_factor=False, on=TODAY, by=SYSTEM, at=NOW,
    )  # fmt: skip
    for user in users:
        granting.grant(user, role, institution=None, starts_on=TODAY, by=SYSTEM, at=NOW)


def path_in(world: World, path: str) -> str:
    named = {"unit": world.unit, "person": world.person, "run": world.verification_run}
    return BASE + path.format(**{name: thing.public_id for name, thing in named.items()})


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_each_operation_answers_each_caller_as_declared() -> None:
    world = build()
    let_use_the_api(world.partner, world.auditor)
    callers = {
        "owner": world.owner, "colleague": world.colleague, "partner": world.partner, "auditor": world.auditor,
    }  # fmt: skip
    keys = {name: key_of(user) for name, user in callers.items()}
    documented = described()["paths"]
    names = (world.person.name, REGISTER.decode().splitlines()[1].partition(",")[0])
    before = Entry.objects.count()
    wrong = []
    for operation in OPERATIONS:
        path = path_in(world, operation.path)
        due = {"partner": operation.reader, "auditor": operation.reader}
        due |= {"owner": operation.owner, "colleague": operation.colleague, "nobody": 401}
        for name, status in due.items():
            headers = {"authorization": f"Bearer {keys[name]}"} if name in keys else {}
            answer = Client(headers=headers).get(path)
            if answer.status_code != status:
                wrong.append(f"{operation.path}: {name} got {answer.status_code}, declared {status}")
            kind = "application/json" if answer.status_code == 200 else "application/problem+json"
            if answer.headers["Content-Type"].partition(";")[0] != kind:
                wrong.append(f"{operation.path}: {name} got {answer.headers['Content-Type']}")
            if answer.headers["Cache-Control"] != "private, no-store":
                wrong.append(f"{operation.path}: kept by caches")
            told = documented[BASE + operation.path.partition("?")[0]]["get"]["responses"]
            if str(answer.status_code) not in told:
                wrong.append(f"{operation.path}: {answer.status_code} is not described")
            if name != "owner" and any(word in answer.content.decode() for word in names):
                wrong.append(f"{operation.path}: {name} reads of a person")
    assert wrong == []
    assert Entry.objects.count() == before, "reading changed something"


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_changed_through_the_api(method: str) -> None:
    assert getattr(Client(), method)(f"{BASE}/people").status_code == 405


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_no_operation_tells_a_whole_number_and_each_name_that_is_read_is_noted() -> None:
    world = build()
    client = Client(headers={"authorization": f"Bearer {key_of(world.owner)}"})
    noted = []
    for operation in OPERATIONS:
        readings = Reading.objects.count()
        answer = client.get(path_in(world, operation.path)).content.decode()
        assert world.person.nik not in answer
        if world.person.name in answer or "Contoh Sari" in answer:
            assert Reading.objects.count() == readings + 1, operation.path
            assert "API" in Reading.objects.latest("pk").purpose
            noted.append(operation.path.partition("?")[0])
    assert set(noted) == {"/people", "/people/{person}", "/cases"}


def test_problems_are_described_as_problem_documents() -> None:
    for path in described()["paths"].values():
        for status, answer in path["get"]["responses"].items():
            kind = "application/json" if status == "200" else "application/problem+json"
            assert list(answer["content"]) == [kind]
