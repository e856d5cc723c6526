"""Every address declares what owner, colleague and stranger get, and each of them is tried on each."""

from __future__ import annotations

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from sinergi.foundation.access.models import User
from tests.support.addresses import Address, addresses, path_of
from tests.support.factories import NOW
from tests.support.world import build

ADDRESSES = list(addresses())


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_each_address_declares_its_door(address: Address) -> None:
    assert address.name != "None", "an address without a name"
    assert address.door is not None, f"{address.name} does not say who may come in"


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
