"""No page asks the database more than twelve questions, whoever looks and however much there is to show.

Counted is every statement on the connection from the first byte of the request to the last of the answer: the session, the
user and his grants are among them. Left out are only SAVEPOINT and RELEASE, which stand here for BEGIN and COMMIT because a
test is itself a transaction.
"""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sinergi.foundation.access.models import User
from tests.support.addresses import Address, addresses, path_of
from tests.support.busy import busy
from tests.support.factories import NOW
from tests.support.world import World

MOST = 12
MORE = {
    "kisah-lengkap": 36,  # all sections of a story at once, for paper and for browsers without scripts: it asks what they ask
}
_FRAME = ("SAVEPOINT", "RELEASE SAVEPOINT")


def questions(who: User, path: str) -> tuple[int, list[str]]:
    """The status that this person gets, and what was asked meanwhile."""
    client = Client()
    client.force_login(who)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
        if answer.streaming:
            b"".join(answer)  # type: ignore[arg-type]
    return answer.status_code, [each["sql"] for each in asked if not each["sql"].startswith(_FRAME)]


def paths(address: Address, world: World) -> list[str]:
    """The page as it opens, and with the made-up rows that lists leave out unless asked for them, its filter open."""
    path = path_of(address, world)
    return [path, f"{path}?contoh=ya&saring=buka"]


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_every_page_asks_twelve_questions_at_most() -> None:
    world = busy()
    too_many = []
    for address in addresses():
        assert address.door is not None
        if address.door.method == "POST":
            continue
        for name, who in (("owner", world.owner), ("national", world.national)):
            for path in paths(address, world):
                _status, asked = questions(who, path)
                if len(asked) > MORE.get(address.name, MOST):
                    too_many.append(f"{address.name} as {name}: {len(asked)} ({path})")
    assert too_many == []
