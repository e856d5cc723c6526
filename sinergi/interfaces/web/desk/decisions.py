"""What the desk decided and still stands, and taking a decision back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sinergi.domain.identity import policies
from sinergi.domain.identity.queries import desk
from sinergi.domain.identity.services import settling
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.desk import words
from sinergi.interfaces.web.desk.forms import RevokeForm
from sinergi.interfaces.web.desk.views import tabs
from sinergi.interfaces.web.identity.words import moment
from sinergi.interfaces.web.people import pages
from sinergi.interfaces.web.shell.doors import FORBIDDEN, NOT_FOUND, OK, door
from sinergi.interfaces.web.shell.furniture import Crumb
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request, asks_for_examples

if TYPE_CHECKING:
    from sinergi.domain.identity.models import ReviewDecision


@dataclass(frozen=True)
class DecisionLine:
    title: str
    url: str
    scope: str
    opinion: str
    reason: str
    decided: str
    state: str
    tone: str


@door(reader=FORBIDDEN)
@never_cache
def listing(request: Request) -> HttpResponse:
    """Decisions about people in the viewer's reach, the newest first."""
    policies.ensure_is_at_the_desk(request.actor)
    examples = asks_for_examples(request)
    page = page_of(request, desk.decisions(request.actor, examples=examples))
    context = {
        "page": page,
        "lines": [_line(decision, request.today) for decision in page],
        "is_example": examples,
        "tabs": tabs(request, "meja-tinjau-putusan"),
    }
    return render(request, "desk/decisions.html", context)


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, method="GET POST")
@never_cache
def revoke(request: Request, review_decision: UUID) -> HttpResponse:
    """One decision; whoever may takes it back with a reason."""
    found = pages.found(desk.decision_by_id, review_decision, request.actor)
    form = RevokeForm(pages.sent(request))
    if form.is_bound:
        policies.ensure_can_revoke(request.actor, found)
    if form.is_bound and form.is_valid():
        done = form.submit(settling.revoke, found, reason=form.cleaned_data["reason"], by=request.actor, at=request.now)
        if done is not None:
            messages.success(request, _("Putusan dicabut."))
            return redirect("meja-tinjau-putusan")
    line = _line(found, request.today)
    context = {
        "line": line,
        "by": found.by_label,
        "expires": day(found.expires_on),
        "is_ruling": found.is_ruling,
        "revoked": moment(found.revoked_at) if found.revoked_at else "",
        "revoked_by": found.revoked_by_label,
        "revoke_reason": found.revoke_reason,
        "form": form if found.revoked_at is None and policies.can_revoke(request.actor, found) else None,
        "is_example": found.case.is_example,
        "crumbs": [
            Crumb(_("Meja tinjau"), reverse("meja-tinjau")),
            Crumb(_("Putusan"), reverse("meja-tinjau-putusan")),
            Crumb(line.title),
        ],
    }
    return render(request, "desk/decision.html", context, status=pages.status(form))


def _line(decision: ReviewDecision, today: date) -> DecisionLine:
    state, tone = _("Berlaku"), "good"
    if decision.revoked_at is not None:
        state, tone = _("Dicabut"), "neutral"
    elif decision.expires_on is not None and decision.expires_on < today:
        state, tone = _("Berakhir %(day)s") % {"day": day(decision.expires_on)}, "neutral"
    return DecisionLine(
        words.title(decision.case),
        reverse("meja-tinjau-cabut", args=[decision.public_id]),
        decision.get_scope_display(),
        decision.get_opinion_display(),
        decision.reason,
        moment(decision.decided_at),
        state,
        tone,
    )
