"""Every room has the same furniture, so that a newcomer knows where to look before looking."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "sinergi"
ROOMS = [
    path.parent for path in sorted(ROOT.glob("*/*/apps.py")) if path.parent.parent.name in {"domain", "foundation"}
]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_tells_in_a_page_what_it_is(room: Path) -> None:
    lines = (room / "README.md").read_text().splitlines()
    assert re.match(rf"# {room.name}\b", lines[0])
    assert 3 <= len(lines) <= 25


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_is_tried_by_tests_of_its_own(room: Path) -> None:
    assert list((room / "tests").glob("test_*.py"))


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_no_file_is_named_after_a_layer_that_does_not_exist(room: Path) -> None:
    assert not [
        p.name
        for p in room.rglob("*.py")
        if p.stem in {"utils", "helpers", "common", "core", "misc", "signals", "managers"}
    ]
