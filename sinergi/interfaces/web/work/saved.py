"""Filters of the list that somebody keeps under a name."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sinergi.domain.agreements.queries import saved as queries
from sinergi.domain.agreements.services import saving
from sinergi.foundation.kernel.errors import Invalid
from sinergi.interfaces.web.agreements.addresses import listing
from sinergi.interfaces.web.agreements.filtering import FilterForm
from sinergi.interfaces.web.shell.doors import FOUND, NOT_FOUND, UNPROCESSABLE, door
from sinergi.interfaces.web.shell.requests import Request
from sinergi.interfaces.web.work.forms import NameForm


@door(owner=UNPROCESSABLE, colleague=UNPROCESSABLE, method="POST")
def save(request: Request) -> HttpResponse:
    """Keep the filter in `alamat`, the query of the list's address, under a name; then show the list as it was."""
    name = NameForm(request.POST)
    typed = QueryDict(request.POST.get("alamat", ""))
    form = FilterForm(typed, viewer=request.actor)
    filter = form.filter(form.cleaned_data.get("pada") or request.today) if form.is_valid() else None
    if not name.is_valid() or filter is None:
        raise Invalid(str(next(iter((name.errors or form.errors).values()))[0]))
    saving.save(
        filter, name=name.cleaned_data["nama"], follows_today=not form.cleaned_data["pada"],
        by=request.actor, at=request.now,
    )  # fmt: skip
    messages.success(request, _("Saringan “%(name)s” disimpan.") % {"name": name.cleaned_data["nama"].strip()})
    return redirect(listing(filter))


@door(owner=FOUND, colleague=NOT_FOUND, reader=NOT_FOUND)
def use(request: Request, saved: UUID) -> HttpResponse:
    """The list as this filter leaves it today."""
    found = queries.find_filter(saved, request.actor)
    if found is None:
        raise Http404
    return redirect(listing(queries.filter_of(found, request.actor, on=request.today)))


@door(owner=FOUND, colleague=NOT_FOUND, method="POST", reader=NOT_FOUND)
def forget(request: Request, saved: UUID) -> HttpResponse:
    found = queries.find_filter(saved, request.actor)
    if found is None:
        raise Http404
    saving.forget(found, by=request.actor)
    messages.success(request, _("Saringan “%(name)s” dihapus.") % {"name": found.name})
    return redirect("perjanjian")
