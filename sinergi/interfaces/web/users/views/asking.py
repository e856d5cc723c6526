"""What the pages about users have in common: who may be here at all, and one page for every short form."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from sinergi.foundation.access import policies, queries
from sinergi.interfaces.web.shell.forms import Form
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.foundation.access.models import User


def member_or_404(request: Request, member: UUID) -> User:
    """The user of the address, for those who manage him. Raises NotAllowed for whoever manages nobody."""
    policies.ensure_can_manage_somewhere(request.actor)
    found = queries.find_user(member, request.actor)
    if found is None:
        raise Http404
    return found


def ask(
    request: Request, form: Form, *, title: str, submit: str, back: str, lead: str = "", kicker: str = ""
) -> HttpResponse:
    """A page with one form. `back` is the address to go to instead."""
    context = {"form": form, "title": title, "submit": submit, "back": back, "lead": lead, "kicker": kicker}
    return render(request, "users/form.html", context, status=422 if form.is_bound else 200)
