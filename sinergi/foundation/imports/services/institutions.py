"""Bring in a list of units and partners: look at what it would do first, then do it once and entirely."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import storing
from sinergi.foundation.imports.choices import Outcome, Subject
from sinergi.foundation.imports.models import ImportRow, ImportRun
from sinergi.foundation.imports.rules import Counts, Table, read_table
from sinergi.foundation.imports.services import staging
from sinergi.foundation.imports.services.staging import StagedRow
from sinergi.foundation.institutions import policies, queries
from sinergi.foundation.institutions.choices import Zone
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.institutions.rules import folded
from sinergi.foundation.institutions.rules.listing import COLUMNS, REQUIRED, ListedInstitution, read, superiors_first
from sinergi.foundation.institutions.services import founding
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000


class Overtaken(DomainError):
    """Somebody else recorded the same institution at the same moment."""

    code = "import_overtaken"


def preview(file: StoredFile, *, by: Actor, at: datetime) -> ImportRun:
    """Say for each row what importing the file would do, and keep that. No institution changes.

    Raises NotAllowed, imports.TableRefused for a file that is no such list, storing.Gone.
    """
    policies.ensure_can_import(by)
    table = _table(file)
    return staging.stage(Subject.INSTITUTIONS, file, _planned(table, by).rows, notes=table.notes, by=by, at=at)


def confirm(run: ImportRun, *, by: Actor, at: datetime) -> ImportRun:
    """Do what the file asks for, once: all of it in one transaction, or nothing. Worked out anew, as others may have been here.

    Raises NotAllowed, staging.AlreadyConfirmed, Overtaken.
    """
    policies.ensure_can_import(by)
    table = _table(run.file)
    try:
        with transaction.atomic():
            run = staging.confirm(run, by=by, at=at)
            plan = _planned(table, by)
            _carry_out(plan, by=by, at=at)
            _keep_outcomes(run, plan.rows)
            return staging.record_results(run, Counts.of(row.outcome for row in plan.rows), by=by, at=at)
    except (IntegrityError, founding.NameTaken):
        raise Overtaken(
            _("Orang lain mencatat lembaga yang sama pada saat yang sama. Konfirmasi sekali lagi.")
        ) from None


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to do, superiors before those below them, and what becomes of each row."""

    new: tuple[ListedInstitution, ...]
    filled: tuple[ListedInstitution, ...]
    rows: tuple[StagedRow, ...]
    known: Mapping[str, Institution]


def _table(file: StoredFile) -> Table:
    with storing.open_file(file) as stream:
        return read_table(stream, columns=COLUMNS, required=REQUIRED, most_rows=MOST_ROWS)


def _planned(table: Table, by: Actor) -> _Plan:
    """Everything is looked up once, not by row."""
    known = queries.by_every_name(by)
    staged = {p.number: StagedRow(p.number, Outcome.REFUSED, p.text) for p in table.problems}
    cells = {row.number: row.values for row in table.rows}
    rows: dict[str, ListedInstitution] = {}
    for row in table.rows:
        try:
            listed = read(row.number, row.values)
        except DomainError as error:
            staged[row.number] = StagedRow(row.number, Outcome.REFUSED, str(error), dict(row.values))
            continue
        first = rows.setdefault(listed.key, listed)
        if first is not listed:
            text = f"Lembaga ini sudah ada di baris {first.number}. Pakai satu baris saja."
            staged[row.number] = StagedRow(row.number, Outcome.REFUSED, text, dict(row.values))
    new: dict[str, ListedInstitution] = {}
    filled: list[ListedInstitution] = []
    for listed in superiors_first(rows.values()):
        institution = known.get(listed.key)
        outcome, text = _refusal(listed, known, new) or (
            _about_new(listed, by) if institution is None else _about_known(listed, institution)
        )
        if outcome == Outcome.CREATED:
            new[listed.key] = listed
        elif outcome == Outcome.UPDATED:
            filled.append(listed)
        staged[listed.number] = StagedRow(listed.number, outcome, text, dict(cells[listed.number]))
    return _Plan(tuple(new.values()), tuple(filled), tuple(staged[number] for number in sorted(staged)), known)


