"""What the howtos about linkage show is what happens: every command is run, every line shown is looked for."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sinergi.interfaces.cli.linkage import linkage

HOWTO = Path(__file__).resolve().parents[4] / "docs" / "howto"


def steps(page: str) -> list[tuple[str, list[str]]]:
    """The commands of a page with the lines shown below each."""
    found: list[tuple[str, list[str]]] = []
    for line in (HOWTO / page).read_text().splitlines():
        if match := re.match(r" {4,}\$ (sinergi linkage .+)", line):
            found.append((match[1], []))
        elif found and re.match(r" {4,}\S", line):
            found[-1][1].append(line.strip())
        elif line.strip():
            found.append(("", []))
    return [step for step in found if step[0]]


@pytest.mark.parametrize(("page", "number"), [("linkage.md", 5), ("at-the-registry.md", 8)])
def test_the_worked_example_works(page: str, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(HOWTO / "examples" / "linkage", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    assert len(steps(page)) == number
    for command, shown in steps(page):
        result = CliRunner().invoke(linkage, shlex.split(command)[2:])
        assert result.exit_code == 0, f"{command}: {result.output}"
        for line in shown:
            assert line in result.stdout, f"{command}: {result.stdout}"


def test_the_answers_of_the_example_are_those_of_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(HOWTO / "examples" / "linkage", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    for command, _shown in steps("linkage.md")[:2]:
        CliRunner().invoke(linkage, shlex.split(command)[2:])
    table = dict(re.findall(r"^\| (C-\d+) \|.*\| (\w+) \|$", (HOWTO / "linkage.md").read_text(), re.MULTILINE))
    with Path("answers.csv").open(newline="") as file:
        answers = {row["id"]: row["answer"] for row in csv.DictReader(file)}
    assert {person: answers[person] for person in table} == table
    assert len(table) == 9


def test_nobody_in_the_example_exists() -> None:
    for name in ("register.csv", "people.csv", "truth.csv"):
        for number in re.findall(r"\d{15,}", (HOWTO / "examples" / "linkage" / name).read_text()):
            assert number.startswith("99") or set(number) == {"0"}
