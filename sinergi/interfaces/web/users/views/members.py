"""Users: the list, one user, inviting, and what concerns the account as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sinergi.foundation.access import policies, queries
from sinergi.foundation.access.services import accounts, inviting, passwords
from sinergi.foundation.imports.services.welcoming import Handed
from sinergi.interfaces.web.shell.doors import FORBIDDEN, FOUND, UNPROCESSABLE, door
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request
from sinergi.interfaces.web.users.forms import FilterForm, InviteForm
from sinergi.interfaces.web.users.views.asking import ask, member_or_404

if TYPE_CHECKING:
    pass


@door(colleague=FORBIDDEN, national=True)
def listing(request: Request) -> HttpResponse:
    """All users the viewer manages, narrowed by GET."""
    policies.ensure_can_manage_somewhere(request.actor)
    form = FilterForm(request.GET, viewer=request.actor, on=request.today)
    form.is_valid()
    page = page_of(request, queries.users(request.actor, on=request.today, only=form.chosen()))
    context = {
        "form": form,
        "page": page,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "may_change_roles": policies.can_change_roles(request.actor),
        "due": queries.due_for_review(request.actor, on=request.today).count(),
    }
    return render(request, "users/list.html", context)


@door(colleague=FORBIDDEN, national=True)
def member(request: Request, member: UUID) -> HttpResponse:
    """One user: grants over time, leave, account."""
    user = member_or_404(request, member)
    grants = list(queries.grants_of(user, request.actor))
    names = queries.names_of(
        {grant.granted_by_key for grant in grants} | {g.reviewed_by_key for g in grants}, request.actor
    )
    context = {
        "member": user,
        "rows": [
            {
                "grant": grant,
                "by": names.get(grant.granted_by_key, ""),
                "reviewed_by": names.get(grant.reviewed_by_key, ""),
                "is_now": grant.is_dated(request.today),
                "is_over": grant.ends_on is not None and grant.ends_on < request.today,
            }
            for grant in grants
        ],
        "leaves": [
            {"leave": leave, "is_over": leave.ends_on < request.today}
            for leave in queries.leaves_of(user, request.actor)
        ],
        "factors": queries.factors_of(user, request.actor),
        "is_locked": queries.is_locked(user, at=request.now, viewer=request.actor),
        "may_manage": policies.can_manage_user(request.actor, user, on=request.today),
        "is_self": request.actor.user_id == user.pk,
        "mail_leaves": settings.MAIL_LEAVES,
        "is_example": user.is_example,
    }
    return render(request, "users/member.html", context)


@door(colleague=FORBIDDEN, national=True, method="GET POST")
@never_cache
def invite(request: Request) -> HttpResponse:
    """A new user. The one-time password is on the answer to this one request and nowhere else."""
    policies.ensure_can_manage_somewhere(request.actor)
    form = InviteForm.sent(request, viewer=request.actor, on=request.today)
    if form.is_bound and form.is_valid():
        welcomed = form.submit(inviting.welcome, **form.cleaned_data, by=request.actor, at=request.now)
        if welcomed is not None:
            user, password = welcomed
            if not password:
                messages.success(request, _("%(name)s diundang; tautannya dikirim lewat surel.") % {"name": user.name})
                return redirect("pengguna-lihat", user.public_id)
            role, unit = form.cleaned_data["role"].name, form.cleaned_data["institution"]
            unit_name = unit.name if unit else _("Seluruh Indonesia")
            return hand_over(request, (Handed(user.name, user.email, role, unit_name, password),))
    return ask(
        request,
        form,
        title=_("Undang pengguna"),
        lead=_("Ia langsung memegang satu peran di satu unit; peran lain dapat ditambah kemudian."),
        submit=_("Undang"),
        back=reverse("pengguna"),
    )


def hand_over(request: Request, handed: tuple[Handed, ...]) -> HttpResponse:
    """The list to print: what each person is given. Not kept by the browser either."""
    context = {"handed": handed, "address": request.build_absolute_uri("/")}
    return render(request, "users/handed.html", context)


@door(colleague=FORBIDDEN, national=True, method="POST")
@never_cache
def renew(request: Request, member: UUID) -> HttpResponse:
    """A superior gives a new one-time password."""
    user = member_or_404(request, member)
    password = inviting.renew(user, on=request.today, by=request.actor, at=request.now)
    return hand_over(request, (Handed(user.name, user.email, "", "", password),))


type Change = Callable[..., object]


def _changed(request: Request, member: UUID, change: Change, text: str) -> HttpResponse:
    user = member_or_404(request, member)
    change(user, on=request.today, by=request.actor, at=request.now)
    messages.success(request, text % {"name": user.name})
    return redirect("pengguna-lihat", user.public_id)


@door(owner=FOUND, colleague=FORBIDDEN, national=True, method="POST")
def send_link(request: Request, member: UUID) -> HttpResponse:
    return _changed(request, member, passwords.send_link, _("Tautan untuk %(name)s dikirim lewat surel."))


@door(owner=FOUND, colleague=FORBIDDEN, national=True, method="POST")
def unlock(request: Request, member: UUID) -> HttpResponse:
    return _changed(request, member, accounts.unlock, _("Kunci akun %(name)s sudah dibuka."))


@door(owner=FOUND, colleague=FORBIDDEN, national=True, method="POST")
def sign_out(request: Request, member: UUID) -> HttpResponse:
    return _changed(
        request, member, accounts.sign_out_everywhere, _("%(name)s sudah dikeluarkan dari semua perangkat.")
    )


@door(owner=FOUND, colleague=FORBIDDEN, national=True, method="POST")
def forget_factors(request: Request, member: UUID) -> HttpResponse:
    return _changed(request, member, accounts.forget_factors, _("Faktor kedua %(name)s sudah dilepas."))


@door(owner=FOUND, colleague=FORBIDDEN, national=True, method="POST")
def close(request: Request, member: UUID) -> HttpResponse:
    return _changed(request, member, accounts.close, _("Akun %(name)s ditutup mulai sekarang."))


@door(owner=UNPROCESSABLE, colleague=FORBIDDEN, national=True, method="POST")
def reopen(request: Request, member: UUID) -> HttpResponse:
    return _changed(request, member, accounts.reopen, _("Akun %(name)s terbuka lagi."))
