"""Bring a published list of agreements in: look at what it would do first, then do it once and entirely."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.rules.days import latest_day
from sinergi.domain.agreements.rules.planning import ReadRow, Step, steps
from sinergi.domain.agreements.rules.reading import COLUMNS, News, read
from sinergi.domain.agreements.services import bulk_recording as bulk
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import storing
from sinergi.foundation.imports.choices import Outcome, Subject
from sinergi.foundation.imports.models import ImportRow, ImportRun
from sinergi.foundation.imports.rules import Counts, Table, read_table
from sinergi.foundation.imports.services import staging
from sinergi.foundation.imports.services.staging import StagedRow
from sinergi.foundation.institutions import queries as institution_queries
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.institutions.rules import folded
from sinergi.foundation.institutions.services import founding
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, NotAllowed

MOST_BYTES = 20_000_000
MOST_ROWS = 20_000
_ANYBODY = Actor.system("import")  # names are no secret, and who imports was asked before


class Overtaken(DomainError):
    """Somebody else recorded the same agreement or institution at the same moment."""

    code = "import_overtaken"


def preview(file: StoredFile, *, by: Actor, at: datetime) -> ImportRun:
    """Say for each row what importing the file would do, and keep that. Agreements and institutions stay as they are.

    Raises NotAllowed, imports.TableRefused for a file that is no such list, storing.Gone.
    """
    _ensure_may_import(by)
    table = _table(file)
    rows = _planned(_read(table, at), _look()).rows
    return staging.stage(Subject.AGREEMENTS, file, rows, notes=table.notes, by=by, at=at)


def confirm(run: ImportRun, *, by: Actor, at: datetime) -> ImportRun:
    """Do what the file asks for, once: all of it in one transaction, or nothing.

    What is to be done is worked out anew, for others may have changed something since the preview; the rows of the run
    then say what really happened. It is worked out before the transaction, which holds SQLite's one write lock, and once
    more within it only where somebody changed something in between.
    Raises NotAllowed, staging.AlreadyConfirmed, Overtaken.
    """
    _ensure_may_import(by)
    file = _read(_table(run.file), at)
    plan = _planned(file, _look())
    new = bulk.prepare(plan.new, by=by, at=at)
    try:
        with transaction.atomic():
            run = staging.confirm(run, by=by, at=at)
            known = _look()
            if known != plan.known:
                plan = _planned(file, known)
                new = bulk.prepare(plan.new, by=by, at=at)
            _carry_out(plan, new, by=by, at=at)
            _keep_outcomes(run, plan.rows)
            return staging.record_results(run, Counts.of(row.outcome for row in plan.rows), by=by, at=at)
    except (IntegrityError, founding.NameTaken):
        raise Overtaken(
            _("Orang lain mencatat perjanjian atau lembaga yang sama pada saat yang sama. Konfirmasi sekali lagi.")
        ) from None


@dataclass(frozen=True, slots=True)
class _File:
    """The rows of a file: those that can be agreements, and why the others cannot (by row number)."""

    rows: tuple[ReadRow, ...]
    refused: Mapping[int, str]
    cells: Mapping[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class _Known:
    """All that a plan depends on beside the file: institutions by every name, and the agreements that came by import.

    Of an agreement, by key: the row it came from, its agreed last day, and the day it was ended.
    """

    institutions: Mapping[str, Institution]
    agreements: Mapping[int, tuple[str, date | None, date | None]]
    facts: frozenset[tuple[object, ...]]

    def __eq__(self, other: object) -> bool:
        """Models are equal by their keys alone, so what a plan reads of them is compared."""
        return isinstance(other, _Known) and (self.agreements, self.facts) == (other.agreements, other.facts)

    __hash__ = None  # type: ignore[assignment]


def _look() -> _Known:
    institutions = bulk.all_institutions()
    facts = (
        (
            name,
            row.pk,
            row.name,
            row.path,
            row.is_example,
            row.is_provisional,
            _category(row),
            hasattr(row, "partner_profile"),
        )
        for name, row in institutions.items()
    )
    imported = Agreement.objects.real().filter(row_identity__isnull=False)
    columns = imported.values_list("pk", "source_text", "ends_on", "ended_on")
    agreements = {pk: (text, ends_on, ended_on) for pk, text, ends_on, ended_on in columns}
    return _Known(institutions, agreements, frozenset(facts))


@dataclass(frozen=True, slots=True)
class _Plan:
    """The steps that change something, what becomes of each row, and the categories to write (by folded name)."""

    steps: tuple[Step, ...]
    rows: tuple[StagedRow, ...]
    categories: Mapping[str, str]
    known: _Known

    @property
    def new(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.known is None)


def _ensure_may_import(by: Actor) -> None:
    """A list founds institutions, whose names all units share: so the capability is asked for everywhere."""
    policies.ensure_can_import(by)
    if by.paths(policies.IMPORT) != ("",):
        raise NotAllowed(_("Daftar perjanjian hanya dapat diimpor oleh petugas dengan wewenang di seluruh Indonesia."))


def _table(file: StoredFile) -> Table:
    with storing.open_file(file) as stream:
        return read_table(stream, columns=COLUMNS, required=COLUMNS, most_rows=MOST_ROWS)


def _read(table: Table, at: datetime) -> _File:
    refused = {problem.number: problem.text for problem in table.problems}
    rows: list[ReadRow] = []
    latest = latest_day(at, ())
    for row in table.rows:
        try:
            rows.append(ReadRow(row.number, row.values, read(row.values, latest=latest)))
        except DomainError as error:
            refused[row.number] = str(error)
    return _File(tuple(rows), refused, {row.number: row.values for row in table.rows})


def _planned(file: _File, known: _Known) -> _Plan:
    """Everything was looked up once, not by row; of names that nobody knows, each is compared once."""
    institutions = known.institutions
    refused = dict(file.refused)
    rows = []
    for row in file.rows:
        if made_up := _made_up(row, institutions):
            refused[row.number] = _(
                "“%(name)s” adalah lembaga contoh. Perjanjian nyata tidak dicampur dengan contoh."
            ) % {"name": made_up}
        elif one := _one_under_two_names(row, institutions):
            refused[row.number] = _(
                "Dua nama di baris ini adalah satu lembaga, yaitu “%(name)s”. Sebut satu kali saja."
            ) % {"name": one}
        else:
            rows.append(row)
    planned = [
        _in_time(step, known.agreements[step.known][1:]) if step.known else step
        for step in steps(rows, {pk: text for pk, (text, *_days) in known.agreements.items()})
    ]
    categories = _categories(planned, institutions)
    staged = [StagedRow(n, Outcome.REFUSED, text, dict(file.cells.get(n, {}))) for n, text in refused.items()]
    changing = []
    alike = cache(_alike)
    for step in planned:
        outcome, text = _outcome(step, categories, institutions, alike)
        if outcome in {Outcome.CREATED, Outcome.UPDATED}:
            changing.append(step)
        first, *others = step.numbers
        staged.append(StagedRow(first, outcome, text, dict(file.cells[first])))
        if outcome != Outcome.REFUSED:
            outcome, text = Outcome.UNCHANGED, _("Perjanjian yang sama dengan baris %(number)d.") % {"number": first}
        staged += [StagedRow(number, outcome, text, dict(file.cells[number])) for number in others]
    return _Plan(tuple(changing), tuple(sorted(staged, key=lambda row: row.number)), categories, known)


def _names(step: Step | ReadRow) -> list[str]:
    return [*step.facts.ours, *step.facts.covered, step.facts.partner]


def _made_up(row: ReadRow, institutions: Mapping[str, Institution]) -> str | None:
    found = (institutions.get(folded(name)) for name in _names(row))
    return next((institution.name for institution in found if institution and institution.is_example), None)


def _one_under_two_names(row: ReadRow, institutions: Mapping[str, Institution]) -> str | None:
    """The institution that two parties, or two covered units, of the row turned out to be; None where there is none."""
    facts = row.facts
    for names in ((*facts.ours, facts.partner), facts.covered):
        known = [institutions[folded(name)] for name in names if folded(name) in institutions]
        twice = [institution for place, institution in enumerate(known) if institution in known[:place]]
        if twice:
            return twice[0].name
    return None


def _category(institution: Institution | None) -> str:
    profile = getattr(institution, "partner_profile", None)
    return profile.category if profile else ""


def _in_time(step: Step, last_days: Iterable[date | None]) -> Step:
    """An agreement that has ended cannot turn out to have been signed after that."""
    if step.facts.signed_on and any(day and day < step.facts.signed_on for day in last_days):
        return replace(
            step, refusal=_("Tanggal penandatanganan jatuh setelah perjanjian ini berakhir. Periksa tanggalnya.")
        )
    return step


def _categories(planned: Iterable[Step], institutions: Mapping[str, Institution]) -> dict[str, str]:
    """Which known partners get which category: an unknown one is filled in; one from a list follows that list until a person
    has settled the partner. Where the rows disagree, nothing is written."""
    planned = [step for step in planned if not step.refusal]
    stated: dict[str, set[str]] = defaultdict(set)
    for step in planned:
        stated[folded(step.facts.partner)] |= {step.facts.category} - {""}
    categories: dict[str, str] = {}
    for step in planned:
        name, said = folded(step.facts.partner), step.facts.category
        if stated[name] != {said} or (step.before and step.before.category == said):
            continue
        institution = institutions.get(name)
        now = _category(institution)
        follows = step.before and institution and institution.is_provisional and step.before.category == now
        if not now or follows:
            categories[name] = said
    return categories


def _alike(name: str) -> str:
    """The name that a stranger's is like; "" where there is none."""
    found = institution_queries.alike(name, viewer=_ANYBODY, examples=False, most=1)
    return found[0].institution.name if found else ""


