"""What the middleware adds to a request: who acts, today at the site, and the moment."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from sinergi.foundation.access.queries import Standing
from sinergi.foundation.kernel.actors import Actor


class Request(HttpRequest):
    """A request as views get it."""

    standing: Standing
    actor: Actor
    today: date
    now: datetime
    htmx: HtmxDetails


def asks_for_examples(request: HttpRequest) -> bool:
    """Whether the address asks for the made-up rows (`?contoh=ya`); real and made-up ones are never shown together."""
    return request.GET.get("contoh") == "ya"
