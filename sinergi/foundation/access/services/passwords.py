from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.foundation.access import policies
from sinergi.foundation.access.models import User
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid, NotAllowed
from sinergi.foundation.queue.services import posting as queue


class KeyRefused(DomainError):
    """The key of the link was used, is too old, or is none."""

    code = "key_refused"


@transaction.atomic
def choose(user: User, *, current: str, new: str, by: Actor, at: datetime) -> User:
    """A user chooses an own password. Raises Invalid (field current or new), NotAllowed for anybody else's."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if by.user_id != user.pk:
        raise NotAllowed(_("Kata sandi hanya dapat diganti oleh pemiliknya."))
    if not user.check_password(current):
        raise Invalid(_("Kata sandi lama tidak cocok."), field="current")
    if new == current:
        raise Invalid(_("Kata sandi baru harus berbeda dari yang lama."), field="new")
    _keep(user, new)
    audit.record("user.password_chosen", user, by=by, at=at)
    return user


def _keep(user: User, new: str) -> None:
    if "\0" in new or len(new) > 200:
        raise Invalid(
            _("Kata sandi baru memuat karakter yang tidak boleh atau terlalu panjang (paling banyak 200)."), field="new"
        )
    try:
        validate_password(new, user)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="new") from None
    user.set_password(new)
    user.password_is_one_time = False
    user.save(update_fields=["password", "password_is_one_time"])


def key_for(user: User) -> str:
    """What a link must carry to choose a new password: valid for three days (PASSWORD_RESET_TIMEOUT), until one is chosen."""
    return f"{user.public_id}.{default_token_generator.make_token(user)}"


def keeper_of(key: str) -> User | None:
    """The active user whose password this key may set, or None where the key is none, was used, or is too old."""
    public_id, _dot, token = key.partition(".")
    try:
        user = User.objects.filter(public_id=UUID(public_id), is_active=True).first()
    except ValueError:
        return None
    return user if user is not None and default_token_generator.check_token(user, token) else None


@transaction.atomic
def restore(key: str, *, new: str, at: datetime) -> User:
    """Choose a new password by the key from the mail. Raises KeyRefused, Invalid (field new)."""
    found = keeper_of(key)
    if found is None:
        raise KeyRefused(_("Tautan ini sudah dipakai atau kedaluwarsa. Minta tautan baru."))
    User.objects.select_for_update().get(pk=found.pk)
    user = keeper_of(key)  # again, now that nobody else can use it up at the same time
    if user is None:
        raise KeyRefused(_("Tautan ini sudah dipakai atau kedaluwarsa. Minta tautan baru."))
    _keep(user, new)
    audit.record("user.password_restored", user, by=Actor(key=f"user:{user.public_id}", label=user.name), at=at)
    return user


def ask_by_mail(email: str, *, at: datetime) -> None:
    """Send a link to the user with this address, if there is one who is active. Says nothing about whether there is."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is not None:
        queue.later("access.mail_link", str(user.public_id), at=at)


@transaction.atomic
def send_link(user: User, *, on: date, by: Actor, at: datetime) -> None:
    """A superior lets the link be sent. Raises NotAllowed."""
    policies.ensure_can_manage_user(by, user, on=on)
    queue.later("access.mail_link", str(user.public_id), at=at)
    audit.record("user.link_sent", user, by=by, at=at)
