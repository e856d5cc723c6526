"""A system is lost, and comes back from its backup. Everything by the real command, on the database under test."""

from __future__ import annotations

import hashlib
import io
import json
import os
import resource
import shutil
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.installations import Fresh, Installation, fresh_installations

CODE = Path(__file__).resolve().parents[2]
LIST = CODE / "data" / "agreements" / "agreements.csv"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fresh]:
    with fresh_installations(tmp_path_factory.mktemp("installations")) as make:
        yield make


@pytest.fixture(scope="module")
def origin(fresh: Fresh) -> Installation:
    """A system with agreements, a stored file, somebody signed in and a sealed chain."""
    made = fresh()
    made.run("init", "--admin", "admin@contoh.example")
    made.run("import", "agreements", LIST, "--confirm")
    made.python(
        "from django.contrib.sessions.backends.db import SessionStore\n"
        "s = SessionStore(); s['rahasia'] = 1; s.create(); print(s.session_key)"
    )
    made.run("audit", "seal")
    return made


@pytest.fixture(scope="module")
def backup(origin: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("backups") / "sinergi.tar"
    assert origin.json("backup", target)["damaged"] == []
    return target


@pytest.fixture(scope="module")
def empty(fresh: Fresh) -> Installation:
    return fresh()


def contents(installation: Installation) -> list[str]:
    return sorted(path.name for path in (installation.data / "files").glob("??/??/*"))


def counts(installation: Installation) -> dict[str, int]:
    return installation.json("count", "agreements", "--on", "2026-01-01")


def test_what_was_backed_up_comes_back_whole_and_is_checked(origin: Installation, backup: Path, fresh: Fresh) -> None:
    there = fresh()
    shutil.copy(origin.data / "secrets.env", there.data)
    report = there.json("restore", backup)
    assert (report["audit"]["intact"], report["damage"], report["foreign_keys"]) == (True, [], [])
    assert counts(there) == counts(origin)
    assert contents(there) == contents(origin) != []
    assert there.json("audit", "verify")["last"] == origin.json("audit", "verify")["last"]


def test_a_backup_of_what_was_restored_says_the_same(backup: Path, fresh: Fresh, tmp_path: Path) -> None:
    there = fresh()
    there.run("restore", backup)
    there.run("backup", tmp_path / "again.tar")
    first, second = manifest_of(backup), manifest_of(tmp_path / "again.tar")
    assert second["counts"] == first["counts"] | {"audit_verification": first["counts"]["audit_verification"] + 1}
    assert (second["migrations"], second["last_seal"]) == (first["migrations"], first["last_seal"])


def test_after_a_restore_life_goes_on(backup: Path, fresh: Fresh) -> None:
    there = fresh()
    there.run("restore", backup)
    again = there.json("import", "agreements", LIST, "--confirm")
    assert again["created"] == 0 < again["unchanged"]
    assert "utuh" in there.run("audit", "seal") + there.run("audit", "verify")


def test_keys_and_sessions_are_never_in_a_backup(origin: Installation, backup: Path, fresh: Fresh) -> None:
    raw = backup.read_bytes()
    for line in (origin.data / "secrets.env").read_text().splitlines():
        secret = line.split("=", 1)[1].removeprefix("k1:")
        assert secret.encode() not in raw
    assert not [name for name in manifest_of(backup)["members"] if not name.startswith(("database.", "files/"))]
    there = fresh()
    report = there.json("restore", backup)
    assert sorted(report["foreign_keys"]) == ["index", "k1"]
    sessions = "from django.contrib.sessions.models import Session; print(Session.objects.count())"
    assert (origin.python(sessions).strip(), there.python(sessions).strip()) == ("1", "0")


def test_a_place_that_is_not_empty_is_left_alone_unless_it_shall_be_replaced(backup: Path, fresh: Fresh) -> None:
    there = fresh()
    there.run("init", "--admin", "lain@contoh.example")
    assert "--replace" in there.run("restore", backup, status=1)
    users = "from sinergi.foundation.access.models import User; print(*User.objects.values_list('email', flat=True))"
    assert there.python(users).strip() == "lain@contoh.example"
    there.run("restore", backup, "--replace")
    assert there.python(users).strip() == "admin@contoh.example"


def test_nothing_is_restored_under_a_running_system(backup: Path, fresh: Fresh) -> None:
    there = fresh()
    there.run("init", "--admin", "lain@contoh.example")
    worker = there.start("worker")
    try:
        wait_until(lambda: "working" in there.python(WORKED))
        assert "Hentikan" in there.run("restore", backup, "--replace", status=1)
    finally:
        worker.terminate()
        worker.communicate()
    there.run("restore", backup, "--replace")


WORKED = "from sinergi.foundation.queue.models import Job; print('working' if Job.objects.exists() else 'not yet')"


def test_a_backup_under_writers_shows_one_moment(origin: Installation, fresh: Fresh, tmp_path: Path) -> None:
    """Somebody writes two entries in each transaction, without pause: a backup never holds the one without the other."""
    busy, there = fresh(), fresh()
    busy.run("init", "--admin", "admin@contoh.example")
    writer = busy._start(
        "-c",
        "import django; django.setup()\n"
        "from django.db import transaction; from django.utils import timezone\n"
        "from sinergi.foundation.access.models import User\n"
        "from sinergi.foundation.audit.services import recording\n"
        "from sinergi.foundation.kernel.actors import Actor\n"
        "who, by = User.objects.get(), Actor.system('uji')\n"
        "print('writing', flush=True)\n"
        "while True:\n"
        "    with transaction.atomic():\n"
        "        for side in ('uji.kiri', 'uji.kanan'): recording.record(side, who, by=by, at=timezone.now())\n",
    )
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        busy.run("backup", tmp_path / "b.tar")
    finally:
        writer.kill()
        writer.communicate()
    there.run("restore", tmp_path / "b.tar")
    sides = (
        "from sinergi.foundation.audit.models import Entry\n"
        "print(*(Entry.objects.filter(action=f'uji.{side}').count() for side in ('kiri', 'kanan')))"
    )
    left, right = map(int, there.python(sides).split())
    assert left == right > 0


@pytest.mark.parametrize("where", ["database", "files/", "manifest.json", "manifest.sha256"])
def test_one_flipped_bit_is_noticed_before_anything_is_written(
    backup: Path, empty: Installation, tmp_path: Path, where: str
) -> None:
    with tarfile.open(backup) as tar:
        member = next(member for member in tar if member.name.startswith(where))
        place = member.offset_data + member.size // 2
    damaged = tmp_path / "damaged.tar"
    raw = bytearray(backup.read_bytes())
    raw[place] ^= 1
    damaged.write_bytes(raw)
    refused(empty, damaged, "rusak")


@pytest.mark.parametrize("end", ["at once", "database", "manifest.json", "manifest.sha256"])
def test_half_a_backup_is_none(backup: Path, empty: Installation, tmp_path: Path, end: str) -> None:
    """Cut off in the middle of this member."""
    with tarfile.open(backup) as tar:
        places = [member.offset_data + member.size // 2 for member in tar if member.name.startswith(end)]
    half = tmp_path / "half.tar"
    half.write_bytes(backup.read_bytes()[: places[0] if places else 0])
    refused(empty, half, "")


@pytest.mark.parametrize("newer", [{"version": "99.0.0"}, {"format": 2}, {"migrations": ["audit.9999_future"]}])
def test_a_backup_of_a_newer_version_is_refused(
    backup: Path, empty: Installation, tmp_path: Path, newer: dict[str, object]
) -> None:
    rewritten = tmp_path / "newer.tar"
    with tarfile.open(backup) as old, tarfile.open(rewritten, "w") as new:
        for member in old:
            content = old.extractfile(member).read()  # type: ignore[union-attr]
            if member.name == "manifest.json":
                content = text = json.dumps(json.loads(content) | newer).encode()
            if member.name == "manifest.sha256":
                content = hashlib.sha256(text).hexdigest().encode()
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    refused(empty, rewritten, "lebih baru")


def refused(empty: Installation, backup: Path, word: str) -> None:
    said = empty.run("restore", backup, status=1)
    assert word in said
    assert "sinergi: " in said
    assert contents(empty) == []
    assert empty.run("backup", backup.parent / "b.tar", status=1).count("masih kosong") == 1


def test_damaged_content_does_not_keep_the_rest_from_being_saved(fresh: Fresh, backup: Path, tmp_path: Path) -> None:
    there = fresh()
    there.run("restore", backup)
    (lost,) = (there.data / "files").glob("??/??/*")
    lost.chmod(0o600)
    lost.write_bytes(b"lain")
    kept = there.json("backup", tmp_path / "b.tar")
    assert (kept["damaged"], kept["files"]) == ([lost.name], 0)
    again = fresh()
    report = again.json("restore", tmp_path / "b.tar", status=1)
    assert [(one["sha256"], one["kind"]) for one in report["damage"]] == [(lost.name, "missing")]


def test_an_existing_file_is_never_overwritten(origin: Installation, tmp_path: Path) -> None:
    (tmp_path / "b.tar").write_text("penting")
    assert "sudah ada" in origin.run("backup", tmp_path / "b.tar", status=1)
    assert (tmp_path / "b.tar").read_text() == "penting"
    assert "tidak ada" in origin.run("backup", tmp_path / "tiada" / "b.tar", status=1)


def test_an_empty_installation_has_nothing_to_back_up(fresh: Fresh, tmp_path: Path) -> None:
    assert "masih kosong" in fresh().run("backup", tmp_path / "b.tar", status=1)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_killed_in_the_middle_leaves_no_half_one_and_the_next_succeeds(
    backup: Path, fresh: Fresh, tmp_path: Path
) -> None:
    """The content of a stored file is a pipe that gives nothing: the backup stands still there, and is killed."""
    there = fresh()
    there.run("restore", backup)
    (content,) = (there.data / "files").glob("??/??/*")
    whole = content.read_bytes()
    content.unlink()
    os.mkfifo(content)
    process = there.start("backup", tmp_path / "b.tar")
    wait_until(lambda: list(tmp_path.glob(".sinergi-backup-*/backup")) != [])
    process.kill()
    process.communicate()
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == []
    content.unlink()
    content.write_bytes(whole)
    (left,) = tmp_path.glob(".sinergi-backup-*")
    os.utime(left, (0, 0))
    there.run("backup", tmp_path / "b.tar")
    assert [path.name for path in tmp_path.iterdir()] == ["b.tar"]
    fresh().run("restore", tmp_path / "b.tar")


@pytest.mark.parametrize("most_kilobytes", [60, 90, 130])
def test_a_full_disk_leaves_nothing_behind(origin: Installation, tmp_path: Path, most_kilobytes: int) -> None:
    """The system refuses to let a file grow: first the copy of the database, later the backup itself does not fit."""
    most = most_kilobytes * 1_000
    said = origin.run("backup", tmp_path / "b.tar", status=1, preexec_fn=limit_files(most))
    assert "sinergi: " in said
    assert list(tmp_path.iterdir()) == []


def limit_files(most_bytes: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))


def wait_until(condition: Callable[[], bool]) -> None:
    """The deadline only keeps a broken process from holding up the suite; nothing is measured."""
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def manifest_of(backup: Path) -> dict[str, object]:
    with tarfile.open(backup) as tar:
        file = tar.extractfile("manifest.json")
        assert file is not None
        return json.load(file)  # type: ignore[no-any-return]
