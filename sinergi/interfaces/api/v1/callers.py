"""Who calls: a program that shows the key of a user, and reads what that user may read today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer
from ninja.throttling import AuthRateThrottle

from sinergi.foundation.access import policies
from sinergi.foundation.access.queries import standing_of
from sinergi.foundation.access.services import api_keys
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed

RATE = "120/m"


@dataclass(frozen=True, slots=True)
class Caller:
    """The actor behind a key, the day in Jakarta and the moment of the call."""

    actor: Actor
    on: date
    at: datetime

    def __str__(self) -> str:
        return self.actor.key


class Request(HttpRequest):
    """A request that was let in."""

    auth: Caller


class ApiKey(HttpBearer):
    """`Authorization: Bearer sng_…`, a key that its owner made on the page "Kunci API"."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        at = timezone.now()
        on = timezone.localdate(at)
        user = api_keys.admit(token.strip(), on=on)
        request._cached_user = user  # type: ignore[attr-defined]  # whom the log of requests names
        standing = standing_of(user, on=on)
        if user.password_is_one_time or standing.must_add_factor:
            raise NotAllowed(_("Lengkapi dahulu akun Anda di situs: kata sandi sendiri dan faktor kedua."))
        policies.ensure_can_use_api(standing.actor)
        return Caller(standing.actor, on, at)


class Rate(AuthRateThrottle):
    """So many calls of one user in a minute, counted by all processes of the site together."""

    scope = "api"

    def __init__(self) -> None:
        super().__init__(RATE)
