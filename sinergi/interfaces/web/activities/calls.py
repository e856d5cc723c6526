"""Where one page means several changes: all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from sinergi.domain.activities.services import enrolment
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, NotAllowed

if TYPE_CHECKING:
    from sinergi.domain.activities.models import Activity, Participation
    from sinergi.domain.people.models import Person


class NotEnrolled(DomainError):
    """One of those chosen was refused, so nobody was enrolled."""

    code = "not_enrolled"


@transaction.atomic
def enrol(
    activity: Activity, persons: Sequence[Person], *, on: date, by: Actor, at: datetime
) -> tuple[Participation, ...]:
    """Enrol everybody chosen. When one is refused nobody is; the sentence says who and why."""
    return tuple(_enrol(activity, person, on=on, by=by, at=at) for person in persons)


def _enrol(activity: Activity, person: Person, *, on: date, by: Actor, at: datetime) -> Participation:
    try:
        return enrolment.enrol(activity, person, on=on, by=by, at=at)
    except NotAllowed:
        raise
    except DomainError as error:
        raise NotEnrolled(f"{person.name}: {error}", field=error.field) from error
