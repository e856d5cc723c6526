"""Each name that is posted or scheduled has a function, and each function is asked for by somebody."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from sinergi.interfaces.jobs.registry import FUNCTIONS
from sinergi.interfaces.jobs.schedule import SCHEDULE


def posted_names(source: str) -> Iterator[tuple[int, str | None]]:
    """Line and name of each `later("…")` call; None when the name is not written out, so that nobody could find it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _called(node.func) == "later":
            first = node.args[0] if node.args else None
            literal = isinstance(first, ast.Constant) and isinstance(first.value, str)
            yield node.lineno, first.value if literal else None


def _called(function: ast.expr) -> str | None:
    return getattr(function, "attr", None) or getattr(function, "id", None)


def posted_in_sinergi() -> list[tuple[str, str | None]]:
    root = Path(settings.CODE)
    files = [path for path in (root / "sinergi").rglob("*.py") if "tests" not in path.parts]
    assert len(files) > 50
    return [
        (f"{path.relative_to(root)}:{line}", name) for path in files for line, name in posted_names(path.read_text())
    ]


def test_each_posted_name_is_written_out_and_has_a_function() -> None:
    assert [(place, name) for place, name in posted_in_sinergi() if name not in FUNCTIONS] == []


def test_each_scheduled_name_has_a_function_and_stands_once() -> None:
    names = [daily.name for daily in SCHEDULE]
    assert sorted(set(names)) == sorted(names)
    assert set(names) <= set(FUNCTIONS)


def test_each_function_is_asked_for() -> None:
    assert set(FUNCTIONS) == {daily.name for daily in SCHEDULE} | {name for _place, name in posted_in_sinergi()}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('queue.later("a.b", 1, at=at)', ["a.b"]),
        ('posting.later(\n    "a.b",\n    at=at)\nqueue.later("c.d", at=at)', ["a.b", "c.d"]),
        ('later("a.b", at=at)', ["a.b"]),
        ("queue.later(name, at=at)", [None]),
        ('# queue.later("a.b")\nsooner("c.d")', []),
    ],
)
def test_the_search_finds_every_way_of_posting(source: str, names: list[str | None]) -> None:
    assert [name for _line, name in posted_names(source)] == names
