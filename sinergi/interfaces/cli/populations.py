"""`sinergi import people`: a unit's own list comes in, previewed first."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from django.utils import timezone

from sinergi.domain.people import queries
from sinergi.domain.people.choices import Category, PopulationKind, PopulationState, RowOutcome
from sinergi.domain.people.services import arriving, arriving_apply, arriving_preview
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.services import removing, storing
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.interfaces.cli import installation
from sinergi.interfaces.cli.app import AS_JSON, OPERATOR, print_json, saying_no
from sinergi.interfaces.cli.days import day
from sinergi.interfaces.cli.imports import imports, opened

if TYPE_CHECKING:
    from sinergi.domain.people.models import PopulationImport
    from sinergi.foundation.institutions.models import Institution

MOST_SHOWN = 20


@imports.command("people")
def people(
    file: Annotated[Path, typer.Argument(metavar="BERKAS", help="XLSX atau CSV berisi orang di satu unit.")],
    unit: Annotated[str, typer.Option("--unit", help="Nama unitnya, seperti di daftar lembaga.")],
    kind: Annotated[
        PopulationKind, typer.Option("--kind", help="snapshot: seluruh isi unit; changes: perubahan saja.")
    ],
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="TANGGAL", help="Keadaan pada; kosong berarti hari ini.")
    ] = "",
    category: Annotated[str, typer.Option("--category", help="Kategori baris yang tidak menyebutnya.")] = "",
    confirm: Annotated[bool, typer.Option("--confirm", help="Catat sungguh; tanpa ini hanya pratinjau.")] = False,
    whole: Annotated[
        bool, typer.Option("--despite-missing", help="Berkas ini memang seluruh isi unit, meski banyak yang tidak ada.")
    ] = False,
    as_json: bool = AS_JSON,
) -> None:
    """Masukkan daftar penghuni satu unit. Perintah yang terputus, jalankan lagi: ia meneruskan."""
    with saying_no(as_json):
        installation.make_ready()
        now = timezone.now()
        where = _unit(unit)
        on = day(as_of, field="as_of") if as_of else today_at(where.zone, now)
        if category and category not in Category.values:
            raise Invalid(
                f"Kategori “{category}” tidak dikenal. Pilih: {', '.join(Category.values)}.", field="category"
            )
        with opened(file) as stream:
            stored = storing.store(
                stream,
                name=file.name,
                allowed=[FileKind.CSV, FileKind.XLSX],
                most_bytes=arriving.MOST_BYTES,
                by=OPERATOR,
                at=now,
                is_sealed=True,
            )
        try:
            run = arriving.begin(
                stored, unit=where, kind=kind, as_of=on, fallback=category, queued=False, by=OPERATOR, at=now
            )
        except DomainError:
            removing.discard(stored, by=OPERATOR)
            raise
        run = arriving_preview.read(run, at=now, progress=lambda rows: _say(f"{rows} baris dibaca"))
        if run.state == PopulationState.REFUSED:
            raise Unreadable(run.failure, field="file")
        if confirm and run.state in {PopulationState.PREVIEWED, PopulationState.ASKING}:
            run = arriving.confirm(run, despite_missing=whole, queued=False, by=OPERATOR, at=timezone.now())
        run = arriving_apply.apply(run, at=timezone.now(), progress=lambda done, of: _say(f"{done} dari {of} dicatat"))
    if as_json:
        print_json(_as_json(run))
    else:
        _tell(run)


class Unreadable(DomainError):
    """The file is no list of people."""

    code = "table_refused"


def _unit(name: str) -> Institution:
    found = institutions.named(name, viewer=OPERATOR)
    if found is None:
        raise Invalid(f"Unit “{name[:80]}” tidak dikenal. Periksa ejaannya di daftar lembaga.", field="unit")
    return found


def _say(text: str) -> None:
    """A line that is written over and over, where somebody looks on."""
    if sys.stderr.isatty():
        typer.echo(f"\r{text} ", nl=False, err=True)


def _as_json(run: PopulationImport) -> dict[str, object]:
    counts = queries.row_counts(run, OPERATOR)
    return {
        "id": str(run.public_id),
        "state": run.state,
        "rows": {outcome.value: count for outcome, count in counts.per_outcome},
        "present": run.present,
        "missing": run.missing,
        "waiting": counts.waiting,
        "notes": run.notes,
    }


def _tell(run: PopulationImport) -> None:
    counts = queries.row_counts(run, OPERATOR)
    typer.echo(f"{run.file_name}, {run.unit}: {run.get_state_display().lower()}")
    for outcome, count in counts.per_outcome:
        typer.echo(f"  {outcome.label}: {count}")
    for note in run.notes:
        typer.echo(f"Catatan: {note}")
    for outcome in (RowOutcome.REFUSED, RowOutcome.DOUBTFUL):
        for row in queries.population_rows(run, OPERATOR, outcome=outcome)[:MOST_SHOWN]:
            typer.echo(f"Baris {row.number} ({outcome.label.lower()}): {' '.join(row.why)}")
        if (more := counts.of(outcome) - MOST_SHOWN) > 0:
            typer.echo(f"… dan {more} baris lain yang {outcome.label.lower()}; lihat di halaman impor.")
    if run.state == PopulationState.ASKING:
        typer.echo(
            f"{run.missing} dari {run.present} orang yang tercatat tidak ada di berkas. Bila berkas ini memang seluruh isi "
            "unit, ulangi dengan --confirm --despite-missing."
        )
    elif run.state == PopulationState.PREVIEWED:
        typer.echo("Belum ada yang dicatat. Ulangi dengan --confirm untuk mencatatnya.")
    elif counts.waiting:
        typer.echo(f"{counts.waiting} baris menunggu keputusan di halaman impor.")
