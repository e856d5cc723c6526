"""What every page under one obligation or agreement does alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sinergi.domain.agreements import queries
from sinergi.interfaces.web.shell.forms import Form
from sinergi.interfaces.web.shell.furniture import Crumb
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Agreement, Delivery, Milestone, Obligation


@dataclass(frozen=True)
class Fact:
    """One line of what a form is about; "" is unknown."""

    term: str
    value: str


def sent(request: Request) -> QueryDict | None:
    """What was sent, an empty form included; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def files(request: Request) -> Any:
    return request.FILES if request.method == "POST" else None


def found_agreement(request: Request, public_id: UUID) -> Agreement:
    agreement = queries.find(public_id, request.actor)
    if agreement is None:
        raise Http404
    return agreement


def found_obligation(request: Request, public_id: UUID) -> Obligation:
    obligation = queries.find_obligation(public_id, request.actor)
    if obligation is None:
        raise Http404
    return obligation


def found_delivery(request: Request, public_id: UUID) -> Delivery:
    delivery = queries.find_delivery(public_id, request.actor)
    if delivery is None:
        raise Http404
    return delivery


def found_milestone(request: Request, public_id: UUID) -> Milestone:
    milestone = queries.find_milestone(public_id, request.actor)
    if milestone is None:
        raise Http404
    return milestone


def about(agreement: Agreement, here: str, *between: Crumb) -> dict[str, object]:
    """What every page under one agreement shows of it."""
    story = reverse("perjanjian-kisah", args=[agreement.public_id])
    return {
        "agreement_title": agreement.title,
        "story_url": story,
        "is_example": agreement.is_example,
        "crumbs": [
            Crumb(_("Perjanjian"), reverse("perjanjian")),
            Crumb(agreement.title, story),
            *between,
            Crumb(here),
        ],
    }


def ask(
    request: Request,
    agreement: Agreement,
    form: Form,
    *,
    title: str,
    button: str,
    back: str,
    facts: list[Fact],
    lead: str = "",
    between: tuple[Crumb, ...] = (),
) -> HttpResponse:
    """A page with one form that says what it is about; 422 when it was sent and refused."""
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "button": button,
        "back": back,
        "facts": facts,
        **about(agreement, title, *between),
    }
    return render(request, "obligations/ask.html", context, status=422 if form.is_bound else 200)
