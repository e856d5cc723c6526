"""Rooms declare capabilities; roles hold them as data. The delivered roles hold none that no room declares."""

from __future__ import annotations

import importlib
import tomllib
from pathlib import Path

from sinergi.foundation.access.services import roles

ROOT = Path(__file__).resolve().parents[2]


def declared() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((ROOT / "sinergi").glob("*/*/policies.py")):
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        found |= getattr(module, "CAPABILITIES", {})
    return found


def test_delivered_roles_hold_only_what_a_room_declares() -> None:
    held = {c for role in tomllib.loads(roles.DELIVERED.read_text()).values() for c in role["capabilities"]}
    assert held - declared().keys() == set()


def test_every_declared_capability_is_held_by_some_delivered_role() -> None:
    held = {c for role in tomllib.loads(roles.DELIVERED.read_text()).values() for c in role["capabilities"]}
    assert declared().keys() - held == set()


def test_a_capability_is_named_after_its_room_and_labelled() -> None:
    for code, label in declared().items():
        room, verb = code.split(".")
        assert room
        assert verb
        assert label[0].isupper()
