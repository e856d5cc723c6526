"""Names that may be one institution, names that may be several, and what was merged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sinergi.foundation.institutions import policies, queries
from sinergi.foundation.institutions.rules.names import listed
from sinergi.foundation.institutions.services import merging
from sinergi.insight.institution_use import Use, use_of
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.institutions import calls
from sinergi.interfaces.web.institutions.forms import PairForm, UnfoldForm
from sinergi.interfaces.web.institutions.views.register import address, crumbs, what_it_is
from sinergi.interfaces.web.shell.doors import FORBIDDEN, FOUND, door
from sinergi.interfaces.web.shell.furniture import Crumb
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.foundation.institutions.models import Institution, LikelyPair, Merge

SHOWN_MERGES = 20


@dataclass(frozen=True)
class Side:
    """One of two, with what hangs on it."""

    name: str
    url: str
    what: str
    is_provisional: bool
    use: Use


@dataclass(frozen=True)
class PairLine:
    percent: int
    first: Side
    second: Side
    url: str
    is_example: bool


@dataclass(frozen=True)
class MergeLine:
    old: str
    name: str
    url: str
    on: str
    by: str
    reason: str
    undo_url: str


@door(colleague=FORBIDDEN, national=True)
def listing(request: Request) -> HttpResponse:
    policies.ensure_can_settle(request.actor)
    page = page_of(request, queries.open_pairs(request.actor))
    pairs = list(page)
    uses = use_of([side for pair in pairs for side in (pair.first, pair.second)], request.actor, on=request.today)
    merges = list(queries.merges(request.actor)[:SHOWN_MERGES])
    undoable = merging.undoable(merges)
    context = {
        "page": page,
        "rows": [_line(pair, uses) for pair in pairs],
        "listings": [
            (
                found.institution.name,
                reverse("lembaga-uraikan", args=[found.public_id]),
                len(listed(found.institution.name)),
            )
            for found in queries.open_listings(request.actor)
        ],
        "merges": [_merge(merged, may_undo=merged.pk in undoable) for merged in merges],
        "crumbs": crumbs(Crumb(_("Kemungkinan ganda"))),
    }
    return render(request, "institutions/pairs.html", context)


def _line(pair: LikelyPair, uses: dict[int, Use]) -> PairLine:
    first, second = (_side(side, uses) for side in (pair.first, pair.second))
    url = reverse("lembaga-ganda-putuskan", args=[pair.public_id])
    return PairLine(round(100 * pair.likeness), first, second, url, pair.first.is_example)


def _side(institution: Institution, uses: dict[int, Use]) -> Side:
    return Side(
        institution.name,
        address(institution),
        what_it_is(institution),
        institution.is_provisional,
        uses[institution.pk],
    )


def _merge(merged: Merge, *, may_undo: bool) -> MergeLine:
    return MergeLine(
        old=merged.before["name"],
        name=merged.survivor.name,
        url=address(merged.survivor),
        on=day(merged.merged_at.date()),
        by=merged.merged_by_label,
        reason=merged.reason,
        undo_url=reverse("lembaga-gabungan-batalkan", args=[merged.public_id]) if may_undo else "",
    )


@door(colleague=FORBIDDEN, national=True, method="GET POST")
def decide(request: Request, pair: UUID) -> HttpResponse:
    policies.ensure_can_settle(request.actor)
    found = queries.find_pair(pair, request.actor)
    if found is None:
        raise Http404
    form = PairForm.sent(request, pair=found)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        survivor = form.sides[typed["survivor"]] if typed["decision"] == "sama" else None
        if form.submit(calls.decide_pair, found, survivor, reason=typed["reason"], by=request.actor, at=request.now):
            merged = _("Keduanya sudah digabung; dapat dibatalkan selama belum ada yang berubah.")
            messages.success(request, merged if survivor else _("Dicatat: dua lembaga yang berbeda."))
            return redirect("lembaga-ganda")
    uses = use_of([found.first, found.second], request.actor, on=request.today)
    context = {
        "form": form,
        "pair": _line(found, uses),
        "is_example": found.first.is_example,
        "crumbs": crumbs(Crumb(_("Kemungkinan ganda"), reverse("lembaga-ganda")), Crumb(_("Putuskan"))),
    }
    return render(request, "institutions/pair.html", context, status=422 if form.is_bound else 200)


@door(owner=FOUND, colleague=FORBIDDEN, national=True, method="POST")
def undo(request: Request, merge: UUID) -> HttpResponse:
    policies.ensure_can_settle(request.actor)
    found = queries.find_merge(merge, request.actor)
    if found is None:
        raise Http404
    absorbed = merging.undo(found, by=request.actor, at=request.now)
    messages.success(request, _("Penggabungan dibatalkan: “%(name)s” berdiri sendiri lagi.") % {"name": absorbed.name})
    return redirect("lembaga-ganda")


@door(colleague=FORBIDDEN, national=True, method="GET POST")
def unfold(request: Request, listing: UUID) -> HttpResponse:
    """A name that seems to list several institutions."""
    policies.ensure_can_settle(request.actor)
    found = queries.find_listing(listing, request.actor)
    if found is None:
        raise Http404
    whole = found.institution
    form = UnfoldForm.sent(request, initial={"names": "\n".join(listed(whole.name))})
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        names = typed["names"].splitlines() if typed["decision"] == "banyak" else None
        if form.submit(calls.decide_listing, found, names, by=request.actor, at=request.now):
            messages.success(request, _("Keputusan dicatat."))
            return redirect("lembaga-ganda")
    context = {
        "form": form,
        "title": _("Satu nama, beberapa lembaga?"),
        "kicker": whole.name,
        "lead": _("Bila nama ini menyebut beberapa lembaga, masing-masing menjadi pihak perjanjiannya."),
        "back_url": reverse("lembaga-ganda"),
        "is_example": whole.is_example,
        "crumbs": crumbs(Crumb(_("Kemungkinan ganda"), reverse("lembaga-ganda")), Crumb(_("Uraikan"))),
    }
    return render(request, "institutions/form.html", context, status=422 if form.is_bound else 200)
