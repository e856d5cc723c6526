"""The list of cases, how many there are at each unit, and both as files; opening the cases of a whole unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache

from sinergi.documents.tables import EXAMPLE
from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import AgeBand
from sinergi.domain.identity.queries import cases as queries
from sinergi.domain.identity.queries import runs
from sinergi.domain.identity.queries.cases import OPEN_STATES, UnitCases
from sinergi.domain.identity.services import cases
from sinergi.foundation.audit.services import readings
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.cases.forms import FilterForm, UnitForm
from sinergi.interfaces.web.cases.words import STATE_TONES, age_words, crumbs, tabs
from sinergi.interfaces.web.exports.answers import answer, narrowed
from sinergi.interfaces.web.exports.tables import Cells
from sinergi.interfaces.web.people import pages
from sinergi.interfaces.web.shell.doors import FORBIDDEN, FOUND, NOT_FOUND, door
from sinergi.interfaces.web.shell.furniture import Crumb, folded
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sinergi.domain.identity.models import NikCase


@dataclass(frozen=True)
class Row:
    name: str
    url: str
    unit: str
    state: str
    tone: str
    note: str
    age: str
    is_old: bool
    last: str


@dataclass(frozen=True)
class Cell:
    """A count under its heading, which a narrow screen shows beside it."""

    label: str
    count: int


@dataclass(frozen=True)
class UnitRow:
    unit: str
    url: str
    total: int
    counts: tuple[Cell, ...]
    ages: tuple[Cell, ...]
    oldest: str


@door(reader=FORBIDDEN)
@never_cache
def listing(request: Request) -> HttpResponse:
    """The cases at the viewer's units, the oldest first; that the page was seen is noted."""
    policies.ensure_sees_to_cases(request.actor)
    form = _form(request)
    context: dict[str, object] = {"form": form, "reset_url": reverse("kasus")}
    if not form.is_valid():
        return render(request, "cases/list.html", context | {"errors": list(pages.sentences(form))}, status=422)
    filter = form.filter(request.today)
    page = page_of(request, queries.listed(filter, request.actor))
    readings.note_list(
        "people", cases.SHOWN_IN_A_LIST, shown=len(page.object_list), narrowed=narrowed(form, without=["cari"]),
        by=request.actor, at=request.now, purpose=_("Daftar orang tanpa NIK"),
    )  # fmt: skip
    chips = list(pages.chips(form, request.GET, reverse("kasus")))
    context |= {
        "page": page,
        "rows": [_row(case, request.today) for case in page],
        "chips": chips,
        "closed": folded(request),
        "tabs": tabs("kasus", examples=filter.examples),
        "is_example": filter.examples,
    }
    return render(request, "cases/list.html", context)


@door(reader=FORBIDDEN)
@never_cache
def per_unit(request: Request) -> HttpResponse:
    """How many cases are open at each unit, by state and by age; no names."""
    policies.ensure_sees_to_cases(request.actor)
    examples = _examples(request)
    rows = queries.per_unit(request.actor, on=request.today, examples=examples)
    context = {
        "rows": [_unit_row(row, examples=examples) for row in rows],
        "state_headings": [str(state.label) for state in OPEN_STATES],
        "band_headings": [str(band.label) for band in AgeBand],
        "on": day(request.today),
        "tabs": tabs("kasus-unit", examples=examples),
        "is_example": examples,
    }
    return render(request, "cases/per_unit.html", context)


@door(reader=FORBIDDEN)
def export(request: Request) -> HttpResponseBase:
    """The list as a file. Names leave with it, so each of them is noted as read; the NIK, if any, never does."""
    policies.ensure_sees_to_cases(request.actor)
    form = _form(request)
    _ensure_valid(form)
    filter = form.filter(request.today)
    found = queries.listed(filter, request.actor)
    persons = (case.person for case in found.iterator(chunk_size=500))
    readings.note_many(
        persons, cases.SHOWN_IN_A_LIST, by=request.actor, at=request.now, purpose=_("Ekspor daftar orang tanpa NIK")
    )
    return answer(
        request, "tanpa-nik", _("Orang tanpa NIK"), found, _cells(request.today), filter=narrowed(form),
        is_example=filter.examples,
    )  # fmt: skip


@door(reader=FORBIDDEN)
def export_units(request: Request) -> HttpResponseBase:
    """The counts per unit as a file."""
    policies.ensure_sees_to_cases(request.actor)
    examples = _examples(request)
    found = Counted(queries.per_unit(request.actor, on=request.today, examples=examples))
    return answer(
        request, "tanpa-nik-per-unit", _("Kasus tanpa NIK per unit"), found, _unit_cells(),
        filter=_("keadaan pada %(day)s") % {"day": day(request.today)}, is_example=examples,
    )  # fmt: skip


