"""A filled embedded database goes over to PostgreSQL: all of it in one transaction of the new one, or nothing."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from sinergi.foundation.backups.databases import LEFT_OUT
from sinergi.foundation.kernel.errors import DomainError

BATCH_ROWS = 2_000
# What Django's own migrations write there is what they wrote here.
_KEPT = "django_migrations"

type Say = Callable[[str, int], None]


class NotMoved(DomainError):
    """The move was refused or broke off; this database is as it was, and so is the other one, or it is empty."""

    code = "not_moved"


@dataclass(frozen=True)
class Moved:
    """Rows that now stand over there, by table."""

    counts: Mapping[str, int]


def move(target: str, *, say: Say = lambda table, rows: None) -> Moved:
    """Copy the whole embedded database into the empty PostgreSQL database at `target` (postgresql://…).

    The system must not be running. The target gets its tables by our own migrations; then all rows go over in batches of
    2,000 in one transaction, sequences go on where they stood, and the counts of every table are compared before anything
    is committed. Sessions stay behind. `say` is told each table and its rows. Raises NotMoved.
    """
    if connection.vendor != "sqlite":
        raise NotMoved("Sistem ini sudah memakai PostgreSQL. Yang dipindahkan adalah basis data bawaan (SQLite).")
    try:
        _ensure_empty(target)
        _migrate(target)
        with closing(_source()) as source, psycopg.connect(target) as there:
            return Moved(_copy(source, there, say))
    except psycopg.Error as error:
        raise NotMoved(f"PostgreSQL menolak: {_first_line(error)}. Tidak ada baris yang dipindahkan.") from None


def _source() -> sqlite3.Connection:
    address = Path(connection.settings_dict["NAME"]).resolve().as_uri()
    opened = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=10, isolation_level=None)
    opened.execute("BEGIN")  # one moment, whatever others may do
    return opened


def _ensure_empty(target: str) -> None:
    with psycopg.connect(target, connect_timeout=10) as there:
        found = there.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = ANY (current_schemas(false))"
        ).fetchone()
    if found and found[0]:
        raise NotMoved(
            "Basis data PostgreSQL itu tidak kosong. Buat yang baru dan kosong (createdb), lalu ulangi; tidak ada yang diubah.",
            field="to",
        )


def _migrate(target: str) -> None:
    """The tables, as the migrations of this version make them, in a process that knows the target only."""
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0", "--no-input"],
        env={**os.environ, "DATABASE_URL": target, "DJANGO_SETTINGS_MODULE": "sinergi.config.settings"},
        cwd=Path(settings.CODE),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = next(iter(reversed(done.stderr.strip().splitlines())), f"status {done.returncode}")
        raise NotMoved(f"Tabel tidak dapat dibuat di PostgreSQL: {reason}. Kosongkan basis data itu, lalu ulangi.")


def _copy(source: sqlite3.Connection, there: psycopg.Connection[Any], say: Say) -> dict[str, int]:
    tables = _tables(source, there)
    there.execute("SET CONSTRAINTS ALL DEFERRED")
    # What migrations have put into the new tables was put into the old ones too, and comes over with them.
    there.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
    counts = {}
    for table in tables:
        counts[table] = 0 if table in LEFT_OUT else _copy_table(source, there, table)
        say(table, counts[table])
    _compare(source, there, counts)
    _set_sequences(there)
    return counts


def _tables(source: sqlite3.Connection, there: psycopg.Connection[Any]) -> list[str]:
    """All tables but that of the migrations. Raises NotMoved when the two do not have the same."""
    ours = {
        name
        for (name,) in source.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
    }
    theirs = {
        name
        for (name,) in there.execute("SELECT tablename FROM pg_tables WHERE schemaname = ANY (current_schemas(false))")
    }
    if ours != theirs:
        raise NotMoved(
            f"Tabel di kedua basis data berbeda ({', '.join(sorted(ours ^ theirs))}). Jalankan `sinergi serve` sekali agar"
            " basis data ini naik ke versi yang terpasang, lalu ulangi."
        )
    applied = "SELECT app, name FROM django_migrations"
    if set(source.execute(applied)) != set(there.execute(applied)):
        raise NotMoved("Versi kedua basis data berbeda. Jalankan `sinergi serve` sekali di sini, lalu ulangi.")
    return sorted(ours - {_KEPT})


def _copy_table(source: sqlite3.Connection, there: psycopg.Connection[Any], table: str) -> int:
    columns = list(
        there.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = ANY (current_schemas(false)) AND table_name = %s ORDER BY ordinal_position",
            (table,),
        )
    )
    names = [name for name, _type in columns]
    turned = [_TURNED.get(kind) for _name, kind in columns]
    quoted = ", ".join(f'"{name}"' for name in names)
    asked = source.execute(f'SELECT {quoted} FROM "{table}"')  # noqa: S608 (names from the catalogue)
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    rows = 0
    with there.cursor() as cursor, cursor.copy(into) as copy:
        for row in _in_batches(asked):
            copy.write_row(_as_there(row, turned, table))
            rows += 1
    return rows


def _as_there(row: tuple[Any, ...], turned: list[Callable[[Any], Any] | None], table: str) -> list[Any]:
    try:
        return [
            value if value is None or turn is None else turn(value) for turn, value in zip(turned, row, strict=True)
        ]
    except (ValueError, TypeError, ArithmeticError):
        raise NotMoved(
            f"Satu baris tabel {table} memuat isi yang tidak terbaca. Tidak ada baris yang dipindahkan."
        ) from None


def _in_batches(cursor: sqlite3.Cursor) -> Iterator[tuple[Any, ...]]:
    while batch := cursor.fetchmany(BATCH_ROWS):
        yield from batch


# How SQLite keeps what PostgreSQL has types for: moments as text in UTC, truth as 0 and 1, UUIDs without strokes,
# decimals as numbers, of which the shortest text that reads back the same is the one that was written.
_TURNED: dict[str, Callable[[Any], Any]] = {
    "boolean": bool,
    "timestamp with time zone": lambda text: f"{datetime.fromisoformat(text).isoformat()}+00:00",
    "uuid": lambda text: uuid.UUID(text),
    "numeric": lambda number: Decimal(str(number)),
}


def _compare(source: sqlite3.Connection, there: psycopg.Connection[Any], counts: Mapping[str, int]) -> None:
    for table, copied in counts.items():
        (here,) = source.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608 (names from the catalogue)
        found = there.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        if found is None or found[0] != copied or (table not in LEFT_OUT and here != copied):
            raise NotMoved(f"Jumlah baris tabel {table} berbeda sesudah disalin. Tidak ada yang dipindahkan.")


def _set_sequences(there: psycopg.Connection[Any]) -> None:
    """The next key of each table is one above the highest."""
    owned = there.execute(
        "SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name)"
        " FROM information_schema.columns WHERE table_schema = ANY (current_schemas(false))"
    ).fetchall()
    for table, column, sequence in owned:
        if sequence:
            there.execute(
                sql.SQL("SELECT setval(%s, coalesce(max({}), 1), max({}) IS NOT NULL) FROM {}").format(
                    sql.Identifier(column), sql.Identifier(column), sql.Identifier(table)
                ),
                (sequence,),
            )


def _first_line(error: psycopg.Error) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
