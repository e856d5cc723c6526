"""Keys with which other programs read in the name of a user. Each looks after his own."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.foundation.access import policies
from sinergi.foundation.access.models import ApiKey, User
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel import guarded
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid, NotAllowed
from sinergi.foundation.kernel.text import clean_line

PREFIX = "sng_"
"""Begins every secret, so that one that leaked is found by scanners of code and mail."""

LONGEST = timedelta(days=365)
MOST_KEYS = 10


class TooMany(DomainError):
    """Nobody keeps watch over more keys than this."""

    code = "too_many_api_keys"


class Unknown(DomainError):
    """The secret is none, or its key has ended."""

    code = "api_key_unknown"


@dataclass(frozen=True, slots=True)
class Made:
    """A new key and its secret, which is told now and never again."""

    key: ApiKey
    secret: str


@transaction.atomic
def make(user: User, *, purpose: str, expires_on: date, on: date, by: Actor, at: datetime) -> Made:
    """A key for one's own use, valid through `expires_on`, at most a year ahead.

    Raises NotAllowed for anybody else's or without the capability, Invalid (purpose, expires_on), TooMany.
    """
    if by.user_id != user.pk:
        raise NotAllowed(_("Kunci API hanya dibuat oleh pemiliknya."))
    policies.ensure_can_use_api(by)
    purpose = clean_line(purpose, field="purpose", label=_("Kegunaan"), most=80)
    if not on <= expires_on <= on + LONGEST:
        raise Invalid(_("Kunci API berlaku mulai hari ini dan paling lama satu tahun."), field="expires_on")
    # The owner's row is the queue: of two who make the tenth at the same moment one is refused.
    user = User.objects.select_for_update().get(pk=user.pk)
    if ApiKey.objects.opening(user, on).count() >= MOST_KEYS:
        raise TooMany(
            _("Anda sudah mempunyai %(most)d kunci API. Akhiri yang tidak dipakai lagi.") % {"most": MOST_KEYS}
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        user=user, purpose=purpose, sha256=_print_of(secret), hint=secret[-4:],
        auth_hash=user.get_session_auth_hash(), made_at=at, expires_on=expires_on,
    )  # fmt: skip
    audit.record("user.api_key_made", user, by=by, at=at, key=str(key.public_id), expires_on=expires_on)
    return Made(key, secret)


@transaction.atomic
def end(user: User, public_id: UUID, *, by: Actor, at: datetime) -> None:
    """One of one's own keys opens nothing any more. Raises NotAllowed, ApiKey.DoesNotExist, guarded.Lost."""
    if by.user_id != user.pk:
        raise NotAllowed(_("Kunci API hanya diakhiri oleh pemiliknya."))
    key = ApiKey.objects.get(user=user, public_id=public_id)
    guarded.update_one(ApiKey.objects.filter(pk=key.pk, ended_at=None), ended_at=at)
    audit.record("user.api_key_ended", user, by=by, at=at, key=str(key.public_id))


def admit(secret: str, *, on: date) -> User:
    """Whose key this is, on that day; that it was used is noted once a day. Raises Unknown, for whatever reason alike."""
    key = ApiKey.objects.unended(on).select_related("user").filter(sha256=_print_of(secret)).first()
    if key is None or not key.user.is_active or key.auth_hash != key.user.get_session_auth_hash():
        raise Unknown(_("Kunci API ini tidak dikenal atau sudah berakhir."))
    if key.last_used_on != on:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=on)
    return key.user


def _print_of(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
