"""What concerns the account as a whole: closing it, opening it again, its sessions, its second factor, its lockout."""

from __future__ import annotations

from datetime import date, datetime

from allauth.mfa.models import Authenticator
from axes.utils import reset
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sinergi.foundation.access import policies
from sinergi.foundation.access.models import User
from sinergi.foundation.access.services import keeping
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel import guarded
from sinergi.foundation.kernel.actors import Actor


@transaction.atomic
def close(user: User, *, on: date, by: Actor, at: datetime) -> None:
    """Nobody signs in with this account any more, from this moment. Grants stay as they were, for the record.

    Raises NotAllowed (also for one's own), keeping.LastAdministrator, guarded.Lost when it was closed before.
    """
    policies.ensure_is_somebody_else(by, user, _("Akun sendiri ditutup oleh pengelola lain."))
    policies.ensure_can_manage_user(by, user, on=on)
    with keeping.an_administrator(on=on):
        guarded.update_one(User.objects.filter(pk=user.pk, is_active=True), is_active=False)
    audit.record("user.closed", user, by=by, at=at)


@transaction.atomic
def reopen(user: User, *, on: date, by: Actor, at: datetime) -> None:
    """The account opens again with what grants it still has. Raises NotAllowed, guarded.Lost when it was open."""
    policies.ensure_can_manage_user(by, user, on=on)
    guarded.update_one(
        User.objects.filter(pk=user.pk, is_active=False), is_active=True, session_epoch=F("session_epoch") + 1
    )
    audit.record("user.reopened", user, by=by, at=at)


@transaction.atomic
def sign_out_everywhere(user: User, *, on: date, by: Actor, at: datetime) -> User:
    """All sessions of the user end. Everybody does that for himself, a manager for his users. Raises NotAllowed."""
    if by.user_id != user.pk:
        policies.ensure_can_manage_user(by, user, on=on)
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    audit.record("user.signed_out_everywhere", user, by=by, at=at)
    return User.objects.get(pk=user.pk)


@transaction.atomic
def forget_factors(user: User, *, on: date, by: Actor, at: datetime) -> int:
    """Take off authenticator app, passkeys and recovery codes of somebody who lost them; how many factors those were.

    Raises NotAllowed, also for one's own: those are taken off with a code or key in hand.
    """
    policies.ensure_is_somebody_else(by, user, _("Faktor kedua sendiri diatur di halaman Keamanan akun."))
    policies.ensure_can_manage_user(by, user, on=on)
    count: int = Authenticator.objects.filter(user=user).delete()[0]
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    audit.record("user.factors_forgotten", user, by=by, at=at, count=count)
    return count


@transaction.atomic
def unlock(user: User, *, on: date, by: Actor, at: datetime) -> None:
    """Forget the wrong passwords that were tried with this address of mail. Raises NotAllowed."""
    policies.ensure_is_somebody_else(by, user, _("Kunci akun sendiri dibuka oleh pengelola lain."))
    policies.ensure_can_manage_user(by, user, on=on)
    reset(username=user.email)
    audit.record("user.unlocked", user, by=by, at=at)
