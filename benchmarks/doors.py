"""Inside an installation: `python -m benchmarks.doors` builds the tests' world there and lists every door as JSON."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from sinergi.interfaces.cli import installation  # noqa: E402  (they need the settings)
from tests.support.addresses import addresses, parts_of, path_of  # noqa: E402
from tests.support.world import REGISTER, build, user  # noqa: E402

# Those who try the doors, with the address of mail each signs in by; whoever has none stays outside.
VIEWERS = {
    "owner": "owner@contoh.example",
    "colleague": "colleague@contoh.example",
    "national": "national@contoh.example",
    "stranger": "stranger@contoh.example",
    "anonymous": "",
}


def main() -> None:
    installation.make_ready()
    world = build()
    user("stranger", (), None)
    doors = []
    for address in addresses():
        door = address.door
        assert door is not None, f"{address.name} does not say who may come in"
        doors.append(
            {
                "name": address.name,
                "path": path_of(address, world),
                "parts": parts_of(address, world),
                "methods": [door.method, *(["POST"] if address.shows_and_takes else [])],
                "public": door.public,
                "national": door.national,
            }
        )
    nik = REGISTER.decode().splitlines()[1].partition(",")[0]
    personal = [nik, *(who.email for who in (world.owner, world.colleague, world.national, world.member))]
    json.dump({"doors": doors, "viewers": VIEWERS, "nik": nik, "personal": personal}, sys.stdout)


if __name__ == "__main__":
    main()