def _outcome(
    step: Step, categories: Mapping[str, str], institutions: Mapping[str, Institution], alike: Callable[[str], str]
) -> tuple[Outcome, str]:
    """What becomes of an agreement of the list, and the sentences that say so."""
    if step.refusal:
        return Outcome.REFUSED, step.refusal
    if step.known is None or step.before is None:
        return Outcome.CREATED, " ".join(_about_new(step, institutions, alike))
    found = step.news
    name = folded(step.facts.partner)
    if name in categories and step.before.category != step.facts.category:
        label = _("kategori mitra")
        found = (
            News(found.filled, (*found.changed, label))
            if _category(institutions.get(name))
            else News((*found.filled, label), found.changed)
        )
    if not found:
        return Outcome.UNCHANGED, _("Sudah tercatat.")
    sentences = []
    if found.filled:
        sentences.append(_("Melengkapi: %(facts)s.") % {"facts": ", ".join(found.filled)})
    if found.changed:
        sentences.append(_("Mengubah: %(facts)s.") % {"facts": ", ".join(found.changed)})
    return Outcome.UPDATED, " ".join(sentences)


def _about_new(step: Step, institutions: Mapping[str, Institution], alike: Callable[[str], str]) -> Iterable[str]:
    yield _("Perjanjian baru.")
    strangers = {folded(name): name for name in _names(step) if folded(name) not in institutions}
    if strangers:
        yield _("Lembaga yang belum dikenal, dicatat sementara: %(names)s.") % {"names": "; ".join(strangers.values())}
    for name in strangers.values():
        if known := alike(name):
            yield _("“%(name)s” mirip dengan “%(known)s”; sesudah disahkan, seseorang memutuskan sama atau beda.") % {
                "name": name,
                "known": known,
            }
    if not step.facts.ours:
        yield _("Pihak pemasyarakatan belum diketahui.")


def _carry_out(plan: _Plan, new: bulk.Prepared, *, by: Actor, at: datetime) -> None:
    institutions = bulk.found(plan.steps, plan.known.institutions, plan.categories, by=by, at=at)
    for name, category in plan.categories.items():
        if name in plan.known.institutions:
            bulk.state_category(institutions[name], category, by=by, at=at)
    for step in plan.steps:
        partner = institutions[folded(step.facts.partner)]
        if not hasattr(partner, "partner_profile"):
            founding.profile(partner, category="")
    bulk.record(new, institutions)
    bulk.fill({step.known: step for step in plan.steps if step.known is not None}, institutions, by=by, at=at)


def _keep_outcomes(run: ImportRun, rows: Iterable[StagedRow]) -> None:
    """Where the confirmation did something else than the preview said, the row says what was done."""
    done = {row.number: row for row in rows}
    differing = []
    for row in run.rows.defer("values"):
        now = done[row.number]
        if (row.outcome, row.message) != (now.outcome, now.message):
            row.outcome, row.message = now.outcome, now.message
            differing.append(row)
    ImportRow.objects.bulk_update(differing, ["outcome", "message"], batch_size=staging.BATCH_ROWS)
