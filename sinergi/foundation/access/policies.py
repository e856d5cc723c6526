"""Who may manage whom.

* A manager (access.manage) of a part of the tree sees and manages users with grants there, and gives any role there: roles
  he does not hold himself too, for an administrator signs no agreements and yet appoints those who do.
* Nobody gives a role to himself, confirms his own in a review, or widens a role that he holds.
* What concerns the person and not one grant (password, second factor, sessions, the account) needs management over *all*
  current and coming grants of that person; otherwise a unit could take over the account of a superior.
* What a role may do is changed by those who manage everywhere.
* Whoever may use the API (access.api) at some place reads through it what he reads anyway, at all his places.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.foundation.access.choices import API, MANAGE
from sinergi.foundation.access.models import Grant, User
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed

CAPABILITIES = {
    MANAGE: gettext_lazy("Mengelola pengguna dan perannya"),
    API: gettext_lazy("Membaca melalui API dengan kunci sendiri"),
}


def can_manage(actor: Actor, path: str | None) -> bool:
    return actor.may(MANAGE, path)


def ensure_can_manage(actor: Actor, path: str | None) -> None:
    if not can_manage(actor, path):
        raise NotAllowed(_("Anda tidak berwenang mengelola pengguna di unit ini."))


def can_manage_somewhere(actor: Actor) -> bool:
    return actor.may_somewhere(MANAGE)


def ensure_can_manage_somewhere(actor: Actor) -> None:
    if not can_manage_somewhere(actor):
        raise NotAllowed(_("Anda tidak berwenang mengelola pengguna."))


def can_change_roles(actor: Actor) -> bool:
    return "" in actor.paths(MANAGE)


def ensure_can_change_roles(actor: Actor) -> None:
    if not can_change_roles(actor):
        raise NotAllowed(_("Isi peran hanya diubah oleh pengelola pengguna tingkat nasional."))


def can_manage_user(actor: Actor, user: User, *, on: date) -> bool:
    """Whether all grants of the user, of that day and coming, lie where the actor manages. One query."""
    grants = Grant.objects.not_over(on).filter(user=user).select_related("institution__place")
    paths = [grant.path or None for grant in grants] or [None]
    return all(can_manage(actor, path) for path in paths)


def ensure_can_manage_user(actor: Actor, user: User, *, on: date) -> None:
    if not can_manage_user(actor, user, on=on):
        raise NotAllowed(_("Pengguna ini juga bertugas di luar unit Anda. Mintalah pengelola di atasnya."))


def ensure_is_somebody_else(actor: Actor, user: User, text: str) -> None:
    if actor.user_id == user.pk:
        raise NotAllowed(text)


def can_use_api(actor: Actor) -> bool:
    return actor.may_somewhere(API)


def ensure_can_use_api(actor: Actor) -> None:
    if not can_use_api(actor):
        raise NotAllowed(
            _("Peran Anda tidak memakai API. Mintalah pengelola pengguna bila sistem lain perlu membacanya.")
        )
