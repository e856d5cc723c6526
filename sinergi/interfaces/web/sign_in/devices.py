"""A session in words by which its owner knows it again: browser and system, as far as the browser names them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sinergi.foundation.access import queries
from sinergi.foundation.access.services import sessions
from sinergi.interfaces.web.shell.requests import Request
from sinergi.interfaces.web.sign_in.lockout import address_of

if TYPE_CHECKING:
    from sinergi.foundation.access.models import User

# The first that the browser's own description contains; most of them also contain the names below theirs.
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
            ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
           ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


def device_of(description: str) -> str:
    """ "Chrome, Android" for what a browser says of itself (User-Agent)."""
    named = [next((name for sign, name in signs if sign in description), "") for signs in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in named if name) or _("perangkat yang tidak dikenal")


def begin_session(request: HttpRequest, user: User, *, at: datetime) -> None:
    """Note where the user has just come in."""
    device = device_of(request.headers.get("User-Agent", ""))
    sessions.begin(user, key=request.session.session_key or "", device=device, network=address_of(request), at=at)


def stay_signed_in(request: Request, user: User) -> None:
    """Keep this session, and only this one, when all others end because the password or the epoch has changed."""
    began_at = queries.session_began(request.session.session_key, request.actor)
    update_session_auth_hash(request, user)
    begin_session(request, user, at=began_at or request.now)
