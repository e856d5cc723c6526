from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.imports import policies
from sinergi.foundation.imports.choices import Outcome, RunState, Subject
from sinergi.foundation.imports.models import ImportRow, ImportRun
from sinergi.foundation.imports.rules import Counts
from sinergi.foundation.kernel import guarded
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError

BATCH_ROWS = 500


class AlreadyConfirmed(DomainError):
    """The import was confirmed before; confirming again would do nothing good."""

    code = "already_confirmed"


class NotConfirmed(DomainError):
    """Results belong to a confirmed import, once."""

    code = "not_confirmed"


class Stale(DomainError):
    """What the preview was computed against has changed since."""

    code = "stale_import"


@dataclass(frozen=True)
class StagedRow:
    """What one row of the file would do. `values` are plain JSON values; a refused row says why in `message`."""

    number: int
    outcome: Outcome
    message: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def stage(
    subject: Subject, file: StoredFile, rows: Iterable[StagedRow], *, notes: Sequence[str] = (), by: Actor, at: datetime
) -> ImportRun:
    """Keep a preview: the run with its counts and all its rows, written in batches of 500. Nothing else changes.

    Whether `by` may import is asked by the room that understands the rows, before it reads the file.
    """
    # All rows are worked out before the transaction opens: SQLite's one write lock is held for writing only.
    staged = tuple(rows)
    counts = Counts.of(row.outcome for row in staged)
    with transaction.atomic():
        run = ImportRun.objects.create(
            subject=Subject(subject),
            file=file,
            notes=list(notes),
            would_create=counts.created,
            would_update=counts.updated,
            would_leave=counts.unchanged,
            would_refuse=counts.refused,
            by_key=by.key,
            by_label=by.label,
            recorded_at=at,
        )
        ImportRow.objects.bulk_create(
            (
                ImportRow(run=run, number=r.number, outcome=r.outcome, message=r.message, values=r.values)
                for r in staged
            ),
            batch_size=BATCH_ROWS,
        )
        audit.record("import.previewed", run, by=by, at=at, **_facts(counts))
    return run


@transaction.atomic
def confirm(run: ImportRun, *, by: Actor, at: datetime) -> ImportRun:
    """Claim the import for this transaction. Call it first, then apply the rows, then `record_results`, in one transaction.

    Of two people confirming at the same time one waits and is refused. Raises AlreadyConfirmed, Stale, NotAllowed.
    """
    policies.ensure_can_see(by, run)
    try:
        guarded.update_one(
            ImportRun.objects.filter(pk=run.pk, state=RunState.PREVIEWED),
            state=RunState.CONFIRMED,
            confirmed_at=at,
            confirmed_by_key=by.key,
        )
    except guarded.Lost:
        run.refresh_from_db()
        if run.state == RunState.STALE:
            raise Stale(_("Pratinjau impor ini sudah kedaluwarsa. Unggah berkasnya sekali lagi.")) from None
        raise AlreadyConfirmed(_("Impor ini sudah dikonfirmasi sebelumnya, jadi tidak dijalankan lagi.")) from None
    run.refresh_from_db()
    audit.record("import.confirmed", run, by=by, at=at)
    return run


@transaction.atomic
def record_results(run: ImportRun, counts: Counts, *, by: Actor, at: datetime) -> ImportRun:
    """Keep what the rows really did. Raises NotConfirmed when the run is not confirmed or has its results already."""
    try:
        guarded.update_one(
            ImportRun.objects.filter(pk=run.pk, state=RunState.CONFIRMED, created=None),
            created=counts.created,
            updated=counts.updated,
            unchanged=counts.unchanged,
            refused=counts.refused,
        )
    except guarded.Lost:
        raise NotConfirmed(_("Hasil impor hanya dicatat sekali, sesudah impor dikonfirmasi.")) from None
    run.refresh_from_db()
    audit.record("import.applied", run, by=by, at=at, **_facts(counts))
    return run


@transaction.atomic
def mark_stale(run: ImportRun, *, by: Actor, at: datetime) -> ImportRun:
    """Set a preview aside that no longer tells the truth. Raises AlreadyConfirmed, NotAllowed."""
    policies.ensure_can_see(by, run)
    try:
        guarded.update_one(ImportRun.objects.filter(pk=run.pk, state=RunState.PREVIEWED), state=RunState.STALE)
    except guarded.Lost:
        raise AlreadyConfirmed(_("Impor ini sudah dikonfirmasi atau kedaluwarsa.")) from None
    run.refresh_from_db()
    audit.record("import.set_aside", run, by=by, at=at)
    return run


def _facts(counts: Counts) -> dict[str, int]:
    return {
        "created": counts.created,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "refused": counts.refused,
    }
