"""Every public question takes the viewer, so that no list can forget who asks."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "sinergi"
# The few that are asked before there is a viewer, or tell what everybody may know.
NOBODY_NEEDS_TO_ASK = {
    ("access", "actor_for"): "makes the actor",
    ("access", "standing_of"): "makes the actor",
    ("access", "role_named"): "which roles exist is no secret",
    ("calendar", "day_off"): "the calendar is no secret",
    ("calendar", "holidays_in"): "the calendar is no secret",
    ("calendar", "working_days_after"): "the calendar is no secret",
}


def public_questions() -> list[tuple[str, str, list[str]]]:
    files = [*ROOT.glob("[df]o*/[!k]*/queries.py"), *ROOT.glob("*/*/queries/*.py"), *ROOT.glob("insight/*.py")]
    return [
        (path.parent.name if path.parent.name != "queries" else path.parent.parent.name, node.name, arguments(node))
        for path in sorted(files)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def arguments(node: ast.FunctionDef) -> list[str]:
    return [a.arg for a in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]]


QUESTIONS = public_questions()


def test_the_exceptions_still_exist() -> None:
    assert NOBODY_NEEDS_TO_ASK.keys() <= {(room, name) for room, name, _arguments in QUESTIONS}


def test_questions_were_found() -> None:
    assert {room for room, _name, _arguments in QUESTIONS} >= {"agreements", "institutions", "people", "activities"}


@pytest.mark.parametrize(
    ("room", "name", "given"), QUESTIONS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_public_question_takes_the_viewer(room: str, name: str, given: list[str]) -> None:
    if (room, name) in NOBODY_NEEDS_TO_ASK:
        return
    assert "viewer" in given, f"{room}.queries.{name} does not ask who is asking"
