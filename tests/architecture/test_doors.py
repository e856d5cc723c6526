"""Every address declares what owner, colleague and stranger get, and each of them is tried on each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from sinergi.foundation.access.models import User
from sinergi.interfaces.web.shell.doors import Door
from tests.support.factories import NOW
from tests.support.world import World, build

# What an address names when its parameter does not say it by itself.
OTHERWISE = {
    "perjanjian-tanda-tangan": {"agreement": "draft"},
    "perjanjian-tahap": {"agreement": "draft"},
    "perjanjian-ubah": {"agreement": "draft"},
}


@dataclass(frozen=True)
class Address:
    name: str
    parameters: tuple[str, ...]
    door: Door | None
    methods: tuple[str, ...]


def addresses(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[Address]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns)
        else:
            door = getattr(pattern.callback, "door", None)
            methods = ("POST",) if door and door.method == "POST" else ("GET",)
            yield Address(str(pattern.name), tuple(pattern.pattern.converters), door, methods)


ADDRESSES = list(addresses())


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_each_address_declares_its_door(address: Address) -> None:
    assert address.name != "None", "an address without a name"
    assert address.door is not None, f"{address.name} does not say who may come in"


def path_of(address: Address, world: World) -> str:
    named = OTHERWISE.get(address.name, {})
    things = {parameter: getattr(world, named.get(parameter, parameter)) for parameter in address.parameters}
    return reverse(address.name, kwargs={name: thing.public_id for name, thing in things.items()})


def knock(who: User | None, method: str, path: str) -> int:
    """The status that this person gets; whatever it changed is undone."""
    client = Client(raise_request_exception=True)
    with transaction.atomic():
        if who is not None:
            client.force_login(who)
        answer = client.post(path) if method == "POST" else client.get(path)
        if answer.streaming:
            b"".join(answer)  # type: ignore[arg-type]  # read to its end, a file is closed
        transaction.set_rollback(True)
    return answer.status_code


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_owner_colleague_and_stranger_get_what_the_door_says() -> None:
    world = build()
    wrong = []
    for address in ADDRESSES:
        door = address.door
        assert door is not None
        path = path_of(address, world)
        owner = world.national if door.national else world.owner
        for role, who, due in (
            ("owner", owner, door.owner),
            ("colleague", world.colleague, door.colleague),
            ("stranger", None, door.stranger),
        ):
            got = knock(who, door.method, path)
            if got != due:
                wrong.append(f"{address.name}: {role} got {got}, declared {int(due)}")
    assert wrong == []


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_a_form_sent_empty_is_refused_or_done_but_never_fails() -> None:
    """Doors that show and take a form: sent empty, the owner reads what is missing, the others stay outside."""
    world = build()
    wrong = []
    for address in ADDRESSES:
        door = address.door
        assert door is not None
        if door.method == "POST" or not door.takes_form:
            continue
        path = path_of(address, world)
        owner = world.national if door.national else world.owner
        sent = knock(owner, "POST", path), knock(world.colleague, "POST", path), knock(None, "POST", path)
        outside = sent[1] in {302, 403, 404, 422} and (door.colleague == 200 or sent[1] == door.colleague)
        if sent[0] not in {302, 422} or not outside or (sent[2] != door.stranger and not door.public):
            wrong.append(f"{address.name}: {sent}")
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_find_no_door(method: str) -> None:
    assert getattr(Client(), method)("/").status_code == 405
