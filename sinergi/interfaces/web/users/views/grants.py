"""Roles of people over time: giving, ending, moving, resting, reviewing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sinergi.foundation.access import policies, queries
from sinergi.foundation.access.services import granting, moving, resting, reviewing
from sinergi.interfaces.web.shell.doors import FORBIDDEN, FOUND, door
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request
from sinergi.interfaces.web.users.forms import EndForm, GrantForm, LeaveForm, TransferForm
from sinergi.interfaces.web.users.views.asking import ask, member_or_404

if TYPE_CHECKING:
    from sinergi.foundation.access.models import Grant


def _grant_or_404(request: Request, grant: UUID) -> Grant:
    policies.ensure_can_manage_somewhere(request.actor)
    found = queries.find_grant(grant, request.actor)
    if found is None:
        raise Http404
    return found


@door(colleague=FORBIDDEN, national=True, method="GET POST")
def give(request: Request, member: UUID) -> HttpResponse:
    user = member_or_404(request, member)
    form = GrantForm.sent(request, viewer=request.actor, on=request.today)
    if form.is_bound and form.is_valid():
        given = form.submit(granting.grant, user, **form.cleaned_data, by=request.actor, at=request.now)
        if given is not None:
            messages.success(request, _("Peran %(role)s sudah diberikan.") % {"role": given.role.name})
            return redirect("pengguna-lihat", user.public_id)
    back = reverse("pengguna-lihat", args=[user.public_id])
    return ask(request, form, title=_("Beri peran"), kicker=user.name, submit=_("Beri peran"), back=back)


@door(colleague=FORBIDDEN, national=True, method="GET POST")
def transfer(request: Request, member: UUID) -> HttpResponse:
    user = member_or_404(request, member)
    form = TransferForm.sent(request, viewer=request.actor, on=request.today)
    if form.is_bound and form.is_valid():
        begun = form.submit(moving.transfer, user, **form.cleaned_data, by=request.actor, at=request.now)
        if begun is not None:
            messages.success(request, _("Mutasi %(name)s tercatat.") % {"name": user.name})
            return redirect("pengguna-lihat", user.public_id)
    return ask(
        request,
        form,
        title=_("Mutasi"),
        kicker=user.name,
        lead=_(
            "Peran lama berakhir dan yang baru dimulai, sekaligus. Unit lama tetap melihat catatannya sendiri saja."
        ),
        submit=_("Catat mutasi"),
        back=reverse("pengguna-lihat", args=[user.public_id]),
    )


@door(colleague=FORBIDDEN, national=True, method="GET POST")
def rest(request: Request, member: UUID) -> HttpResponse:
    user = member_or_404(request, member)
    form = LeaveForm.sent(request, viewer=request.actor, on=request.today)
    if form.is_bound and form.is_valid():
        leave = form.submit(resting.rest, user, **form.cleaned_data, by=request.actor, at=request.now)
        if leave is not None:
            messages.success(request, _("Cuti %(name)s tercatat.") % {"name": user.name})
            return redirect("pengguna-lihat", user.public_id)
    return ask(
        request,
        form,
        title=_("Catat cuti"),
        kicker=user.name,
        lead=_("Selama cuti perannya beristirahat: ia dapat masuk, tetapi tidak melihat dan mengubah apa pun."),
        submit=_("Catat cuti"),
        back=reverse("pengguna-lihat", args=[user.public_id]),
    )


@door(owner=FOUND, colleague=FORBIDDEN, national=True, method="POST")
def return_from(request: Request, leave: UUID) -> HttpResponse:
    """Back at work today; a leave that has not begun is called off."""
    policies.ensure_can_manage_somewhere(request.actor)
    found = queries.find_leave(leave, request.actor)
    if found is None:
        raise Http404
    resting.return_from(found, on=request.today, by=request.actor, at=request.now)
    messages.success(request, _("%(name)s bekerja lagi.") % {"name": found.user.name})
    return redirect("pengguna-lihat", found.user.public_id)


@door(colleague=FORBIDDEN, national=True, method="GET POST")
def end(request: Request, grant: UUID) -> HttpResponse:
    found = _grant_or_404(request, grant)
    back = reverse("pengguna-lihat", args=[found.user.public_id])
    form = EndForm.sent(request, viewer=request.actor, on=request.today)
    if form.is_bound and form.is_valid():
        form.submit(granting.end, found, **form.cleaned_data, by=request.actor, at=request.now)
        if not form.errors:
            messages.success(request, _("Akhir peran %(role)s tercatat.") % {"role": found.role.name})
            return redirect(back)
    return ask(
        request,
        form,
        title=_("Akhiri peran"),
        kicker=f"{found.user.name} · {found.role.name}",
        lead=_("Hari terakhir masih berlaku. Bila peran belum dimulai pada hari itu, peran ini dibatalkan."),
        submit=_("Akhiri"),
        back=back,
    )


@door(colleague=FORBIDDEN, national=True)
def due(request: Request) -> HttpResponse:
    """Grants that nobody has looked at for a year."""
    policies.ensure_can_manage_somewhere(request.actor)
    page = page_of(request, queries.due_for_review(request.actor, on=request.today))
    names = queries.names_of({grant.reviewed_by_key for grant in page} - {""}, request.actor)
    rows = [{"grant": grant, "reviewed_by": names.get(grant.reviewed_by_key, "")} for grant in page]
    return render(request, "users/review.html", {"page": page, "rows": rows})


@door(colleague=FORBIDDEN, national=True, method="GET POST")
def confirm(request: Request, grant: UUID) -> HttpResponse:
    """One grant to look at: still needed, or to be ended."""
    found = _grant_or_404(request, grant)
    if request.method != "POST":
        names = queries.names_of({found.reviewed_by_key, found.granted_by_key} - {""}, request.actor)
        context = {
            "grant": found,
            "granted_by": names.get(found.granted_by_key, ""),
            "reviewed_by": names.get(found.reviewed_by_key, ""),
            "is_own": found.user_id == request.actor.user_id,
        }
        return render(request, "users/review_one.html", context)
    reviewing.confirm(found, on=request.today, by=request.actor, at=request.now)
    words = {"role": found.role.name, "name": found.user.name}
    messages.success(request, _("Peran %(role)s bagi %(name)s masih diperlukan: tercatat.") % words)
    return redirect("peran-tinjauan")
