"""Roles: what each may do, as data."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sinergi.foundation.access import policies, queries
from sinergi.foundation.access.services import roles
from sinergi.interfaces.web.shell.doors import FORBIDDEN, door
from sinergi.interfaces.web.shell.requests import Request
from sinergi.interfaces.web.users import capabilities
from sinergi.interfaces.web.users.forms import NewRoleForm, RoleForm
from sinergi.interfaces.web.users.views.asking import ask


@door(colleague=FORBIDDEN, national=True)
def listing(request: Request) -> HttpResponse:
    policies.ensure_can_manage_somewhere(request.actor)
    context = {
        "held": queries.roles(request.actor, on=request.today),
        "may_change": policies.can_change_roles(request.actor),
    }
    return render(request, "users/roles.html", context)


@door(colleague=FORBIDDEN, national=True, method="GET POST")
def create(request: Request) -> HttpResponse:
    policies.ensure_can_change_roles(request.actor)
    form = NewRoleForm.sent(request, viewer=request.actor, on=request.today)
    if form.is_bound and form.is_valid():
        role = form.submit(roles.create, form.cleaned_data["name"], by=request.actor, at=request.now)
        if role is not None:
            return redirect("peran-ubah", role.public_id)
    lead = _("Peran baru belum boleh apa-apa; wewenangnya dipilih di halaman berikut.")
    return ask(request, form, title=_("Peran baru"), lead=lead, submit=_("Lanjut"), back=reverse("peran"))


@door(colleague=FORBIDDEN, national=True, method="GET POST")
def change(request: Request, role: UUID) -> HttpResponse:
    """The capabilities of a role as boxes, room by room."""
    policies.ensure_can_manage_somewhere(request.actor)
    found = queries.find_role(role, request.actor)
    if found is None:
        raise Http404
    form = RoleForm.sent(request, initial={"name": found.name, "requires_second_factor": found.requires_second_factor})
    ticked = request.POST.getlist("capabilities") if form.is_bound else found.capabilities
    if form.is_bound and form.is_valid():
        changed = form.submit(
            roles.change,
            found,
            **form.cleaned_data,
            capabilities=ticked,
            known=capabilities.known(),
            on=request.today,
            by=request.actor,
            at=request.now,
        )
        if changed is not None:
            messages.success(request, _("Peran %(role)s sudah diubah dan langsung berlaku.") % {"role": changed.name})
            return redirect("peran")
    rooms = [
        {
            "label": room.label,
            "boxes": [{"code": code, "label": label, "ticked": code in ticked} for code, label in room.capabilities],
        }
        for room in capabilities.rooms()
    ]
    may_change = policies.can_change_roles(request.actor)
    context = {"form": form, "role": found, "rooms": rooms, "may_change": may_change}
    return render(request, "users/role.html", context, status=422 if form.is_bound else 200)
