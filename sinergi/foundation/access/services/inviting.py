from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sinergi.foundation.access import policies
from sinergi.foundation.access.models import Role, User
from sinergi.foundation.access.services import granting
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line
from sinergi.foundation.queue.services import posting as queue

# Without characters that people confuse when they read a password from paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class EmailTaken(DomainError):
    """Somebody already signs in with this address."""

    code = "email_taken"


class UnknownUser(DomainError):
    """Nobody signs in with this address."""

    code = "unknown_user"


@dataclass(frozen=True)
class OneTimePassword:
    """What is handed over, and what is kept: made apart, because hashing is slow and no transaction should wait for it."""

    plain: str
    hashed: str


def one_time_password() -> OneTimePassword:
    """Sixteen characters in four groups: 79 bits, readable aloud."""
    plain = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
    return OneTimePassword(plain, make_password(plain))


@transaction.atomic
def invite(email: str, *, name: str, by: Actor, at: datetime, example: bool = False) -> tuple[User, str]:
    """A new user without any grant, and the one-time password to hand over; it is kept nowhere.

    For those who manage everywhere. Raises EmailTaken, Invalid, NotAllowed.
    """
    policies.ensure_can_manage(by, None)
    user = enter(email, name=name, by=by, at=at, example=example)
    return user, _hand_out(user, one_time_password())


@transaction.atomic
def welcome(
    email: str,
    *,
    name: str,
    role: Role,
    institution: Institution | None,
    starts_on: date,
    by: Actor,
    at: datetime,
    ends_on: date | None = None,
    password: OneTimePassword | None = None,
    by_mail: bool = False,
) -> tuple[User, str]:
    """A new user with a first role, and the one-time password to hand over: `password`, or one made here.

    With `by_mail` there is none ("") and a link leaves by mail instead. Raises EmailTaken and what granting.grant raises.
    """
    policies.ensure_can_manage(by, institution.path if institution else None)
    user = enter(email, name=name, by=by, at=at, example=bool(institution and institution.is_example))
    granting.grant(user, role, institution=institution, starts_on=starts_on, ends_on=ends_on, by=by, at=at)
    if by_mail:
        queue.later("access.mail_link", str(user.public_id), at=at)
        return user, ""
    return user, _hand_out(user, password or one_time_password())


def enter(email: str, *, name: str, by: Actor, at: datetime, example: bool = False) -> User:
    """The row of a new user, with no password yet. Asks no permission: for services that were allowed.

    Raises EmailTaken, Invalid.
    """
    email = clean_line(email, field="email", label=_("Surel"), most=254).lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(_("Alamat surel tidak benar."), field="email") from None
    user = User(email=email, name=clean_line(name, field="name", label=_("Nama"), most=200), is_example=example)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise EmailTaken(
            _("Surel %(email)s sudah dipakai. Bila ia bertugas di unit lain, mintalah mutasi atau peran tambahan.")
            % {"email": email},
            field="email",
        ) from None
    audit.record("user.invited", user, by=by, at=at)
    return user


@transaction.atomic
def renew(user: User, *, on: date, by: Actor, at: datetime) -> str:
    """A fresh one-time password in place of the old, which also ends all sessions. Raises NotAllowed."""
    policies.ensure_can_manage_user(by, user, on=on)
    password = _hand_out(user, one_time_password())
    audit.record("user.password_renewed", user, by=by, at=at)
    return password


def renew_for(email: str, *, on: date, by: Actor, at: datetime) -> str:
    """As `renew`, by e-mail address. Raises UnknownUser, NotAllowed."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise UnknownUser(_("Tidak ada pengguna dengan surel %(email)s.") % {"email": email}, field="email")
    return renew(user, on=on, by=by, at=at)


def _hand_out(user: User, password: OneTimePassword) -> str:
    user.password, user.password_is_one_time = password.hashed, True
    user.save(update_fields=["password", "password_is_one_time"])
    return password.plain