def _refusal(
    row: ListedInstitution, known: Mapping[str, Institution], new: Mapping[str, ListedInstitution]
) -> tuple[Outcome, str] | None:
    """Why the row cannot be done where it stands in the order, or None."""
    institution, parent = known.get(row.key), known.get(folded(row.parent))
    if any(each is not None and each.is_example for each in (institution, parent)):
        return Outcome.REFUSED, "Lembaga contoh tidak dicampur dengan lembaga nyata. Pakai nama lain."
    if not row.parent:
        return None
    coming = new.get(folded(row.parent))
    if parent is None and coming is None:
        return Outcome.REFUSED, f"Induk “{row.parent}” tidak dikenal dan tidak ada di berkas ini. Periksa kolom parent."
    if (parent is not None and parent.path is None) or (coming is not None and not coming.kind):
        return Outcome.REFUSED, f"Induk “{row.parent}” tidak punya tempat di pohon unit. Periksa kolom parent."
    if institution is not None and institution.path is not None and _other_parent(institution, parent):
        return Outcome.REFUSED, "Unit ini sudah punya induk lain. Pindahkan lewat halaman lembaganya."
    return None


def _other_parent(institution: Institution, parent: Institution | None) -> bool:
    above = institution.place.parent
    return above is not None and (parent is None or above.institution.survivor_key != parent.survivor_key)


def _about_new(row: ListedInstitution, by: Actor) -> tuple[Outcome, str]:
    sentences = ["Unit baru." if row.kind else "Mitra baru."]
    alike = queries.alike(row.name, viewer=by, examples=False, most=1)
    if alike:
        sentences.append(
            f"Mirip dengan “{alike[0].institution.name}”: sesudah disahkan, seseorang memutuskan sama atau beda."
        )
    return Outcome.CREATED, " ".join(sentences)


def _about_known(row: ListedInstitution, institution: Institution) -> tuple[Outcome, str]:
    """What is unknown is filled in; what is known stays, and differing from it is said."""
    if institution.path is not None and row.kind and institution.place.kind != row.kind:
        return Outcome.REFUSED, f"Unit ini tercatat sebagai {institution.place.get_kind_display()}. Periksa kolom kind."
    profile = getattr(institution, "partner_profile", None)
    if profile and profile.category and row.category and profile.category != row.category:
        return Outcome.REFUSED, f"Kategorinya tercatat {profile.get_category_display()}. Periksa kolom category."
    news = list(_news(row, institution))
    return (Outcome.UPDATED, f"Melengkapi: {', '.join(news)}.") if news else (Outcome.UNCHANGED, "Sudah tercatat.")


def _news(row: ListedInstitution, institution: Institution) -> Iterator[str]:
    profile = getattr(institution, "partner_profile", None)
    if row.kind and institution.path is None:
        yield "tempat di pohon unit"
    if row.category and (profile is None or not profile.category):
        yield "kategori mitra"
    elif not row.kind and profile is None:
        yield "profil mitra"


def _carry_out(plan: _Plan, *, by: Actor, at: datetime) -> None:
    """A unit whose parent is named further down in the file was put behind it by `superiors_first`."""
    here = dict(plan.known)
    for row in plan.new:
        here[row.key] = founding.found(
            row.name,
            kind=row.kind or None,
            parent=here.get(folded(row.parent)),
            zone=row.zone or Zone.WIB,
            category=row.category if row.category or not row.kind else None,
            by=by,
            at=at,
        )
    for row in plan.filled:
        founding.complete(
            here[row.key],
            kind=row.kind or None,
            parent=here.get(folded(row.parent)),
            zone=row.zone or None,
            category=row.category if row.category or not row.kind else None,
            by=by,
            at=at,
        )


def _keep_outcomes(run: ImportRun, rows: tuple[StagedRow, ...]) -> None:
    """Where the confirmation did something else than the preview said, the row says what was done."""
    done = {row.number: row for row in rows}
    differing = []
    for row in run.rows.all():
        now = done[row.number]
        if (row.outcome, row.message) != (now.outcome, now.message):
            row.outcome, row.message = now.outcome, now.message
            differing.append(row)
    ImportRow.objects.bulk_update(differing, ["outcome", "message"], batch_size=staging.BATCH_ROWS)
