from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sinergi.foundation.institutions import policies, queries
from sinergi.foundation.institutions.services import settling
from sinergi.interfaces.web.institutions.forms import SettleForm
from sinergi.interfaces.web.shell.doors import FORBIDDEN, FOUND, door
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.foundation.institutions.models import Institution


@door(colleague=FORBIDDEN, national=True)
def provisional(request: Request) -> HttpResponse:
    """Names that wait for a person."""
    policies.ensure_can_settle(request.actor)
    page = page_of(request, queries.provisional(request.actor))
    return render(
        request, "institutions/provisional.html", {"page": page, "rows": [_line(row, request) for row in page]}
    )


@dataclass(frozen=True)
class Waiting:
    """A provisional institution: since when it waits (None: before that was kept), and who said to settle it."""

    institution: Institution
    days: int | None
    is_mine: bool


def _line(institution: Institution, request: Request) -> Waiting:
    recorded = institution.recorded_at
    days = None if recorded is None else max((request.now - recorded).days, 0)
    return Waiting(institution, days, institution.keeper_key == request.actor.key)


@door(owner=FOUND, colleague=FORBIDDEN, national=True, method="POST")
def take_on(request: Request, institution: UUID) -> HttpResponse:
    """Say that one will settle it."""
    policies.ensure_can_settle(request.actor)
    found = queries.provisional(request.actor).filter(public_id=institution).first()
    if found is None:
        raise Http404
    settling.take_on(found, by=request.actor, at=request.now)
    messages.success(request, _("“%(name)s” sekarang Anda yang mengurus.") % {"name": found.name})
    return redirect("lembaga-sementara")


@door(colleague=FORBIDDEN, national=True, method="GET POST")
def settle(request: Request, institution: UUID) -> HttpResponse:
    policies.ensure_can_settle(request.actor)
    found = queries.provisional(request.actor).filter(public_id=institution).first()
    if found is None:
        raise Http404
    kind = found.place.kind if found.path else ""
    category = found.partner_profile.category if hasattr(found, "partner_profile") else ""
    form = SettleForm.sent(
        request,
        parents=queries.places_for_choice(request.actor, examples=found.is_example),
        initial={"name": found.name, "kind": kind, "category": category},
    )
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        settled = form.submit(
            settling.confirm,
            found,
            name=typed["name"],
            kind=typed["kind"] or None,
            parent=queries.by_id(typed["parent"], viewer=request.actor) if typed["parent"] else None,
            zone=typed["zone"] or None,
            category=typed["category"] or None,
            by=request.actor,
            at=request.now,
        )
        if settled is not None:
            messages.success(request, _("“%(name)s” sudah ditetapkan.") % {"name": settled.name})
            return redirect("lembaga-sementara")
    alike = queries.alike(found.name, viewer=request.actor, examples=found.is_example, but=found)
    known = [each.institution for each in alike]
    context = {"form": form, "institution": found, "alike": known, "is_example": found.is_example}
    return render(request, "institutions/settle.html", context, status=422 if form.is_bound else 200)
