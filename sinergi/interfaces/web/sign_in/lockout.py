"""Too many wrong passwords: who counts as one address, and what somebody then reads."""

from __future__ import annotations

from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def address_of(request: HttpRequest) -> str:
    """The network address: of the connection, or the one that the nearest of `TRUSTED_PROXIES` proxies saw."""
    return get_client_ip(request) or ""


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """The page instead of the sign-in form. It is the same whether the address belongs to a user or not."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "sign_in/locked_out.html", {"minutes": minutes}, status=429)
