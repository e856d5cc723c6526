"""A restore is killed (SIGKILL) in the middle: the old state is whole, or the new one, and it can be begun again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.installations import Fresh, Installation, fresh_installations

LIST = Path(__file__).resolve().parents[2] / "data" / "agreements" / "agreements.csv"
POSTGRES = bool(os.environ.get("DATABASE_URL"))
USERS = "from sinergi.foundation.access.models import User; print(*User.objects.values_list('email', flat=True))"
OLD, NEW = "lain@contoh.example", "admin@contoh.example"
# When it is killed, and whose system stands there afterwards. The first folder to go is what the one before has left.
MOMENTS = [("os.mkdir:{data}/.restore-", OLD), ("shutil.rmtree:{data}/.restore-@2", NEW)]
MOMENTS.insert(1, ("subprocess.Popen:psql@2", OLD) if POSTGRES else ("copying", OLD))


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fresh]:
    with fresh_installations(tmp_path_factory.mktemp("installations")) as make:
        yield make


@pytest.fixture(scope="module")
def backup(fresh: Fresh, tmp_path_factory: pytest.TempPathFactory) -> Path:
    origin, target = fresh(), tmp_path_factory.mktemp("backups") / "sinergi.tar"
    origin.run("init", "--admin", NEW)
    origin.run("import", "agreements", LIST, "--confirm")
    origin.run("audit", "seal")
    origin.run("backup", target)
    return target


def killed(there: Installation, where: str, *command: object) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.stopping", where, *map(str, command)],
        env=there.environment, cwd=there.code, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr


def test_whenever_it_is_killed_one_whole_system_stands_there_and_the_restore_is_begun_again(
    backup: Path, fresh: Fresh
) -> None:
    there = fresh()
    there.run("init", "--admin", OLD)
    there.run("audit", "seal")
    for where, due in MOMENTS:
        killed(there, where.format(data=there.data), "restore", backup, "--replace")
        assert there.python(USERS).strip() == due, where
        assert there.json("audit", "verify")["intact"], where
    report = there.json("restore", backup, "--replace")
    assert (report["audit"]["intact"], report["damage"]) == (True, [])
    assert there.python(USERS).strip() == NEW
    assert not list(there.data.glob(".restore-*")), "what the killed ones left is swept away"


def test_killed_on_an_empty_place_it_is_begun_again(backup: Path, fresh: Fresh) -> None:
    there = fresh()
    killed(there, MOMENTS[1][0], "restore", backup)
    shutil.copy(backup, there.data.parent / "again.tar")
    there.run("restore", backup, "--replace")
    assert there.python(USERS).strip() == NEW
