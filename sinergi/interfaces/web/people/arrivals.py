"""A unit's own list: handed in, looked at, confirmed, and what it leaves open decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sinergi.domain.people import policies, queries
from sinergi.domain.people.choices import AliasKind, PopulationState, RowDecision, RowOutcome
from sinergi.domain.people.services import arriving, arriving_apply, arriving_decide
from sinergi.foundation.audit.services import readings
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.services import removing, storing
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, NotAllowed
from sinergi.interfaces.web.people import pages
from sinergi.interfaces.web.people.arrival_forms import DecideForm, PopulationForm
from sinergi.interfaces.web.shell.doors import FORBIDDEN, FOUND, NOT_FOUND, door
from sinergi.interfaces.web.shell.furniture import Crumb
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.refusals import told_above
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.domain.people.models import PopulationImport, PopulationRow
    from sinergi.foundation.institutions.models import Institution

STATE_TONES = {
    PopulationState.READING: "info",
    PopulationState.PREVIEWED: "warn",
    PopulationState.ASKING: "bad",
    PopulationState.APPLYING: "info",
    PopulationState.APPLIED: "good",
    PopulationState.REFUSED: "bad",
    PopulationState.SET_ASIDE: "neutral",
}
OUTCOME_TONES = {
    RowOutcome.NEW: "good",
    RowOutcome.CHANGED: "info",
    RowOutcome.UNCHANGED: "neutral",
    RowOutcome.DOUBTFUL: "warn",
    RowOutcome.REFUSED: "bad",
    RowOutcome.MISSING: "unknown",
}


@dataclass(frozen=True)
class Line:
    """A row of the list as the page shows it. `key` is its tick box; "" where there is nothing to decide."""

    key: str
    place: str
    name: str
    others: tuple[str, ...]
    number: str
    outcome: str
    tone: str
    why: tuple[str, ...]
    proposal: str
    decision: str


@door(reader=FORBIDDEN, method="GET POST")
@never_cache
def listing(request: Request) -> HttpResponse:
    """Hand in a list; what it would do is worked out by the queue."""
    units = [
        unit
        for unit in institutions.units_for(request.actor, policies.IMPORT)
        if policies.can_import_at(request.actor, unit)
    ]
    if not units:
        raise NotAllowed(_("Anda tidak berwenang memasukkan daftar penghuni unit. Hubungi petugas registrasi."))
    files = request.FILES if request.method == "POST" else None
    form = PopulationForm(units, request.today, pages.sent(request), files)
    if form.is_bound and form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("unit", "kind", "as_of", "fallback")}
        run = form.submit(_begin, form.cleaned_data["file"], **typed, by=request.actor, at=request.now)
        if run is not None:
            return redirect("orang-impor-lihat", run.public_id)
    page = page_of(request, queries.population_imports(request.actor), per_page=20)
    runs = [
        {
            "url": reverse("orang-impor-lihat", args=[run.public_id]),
            "name": run.file_name,
            "unit": run.unit.name,
            "kind": run.get_kind_display(),
            "at": run.recorded_at,
            "by": run.by_label,
            "state": run.get_state_display(),
            "tone": STATE_TONES[PopulationState(run.state)],
        }
        for run in page
    ]
    context = {"form": form, "page": page, "runs": runs, "crumbs": _crumbs()}
    return render(request, "people/imports.html", context, status=pages.status(form))


def _begin(
    file: UploadedFile[bytes], *, unit: Institution, kind: str, as_of: date, fallback: str, by: Actor, at: datetime
) -> PopulationImport:
    """Keep the file, then have it read."""
    policies.ensure_can_import_at(by, unit)
    stored = storing.store(
        file.file,  # type: ignore[arg-type]
        name=file.name or "",
        allowed=[FileKind.CSV, FileKind.XLSX],
        most_bytes=arriving.MOST_BYTES,
        by=by,
        at=at,
        is_example=unit.is_example,
        is_sealed=True,
    )
    try:
        return arriving.begin(stored, unit=unit, kind=kind, as_of=as_of, fallback=fallback, by=by, at=at)
    except DomainError:
        removing.discard(stored, by=by)
        raise


def _crumbs(*more: Crumb) -> list[Crumb]:
    return [
        Crumb(_("Orang"), reverse("orang")),
        Crumb(_("Daftar dari unit"), reverse("orang-impor") if more else ""),
        *more,
    ]


@door(colleague=NOT_FOUND, reader=NOT_FOUND)
@never_cache
def show(request: Request, population: UUID) -> HttpResponse:
    """How far it is, what each row would do or did, and what waits for a decision."""
    run = pages.found(queries.population_import, population, request.actor)
    return _page(request, run, DecideForm(), status=200)


def _page(request: Request, run: PopulationImport, form: DecideForm, *, status: int) -> HttpResponse:
    counts = queries.row_counts(run, request.actor)
    outcome = _outcome(request.GET)
    page = page_of(request, queries.population_rows(run, request.actor, outcome=outcome), per_page=50)
    readings.note(
        run, ["name", "registration_number"], by=request.actor, at=request.now, purpose=_("Melihat baris impor")
    )
    tabs = [
        {"label": _("Semua"), "url": "?", "current": not outcome, "count": counts.total},
        *(
            {"label": each.label, "url": f"?hasil={each.value}", "current": outcome == each, "count": count}
            for each, count in counts.per_outcome
            if count
        ),
    ]
    state = PopulationState(run.state)
    may_decide = state in {PopulationState.APPLYING, PopulationState.APPLIED} and run.forgotten_at is None
    due = counts.of(RowOutcome.NEW) + counts.of(RowOutcome.CHANGED)
    context = {
        "run": run,
        "crumbs": _crumbs(Crumb(run.file_name)),
        "is_example": run.unit.is_example,
        "state": run.get_state_display(),
        "tone": STATE_TONES[state],
        "is_moving": state in {PopulationState.READING, PopulationState.APPLYING},
        "is_reading": state == PopulationState.READING,
        "is_waiting": state in {PopulationState.PREVIEWED, PopulationState.ASKING},
        "is_asking": state == PopulationState.ASKING,
        "may_set_aside": state in {PopulationState.READING, PopulationState.PREVIEWED, PopulationState.ASKING},
        "due": due,
        "counts": [
            {"label": each.label, "value": count, "tone": OUTCOME_TONES[each]} for each, count in counts.per_outcome
        ],
        "waiting": counts.waiting,
        "tabs": tabs,
        "page": page,
        "rows": [_line(row, may_decide=may_decide) for row in page],
        "form": form,
        "decisions": _decisions(outcome) if may_decide else [],
        "outcome": outcome,
    }
    return render(request, "people/import.html", context, status=status)


def _decisions(outcome: str) -> list[tuple[str, str]]:
    """Those that fit the rows shown; both kinds of rows together have none in common."""
    offered = {
        RowOutcome.DOUBTFUL: arriving_decide.FOR_DOUBTFUL,
        RowOutcome.MISSING: arriving_decide.FOR_MISSING,
    }.get(RowOutcome(outcome)) if outcome else None  # fmt: skip
    words = {RowDecision.ACCEPTED: _("Terima usulnya"), RowDecision.NEW: _("Catat sebagai orang baru"),
             RowDecision.SKIPPED: _("Lewati"), RowDecision.MOVED: _("Catat pindah"),
             RowDecision.RELEASED: _("Catat bebas"), RowDecision.STAYS: _("Masih di unit")}  # fmt: skip
    return [(decision.value, words[decision]) for decision in offered or ()]


def _line(row: PopulationRow, *, may_decide: bool) -> Line:
    others: tuple[str, ...] = ()
    if row.outcome == RowOutcome.MISSING:
        name = row.person.name if row.person else ""
        number = row.episode.registration_number if row.episode else ""
    elif row.values:
        said = arriving_apply.said(row)
        name, number = said.name, said.registration_number
        others = tuple(f"{AliasKind(alias.kind).label} {alias.name}" for alias in said.aliases)
    else:
        name = number = ""
    place = f"{row.sheet} {row.number}".strip() if row.number else ""
    return Line(
        key=str(row.public_id) if may_decide and not row.is_done else "",
        place=place,
        name=name,
        others=others,
        number=number,
        outcome=row.get_outcome_display(),
        tone=OUTCOME_TONES[RowOutcome(row.outcome)],
        why=tuple(row.why),
        proposal=row.get_proposal_display() if row.proposal else "",
        decision=row.get_decision_display() if row.decision else "",
    )


def _outcome(typed: QueryDict) -> str:
    """The outcome that rows are narrowed to; "" for all, also when there is no such outcome."""
    asked = typed.get("hasil", "")
    return asked if asked in RowOutcome.values else ""


@door(owner=FOUND, colleague=NOT_FOUND, method="POST", reader=NOT_FOUND)
def confirm(request: Request, population: UUID) -> HttpResponse:
    run = pages.found(queries.population_import, population, request.actor)
    whole = request.POST.get("seluruh") == "ya"
    with told_above(request):
        arriving.confirm(run, despite_missing=whole, by=request.actor, at=request.now)
        messages.success(
            request, _("Impor disahkan. Pencatatannya berjalan di antrean; halaman ini menunjukkan kemajuannya.")
        )
    return redirect("orang-impor-lihat", run.public_id)


@door(owner=FOUND, colleague=NOT_FOUND, method="POST", reader=NOT_FOUND)
def set_aside(request: Request, population: UUID) -> HttpResponse:
    run = pages.found(queries.population_import, population, request.actor)
    with told_above(request):
        arriving.set_aside(run, by=request.actor, at=request.now)
        messages.success(request, _("Impor dibatalkan. Tidak ada yang dicatat."))
    return redirect("orang-impor")


@door(owner=FOUND, colleague=NOT_FOUND, method="POST", reader=NOT_FOUND)
def decide(request: Request, population: UUID) -> HttpResponse:
    """One decision for the ticked rows; the first that cannot be carried out is said, those before it stand."""
    run = pages.found(queries.population_import, population, request.actor)
    form = DecideForm(request.POST)
    back = redirect(f"{reverse('orang-impor-lihat', args=[run.public_id])}?hasil={_outcome(request.POST)}")
    keys = [key for key in request.POST.getlist("baris") if _is_uuid(key)]
    rows = list(queries.population_rows(run, request.actor, waiting=True).filter(public_id__in=keys))
    if not form.is_valid() or not rows:
        messages.error(request, _("Pilih sedikitnya satu baris dan keputusannya."))
        return back
    try:
        done = arriving_decide.decide(run, rows, **form.cleaned_data, by=request.actor, at=request.now)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(number)d baris diputuskan.") % {"number": done})
    return back


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
