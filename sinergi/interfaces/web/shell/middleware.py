from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from sinergi.foundation.access.queries import Standing, standing_of
from sinergi.foundation.kernel.actors import NOBODY
from sinergi.foundation.kernel.errors import DomainError, NotAllowed

type Next = Callable[[HttpRequest], HttpResponseBase]


class PrivateMiddleware:
    """Whatever says nothing about it itself is kept by no cache, not even the browser's: the machine may be shared."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ActorMiddleware:
    """Read the clock once and say who acts: `request.now`, `request.today` (Jakarta), `request.standing`, `request.actor`."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.now = timezone.now()  # type: ignore[attr-defined]
        request.today = timezone.localdate(request.now)  # type: ignore[attr-defined]
        request.standing = SimpleLazyObject(lambda: _standing(request))  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: request.standing.actor)  # type: ignore[attr-defined]
        return self.get_response(request)


def _standing(request: HttpRequest) -> Standing:
    if not request.user.is_authenticated:
        return Standing(NOBODY, must_add_factor=False)
    return standing_of(request.user, on=request.today)  # type: ignore[attr-defined]


class DomainErrorMiddleware:
    """A rule that said no where a view has no form to show it in becomes a page with its sentence."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, DomainError):
            return None
        if isinstance(exception, NotAllowed):
            return render(request, "shell/403.html", {"message": str(exception)}, status=403)
        return render(request, "shell/refused.html", {"text": str(exception), "back": _back(request)}, status=422)


def _back(request: HttpRequest) -> str:
    """The page the refused request came from when it is one of ours, else the dashboard."""
    referer = request.headers.get("Referer", "")
    return referer if url_has_allowed_host_and_scheme(referer, {request.get_host()}, request.is_secure()) else "/"
