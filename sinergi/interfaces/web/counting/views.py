"""Numbers that cannot mislead: what stands on a day, and what a claim of growth really says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from sinergi.domain.agreements import queries
from sinergi.domain.agreements.choices import Dimension
from sinergi.domain.agreements.queries import AgreementFilter, Measure, counting
from sinergi.domain.agreements.queries.counting import Counted, CountTable, Tally
from sinergi.interfaces.web.agreements.addresses import listing
from sinergi.interfaces.web.counting.forms import STOCK, WAYS, BasisForm, ClaimForm, CountForm, SourceForm
from sinergi.interfaces.web.shell.doors import door
from sinergi.interfaces.web.shell.furniture import Tab
from sinergi.interfaces.web.shell.requests import Request


@dataclass(frozen=True)
class Cell:
    """A number and the address of the agreements it counts."""

    value: int
    url: str


@dataclass(frozen=True)
class Line:
    """A row of the table: certain, possible, unknown, and all that were looked at."""

    label: str
    is_unknown: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Meaning:
    label: str
    text: str


@door()
def counts(request: Request) -> HttpResponse:
    """How many agreements stand on a day or were signed in a period: certainly, possibly, unknown."""
    form = CountForm(request.GET)
    counted = form.counted(request.today) if form.is_valid() else None
    if counted is None:
        return render(request, "counting/counts.html", {"form": form, "ways": _ways(form)}, status=422)
    by = Dimension(form.cleaned_data["menurut"]) if form.cleaned_data["menurut"] else None
    asked = AgreementFilter(examples=form.cleaned_data["contoh"] == "ya")
    table = counting.table(counted, request.actor, at=request.now, by=by, filter=asked)
    context = {
        "form": form,
        "table": table,
        "is_flow": counted.measure == Measure.FLOW,
        "ways": _ways(form),
        "splits": [
            Tab(str(label), _with(form, menurut=code), form.cleaned_data["menurut"] == code)
            for code, label in form.fields["menurut"].choices  # type: ignore[attr-defined]
        ],
        "steps": [Tab(label, _with(form, **days), False) for label, days in _nearby(counted)],
        "total": _line(table, None, _("Total"), table.total),
        "lines": [_line(table, row.key, row.label, row.tally) for row in table.rows],
        "meanings": [Meaning(_column(name), text) for name, text in counted.definitions().items()],
        "is_example": table.is_example,
    }
    return render(request, "counting/counts.html", context)


def _column(name: str) -> str:
    return {"certain": _("Pasti"), "possible": _("Mungkin"), "unknown": _("Tidak diketahui")}[name]


def _line(table: CountTable, key: str | None, label: str, tally: Tally) -> Line:
    cells = (
        Cell(getattr(tally, name or "base"), listing(counting.Lists(table).behind(key, name)))
        for name in (*counting.CERTAINTIES, "")
    )
    return Line(label, key == "", tuple(cells))


def _ways(form: CountForm) -> list[Tab]:
    now = form.data.get("cara") or STOCK
    return [Tab(str(label), _with(form, cara=code), code == now) for code, label in WAYS]


def _nearby(counted: Counted) -> list[tuple[str, dict[str, date]]]:
    """The days or years before, as far as the calendar goes."""
    if counted.measure == Measure.STOCK:
        day = counted.start
        return [
            (_("sehari sebelumnya"), {"pada": day - timedelta(days=1)}),
            (_("setahun sebelumnya"), {"pada": _year_before(day)}),
        ]
    before = {"dari": _year_before(counted.start), "sampai": _year_before(counted.end)}
    whole = {"dari": date(counted.end.year - 1, 1, 1), "sampai": date(counted.end.year - 1, 12, 31)}
    return [(_("masa yang sama setahun sebelumnya"), before), (_("seluruh tahun sebelumnya"), whole)]


def _year_before(day: date) -> date:
    """29 February becomes the 28th."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _with(form: CountForm, **changes: object) -> str:
    """This page with some parameters changed; "" takes one away."""
    typed = {name: form.data.get(name, "") for name in form.fields} | {
        name: str(each) for name, each in changes.items()
    }
    return f"?{urlencode({name: value for name, value in typed.items() if value})}"


@door()
def claim(request: Request) -> HttpResponse:
    """What "17 became 43, up 250%" really says. Asked by GET, so that the answer has an address."""
    data = request.GET or None
    form, before, after = ClaimForm(data), BasisForm(data, prefix="before"), BasisForm(data, prefix="after")
    checked = None
    if data is not None and all([form.is_valid(), before.is_valid(), after.is_valid()]):
        bases = before.basis(), after.basis()
        if before.is_valid() and after.is_valid():
            typed = form.cleaned_data
            checked = form.submit(
                queries.claim,
                typed["before"],
                typed["after"],
                stated=typed["stated"],
                before_basis=bases[0],
                after_basis=bases[1],
                viewer=request.actor,
            )
    wrong = data is not None and checked is None
    context = {
        "form": form,
        "before": before,
        "after": after,
        "checked": checked,
        "source": SourceForm(),
        "answers": [(name, value) for name in request.GET for value in request.GET.getlist(name)],
    }
    return render(request, "counting/claim.html", context, status=422 if wrong else 200)
