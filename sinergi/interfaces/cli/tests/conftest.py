from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from sinergi.interfaces.cli import claims, counts, imports, installation, keys, populations  # noqa: F401  (they add themselves to the app)
from sinergi.interfaces.cli.app import app
from tests.support.factories import NOW

Run = Callable[..., Result]


@pytest.fixture
def run(db: None) -> Run:
    """Run a command of the real application, in an installation that knows the corrections service's own institutions."""
    installation.found_the_service(at=NOW)
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


def as_json(result: Result, *, status: int = 0) -> dict[str, Any]:
    assert result.exit_code == status, result.output
    assert result.stderr == ""
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def sentence(result: Result) -> str:
    """The one line on standard error of a command that said no."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("sinergi: ")
    assert line.endswith(".")
    return line.removeprefix("sinergi: ")