@door(method="GET POST", reader=FORBIDDEN)
@never_cache
def open_unit(request: Request) -> HttpResponse:
    """Open a case for everybody at a unit who has no usable NIK."""
    units = list(institutions.units_for(request.actor, policies.CASES))
    if not units:
        raise NotAllowed(_("Kasus tanpa NIK hanya dibuka petugas yang mengurusnya di unitnya."))
    form = UnitForm(units, pages.sent(request))
    if form.is_bound and form.is_valid():
        opened = form.submit(cases.open_for_unit, form.cleaned_data["unit"], by=request.actor, at=request.now)
        if opened is not None:
            _tell(request, opened)
            return redirect("kasus")
    context = {"form": form, "crumbs": crumbs(Crumb(_("Buka untuk satu unit")))}
    return render(request, "cases/open_unit.html", context, status=pages.status(form))


@door(owner=FOUND, colleague=NOT_FOUND, reader=NOT_FOUND, method="POST")
def open_run(request: Request, verification_run: UUID) -> HttpResponse:
    """Open the cases that a run proposes."""
    run = pages.found(runs.by_id, verification_run, request.actor)
    _tell(request, cases.open_from_run(run, by=request.actor, at=request.now))
    return redirect("pemeriksaan-lihat", verification_run=run.public_id)


@dataclass(frozen=True)
class Counted:
    """Rows that were counted already, where an export expects a queryset."""

    rows: tuple[UnitCases, ...]

    def iterator(self, *, chunk_size: int) -> tuple[UnitCases, ...]:
        return self.rows

    def count(self) -> int:
        return len(self.rows)


def _tell(request: Request, opened: cases.Opened) -> None:
    if not opened.cases:
        messages.info(request, _("Tidak ada kasus baru: semua yang tanpa NIK sudah mempunyai kasus."))
        return
    words = ngettext("%(count)d kasus dibuka.", "%(count)d kasus dibuka.", opened.cases) % {"count": opened.cases}
    more = _("Masih ada yang lain: ulangi untuk melanjutkan.") if opened.is_more else ""
    messages.success(request, f"{words} {more}".strip())


def _form(request: Request) -> FilterForm:
    return FilterForm(request.GET, institutions.units_for(request.actor, policies.CASES))


def _ensure_valid(form: FilterForm) -> None:
    """A file cannot show an error at its field, so the whole request is refused with the first sentence."""
    if not form.is_valid():
        raise Invalid(next(pages.sentences(form)))


def _examples(request: Request) -> bool:
    """As asked; where it is not asked, as all of the viewer's units are."""
    form = _form(request)
    return form.examples() if form.is_valid() else False


def _row(case: NikCase, today: date) -> Row:
    age = case.age(today)
    return Row(
        name=case.person.name,
        url=reverse("kasus-lihat", args=[case.public_id]),
        unit=case.unit.name,
        state=case.get_state_display(),
        tone=STATE_TONES[case.state],  # type: ignore[index]  # by constraint one of them
        note=day(case.recording_day.on) if case.recording_day else case.get_close_reason_display(),
        age=age_words(age),
        is_old=age > 90 and not case.is_over,
        last=day(case.last_step_on),
    )


def _unit_row(row: UnitCases, *, examples: bool) -> UnitRow:
    typed = {"unit": str(row.unit.public_id), "contoh": "ya" if examples else ""}
    return UnitRow(
        unit=row.unit.name,
        url=pages.address(reverse("kasus"), typed),
        total=row.total,
        counts=tuple(Cell(str(state.label), count) for state, count in row.per_state),
        ages=tuple(Cell(str(band.label), count) for band, count in row.per_band),
        oldest=day(row.oldest),
    )


def _cells(on: date) -> Cells[NikCase]:
    return (
        (_("Nama"), 32, lambda case: case.person.name),
        (_("Unit"), 32, lambda case: case.unit.name),
        (_("Keadaan"), 22, lambda case: case.get_state_display()),
        (_("Dibuka pada"), 14, lambda case: case.opened_on),
        (_("Umur (hari)"), 12, lambda case: case.age(on)),
        (_("Langkah terakhir"), 14, lambda case: case.last_step_on),
        (_("Hari perekaman"), 14, lambda case: case.recording_day.on if case.recording_day else None),
        (_("Ditutup pada"), 14, lambda case: case.closed_on),
        (_("Alasan ditutup"), 24, lambda case: case.get_close_reason_display() or None),
        (_("Data"), 10, lambda case: EXAMPLE if case.is_example else _("nyata")),
        (pgettext("kolom", "Kunci"), 38, lambda case: str(case.public_id)),
    )


def _unit_cells() -> Cells[UnitCases]:
    states = tuple((str(state.label), 14, _count(number)) for number, state in enumerate(OPEN_STATES))
    bands = tuple((str(band.label), 14, _age(number)) for number, band in enumerate(AgeBand))
    return (
        (_("Unit"), 32, lambda row: row.unit.name),
        (_("Kasus terbuka"), 14, lambda row: row.total),
        *states,
        *bands,
        (_("Kasus tertua"), 14, lambda row: row.oldest),
    )


def _count(number: int) -> Callable[[UnitCases], int]:
    return lambda row: row.per_state[number][1]


def _age(number: int) -> Callable[[UnitCases], int]:
    return lambda row: row.per_band[number][1]
