"""`sinergi doctor`: one line for each thing that has to be right, and what to do about it when it is not."""

from __future__ import annotations

import shutil
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import typer
from django.conf import settings
from django.core import checks
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from sinergi.foundation.audit import queries as audit
from sinergi.foundation.files import queries as files
from sinergi.foundation.files.rules import size_text
from sinergi.foundation.kernel import rotation
from sinergi.foundation.queue import queries as queue
from sinergi.interfaces.cli.app import AS_JSON, OPERATOR, app, print_json

# Sealing runs every five seconds: a worker silent for longer than two minutes is not there.
SILENCE = timedelta(minutes=2)
LITTLE, TOO_LITTLE = 2 * 10**9, 2 * 10**8


class State(StrEnum):
    OK = "ok"
    LOOK = "perhatian"
    WRONG = "salah"


@dataclass(frozen=True)
class Finding:
    """What one check found. `text` says what to do unless it is OK."""

    name: str
    state: State
    text: str


type Check = Callable[[datetime], Finding]


@app.command("doctor")
def doctor(as_json: bool = AS_JSON) -> None:
    """Periksa pemasangan ini, satu baris untuk setiap hal. Status 1 bila ada yang salah. Tidak mengubah apa pun."""
    findings = list(examine(timezone.now()))
    if as_json:
        print_json([{"name": one.name, "state": one.state, "text": one.text} for one in findings])
    else:
        for one in findings:
            typer.echo(f"{one.state:<9}  {one.name}: {one.text}")
    if any(one.state == State.WRONG for one in findings):
        raise typer.Exit(1)


def examine(now: datetime) -> Iterator[Finding]:
    """All findings. What needs the database is left out when it cannot be reached or lacks migrations."""
    yield from (check(now) for check in (_settings, _secrets, _disk))
    database = _database(now)
    yield database
    if database.state == State.OK:
        yield from (check(now) for check in (_clock, _worker, _backlog, _failed, _seals, _chain, _files, _keys))


def _settings(now: datetime) -> Finding:
    if not settings.PRODUCTION:
        return Finding(
            "Setelan", State.LOOK, "SINERGI_PRODUCTION=1 belum diatur; hanya untuk mencoba, bukan untuk data nyata."
        )
    warnings = [one for one in checks.run_checks(include_deployment_checks=True) if one.level >= checks.WARNING]
    if warnings:
        return Finding("Setelan", State.WRONG, "; ".join(f"{one.id} {one.msg}" for one in warnings))
    if not settings.CSRF_TRUSTED_ORIGINS:
        text = "SINERGI_ORIGINS kosong; di belakang proxy TLS tulis asal lengkapnya, https://…"
        return Finding("Setelan", State.LOOK, text)
    return Finding("Setelan", State.OK, "sesuai untuk pemakaian nyata.")


def _secrets(now: datetime) -> Finding:
    path = settings.DATA / "secrets.env"
    if not path.exists():
        return Finding("Rahasia", State.OK, "datang dari lingkungan, tidak ada berkasnya.")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Finding("Rahasia", State.WRONG, f"{path} dapat dibaca orang lain ({mode:o}). Jalankan: chmod 600 {path}")
    return Finding("Rahasia", State.OK, f"{path} hanya dapat dibaca pemiliknya.")


def _disk(now: datetime) -> Finding:
    free = shutil.disk_usage(settings.DATA).free
    state = State.WRONG if free < TOO_LITTLE else State.LOOK if free < LITTLE else State.OK
    text = f"{size_text(free)} bebas di {settings.DATA}."
    return Finding("Disk", state, text if state == State.OK else f"{text} Beri ruang sebelum penuh.")


def _database(now: datetime) -> Finding:
    try:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except Error as error:
        return Finding(
            "Basis data", State.WRONG, f"tidak dapat dihubungi ({type(error).__name__}). Periksa DATABASE_URL."
        )
    if missing:
        text = f"{missing} migrasi belum dijalankan. Cadangkan, lalu mulai ulang `sinergi serve`."
        return Finding("Basis data", State.WRONG, text)
    return Finding("Basis data", State.OK, f"{connection.vendor}, semua migrasi sudah dijalankan.")


