"""The keys with which one's own programs read through the API."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sinergi.foundation.access import policies, queries
from sinergi.foundation.access.services import api_keys
from sinergi.interfaces.web.shell.doors import FOUND, NOT_FOUND, door
from sinergi.interfaces.web.shell.furniture import Crumb
from sinergi.interfaces.web.shell.requests import Request
from sinergi.interfaces.web.sign_in.forms import ApiKeyForm

OFFERED = timedelta(days=90)


@door()
@never_cache
def listing(request: Request) -> HttpResponse:
    """One's own keys that still open something."""
    keys = queries.api_keys_of(request.user, on=request.today, viewer=request.actor)  # type: ignore[arg-type]
    context = {"keys": keys, "may_make": policies.can_use_api(request.actor), "crumbs": _crumbs()}
    return render(request, "sign_in/api_keys.html", context)


@door(owner=FOUND, colleague=FOUND, method="GET POST")
@never_cache
@reauthentication_required  # type: ignore[untyped-decorator]
def make(request: Request) -> HttpResponse:
    """A new key, told once in this answer. Whoever finds an open page is asked for the password first."""
    policies.ensure_can_use_api(request.actor)
    form = ApiKeyForm.sent(request, initial={"expires_on": request.today + OFFERED})
    context = {"form": form, "crumbs": [*_crumbs(link=True), Crumb(_("Kunci baru"))]}
    if form.is_bound and form.is_valid():
        made = form.submit(
            api_keys.make, request.user, **form.cleaned_data, on=request.today, by=request.actor, at=request.now
        )
        if made is not None:
            return render(request, "sign_in/api_key_made.html", context | {"made": made})
    return render(request, "sign_in/api_key_new.html", context, status=422 if form.errors else 200)


@door(owner=NOT_FOUND, colleague=NOT_FOUND, method="POST")
def end(request: Request) -> HttpResponse:
    """End one of one's own keys, named by `kunci` in the form."""
    try:
        named = UUID(request.POST.get("kunci", ""))
        api_keys.end(request.user, named, by=request.actor, at=request.now)  # type: ignore[arg-type]
    except (ValueError, ObjectDoesNotExist):
        raise Http404 from None
    messages.success(request, _("Kunci itu sudah diakhiri dan tidak membuka apa pun lagi."))
    return redirect("kunci-api")


def _crumbs(*, link: bool = False) -> list[Crumb]:
    own = Crumb(_("Kunci API"), reverse("kunci-api")) if link else Crumb(_("Kunci API"))
    return [Crumb(_("Keamanan akun"), reverse("mfa_index")), own]
