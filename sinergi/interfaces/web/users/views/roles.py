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
from sinergi.interfaces.web.shell.doors import FORBIDDEN, UNPROCESSABLE, door
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
    context = {
        "form": form,
        "role": found,
        "rooms": rooms,
        "may_change": policies.can_change_roles(request.actor),
        "proposed": capabilities.labelled(found.proposed),
    }
    return render(request, "users/role.html", context, status=422 if form.is_bound else 200)


@door(owner=UNPROCESSABLE, colleague=FORBIDDEN, national=True, method="POST")
def answer(request: Request, role: UUID) -> HttpResponse:
    """Accept or decline what a new version proposes for a role that was edited."""
    policies.ensure_can_change_roles(request.actor)
    found = queries.find_role(role, request.actor)
    if found is None:
        raise Http404
    chosen = set(request.POST.getlist("usulan"))
    if request.POST.get("jawab") == "terima":
        roles.accept(found, chosen, on=request.today, by=request.actor, at=request.now)
        messages.success(
            request, _("Wewenang ditambahkan ke peran %(role)s dan langsung berlaku.") % {"role": found.name}
        )
    else:
        roles.decline(found, chosen, by=request.actor, at=request.now)
        messages.success(request, _("Peran %(role)s tetap tanpa wewenang itu.") % {"role": found.name})
    return redirect("peran-ubah", found.public_id)
