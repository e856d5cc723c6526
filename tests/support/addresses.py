"""All addresses of the pages with the doors they declare, and what an address names in the tests' world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from sinergi.interfaces.web.shell.doors import Door

if TYPE_CHECKING:
    from tests.support.world import World

API = "api-v1"

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

    @property
    def shows_and_takes(self) -> bool:
        """Whether the door shows a form by GET and takes it by POST."""
        return self.door is not None and self.door.takes_form and self.door.method != "POST"


def addresses(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[Address]:
    """Those of the API declare what they answer in its description; test_api_doors.py tries them."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != API:
                yield from addresses(pattern.url_patterns)
        else:
            door = getattr(pattern.callback, "door", None)
            yield Address(str(pattern.name), tuple(pattern.pattern.converters), door)


def parts_of(address: Address, world: World) -> dict[str, str]:
    """What stands in the variable parts of the address for this world, by name."""
    named = OTHERWISE.get(address.name, {})
    things = {parameter: getattr(world, named.get(parameter, parameter)) for parameter in address.parameters}
    return {name: str(thing.public_id) for name, thing in things.items()}


def path_of(address: Address, world: World) -> str:
    return reverse(address.name, kwargs=parts_of(address, world))
