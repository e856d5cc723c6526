"""Reading a list in chunks and keeping what each row would do. Killed, it goes on at its mark."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from itertools import batched

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.people import rules
from sinergi.domain.people.choices import (
    CUSTODY,
    Category,
    PopulationKind,
    PopulationState,
    Proposal,
    RowOutcome,
)
from sinergi.domain.people.models import Episode, EpisodeQuerySet, PopulationImport, PopulationRow
from sinergi.domain.people.models.person import human, of_humans
from sinergi.domain.people.rules import arriving as reading
from sinergi.domain.people.rules.arriving import Arrived, RowRefused
from sinergi.domain.people.services.arriving import MOST_MISSING
from sinergi.domain.people.services.arriving_match import Known, Matched, unseen
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.services import storing
from sinergi.foundation.imports.rules import TableRefused
from sinergi.foundation.imports.rules.streaming import Reading, SheetRow
from sinergi.foundation.kernel import guarded
from sinergi.foundation.kernel.actors import Actor

AT_ONCE = 500
"""Rows in one transaction: few enough that others wait for well under two seconds."""

type Progress = Callable[[int], None]


def read(
    run: PopulationImport, *, at: datetime, progress: Progress = lambda rows: None, at_once: int = AT_ONCE
) -> PopulationImport:
    """Work out what each row would do, then who of the unit is missing from a snapshot, and wait for confirmation.

    Nobody is recorded or changed. Begun again it skips what it has read; a run that is further on is left as it is.
    `progress` hears how many rows were read. A file that cannot be read ends the run with the reason.
    """
    run = PopulationImport.objects.select_related("unit__place", "file").get(pk=run.pk)
    if run.state != PopulationState.READING or run.file is None:
        return run
    by = Actor(run.by_key, run.by_label)
    table = Reading(reading.SPELLINGS, reading.REQUIRED)
    try:
        with (
            storing.open_file(run.file) as stream,
            closing(table.rows(stream, is_workbook=run.file.kind == FileKind.XLSX)) as rows,
        ):
            for first, chunk in _left(rows, run.read_rows, at_once):
                _keep(run, first, chunk, at=at)
                progress(run.read_rows)
    except TableRefused as refusal:
        return _refuse(run, str(refusal), by=by, at=at)
    if run.kind == PopulationKind.SNAPSHOT:
        _keep_missing(run, at_once)
    return _ready(run, table.notes, by=by, at=at)


def _left(rows: Iterable[SheetRow], done: int, at_once: int) -> Iterator[tuple[int, tuple[SheetRow, ...]]]:
    """The rows behind the mark, in chunks, each with the place of its first."""
    place = done
    for chunk in batched((row for number, row in enumerate(rows) if number >= done), at_once, strict=False):
        yield place, chunk
        place += len(chunk)


def _keep(run: PopulationImport, first: int, chunk: tuple[SheetRow, ...], *, at: datetime) -> None:
    read_rows = [_read(run, row) for row in chunk]
    kept = list(_worked_out(run, first, chunk, read_rows))
    categories = sorted({*run.categories, *(row.category for row in read_rows if isinstance(row, Arrived))})
    with transaction.atomic():
        guarded.update_one(
            PopulationImport.objects.filter(pk=run.pk, state=PopulationState.READING, read_rows=first),
            read_rows=first + len(chunk),
            categories=categories,
        )
        PopulationRow.objects.bulk_create(kept)
    run.read_rows, run.categories = first + len(chunk), categories


def _read(run: PopulationImport, row: SheetRow) -> Arrived | str:
    try:
        return reading.read(row.cells, sheet=row.sheet, fallback=run.fallback, by=run.as_of)
    except RowRefused as refusal:
        return str(refusal)


def _worked_out(
    run: PopulationImport, first: int, chunk: tuple[SheetRow, ...], read_rows: list[Arrived | str]
) -> Iterator[PopulationRow]:
    arrived = [row for row in read_rows if isinstance(row, Arrived)]
    known, twice = Known(run, arrived), _Twice(run, arrived)
    for place, (row, found) in enumerate(zip(chunk, read_rows, strict=True), first):
        kept = PopulationRow(run=run, place=place, sheet=row.sheet[:60], number=row.number)
        if isinstance(found, str):
            kept.outcome, kept.why, kept.is_done = RowOutcome.REFUSED, [found], True
        else:
            state(kept, found, twice.match(found, row.number) or known.match(found))
        yield kept


def state(kept: PopulationRow, row: Arrived, matched: Matched) -> None:
    """Set on a row that the caller saves what it says and does."""
    kept.outcome, kept.proposal = matched.outcome, matched.proposal
    kept.why = [*matched.why, *row.notes]
    kept.person, kept.episode = matched.person, matched.episode
    kept.values = json.dumps(row.as_plain(), ensure_ascii=False, separators=(",", ":"))
    kept.number_key = number_key(row)
    kept.nik_index = rules.nik_index(row.nik)
    kept.is_done = matched.outcome in {RowOutcome.UNCHANGED, RowOutcome.REFUSED}


def number_key(row: Arrived) -> str:
    return f"{row.category}|{row.registration_number.casefold()}"


class _Twice:
    """What earlier rows of the file said already. Only this chunk and its look-ups are held in memory."""

    def __init__(self, run: PopulationImport, rows: list[Arrived]) -> None:
        earlier = run.rows.filter(number_key__in={number_key(row) for row in rows}).exclude(outcome=RowOutcome.REFUSED)
        self.numbers = dict(earlier.values_list("number_key", "number"))
        niks = run.rows.filter(nik_index__in={rules.nik_index(row.nik) for row in rows if row.nik})
        self.niks = dict(niks.exclude(outcome=RowOutcome.REFUSED).values_list("nik_index", "number"))

    def match(self, row: Arrived, number: int) -> Matched | None:
        before = self.numbers.setdefault(number_key(row), number)
        if before != number:
            return Matched(
                RowOutcome.REFUSED, (_("Nomor dan kategori ini sudah ada di baris %(row)s.") % {"row": before},)
            )
        index = rules.nik_index(row.nik)
        same_nik = self.niks.setdefault(index, number) if index else number
        if same_nik != number:
            return Matched(
                RowOutcome.DOUBTFUL, (_("NIK ini sudah ada di baris %(row)s dengan nomor lain.") % {"row": same_nik},)
            )
        return None


def present(run: PopulationImport) -> EpisodeQuerySet:
    """The episodes that a snapshot speaks of: at the unit itself, on its day, in the kinds of people it lists.

    Whoever lists one kind of custody is taken to list all of them: detainees become convicts.
    """
    listed = {Category(category) for category in run.categories}
    groups = listed | CUSTODY if listed & CUSTODY else listed
    return Episode.objects.filter(unit=run.unit_id, category__in=groups).on(run.as_of)


def _keep_missing(run: PopulationImport, at_once: int) -> None:
    absent = unseen(run, present(run)).order_by("pk").select_related("person")
    while chunk := list(absent.filter(pk__gt=run.missing_mark)[:at_once]):
        elsewhere = set(
            Episode.objects.on(run.as_of)
            .filter(of_humans(episode.person for episode in chunk))
            .exclude(unit=run.unit_id)
            .values_list(human(), flat=True)
        )
        with transaction.atomic():
            guarded.update_one(
                PopulationImport.objects.filter(
                    pk=run.pk, state=PopulationState.READING, missing_mark=run.missing_mark
                ),
                missing_mark=chunk[-1].pk,
                missing=run.missing + len(chunk),
            )
            PopulationRow.objects.bulk_create(
                _missing(
                    run, run.read_rows + run.missing + offset, episode, moved=episode.person.human_key in elsewhere
                )
                for offset, episode in enumerate(chunk)
            )
        run.missing_mark, run.missing = chunk[-1].pk, run.missing + len(chunk)


def _missing(run: PopulationImport, place: int, episode: Episode, *, moved: bool) -> PopulationRow:
    why = _("Tercatat juga di unit lain.") if moved else _("Tercatat di unit ini, tetapi tidak ada di berkas.")
    return PopulationRow(
        run=run,
        place=place,
        outcome=RowOutcome.MISSING,
        proposal=Proposal.MOVED if moved else Proposal.RELEASED,
        why=[why],
        person=episode.person,
        episode=episode,
    )


def _ready(run: PopulationImport, notes: list[str], *, by: Actor, at: datetime) -> PopulationImport:
    whole = present(run).count() if run.kind == PopulationKind.SNAPSHOT else 0
    asks = whole > 0 and run.missing > MOST_MISSING * whole
    with transaction.atomic():
        guarded.update_one(
            PopulationImport.objects.filter(pk=run.pk, state=PopulationState.READING),
            state=PopulationState.ASKING if asks else PopulationState.PREVIEWED,
            present=whole,
            notes=notes,
        )
        audit.record("population.read", run, by=by, at=at, rows=run.read_rows, missing=run.missing, present=whole)
    run.refresh_from_db()
    return run


def _refuse(run: PopulationImport, why: str, *, by: Actor, at: datetime) -> PopulationImport:
    with transaction.atomic():
        guarded.update_one(
            PopulationImport.objects.filter(pk=run.pk, state=PopulationState.READING),
            state=PopulationState.REFUSED,
            failure=why[:500],
            ended_at=at,
        )
        audit.record("population.refused", run, by=by, at=at)
    run.refresh_from_db()
    return run
