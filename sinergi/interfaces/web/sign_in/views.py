"""Coming in and going out: password, second factor, passkey, identity provider, and a forgotten password.

The pages of allauth are entered only through doors declared here, each under an address of ours (ADR 0013).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from allauth.account import views as account
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from sinergi.foundation.access import queries
from sinergi.foundation.access.services import accounts, passwords, sessions
from sinergi.interfaces.web.shell.doors import (
    FOUND,
    NOT_FOUND,
    OK,
    UNAUTHORIZED,
    UNPROCESSABLE,
    door,
    open_with_one_time_password,
    open_without_second_factor,
)
from sinergi.interfaces.web.shell.requests import Request
from sinergi.interfaces.web.shell.views import safe_next
from sinergi.interfaces.web.sign_in.devices import stay_signed_in
from sinergi.interfaces.web.sign_in.forms import ForgottenForm, NewPasswordForm, OwnPasswordForm, SignInForm

type View = Callable[..., HttpResponseBase]


@door(public=True, stranger=OK, owner=FOUND, colleague=FOUND, method="GET POST")
@open_with_one_time_password
@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.user.is_authenticated:
        return redirect(safe_next(request))
    form = SignInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.get_user()
        login = Login(user=user, redirect_url=safe_next(request))
        return perform_password_login(request, {"email": user.email}, login)  # type: ignore[no-any-return]
    context = {
        "form": form,
        "next": safe_next(request),
        "provider": settings.IDENTITY_PROVIDER_NAME,
        "mail_leaves": settings.MAIL_LEAVES,
    }
    return render(request, "sign_in/sign_in.html", context, status=422 if form.is_bound else 200)


@door(owner=FOUND, colleague=FOUND, method="POST")
@open_with_one_time_password
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("masuk")


@door(owner=FOUND, colleague=FOUND, method="POST")
def sign_out_everywhere(request: Request) -> HttpResponse:
    """End all sessions of one's own but this one."""
    user = accounts.sign_out_everywhere(request.user, on=request.today, by=request.actor, at=request.now)  # type: ignore[arg-type]
    stay_signed_in(request, user)
    messages.success(request, _("Semua perangkat lain sudah dikeluarkan."))
    return redirect("sesi")


@door()
@open_without_second_factor
@never_cache
def own_sessions(request: Request) -> HttpResponse:
    """Where one is signed in now."""
    found = queries.sessions_of(request.user, at=request.now, viewer=request.actor)  # type: ignore[arg-type]
    here = request.session.session_key
    context = {
        "here": next((one for one in found if one.session_id == here), None),
        "others": [one for one in found if one.session_id != here],
    }
    return render(request, "sign_in/sessions.html", context)


@door(owner=NOT_FOUND, colleague=NOT_FOUND, method="POST")
@open_without_second_factor
def end_session(request: Request) -> HttpResponse:
    """End one of one's own sessions, named by `sesi` in the form."""
    try:
        named = UUID(request.POST.get("sesi", ""))
    except ValueError:
        raise Http404 from None
    sessions.end(request.user, named, by=request.actor, at=request.now)  # type: ignore[arg-type]
    messages.success(request, _("Perangkat itu sudah dikeluarkan."))
    return redirect("sesi")


@door(method="GET POST")
@open_with_one_time_password
@sensitive_post_parameters()
@never_cache
def own_password(request: Request) -> HttpResponse:
    form = OwnPasswordForm.sent(request)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        user = form.submit(
            passwords.choose,
            request.user,
            current=values["current"],
            new=values["new"],
            by=request.actor,
            at=request.now,
        )
        if user is not None:
            stay_signed_in(request, user)
            messages.success(request, _("Kata sandi baru berlaku mulai sekarang."))
            return redirect("beranda")
    return render(request, "sign_in/own_password.html", {"form": form}, status=422 if form.is_bound else 200)


@door(public=True, stranger=OK, owner=OK, colleague=OK, method="GET POST")
@never_cache
def forgotten(request: Request) -> HttpResponse:
    """Ask for a link by mail. The answer is the same whether the address belongs to somebody or not."""
    form = ForgottenForm.sent(request)
    if form.is_bound and form.is_valid():
        limited = ratelimit.consume_or_429(
            request, app="allauth.account", action="reset_password", key=form.cleaned_data["email"].lower()
        )
        if limited:
            return limited  # type: ignore[no-any-return]
        passwords.ask_by_mail(form.cleaned_data["email"], at=request.now)
        messages.success(request, _("Bila alamat itu terdaftar, tautannya segera tiba di kotak surel."))
        return redirect("masuk")
    context = {"form": form, "mail_leaves": settings.MAIL_LEAVES}
    return render(request, "sign_in/forgotten.html", context, status=422 if form.is_bound else 200)


