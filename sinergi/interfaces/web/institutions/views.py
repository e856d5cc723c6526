from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sinergi.foundation.institutions import policies, queries
from sinergi.foundation.institutions.services import settling
from sinergi.interfaces.web.institutions.forms import SettleForm
from sinergi.interfaces.web.shell.doors import FORBIDDEN, door
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request


@door(colleague=FORBIDDEN, national=True)
def provisional(request: Request) -> HttpResponse:
    """Names that wait for a person."""
    policies.ensure_can_settle(request.actor)
    return render(
        request, "institutions/provisional.html", {"page": page_of(request, queries.provisional(request.actor))}
    )


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
    context = {"form": form, "institution": found, "is_example": found.is_example}
    return render(request, "institutions/settle.html", context, status=422 if form.is_bound else 200)
