"""The doctor names what is wrong, and what to do."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from sinergi.foundation.audit.models import Verification
from sinergi.foundation.audit.services import recording, sealing, verifying
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.queue.models import Job
from sinergi.foundation.queue.services import posting, working
from sinergi.interfaces.cli.doctor import State, examine
from tests.support.factories import SYSTEM

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def found(name: str, at: Any = NOW) -> tuple[State, str]:
    (finding,) = [one for one in examine(at) if one.name == name]
    return finding.state, finding.text


def entry(at: Any = NOW) -> None:
    recording.record("uji.hal", Verification(pk=7), by=SYSTEM, at=at)


def test_a_secret_that_others_can_read_is_wrong(data: Path) -> None:
    assert found("Rahasia")[0] == State.OK
    (data / "secrets.env").write_text("x")
    (data / "secrets.env").chmod(0o640)
    assert found("Rahasia")[0] == State.WRONG
    (data / "secrets.env").chmod(0o600)
    assert found("Rahasia")[0] == State.OK


def test_settings_for_trying_are_pointed_out(settings: Settings) -> None:
    assert found("Setelan")[0] == State.LOOK
    settings.PRODUCTION = True
    state, text = found("Setelan")
    assert state == State.WRONG
    assert "security.W" in text


def test_a_database_without_its_migrations_is_wrong_and_the_rest_is_not_asked() -> None:
    from django.db.migrations.recorder import MigrationRecorder

    assert found("Basis data")[0] == State.OK
    MigrationRecorder.Migration.objects.filter(app="evaluation").delete()
    state, text = found("Basis data")
    assert (state, "belum dijalankan" in text) == (State.WRONG, True)
    assert [one.name for one in examine(NOW)] == ["Setelan", "Rahasia", "Disk", "Basis data"]


def test_a_worker_is_alive_for_two_minutes_after_its_last_sign() -> None:
    assert found("Pekerja")[0] == State.WRONG
    posting.later("uji.hal", at=NOW)
    working.take(at=NOW, lease=timedelta(minutes=2))
    assert found("Pekerja", NOW + timedelta(minutes=2))[0] == State.OK
    state, text = found("Pekerja", NOW + timedelta(hours=3))
    assert (state, "3 jam yang lalu" in text) == (State.WRONG, True)


def test_a_backlog_and_failed_jobs_are_pointed_out() -> None:
    posting.later("uji.hal", at=NOW)
    assert found("Antrean", NOW + timedelta(minutes=9))[0] == State.OK
    assert found("Antrean", NOW + timedelta(minutes=10))[0] == State.LOOK
    assert found("Pekerjaan gagal")[0] == State.OK
    Job.objects.update(state="failed", finished_at=NOW)
    assert found("Pekerjaan gagal")[0] == State.LOOK


def test_an_old_tail_is_pointed_out_until_it_is_sealed() -> None:
    entry()
    assert found("Segel audit")[0] == State.OK
    assert found("Segel audit", NOW + timedelta(minutes=3))[0] == State.LOOK
    sealing.seal(at=NOW)
    assert found("Segel audit", NOW + timedelta(minutes=3))[0] == State.OK


def test_a_broken_chain_is_wrong_and_an_old_check_pointed_out() -> None:
    assert found("Rantai audit")[0] == State.LOOK
    verifying.verify(at=NOW, by=SYSTEM)
    assert found("Rantai audit")[0] == State.OK
    assert found("Rantai audit", NOW + timedelta(days=2))[0] == State.LOOK
    verifying.verify(at=NOW, by=SYSTEM, noted=verifying.Noted(5, "0" * 64))
    assert found("Rantai audit")[0] == State.WRONG


def test_an_entry_from_the_future_betrays_a_wrong_clock() -> None:
    assert found("Jam", timezone.now())[0] == State.OK
    entry(timezone.now() + timedelta(hours=1))
    state, text = found("Jam", timezone.now())
    assert (state, "masa depan" in text) == (State.WRONG, True)


def test_damaged_files_are_wrong() -> None:
    StoredFile.objects.create(
        sha256="a" * 64,
        size=1,
        media_type=FileKind.PDF,
        name="x.pdf",
        recorded_at=NOW,
        recorded_by_key="x",
        checked_at=NOW,
    )
    assert found("Berkas")[0] == State.OK
    assert found("Berkas", NOW + timedelta(days=3))[0] == State.LOOK
    StoredFile.objects.update(damage="missing")
    assert found("Berkas")[0] == State.WRONG


def test_little_room_on_the_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from sinergi.interfaces.cli import doctor

    assert found("Disk")[0] == State.OK
    monkeypatch.setattr(doctor, "LITTLE", 10**18)
    assert found("Disk")[0] == State.LOOK
    monkeypatch.setattr(doctor, "TOO_LITTLE", 10**18)
    assert found("Disk")[0] == State.WRONG


def test_nobody_else_is_told_anything() -> None:
    from sinergi.foundation.audit import queries

    assert queries.chain(Actor("nobody", "Tamu")).verification is None
