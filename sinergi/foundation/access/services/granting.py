from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from sinergi.foundation.access import policies
from sinergi.foundation.access.models import Grant, Role, User
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid, NotAllowed


@transaction.atomic
def grant(
    user: User,
    role: Role,
    *,
    institution: Institution | None,
    starts_on: date,
    by: Actor,
    at: datetime,
    ends_on: date | None = None,
) -> Grant:
    """Give a role at an institution and below (None: everywhere), from `starts_on` to `ends_on`, both included.

    Raises NotAllowed when `by` may not manage there, or grants to himself; Invalid when it would end before it starts.
    """
    policies.ensure_can_manage(by, institution.path if institution else None)
    if by.user_id == user.pk:
        raise NotAllowed("Tidak seorang pun memberi peran kepada dirinya sendiri.")
    if ends_on is not None and ends_on < starts_on:
        raise Invalid("Akhir masa peran tidak boleh sebelum awalnya.", field="ends_on")
    if institution is not None and institution.path is None:
        raise Invalid("Peran hanya dapat diberikan di unit yang punya tempat di pohon.", field="institution")
    given = Grant.objects.create(
        user=user, role=role, institution=institution, starts_on=starts_on, ends_on=ends_on, granted_by_key=by.key
    )
    audit.record(
        "grant.given", user, by=by, at=at, role=role.code, institution=str(institution or "*"), starts_on=starts_on
    )
    return given
