from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from sinergi.foundation.audit.models import Entry
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import storing
from sinergi.foundation.imports import policies, queries
from sinergi.foundation.imports.choices import Outcome, RunState, Subject
from sinergi.foundation.imports.models import ImportRow, ImportRun
from sinergi.foundation.imports.rules import Counts
from sinergi.foundation.imports.services import staging
from sinergi.foundation.imports.services.staging import StagedRow
from sinergi.foundation.kernel.actors import Actor, Scope
from sinergi.foundation.kernel.errors import NotAllowed

AT = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)


def importer(key: str, path: str) -> Actor:
    return Actor(key, "Petugas Contoh", scopes=(Scope(frozenset({"agreements.import"}), path),))


OWNER = importer("user:1", "1.5.")
COLLEAGUE = importer("user:2", "1.5.")
CHIEF = importer("user:3", "")
STRANGER = Actor("user:4", "Tamu")

ROWS = (
    StagedRow(2, Outcome.CREATED, values={"mitra": "Yayasan Contoh Satu"}),
    StagedRow(3, Outcome.CREATED, values={"mitra": "Yayasan Contoh Dua"}),
    StagedRow(4, Outcome.UNCHANGED),
    StagedRow(5, Outcome.REFUSED, "Tanggal 31 Februari tidak ada."),
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(settings: Settings, tmp_path: Path) -> StoredFile:
    settings.FILES_ROOT = tmp_path
    content = io.BytesIO(b"tanggal,mitra\n")
    return storing.store(content, name="daftar.csv", allowed=[FileKind.CSV], most_bytes=10**6, by=OWNER, at=AT)


@pytest.fixture
def run(file: StoredFile) -> ImportRun:
    return staging.stage(Subject.AGREEMENTS, file, ROWS, notes=["Dibaca sebagai UTF-8."], by=OWNER, at=AT)


def test_a_preview_keeps_its_rows_counts_and_notes(run: ImportRun) -> None:
    assert run.counts == run.previewed == Counts(created=2, updated=0, unchanged=1, refused=1)
    assert run.confirmed is None
    assert run.notes == ["Dibaca sebagai UTF-8."]
    kept = [StagedRow(r.number, Outcome(r.outcome), r.message, r.values) for r in run.rows.all()]
    assert tuple(kept) == ROWS
    assert Entry.objects.get().facts == {"created": 2, "updated": 0, "unchanged": 1, "refused": 1}


def test_many_rows_are_written_in_few_bounded_statements(file: StoredFile) -> None:
    rows = (StagedRow(number, Outcome.CREATED) for number in range(2, 2_002))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        run = staging.stage(Subject.AGREEMENTS, file, rows, by=OWNER, at=AT)
    inserts = [q["sql"] for q in queries if q["sql"].startswith('INSERT INTO "imports_importrow"')]
    assert len(inserts) == 2_000 / staging.BATCH_ROWS
    assert run.rows.count() == 2_000


def test_confirming_claims_the_run_once_and_keeps_what_the_rows_did(run: ImportRun) -> None:
    confirmed = staging.confirm(run, by=OWNER, at=LATER)
    assert (confirmed.state, confirmed.confirmed_at, confirmed.confirmed_by_key) == (
        RunState.CONFIRMED,
        LATER,
        "user:1",
    )
    did = Counts(created=1, unchanged=2, refused=1)
    assert staging.record_results(run, did, by=OWNER, at=LATER).counts == did
    assert run.previewed == Counts(created=2, unchanged=1, refused=1)
    with pytest.raises(staging.AlreadyConfirmed, match="sudah dikonfirmasi"):
        staging.confirm(run, by=OWNER, at=LATER)
    actions = Entry.objects.values_list("action", flat=True)
    assert list(actions) == ["import.previewed", "import.confirmed", "import.applied"]


def test_a_confirmation_that_fails_half_way_can_be_tried_again(run: ImportRun) -> None:
    with transaction.atomic():
        staging.confirm(run, by=OWNER, at=LATER)
        transaction.set_rollback(True)
    assert staging.confirm(run, by=OWNER, at=LATER).state == RunState.CONFIRMED


def test_results_are_recorded_once_and_only_after_confirming(run: ImportRun) -> None:
    with pytest.raises(staging.NotConfirmed):
        staging.record_results(run, Counts(), by=OWNER, at=LATER)
    staging.confirm(run, by=OWNER, at=LATER)
    staging.record_results(run, Counts(), by=OWNER, at=LATER)
    with pytest.raises(staging.NotConfirmed, match="hanya dicatat sekali"):
        staging.record_results(run, Counts(created=9), by=OWNER, at=LATER)


def test_a_stale_preview_is_not_confirmed(run: ImportRun) -> None:
    assert staging.mark_stale(run, by=OWNER, at=LATER).state == RunState.STALE
    with pytest.raises(staging.Stale, match="kedaluwarsa"):
        staging.confirm(run, by=OWNER, at=LATER)


def test_a_confirmed_import_does_not_become_stale(run: ImportRun) -> None:
    staging.confirm(run, by=OWNER, at=LATER)
    with pytest.raises(staging.AlreadyConfirmed):
        staging.mark_stale(run, by=OWNER, at=LATER)


@pytest.mark.parametrize(("viewer", "sees"), [(OWNER, True), (CHIEF, True), (COLLEAGUE, False), (STRANGER, False)])
def test_own_runs_are_seen_and_all_by_who_imports_everywhere(run: ImportRun, viewer: Actor, sees: bool) -> None:
    assert ImportRun.objects.visible_to(viewer).exists() is sees
    assert policies.can_see(viewer, run) is sees
    assert (queries.find(run.public_id, viewer, Subject.AGREEMENTS) == run) is sees
    assert queries.rows(run, viewer).count() == (len(ROWS) if sees else 0)


def test_the_rows_of_one_outcome_can_be_asked_for(run: ImportRun) -> None:
    assert [row.number for row in queries.rows(run, OWNER, outcome=Outcome.CREATED)] == [2, 3]


@pytest.mark.parametrize("act", [staging.confirm, staging.mark_stale])
def test_nobody_confirms_or_sets_aside_an_import_he_cannot_see(run: ImportRun, act: Callable[..., ImportRun]) -> None:
    for actor in (COLLEAGUE, STRANGER):
        with pytest.raises(NotAllowed, match="milik orang lain"):
            act(run, by=actor, at=LATER)
    run.refresh_from_db()
    assert run.state == RunState.PREVIEWED


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "confirmed"},
        {"confirmed_at": AT},
        {"created": 1},
        {"created": 1, "updated": 0, "unchanged": 0, "refused": 0},
    ],
)
def test_the_database_refuses_a_run_in_an_impossible_state(run: ImportRun, broken: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(**broken)


@pytest.mark.parametrize("row", [StagedRow(2, Outcome.CREATED), StagedRow(9, Outcome.REFUSED)])
def test_the_database_refuses_a_row_twice_and_a_refusal_without_reason(run: ImportRun, row: StagedRow) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRow.objects.create(run=run, number=row.number, outcome=row.outcome)


def test_of_two_people_who_both_see_the_preview_the_second_to_confirm_is_refused(run: ImportRun) -> None:
    hers, his = ImportRun.objects.get(pk=run.pk), ImportRun.objects.get(pk=run.pk)
    staging.confirm(hers, by=OWNER, at=LATER)
    with pytest.raises(staging.AlreadyConfirmed):
        staging.confirm(his, by=CHIEF, at=LATER)
    run.refresh_from_db()
    assert run.confirmed_by_key == "user:1"
