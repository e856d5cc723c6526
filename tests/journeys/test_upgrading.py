"""A system of the last version with an older database is brought to this one, with what was in it.

The older version is the real one: the commit before the newest that changed any migration, run from its own tree.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.installations import Fresh, fresh_installations

CODE = Path(__file__).resolve().parents[2]


def git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=CODE, capture_output=True, check=True).stdout


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """The tree of the last commit with another schema than this one's. Skips where there is no history to look into."""
    if shutil.which("git") is None or not (CODE / ".git").exists():
        pytest.skip("no history: this is an unpacked archive")
    changes = (
        git("log", "-1", "--first-parent", "-m", "--format=%H", "--", "sinergi/**/migrations/*.py").decode().split()
    )
    if not changes or not git("rev-list", "--parents", "-1", changes[0]).decode().split()[1:]:
        pytest.skip("no history: this is a shallow clone")
    tree = tmp_path / "older"
    tree.mkdir()
    archive = git("archive", f"{changes[0]}^")
    subprocess.run(["tar", "-x", "-C", str(tree)], input=archive, check=True)
    return tree


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Fresh]:
    with fresh_installations(tmp_path / "installations") as make:
        yield make


def test_the_database_of_the_last_version_is_brought_to_this_one(older: Path, fresh: Fresh) -> None:
    before = fresh(older)
    before.run("import", "agreements", older / "data" / "agreements" / "agreements.csv", "--confirm")
    counted = before.json("count", "agreements", "--on", "2026-01-01")
    entries = "from sinergi.foundation.audit.models import Entry; print(Entry.objects.count())"
    written = int(before.python(entries))
    now = replace(before, code=CODE)
    assert "belum dijalankan" in now.run("doctor", status=1)
    after = now.json("count", "agreements", "--on", "2026-01-01")
    same = counted.keys() & after.keys() - {"definitions"}
    assert {name: after[name] for name in same} == {name: counted[name] for name in same}
    now.run("audit", "seal")
    report = now.json("audit", "verify")
    assert report["intact"]
    assert report["rows"] >= written > 0
    again = now.json("import", "agreements", CODE / "data" / "agreements" / "agreements.csv", "--confirm")
    assert again["created"] == 0
