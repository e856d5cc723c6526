"""What rooms declare can be done, room by room, for the page of a role."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps


@dataclass(frozen=True)
class Room:
    """A room and its capabilities: pairs of code and label."""

    label: str
    capabilities: tuple[tuple[str, str], ...]


@cache
def rooms() -> tuple[Room, ...]:
    """All rooms that declare capabilities, in the order in which they are installed: from the ground upwards."""
    found = []
    for config in apps.get_app_configs():
        if not config.name.startswith("sinergi.") or find_spec(f"{config.name}.policies") is None:
            continue
        declared: dict[str, str] = getattr(import_module(f"{config.name}.policies"), "CAPABILITIES", {})
        if declared:
            found.append(Room(str(config.verbose_name), tuple(declared.items())))
    return tuple(found)


def known() -> tuple[str, ...]:
    """The codes of all capabilities, in the same order."""
    return tuple(code for room in rooms() for code, _label in room.capabilities)


def labelled(codes: Collection[str]) -> list[tuple[str, str, str]]:
    """Room, code and label of each of these that a room declares, in the same order."""
    return [(room.label, code, label) for room in rooms() for code, label in room.capabilities if code in codes]
