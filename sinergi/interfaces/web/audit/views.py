"""The audit for those who read it: what was done, who saw whose data, and whether the chain is whole."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sinergi.foundation.audit import policies, queries
from sinergi.interfaces.web.audit.forms import EntriesForm, ReadingsForm
from sinergi.interfaces.web.shell.doors import FORBIDDEN, OK, door
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request


@door(colleague=FORBIDDEN, national=True, auditor=OK)
def trail(request: Request) -> HttpResponse:
    """What was done, newest first, and how the chain stands."""
    policies.ensure_can_view(request.actor)
    form = EntriesForm(request.GET or None)
    context = {"chain": queries.chain(request.actor), "noun": _("catatan"), "reset": reverse("jejak")}
    return _list(request, "audit/trail.html", form, queries.entries(request.actor, form.where()), context)


@door(colleague=FORBIDDEN, national=True, auditor=OK)
def readings(request: Request) -> HttpResponse:
    """Who saw which personal data of whom, and what for, newest first."""
    policies.ensure_can_view(request.actor)
    form = ReadingsForm(request.GET or None)
    context = {"noun": _("pembacaan"), "reset": reverse("jejak-pembacaan")}
    return _list(request, "audit/readings.html", form, queries.readings(request.actor, form.where()), context)


def _list(
    request: Request, template: str, form: EntriesForm | ReadingsForm, rows: Any, more: dict[str, Any]
) -> HttpResponse:
    current = request.resolver_match.url_name if request.resolver_match else ""
    tabs = [
        {"label": label, "url": reverse(name), "current": name == current}
        for name, label in (("jejak", _("Perubahan")), ("jejak-pembacaan", _("Pembacaan data pribadi")))
    ]
    context = {"page": page_of(request, rows, per_page=50), "form": form, "tabs": tabs, **more}
    return render(request, template, context, status=422 if form.errors else 200)
