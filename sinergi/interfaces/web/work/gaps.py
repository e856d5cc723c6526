"""Data that is not complete yet: what is missing where, who sees to it, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.queries import gaps as queries
from sinergi.domain.agreements.queries.gaps import Gap
from sinergi.domain.agreements.services import assigning
from sinergi.foundation.kernel.errors import NotAllowed
from sinergi.interfaces.web.agreements.words import WHY, day
from sinergi.interfaces.web.shell.doors import door
from sinergi.interfaces.web.shell.furniture import Tab
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request, asks_for_examples
from sinergi.interfaces.web.work.forms import CHOSEN, AssignForm

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Agreement


@dataclass(frozen=True)
class Line:
    """An agreement that lacks the fact; `owner` "" has nobody."""

    key: str
    title: str
    url: str
    fill_url: str
    owner: str
    since: str
    recorded: str


@door(method="GET POST")
def listing(request: Request) -> HttpResponse:
    """`?fakta=` chooses the fact, `?milik=` whose; POST gives chosen rows to somebody."""
    actor = request.actor
    examples = asks_for_examples(request)
    found = queries.gaps(actor, examples=examples)
    fact = request.GET.get("fakta", "")
    gap = next((each for each in found if each.fact == fact), max(found, key=lambda each: each.lacking))
    owner = request.GET.get("milik", "")
    owner = owner if owner in queries.OWNERS else ""
    may_assign = actor.may_somewhere(policies.RECORD)
    form = _form(request) if may_assign else None
    if request.method == "POST":
        if form is None:
            raise NotAllowed(_("Anda tidak berwenang membagi pekerjaan melengkapi data."))
        if form.is_valid():
            count = form.submit(
                assigning.assign, form.cleaned_data[CHOSEN], gap.fact, owner=form.owner(), by=actor, at=request.now
            )
            if count is not None:
                words = ngettext("%(count)d perjanjian diserahkan.", "%(count)d perjanjian diserahkan.", count)
                messages.success(request, words % {"count": count})
                return redirect(_address(fakta=gap.fact.value, milik=owner, contoh="ya" if examples else ""))
    page = page_of(request, queries.lacking(gap.fact, actor, owner=owner, examples=examples))
    keep = {"contoh": "ya" if examples else ""}
    context = {
        "gap": gap,
        "label": capfirst(str(gap.fact.label)),
        "why": str(WHY[gap.fact]),
        "form": form,
        "facts": [
            Tab(
                capfirst(str(each.fact.label)),
                _address(fakta=each.fact.value, milik=owner, **keep),
                each == gap,
                each.lacking,
            )
            for each in found
        ],
        "owners": [
            Tab(label, _address(fakta=gap.fact.value, milik=code, **keep), code == owner)
            for code, label in (("", _("Semua")), ("saya", _("Bagian saya")), ("belum", _("Belum ada yang mengurus")))
        ],
        "worlds": [
            Tab(label, _address(fakta=gap.fact.value, milik=owner, contoh=code), (code == "ya") == examples)
            for code, label in (("", _("Nyata")), ("ya", _("Contoh")))
        ],
        "page": page,
        "lines": [_line(row) for row in page],
        "summary": _summary(gap),
        "is_example": examples,
    }
    return render(request, "work/gaps.html", context, status=422 if request.method == "POST" else 200)


def _form(request: Request) -> AssignForm:
    sent = request.POST if request.method == "POST" else None
    users = queries.helpers(request.actor, on=request.today)
    return AssignForm(sent, users=users, units=queries.units(request.actor))


def _line(row: Agreement) -> Line:
    [assignment] = row.assigned or [None]  # type: ignore[attr-defined]  # prefetched by `lacking`
    return Line(
        key=str(row.public_id),
        title=row.title,
        url=reverse("perjanjian-kisah", args=[row.public_id]),
        fill_url=reverse("perjanjian-koreksi", args=[row.public_id]),
        owner=assignment.owner if assignment else "",
        since=day(assignment.assigned_at.date()) if assignment else "",
        recorded=day(row.recorded_at.date()),
    )


def _summary(gap: Gap) -> str:
    words = {"lacking": gap.lacking, "assigned": gap.assigned, "filled": gap.filled}
    return _("%(lacking)d belum diketahui; %(assigned)d sudah diserahkan; %(filled)d terisi sejak diserahkan.") % words


def _address(**parameters: str) -> str:
    return f"{reverse('lengkapi')}?{urlencode({name: value for name, value in parameters.items() if value})}"
