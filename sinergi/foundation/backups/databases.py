"""The whole database out of the running system into one file, and back, on SQLite and PostgreSQL."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.db import connection, connections, transaction

from sinergi.foundation.kernel.errors import DomainError

# Whoever holds a session is signed in: sessions are as good as keys, and are left out with what hangs on them. What was
# remembered for minutes is of no use later.
LEFT_OUT = ("access_opensession", "django_session", "access_remembered")
_CHUNK = 1_048_576


class DatabaseRefused(DomainError):
    """The database, or the program that reads or writes it, said no."""

    code = "database_refused"


@dataclass(frozen=True)
class Snapshot:
    """What was in the database at the one moment that the backup shows."""

    member: str
    migrations: list[str]
    counts: dict[str, int]
    contents: list[str]
    last_seal: dict[str, Any] | None


class _Cursor(Protocol):
    def execute(self, sql: str, /) -> Any: ...
    def fetchall(self) -> list[Any]: ...


def dump(folder: Path) -> Snapshot:
    """Write a consistent copy of the database into `folder`, while others read and write. Raises DatabaseRefused, OSError."""
    if not connection.introspection.table_names():
        raise DatabaseRefused("Basis data ini masih kosong, jadi tidak ada yang dapat dicadangkan.")
    return _dump_sqlite(folder) if connection.vendor == "sqlite" else _dump_postgresql(folder)


def load(dumped: Path) -> None:
    """Replace the whole database by a dump of the same engine: all of it or, on failure, nothing. Raises DatabaseRefused."""
    connections.close_all()
    if connection.vendor == "sqlite":
        _load_sqlite(dumped)
    else:
        connection.close_pool()  # type: ignore[attr-defined]
        _load_postgresql(dumped)


def is_empty() -> bool:
    return not connection.introspection.table_names()


def _seen(cursor: _Cursor, tables: list[str]) -> dict[str, Any]:
    def rows(sql: str) -> list[Any]:
        cursor.execute(sql)
        return cursor.fetchall()

    seal = rows("SELECT number, sha256 FROM audit_seal ORDER BY number DESC LIMIT 1") if "audit_seal" in tables else []
    return {
        "migrations": sorted(f"{app}.{name}" for app, name in rows("SELECT app, name FROM django_migrations")),
        "counts": {table: rows(f'SELECT count(*) FROM "{table}"')[0][0] for table in sorted(tables)},  # noqa: S608
        "contents": [row[0] for row in rows("SELECT DISTINCT sha256 FROM files_storedfile ORDER BY sha256")],
        "last_seal": {"number": seal[0][0], "sha256": seal[0][1]} if seal else None,
    }


def _dump_sqlite(folder: Path) -> Snapshot:
    tables = connection.introspection.table_names()
    copy = folder / "database.sqlite3"
    with _sqlite_errors(), _open(connection.settings_dict["NAME"]) as source, _open(copy) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        for table in set(LEFT_OUT) & set(tables):
            target.execute(f"DELETE FROM {table}")  # noqa: S608
        target.execute("VACUUM")  # so that what was deleted is not there any more
        seen = _seen(target.cursor(), tables)
    member = "database.sqlite3.gz"
    with copy.open("rb") as plain, gzip.GzipFile(folder / member, "wb", compresslevel=6, mtime=0) as packed:
        shutil.copyfileobj(plain, packed, _CHUNK)
    copy.unlink()
    return Snapshot(member, **seen)


def _load_sqlite(dumped: Path) -> None:
    copy = dumped.with_suffix(".plain")
    with gzip.open(dumped) as packed, copy.open("wb") as plain:
        shutil.copyfileobj(packed, plain, _CHUNK)
    with _sqlite_errors(), _open(copy) as source:
        if source.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
            raise DatabaseRefused("Basis data di dalam cadangan ini rusak. Pakai cadangan lain.")
        with _open(connection.settings_dict["NAME"]) as target:
            source.backup(target)  # one transaction of the target: whoever is killed here leaves the old database
    copy.unlink()


def _open(path: object) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(str(path), timeout=10, isolation_level=None))


@contextmanager
def _sqlite_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise DatabaseRefused(
            f"Salinan basis data tidak dapat ditulis ({error}). Periksa ruang disk dan hak tulisnya, lalu ulangi."
        ) from None


def _dump_postgresql(folder: Path) -> Snapshot:
    member = "database.pgdump"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        seen = _seen(cursor, connection.introspection.table_names(cursor))
        _run(
            "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--no-password", f"--snapshot={snapshot}",
            *(f"--exclude-table-data={table}" for table in LEFT_OUT), f"--file={folder / member}",
        )  # fmt: skip
    return Snapshot(
        member, **seen | {"counts": seen["counts"] | {table: 0 for table in LEFT_OUT if table in seen["counts"]}}
    )


def _load_postgresql(dumped: Path) -> None:
    others = _run(
        "psql", "--no-psqlrc", "--no-password", "--tuples-only", "--no-align", "--command",
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND backend_type = 'client backend'",
    )  # fmt: skip
    if int(others):
        raise DatabaseRefused(
            f"Masih ada {int(others)} sambungan lain ke basis data ini. Hentikan semua `sinergi serve` dan "
            "`sinergi worker`, lalu ulangi."
        )
    script = dumped.with_suffix(".sql")
    _run("pg_restore", "--no-owner", "--no-privileges", "--no-comments", f"--file={script}", str(dumped))
    _run(
        "psql", "--no-psqlrc", "--no-password", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
        "--output=/dev/null", "--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public", f"--file={script}",
    )  # fmt: skip
    script.unlink()


def _run(program: str, *arguments: str) -> str:
    """Run a program of PostgreSQL on our database; what it printed. The password travels in the environment."""
    given = connection.settings_dict
    names = {"NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "HOST": "PGHOST", "PORT": "PGPORT"}
    options = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    environment = {name: str(given[key]) for key, name in names.items() if given.get(key)}
    environment |= {name: str(given["OPTIONS"][key]) for key, name in options.items() if given["OPTIONS"].get(key)}
    done = subprocess.run(  # noqa: S603 (our own program and arguments)
        [str(_program(program)), *arguments],
        env={**os.environ, **environment, "PGOPTIONS": "-c lock_timeout=10s -c client_min_messages=warning"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = next(iter(done.stderr.strip().splitlines()), f"status {done.returncode}")
        raise DatabaseRefused(f"Program {program} gagal: {reason}. Tidak ada yang berubah.")
    return done.stdout


def _program(name: str) -> Path:
    """The newest of the machine's: it must not be older than the server. Raises DatabaseRefused."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_major)
    found = shutil.which(name)
    if not installed and found is None:
        raise DatabaseRefused(f"Program {name} tidak ada di mesin ini. Pasang paket postgresql-client, lalu ulangi.")
    return installed[-1] if installed else Path(str(found))


def _major(path: Path) -> int:
    return int(match[1]) if (match := re.search(r"postgresql/([0-9]+)", str(path))) else 0
