"""Coming in, going out, an own password, language and theme, and being well."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from sinergi.foundation.access.services import passwords
from sinergi.interfaces.web.shell.context import THEMES
from sinergi.interfaces.web.shell.doors import FOUND, OK, door, open_with_one_time_password
from sinergi.interfaces.web.shell.forms import Form
from sinergi.interfaces.web.shell.requests import Request

YEAR = 365 * 24 * 60 * 60


class SignInForm(AuthenticationForm):
    """Django's own sign-in form, in our words."""

    error_messages = {
        "invalid_login": gettext_lazy("Surel atau kata sandi tidak cocok. Periksa, lalu coba lagi."),
        "inactive": gettext_lazy("Akun ini sudah tidak aktif. Hubungi administrator unit Anda."),
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["username"].label = _("Surel")
        self.fields["password"].label = _("Kata sandi")

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if "\0" in name or len(name) > 254:
            raise forms.ValidationError(_("Alamat surel tidak benar."))
        return name


class OwnPasswordForm(Form):
    current = forms.CharField(
        label=gettext_lazy("Kata sandi sekarang"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    new = forms.CharField(
        label=gettext_lazy("Kata sandi baru"), strip=False,
        help_text=gettext_lazy("Paling sedikit 12 karakter; kalimat pendek yang mudah diingat paling baik."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    repeat = forms.CharField(
        label=gettext_lazy("Ulangi kata sandi baru"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean(self) -> dict[str, object]:
        if self.cleaned_data.get("new") != self.cleaned_data.get("repeat"):
            self.add_error("repeat", _("Kedua kata sandi baru tidak sama."))
        return self.cleaned_data


def safe_next(request: HttpRequest) -> str:
    """Where to go on: the page that was asked for when it is one of ours, else the dashboard."""
    target = request.POST.get("next") or request.GET.get("next") or "/"
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()) else "/"


@door(public=True, stranger=OK, owner=FOUND, colleague=FOUND, method="GET POST")
@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(safe_next(request))
    form = SignInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return redirect(safe_next(request))
    status = 422 if form.is_bound else 200
    return render(request, "shell/sign_in.html", {"form": form, "next": safe_next(request)}, status=status)


@door(owner=FOUND, colleague=FOUND, method="POST")
@open_with_one_time_password
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("masuk")


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
            update_session_auth_hash(request, user)
            messages.success(request, _("Kata sandi baru berlaku mulai sekarang."))
            return redirect("beranda")
    return render(request, "shell/own_password.html", {"form": form}, status=422 if form.is_bound else 200)


@door(public=True, stranger=FOUND, owner=FOUND, colleague=FOUND, method="POST")
@open_with_one_time_password
def language(request: HttpRequest) -> HttpResponse:
    return _remember(request, "bahasa", request.POST.get("language", ""), known=check_for_language)


@door(public=True, stranger=FOUND, owner=FOUND, colleague=FOUND, method="POST")
@open_with_one_time_password
def theme(request: HttpRequest) -> HttpResponse:
    return _remember(request, "tampilan", request.POST.get("theme", ""), known=THEMES.__contains__)


def _remember(request: HttpRequest, cookie: str, value: str, *, known: Callable[[str], bool]) -> HttpResponse:
    """Keep a choice of looks in a cookie and go back. A value nobody offers is left alone."""
    response = redirect(safe_next(request))
    if value and known(value):
        response.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    return response


@door(public=True, stranger=OK)
@open_with_one_time_password
def health(request: HttpRequest) -> HttpResponse:
    """Whether the site and its database answer. Says nothing else to whoever asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "shell/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "shell/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "shell/404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    return render(request, "shell/500.html", status=500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or was sent from elsewhere."""
    text = _(
        "Formulir ini sudah kedaluwarsa atau tidak dikirim dari halaman Sinergi. Muat ulang halaman, lalu kirim lagi."
    )
    return render(request, "shell/403.html", {"message": text}, status=403)
