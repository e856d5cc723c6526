"""There is always somebody who manages users everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.utils.translation import gettext as _

from sinergi.foundation.access.choices import MANAGE
from sinergi.foundation.access.models import Grant, Role
from sinergi.foundation.kernel.errors import DomainError


class LastAdministrator(DomainError):
    """Afterwards nobody would manage users everywhere."""

    code = "last_administrator"


@contextmanager
def an_administrator(*, on: date) -> Iterator[None]:
    """Around a change inside a transaction: when it takes the last one away on that day it raises LastAdministrator.

    Roles are locked first, so that of two administrators who remove each other at the same time one is refused.
    """
    before = _somebody_manages(on)
    yield
    if before and not _somebody_manages(on):
        raise LastAdministrator(
            _(
                "Sesudah ini tidak ada lagi yang mengelola pengguna di tingkat nasional. Tunjuk dahulu administrator "
                "lain."
            )
        )


def _somebody_manages(on: date) -> bool:
    managing = [role.pk for role in Role.objects.select_for_update() if MANAGE in role.capabilities]
    return Grant.objects.in_force(on).filter(role__in=managing, institution=None, user__is_active=True).exists()
