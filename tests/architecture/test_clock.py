"""Only a door reads the clock. ruff bans the imports it knows; this finds what hides behind other names."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "sinergi"
QUIET = [
    *sorted((ROOT / "foundation").rglob("*.py")),
    *sorted((ROOT / "domain").rglob("*.py")),
    *sorted((ROOT / "insight").rglob("*.py")),
]
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime"}
DEFAULTS = {"auto_now", "auto_now_add"}


def readings_of_the_clock(source: str) -> list[int]:
    """Lines that read the clock: `timezone.now()`, `auto_now_add=True`, the function itself as a default."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS and isinstance(node.value, ast.Name):
            found += [node.lineno] if node.value.id in {"timezone", "datetime", "date"} else []
        if isinstance(node, ast.keyword) and node.arg in DEFAULTS:
            found.append(node.value.lineno)
    return found


@pytest.mark.parametrize(
    "path",
    [p for p in QUIET if "tests" not in p.parts and "migrations" not in p.parts],
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_the_domain_never_reads_the_clock(path: Path) -> None:
    assert readings_of_the_clock(path.read_text()) == []


@pytest.mark.parametrize(
    "line", ["timezone.now()", "date.today()", "f(default=timezone.now)", "DateTimeField(auto_now_add=True)"]
)
def test_the_search_finds_what_it_is_for(line: str) -> None:
    assert readings_of_the_clock(line) == [1]
