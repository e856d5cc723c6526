"""Language and theme, being well, and what is said when something is not."""

from __future__ import annotations

from collections.abc import Callable

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sinergi.foundation.kernel.actors import NOBODY
from sinergi.foundation.queue.queries import pulse
from sinergi.interfaces.web.shell.context import THEMES
from sinergi.interfaces.web.shell.doors import FOUND, OK, blind, door, open_with_one_time_password
from sinergi.interfaces.web.shell.requests import Request

YEAR = 365 * 24 * 60 * 60


def safe_next(request: HttpRequest) -> str:
    """Where to go on: the page that was asked for when it is one of ours, else the dashboard."""
    target = request.POST.get("next") or request.GET.get("next") or "/"
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    # Without the slash it would be taken for the name of a view.
    return target if ours and target.startswith("/") else "/"


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
@blind
@never_cache
def health(request: Request) -> HttpResponse:
    """Whether the database answers (503 when not), and how many seconds ago a worker gave a sign. Nothing else."""
    try:
        worked_at = pulse(NOBODY, at=request.now).worked_at
    except Error:
        return JsonResponse({"status": "down", "database": "down", "worker_seconds": None}, status=503)
    seconds = max(0, int((request.now - worked_at).total_seconds())) if worked_at else None
    return JsonResponse({"status": "ok", "database": "ok", "worker_seconds": seconds})


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
