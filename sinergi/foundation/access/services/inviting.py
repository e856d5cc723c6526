from __future__ import annotations

import secrets
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from sinergi.foundation.access import policies
from sinergi.foundation.access.models import User
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line

# Without characters that people confuse when they read a password from paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class EmailTaken(DomainError):
    """Somebody already signs in with this address."""

    code = "email_taken"


class UnknownUser(DomainError):
    """Nobody signs in with this address."""

    code = "unknown_user"


@transaction.atomic
def invite(email: str, *, name: str, by: Actor, at: datetime, example: bool = False) -> tuple[User, str]:
    """A new user and the one-time password to hand over; it is kept nowhere. Raises EmailTaken, Invalid, NotAllowed."""
    policies.ensure_can_manage(by, None)
    email = clean_line(email, field="email", label="Surel", most=254).lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid("Alamat surel tidak benar.", field="email") from None
    user = User(email=email, name=clean_line(name, field="name", label="Nama", most=200), is_example=example)
    password = _set_one_time(user)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise EmailTaken(f"Surel {email} sudah dipakai.", field="email") from None
    audit.record("user.invited", user, by=by, at=at)
    return user, password


@transaction.atomic
def renew(user: User, *, by: Actor, at: datetime) -> str:
    """A fresh one-time password in place of the old. Raises NotAllowed."""
    policies.ensure_can_manage(by, None)
    password = _set_one_time(user)
    user.save(update_fields=["password", "password_is_one_time"])
    audit.record("user.password_renewed", user, by=by, at=at)
    return password


def renew_for(email: str, *, by: Actor, at: datetime) -> str:
    """As `renew`, by e-mail address. Raises UnknownUser, NotAllowed."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise UnknownUser(f"Tidak ada pengguna dengan surel {email}.", field="email")
    return renew(user, by=by, at=at)


def _set_one_time(user: User) -> str:
    """Sixteen characters in four groups: 79 bits, readable aloud."""
    password = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
    user.set_password(password)
    user.password_is_one_time = True
    return password
