"""A system of the last version with an older database is brought to this one, with what was in it.

The older version is the real one: the commit before the newest that changed any migration, run from its own tree.
"""

from __future__ import annotations

import json
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


def without(older: Path, capability: str, *codes: str) -> None:
    """Let the older version deliver these roles without the capability, as one that did not know it would have."""
    path = older / "sinergi" / "foundation" / "access" / "roles.toml"
    text = path.read_text()
    for code in codes:
        start = text.index(f"[{code}]")
        before = f'"{capability}", '
        assert before in text[start:]
        text = text[:start] + text[start:].replace(before, "", 1)
    path.write_text(text)


EDIT = """
from datetime import UTC, date, datetime
from sinergi.foundation.access.models import Role
from sinergi.foundation.access.services import roles
from sinergi.foundation.kernel.actors import Actor
role = Role.objects.get(code="direktorat-kerja-sama")
kept = [each for each in role.capabilities if each != "agreements.sign"]
roles.change(
    role, name=role.name, capabilities=kept, known=role.capabilities, requires_second_factor=False,
    on=date(2026, 1, 1), by=Actor.system("test"), at=datetime(2026, 1, 1, tzinfo=UTC),
)
"""
ROLES = """
import json
from sinergi.foundation.access.models import Role
print(json.dumps({role.code: [role.capabilities, role.proposed] for role in Role.objects.all()}))
"""


def test_roles_follow_the_new_version_unless_somebody_edited_them(older: Path, fresh: Fresh) -> None:
    without(older, "agreements.accept", "kepala-unit", "direktorat-kerja-sama")
    before = fresh(older)
    before.run("count", "agreements", "--on", "2026-01-01")  # the first command sets it up
    before.python(EDIT)
    now = replace(before, code=CODE)
    now.run("count", "agreements", "--on", "2026-01-01")
    after = json.loads(now.python(ROLES))
    head, directorate = after["kepala-unit"], after["direktorat-kerja-sama"]
    assert "agreements.accept" in head[0]
    assert head[1] == []
    assert not {"agreements.accept", "agreements.sign"} & set(directorate[0])
    assert "agreements.accept" in directorate[1]
    assert "agreements.sign" not in directorate[1]


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
