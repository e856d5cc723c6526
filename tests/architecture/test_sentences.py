"""Sentences with which the register refuses something can be said in every language that the pages have."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "sinergi"
ROOMS = (
    "domain/activities", "domain/agreements", "domain/evaluation", "domain/identity", "domain/people",
    "foundation/access", "foundation/audit", "foundation/calendar", "foundation/files", "foundation/imports",
    "foundation/institutions", "foundation/kernel",
)  # fmt: skip
CHECKS = re.compile("_?(clean|ensure)_")
OUR_FAULT = {"ValueError", "TypeError", "AssertionError"}
"""Said to who programs, not to who works here."""
INDONESIAN = {
    "domain/identity/gateway/access.py": "said at the start of a server, to who set it up",
    "foundation/audit/services/sealing.py": "said by the command line and the night's work only",
    "foundation/files/policies.py": "said by the command line only",
    "foundation/imports/services/welcoming.py": "kept with the row of the list",
}
"""Files whose refusals are said in Indonesian only, and why."""


def sources(room: str) -> Iterator[Path]:
    for path in sorted((ROOT / room).rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts) and str(path.relative_to(ROOT)) not in INDONESIAN:
            yield path


def spoken(tree: ast.AST) -> Iterator[ast.expr]:
    """What stands first in each refusal, and each label that a refusal names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            if ast.unparse(node.exc.func) not in OUR_FAULT:
                yield node.exc.args[0]
        elif isinstance(node, ast.Call) and CHECKS.match(ast.unparse(node.func).rpartition(".")[2]):
            yield from (each.value for each in node.keywords if each.arg == "label")


@pytest.mark.parametrize("room", ROOMS)
def test_a_refusal_is_said_through_gettext(room: str) -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{sentence.lineno}"
        for path in sources(room)
        for sentence in spoken(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(sentence, ast.JoinedStr) or (isinstance(sentence, ast.Constant) and sentence.value)
    ]
    assert bare == []


@pytest.mark.parametrize("room", ROOMS)
def test_what_is_looked_up_is_written_out(room: str) -> None:
    """An f-string is another text each time, and no catalogue has it."""
    calls = [
        (path, node)
        for path in sources(room)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"_", "gettext", "gettext_lazy"}
    ]
    wrong = [
        f"{path.relative_to(ROOT)}:{call.lineno}" for path, call in calls if not isinstance(call.args[0], ast.Constant)
    ]
    assert wrong == []
