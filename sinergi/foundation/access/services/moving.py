from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.foundation.access.models import Grant, Role, User
from sinergi.foundation.access.services import granting
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError


class NothingToMove(DomainError):
    """The user holds nothing at the place the transfer starts from."""

    code = "nothing_to_move"


@transaction.atomic
def transfer(
    user: User, *, leaving: Institution, to: Institution, role: Role, on: date, by: Actor, at: datetime
) -> Grant:
    """Mutasi: what the user holds at `leaving` and below ends the day before `on`, and `role` at `to` begins on `on`.

    All or nothing. Whoever transfers manages at both ends. Raises NothingToMove, and what granting.grant and end raise.
    """
    held = granting.held_at(user, leaving, on=on)
    if not held:
        raise NothingToMove(
            _("%(user)s tidak memegang peran di %(leaving)s pada hari itu.")
            % {"user": user.name, "leaving": leaving.name},
            field="leaving",
        )
    for given in held:
        if given.ends_on != on - granting.DAY:
            granting.end(given, last_day=on - granting.DAY, by=by, at=at)
    begun = granting.grant(user, role, institution=to, starts_on=on, by=by, at=at)
    audit.record("user.transferred", user, by=by, at=at, leaving=str(leaving), to=str(to), on=on)
    return begun
