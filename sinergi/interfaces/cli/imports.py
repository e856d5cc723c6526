"""`sinergi import …`: lists of others come in, previewed first."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer
from django.utils import timezone

from sinergi.domain.agreements.services import importing
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.services import storing
from sinergi.foundation.imports.choices import Outcome, RunState
from sinergi.foundation.imports.services import institutions as institution_lists
from sinergi.foundation.kernel.errors import Invalid
from sinergi.interfaces.cli import installation
from sinergi.interfaces.cli.app import AS_JSON, OPERATOR, app, print_json, saying_no

if TYPE_CHECKING:
    from sinergi.foundation.files.models import StoredFile
    from sinergi.foundation.imports.models import ImportRun

imports = typer.Typer(help="Masukkan daftar dari berkas.", no_args_is_help=True)
app.add_typer(imports, name="import")


@imports.command("agreements")
def agreements(
    file: Annotated[Path, typer.Argument(metavar="BERKAS", help="Berkas CSV berisi perjanjian.")],
    confirm: Annotated[bool, typer.Option("--confirm", help="Catat sungguh; tanpa ini hanya pratinjau.")] = False,
    as_json: bool = AS_JSON,
) -> None:
    """Masukkan daftar perjanjian: pratinjau dahulu, lalu --confirm untuk mencatat semuanya sekaligus."""
    with saying_no(as_json):
        installation.make_ready()
        now = timezone.now()
        run = importing.preview(_stored(file, at=now), by=OPERATOR, at=now)
        if confirm:
            run = importing.confirm(run, by=OPERATOR, at=now)
    if as_json:
        print_json(_as_json(run))
    else:
        _say(run, file)


@imports.command("institutions")
def institutions(
    file: Annotated[Path, typer.Argument(metavar="BERKAS", help="Berkas CSV berisi unit dan mitra.")],
    confirm: Annotated[bool, typer.Option("--confirm", help="Catat sungguh; tanpa ini hanya pratinjau.")] = False,
    as_json: bool = AS_JSON,
) -> None:
    """Masukkan daftar unit dan mitra: pratinjau dahulu, lalu --confirm untuk mencatat semuanya sekaligus."""
    with saying_no(as_json):
        installation.make_ready()
        now = timezone.now()
        run = institution_lists.preview(_stored(file, at=now), by=OPERATOR, at=now)
        if confirm:
            run = institution_lists.confirm(run, by=OPERATOR, at=now)
    if as_json:
        print_json(_as_json(run, "name"))
    else:
        _say(run, file, "name")


def opened(file: Path) -> BinaryIO:
    """A file of this machine for reading. Raises Invalid when it cannot be read."""
    try:
        return file.open("rb")
    except IsADirectoryError:
        raise Invalid(f"{file} adalah folder. Sebutkan berkas di dalamnya.", field="file") from None
    except FileNotFoundError:
        raise Invalid(f"Berkas {file} tidak ditemukan. Periksa nama dan foldernya.", field="file") from None
    except OSError:
        raise Invalid(f"Berkas {file} tidak dapat dibuka. Periksa nama dan hak bacanya.", field="file") from None


def _stored(file: Path, *, at: datetime) -> StoredFile:
    """The content of a file on this machine, kept. Raises Invalid when it cannot be read, storing.Refused."""
    with opened(file) as stream:
        return storing.store(
            stream, name=file.name, allowed=[FileKind.CSV], most_bytes=importing.MOST_BYTES, by=OPERATOR, at=at
        )


def _as_json(run: ImportRun, column: str = "partner") -> dict[str, object]:
    counts = run.counts
    return {
        "created": counts.created,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "refused": counts.refused,
        "rows": [
            {"row": row.number, "outcome": row.outcome, column: row.values.get(column, ""), "text": row.message}
            for row in run.rows.all()
        ],
    } | ({} if run.state == RunState.CONFIRMED else {"confirmed": False})


def _say(run: ImportRun, file: Path, column: str = "partner") -> None:
    """The counts, and each row of which a person should know."""
    confirmed = run.state == RunState.CONFIRMED
    counts = run.counts
    typer.echo(f"{'Impor' if confirmed else 'Pratinjau'} {file.name}: {counts.total} baris")
    for outcome, number in (
        (Outcome.CREATED, counts.created),
        (Outcome.UPDATED, counts.updated),
        (Outcome.UNCHANGED, counts.unchanged),
        (Outcome.REFUSED, counts.refused),
    ):
        typer.echo(f"  {outcome.label}: {number}")
    for note in run.notes:
        typer.echo(f"Catatan: {note}")
    for row in run.rows.all():
        if row.outcome in {Outcome.UPDATED, Outcome.REFUSED}:
            name = row.values.get(column, "").strip()
            typer.echo(f"Baris {row.number}{f' ({name[:60]})' if name else ''}: {row.message}")
    if not confirmed:
        typer.echo("Belum ada yang dicatat. Ulangi dengan --confirm untuk mencatatnya.")
