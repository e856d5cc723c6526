"""The list of what is owed, narrowed by GET, with its totals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.paginator import Page
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from sinergi.domain.agreements import queries
from sinergi.domain.agreements.choices import Side
from sinergi.domain.agreements.queries import UnitTotal
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.obligations.forms import ListForm
from sinergi.interfaces.web.obligations.words import due_words, state_words
from sinergi.interfaces.web.shell.doors import door
from sinergi.interfaces.web.shell.furniture import Chip, folded
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Obligation


@dataclass(frozen=True)
class Row:
    """An obligation as the list shows it."""

    description: str
    url: str
    agreement: str
    agreement_url: str
    owed_by: str
    side: str
    units: str
    done: Decimal
    accepted: Decimal
    quantity: Decimal | None
    unit: str
    due: str
    state: str
    tone: str


@door(method="GET")
def listing(request: Request) -> HttpResponse:
    form = ListForm(request.GET)
    filter = form.filter(request.today) if form.is_valid() else None
    page: Page[Obligation] | None = None
    rows: list[Row] = []
    totals: tuple[UnitTotal, ...] = ()
    if filter is not None:
        page = page_of(request, queries.listed_obligations(filter, request.actor))
        rows = [_row(obligation, request) for obligation in page]
        totals = queries.totals(filter, request.actor)
    changed = [name for name in form.changed_data if name != "contoh" and form.data.get(name)]
    context = {
        "form": form,
        "errors": [f"{form.fields[name].label}: {error}" for name, errors in form.errors.items() for error in errors],
        "chips": list(_chips(form, request.GET)) if filter is not None else [],
        "rows": rows,
        "page": page,
        "totals": [_total(total) for total in totals],
        "today": day(request.today),
        "is_filtered": bool(changed),
        "closed": filter is not None and folded(request),
        "is_example": filter is not None and filter.examples,
    }
    return render(request, "obligations/list.html", context, status=200 if filter is not None else 422)


def _row(obligation: Obligation, request: Request) -> Row:
    state, tone = state_words(obligation, request.today)
    return Row(
        description=obligation.description,
        url=reverse("kewajiban", args=[obligation.public_id]),
        agreement=obligation.agreement.title,
        agreement_url=reverse("perjanjian-kisah", args=[obligation.agreement.public_id]),
        owed_by=obligation.owed_by.institution.name,
        side=str(Side(obligation.owed_by.side).label),
        units=", ".join(unit.name for unit in obligation.units.all()),
        done=obligation.delivered,
        accepted=obligation.accepted,
        quantity=obligation.quantity,
        unit=obligation.get_unit_display(),
        due=due_words(obligation),
        state=state,
        tone=tone,
    )


@dataclass(frozen=True)
class TotalLine:
    unit: str
    total: UnitTotal


def _total(total: UnitTotal) -> TotalLine:
    return TotalLine(str(total.unit.label), total)


def _chips(form: ListForm, typed: QueryDict) -> Iterator[Chip]:
    for name in form.changed_data:
        value = form.cleaned_data.get(name)
        if value in (None, "", False):
            continue
        label, words = str(form.fields[name].label), dict(getattr(form.fields[name], "choices", ()))
        rest = typed.copy()
        for dropped in (name, "halaman"):
            rest.pop(dropped, None)
        remove_url = f"{reverse('kewajiban-daftar')}?{rest.urlencode()}"
        yield Chip(label if value is True else f"{label}: {words.get(value, value)}", remove_url)