@door(public=True, stranger=UNPROCESSABLE, owner=UNPROCESSABLE, colleague=UNPROCESSABLE, method="GET POST")
@open_with_one_time_password
@sensitive_post_parameters()
@never_cache
def restored(request: Request) -> HttpResponse:
    """Choose a new password by the link from the mail (`?kunci=`); afterwards one signs in with it, second factor and all."""
    key = (request.POST.get("kunci") or request.GET.get("kunci") or "")[:200].replace("\0", "")
    if passwords.keeper_of(key) is None:
        return render(request, "sign_in/link_over.html", {"mail_leaves": settings.MAIL_LEAVES}, status=422)
    form = NewPasswordForm.sent(request)
    if form.is_bound and form.is_valid():
        user = form.submit(passwords.restore, key, new=form.cleaned_data["new"], at=request.now)
        if user is not None:
            messages.success(request, _("Kata sandi baru tersimpan. Silakan masuk."))
            return redirect("masuk")
    context = {"form": form, "key": key}
    return render(request, "sign_in/restored.html", context, status=422 if form.is_bound else 200)


def _of_allauth(view: View) -> View:
    """A page of allauth: never kept by the browser, and a refused form answers 422 like ours."""

    @wraps(view)
    @never_cache
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == HTTPStatus.OK:
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response

    return page


def _own(view: View, *, owner: HTTPStatus = FOUND, method: str = "GET POST") -> View:
    """A page about one's own second factor. FOUND: one is asked for the password again first."""
    return door(owner=owner, colleague=owner, method=method)(open_without_second_factor(_of_allauth(view)))


def _or_back(view: View) -> View:
    """Back to the overview when there is nothing to take off."""

    @wraps(view)
    def page(request: HttpRequest) -> HttpResponseBase:
        try:
            return view(request)
        except Http404:
            return redirect("mfa_index")

    return page


security = _own(factors.index, owner=OK, method="GET")
activate_app = _own(totp.activate_totp)
deactivate_app = _own(_or_back(totp.deactivate_totp))
recovery_codes = _own(recovery.view_recovery_codes, owner=NOT_FOUND, method="GET")
generate_recovery_codes = _own(recovery.generate_recovery_codes)
add_passkey = _own(passkeys.add_webauthn)
password_again = _own(account.reauthenticate, owner=OK)
code_again = _own(factors.reauthenticate)
passkey_again = _own(passkeys.reauthenticate_webauthn)


@door(owner=NOT_FOUND, colleague=NOT_FOUND, method="POST")
@open_without_second_factor
def remove_passkey(request: HttpRequest) -> HttpResponseBase:
    """Take off one of one's own passkeys, named by `kunci` in the form."""
    return passkeys.remove_webauthn(request, pk=_key(request.POST))  # type: ignore[no-any-return]


@door(owner=FOUND, colleague=FOUND, method="GET POST")
@open_without_second_factor
@_or_back
def rename_passkey(request: HttpRequest) -> HttpResponseBase:
    """Give one of one's own passkeys, named by `kunci`, another name."""
    key = _key(request.POST if request.method == "POST" else request.GET)
    return _of_allauth(passkeys.edit_webauthn)(request, pk=key)


def _key(given: QueryDict) -> int:
    key = given.get("kunci", "")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Http404
    return int(key)


def _entrance(view: View, *, method: str, status: HTTPStatus = FOUND, owner: HTTPStatus | None = None) -> View:
    """A page on the way in: public, and of no use to whoever is inside or has not begun."""
    inside = owner or status
    return door(public=True, stranger=status, owner=inside, colleague=inside, method=method)(
        open_with_one_time_password(_of_allauth(view))
    )


second_factor = _entrance(factors.authenticate, method="GET POST")
passkey_sign_in = _entrance(passkeys.login_webauthn, method="GET POST")
# Without an identity provider in the settings there is none to go to.
to_provider = _entrance(openid.login, method="POST", status=NOT_FOUND)
from_provider = _entrance(openid.callback, method="GET", status=NOT_FOUND)
provider_cancelled = _entrance(social.login_cancelled, method="GET", status=OK)
provider_failed = _entrance(social.login_error, method="GET", status=UNAUTHORIZED)
