"""Every address declares what each kind of visitor gets, and each of them is tried on each."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from sinergi.foundation.access.models import User
from sinergi.foundation.audit.models import Entry
from tests.support.addresses import Address, addresses, path_of
from tests.support.factories import NOW
from tests.support.world import REGISTER, build

ADDRESSES = list(addresses())


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_each_address_declares_its_door(address: Address) -> None:
    assert address.name != "None", "an address without a name"
    assert address.door is not None, f"{address.name} does not say who may come in"


@dataclass(frozen=True)
class Told:
    """What somebody got, and which actions the audit then tells of him."""

    status: int
    text: str
    actions: frozenset[str]


def knock(who: User | None, method: str, path: str) -> Told:
    """What this person gets; whatever it changed is undone."""
    client = Client(raise_request_exception=True)
    with transaction.atomic():
        if who is not None:
            client.force_login(who)
        answer = client.post(path) if method == "POST" else client.get(path)
        content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]  # read to its end
        done = Entry.objects.filter(actor_key=f"user:{who.public_id}" if who else "nobody").values_list(
            "action", flat=True
        )
        told = Told(answer.status_code, content.decode("utf-8", "replace"), frozenset(done))
        transaction.set_rollback(True)
    return told


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_everybody_gets_what_the_door_says() -> None:
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
            got = knock(who, door.method, path).status
            if got != due:
                wrong.append(f"{address.name}: {role} got {got}, declared {int(due)}")
    assert wrong == []


# What those who only read may do all the same: what concerns themselves, to take lists away, to keep a claim they checked.
OWN = ("user.", "list.exported", "claim.kept")


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["partner", "auditor"])
@time_machine.travel(NOW, tick=False)
def test_whoever_only_reads_never_writes_and_never_sees_a_person(role: str) -> None:
    """Neither by the method that the door shows itself with, nor by sending its form."""
    world = build()
    who = getattr(world, role)
    named = (world.person.name, REGISTER.decode().splitlines()[1].partition(",")[0])
    wrong = []
    for address in ADDRESSES:
        door = address.door
        assert door is not None
        path = path_of(address, world)
        for method in dict.fromkeys((door.method, *(["POST"] if door.takes_form else []))):
            told = knock(who, method, path)
            if method == door.method and told.status != getattr(door, role):
                wrong.append(f"{address.name}: {role} got {told.status}, declared {int(getattr(door, role))}")
            if done := [action for action in told.actions if not action.startswith(OWN)]:
                wrong.append(f"{address.name}: {role} did {', '.join(done)}")
            if any(name in told.text for name in named):
                wrong.append(f"{address.name}: {role} reads of a person")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_a_form_sent_empty_is_refused_or_done_but_never_fails() -> None:
    """Doors that show and take a form: sent empty, the owner reads what is missing, the others stay outside."""
    world = build()
    wrong = []
    for address in ADDRESSES:
        door = address.door
        assert door is not None
        if not address.shows_and_takes:
            continue
        path = path_of(address, world)
        owner = world.national if door.national else world.owner
        sent = [knock(who, "POST", path).status for who in (owner, world.colleague, None)]
        outside = sent[1] in {302, 403, 404, 422} and (door.colleague == 200 or sent[1] == door.colleague)
        if sent[0] not in {302, 422} or not outside or (sent[2] != door.stranger and not door.public):
            wrong.append(f"{address.name}: {sent}")
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_find_no_door(method: str) -> None:
    assert getattr(Client(), method)("/").status_code == 405