def _clock(now: datetime) -> Finding:
    """Against the database's own clock, which may be on another machine, and against the newest entry."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        (there,) = cursor.fetchone()
    if isinstance(there, str):  # SQLite: UTC as text, of this machine
        there = datetime.fromisoformat(f"{there}+00:00")
    apart = abs((timezone.now() - there).total_seconds())
    newest = audit.entries(OPERATOR).values_list("at", flat=True).first()
    if newest is not None and newest > now + SILENCE:
        return Finding(
            "Jam", State.WRONG, f"catatan terbaru berasal dari masa depan ({newest.isoformat()}). Betulkan jam mesin."
        )
    state = State.WRONG if apart > 30 else State.LOOK if apart > 5 else State.OK
    text = f"selisih dengan basis data {apart:.0f} detik."
    return Finding("Jam", state, text if state == State.OK else f"{text} Pasang penyelaras waktu (NTP) di kedua mesin.")


def _worker(now: datetime) -> Finding:
    worked_at = queue.pulse(OPERATOR, at=now).worked_at
    if worked_at is None:
        return Finding("Pekerja", State.WRONG, "belum pernah ada. Jalankan `sinergi serve` atau `sinergi worker`.")
    state = State.OK if now - worked_at <= SILENCE else State.WRONG
    text = f"tanda terakhir {_ago(now, worked_at)}."
    return Finding(
        "Pekerja", state, text if state == State.OK else f"{text} Jalankan `sinergi serve` atau `sinergi worker`."
    )


def _backlog(now: datetime) -> Finding:
    pulse = queue.pulse(OPERATOR, at=now)
    if pulse.due_since is None or now - pulse.due_since < timedelta(minutes=10):
        return Finding("Antrean", State.OK, f"{pulse.due} pekerjaan menunggu.")
    text = (
        f"{pulse.due} pekerjaan menunggu, yang tertua {_ago(now, pulse.due_since)}. Tambah pekerja: `sinergi worker`."
    )
    return Finding("Antrean", State.LOOK, text)


def _failed(now: datetime) -> Finding:
    failed = queue.pulse(OPERATOR, at=now).failed
    if not failed:
        return Finding("Pekerjaan gagal", State.OK, "tidak ada dalam tujuh hari.")
    return Finding("Pekerjaan gagal", State.LOOK, f"{failed} dalam tujuh hari. Cari “failed in attempt” di log.")


def _seals(now: datetime) -> Finding:
    tail = audit.tail(OPERATOR)
    if tail.since is None or now - tail.since <= SILENCE:
        return Finding("Segel audit", State.OK, f"{tail.count} catatan belum bersegel.")
    text = f"{tail.count} catatan belum bersegel, yang tertua {_ago(now, tail.since)}. Periksa pekerja; `sinergi audit seal`."
    return Finding("Segel audit", State.LOOK, text)


def _chain(now: datetime) -> Finding:
    last = audit.chain(OPERATOR).verification
    if last is None:
        return Finding("Rantai audit", State.LOOK, "belum pernah diperiksa. Jalankan `sinergi audit verify`.")
    if not last.is_intact:
        return Finding("Rantai audit", State.WRONG, f"{last.sentence} Lihat docs/howto/night.md.")
    state = State.OK if now - last.verified_at < timedelta(days=2) else State.LOOK
    return Finding("Rantai audit", state, f"utuh, diperiksa {_ago(now, last.verified_at)}.")


def _files(now: datetime) -> Finding:
    condition = files.condition(OPERATOR)
    if condition.damaged:
        text = f"{condition.damaged} dari {condition.files} rusak atau hilang. Pulihkan isinya dari cadangan."
        return Finding("Berkas", State.WRONG, text)
    if condition.checked_at and now - condition.checked_at > timedelta(days=2):
        return Finding(
            "Berkas", State.LOOK, f"terakhir diperiksa {_ago(now, condition.checked_at)}; seharusnya setiap malam."
        )
    return Finding("Berkas", State.OK, f"{condition.files} berkas, {condition.unchecked} belum pernah diperiksa ulang.")


def _keys(now: datetime) -> Finding:
    """Whether every encrypted value is under the newest key, and no key is missing."""
    held = Counter(rotation.held()) + Counter(files.sealed_per_key(OPERATOR))
    if missing := held.keys() - settings.FIELD_KEYS.keys():
        values = sum(held[key] for key in missing)
        gone = ", ".join(sorted(missing))
        text = f"{values} nilai atau berkas memakai kunci yang tidak ada di lingkungan ({gone}). Pasang lagi."
        return Finding("Kunci", State.WRONG, text)
    if stale := sum(count for key, count in held.items() if key != rotation.newest()):
        return Finding(
            "Kunci", State.LOOK, f"{stale} nilai atau berkas masih di bawah kunci lama. Jalankan `sinergi keys rotate`."
        )
    if settings.OLD_INDEX_KEYS:
        text = "masih ada kunci indeks lama. Jalankan `sinergi keys rotate`, lalu hapus dari SINERGI_INDEX_KEY."
        return Finding("Kunci", State.LOOK, text)
    return Finding(
        "Kunci", State.OK, f"{sum(held.values())} nilai dan berkas, semua di bawah kunci {rotation.newest()}."
    )


def _ago(now: datetime, then: datetime) -> str:
    seconds = max(0, int((now - then).total_seconds()))
    for unit, size in (("hari", 86_400), ("jam", 3_600), ("menit", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit} yang lalu"
    return f"{seconds} detik yang lalu"
