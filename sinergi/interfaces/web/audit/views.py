"""The audit for those who read it: what was done, who saw whose data, and whether the chain is whole."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sinergi.foundation.audit import policies, queries
from sinergi.foundation.audit.services import watching
from sinergi.interfaces.web.audit.forms import AnswerForm, EntriesForm, ReadingsForm
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
    policies.ensure_can_view_readings(request.actor)
    form = ReadingsForm(request.GET or None)
    context = {"noun": _("pembacaan"), "reset": reverse("jejak-pembacaan")}
    return _list(request, "audit/readings.html", form, queries.readings(request.actor, form.where()), context)


@door(colleague=FORBIDDEN, national=True, auditor=OK)
def alarms(request: Request) -> HttpResponse:
    """Days on which somebody opened unusually many people's data."""
    policies.ensure_can_view_readings(request.actor)
    page = page_of(request, queries.alarms(request.actor), per_page=50)
    return render(request, "audit/alarms.html", {"page": page, "noun": _("kewaspadaan"), "tabs": _tabs(request)})


@door(colleague=FORBIDDEN, national=True, auditor=OK, method="GET POST")
def answer(request: Request, alarm: UUID) -> HttpResponse:
    """One such day, and what it was."""
    policies.ensure_can_view_readings(request.actor)
    found = queries.alarm_by_id(alarm, request.actor)
    if found is None:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        done = form.submit(watching.answer, found, **form.cleaned_data, by=request.actor, at=request.now)
        if done is not None:
            return redirect("jejak-kewaspadaan")
    where = urlencode({"pelaku": found.actor_key, "dari": found.day.isoformat(), "sampai": found.day.isoformat()})
    context = {"alarm": found, "form": form, "readings_url": f"{reverse('jejak-pembacaan')}?{where}"}
    return render(request, "audit/alarm.html", context, status=422 if form.is_bound else 200)


def _list(
    request: Request, template: str, form: EntriesForm | ReadingsForm, rows: Any, more: dict[str, Any]
) -> HttpResponse:
    context = {"page": page_of(request, rows, per_page=50), "form": form, "tabs": _tabs(request), **more}
    return render(request, template, context, status=422 if form.errors else 200)


def _tabs(request: Request) -> list[dict[str, object]]:
    current = request.resolver_match.url_name if request.resolver_match else ""
    return [
        {"label": label, "url": reverse(name), "current": name == current}
        for name, label in (
            ("jejak", _("Perubahan")),
            ("jejak-pembacaan", _("Pembacaan data pribadi")),
            ("jejak-kewaspadaan", _("Pembacaan tidak biasa")),
        )
        if name != "jejak" or policies.can_view(request.actor)
    ]
