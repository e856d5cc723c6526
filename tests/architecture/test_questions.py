"""Every public question takes the viewer, so that no list can forget who asks."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "sinergi"
# Values in, values out: what builds an actor or a filter is asked before there is a viewer.
BEFORE_THERE_IS_A_VIEWER = {
    ("access", "actor_for"): "makes the actor",
    ("access", "role_named"): "which roles exist is no secret",
    ("kernel", "prefixed"): "builds a condition",
}


def public_questions() -> list[tuple[str, str, list[str]]]:
    files = [*ROOT.glob("*/*/queries.py"), *ROOT.glob("*/*/queries/*.py"), *ROOT.glob("insight/*.py")]
    return [
        (path.parent.name if path.parent.name != "queries" else path.parent.parent.name, node.name, arguments(node))
        for path in sorted(files)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def arguments(node: ast.FunctionDef) -> list[str]:
    return [a.arg for a in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]]


QUESTIONS = public_questions()


def test_questions_were_found() -> None:
    assert {room for room, _name, _arguments in QUESTIONS} >= {"agreements", "institutions", "people", "activities"}


@pytest.mark.parametrize(("room", "name", "given"), QUESTIONS, ids=lambda value: value if isinstance(value, str) else "")
def test_each_public_question_takes_the_viewer(room: str, name: str, given: list[str]) -> None:
    if (room, name) in BEFORE_THERE_IS_A_VIEWER:
        return
    assert "viewer" in given, f"{room}.queries.{name} does not ask who is asking"
