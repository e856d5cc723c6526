"""`sinergi move`: from the embedded database to PostgreSQL, once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Annotated, Any

import typer
from django.conf import settings

from sinergi.foundation.audit import queries as audit
from sinergi.foundation.backups import moving
from sinergi.interfaces.cli import installation, running
from sinergi.interfaces.cli.app import AS_JSON, OPERATOR, app, print_json, saying_no


@app.command("move")
def move(
    to: Annotated[
        str,
        typer.Option(
            "--to",
            envvar="SINERGI_MOVE_TO",
            metavar="ALAMAT",
            help="postgresql://pengguna:sandi@tuan-rumah:port/nama, kosong.",
        ),
    ],
    as_json: bool = AS_JSON,
) -> None:
    """Pindahkan basis data bawaan ke PostgreSQL yang kosong, lalu periksa rantai audit di sana. Yang di sini tetap ada."""
    with saying_no(as_json), running.alone():
        installation.make_ready()
        last = audit.chain(OPERATOR).last
        moved = moving.move(to, say=(lambda _table, _rows: None) if as_json else _say)
    verified = _verify(to, noted=f"{last.number}:{last.sha256}" if last else "")
    rows = sum(moved.counts.values())
    if as_json:
        print_json({"rows": rows, "tables": dict(moved.counts), "audit": verified})
    else:
        typer.echo(f"Pindah: {rows} baris dalam {len(moved.counts)} tabel; jumlah setiap tabel sama.")
        typer.echo(
            "Rantai audit di sana utuh." if verified.get("intact") else f"Rantai audit di sana PUTUS: {verified}"
        )
        typer.echo(
            "Atur DATABASE_URL ke alamat itu, jalankan lagi `sinergi serve`, lalu simpan sinergi.sqlite3 sebagai cadangan."
        )
    if not verified.get("intact"):
        raise typer.Exit(1)


def _say(table: str, rows: int) -> None:
    if rows:
        typer.echo(f"  {table}: {rows}")


def _verify(to: str, *, noted: str) -> dict[str, Any]:
    """What `sinergi audit verify` says over there, in a process that knows that database only."""
    done = subprocess.run(  # noqa: S603 (our own program)
        [
            sys.executable,
            "-m",
            "sinergi.config.command",
            "audit",
            "verify",
            "--json",
            *(["--noted", noted] if noted else []),
        ],
        env={**os.environ, "DATABASE_URL": to},
        cwd=settings.CODE,
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {"intact": False, "text": done.stderr.strip()[-200:]}
    return answer
