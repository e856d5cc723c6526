from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sinergi.foundation.access import policies
from sinergi.foundation.access.models import Grant, Role, User
from sinergi.foundation.access.services import keeping
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid

DAY = timedelta(days=1)


class AlreadyGranted(DomainError):
    """The user holds this role there already, for at least one of these days."""

    code = "already_granted"


class AlreadyOver(DomainError):
    """The grant had ended before."""

    code = "already_over"


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

    Raises NotAllowed when `by` may not manage there, or grants to himself; Invalid when it would end before it starts or
    the account is closed; AlreadyGranted when the days overlap with the same role there.
    """
    policies.ensure_can_manage(by, institution.path if institution else None)
    policies.ensure_is_somebody_else(by, user, _("Tidak seorang pun memberi peran kepada dirinya sendiri."))
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(_("Akhir masa peran tidak boleh sebelum awalnya."), field="ends_on")
    if institution is not None and institution.path is None:
        raise Invalid(_("Peran hanya dapat diberikan di unit yang punya tempat di pohon."), field="institution")
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Invalid(_("Akun ini tidak aktif. Aktifkan dahulu, baru beri peran."))
    overlapping = Grant.objects.not_over(starts_on).filter(user=user, role=role, institution=institution)
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    if overlapping.exists():
        raise AlreadyGranted(
            _("%(user)s sudah memegang peran %(role)s di sana pada masa itu.") % {"user": user.name, "role": role.name},
            field="role",
        )
    given = Grant.objects.create(
        user=user, role=role, institution=institution, starts_on=starts_on, ends_on=ends_on, granted_by_key=by.key
    )
    audit.record(
        "grant.given", user, by=by, at=at, role=role.code, institution=str(institution or "*"), starts_on=starts_on
    )
    return given


@transaction.atomic
def end(given: Grant, *, last_day: date, by: Actor, at: datetime) -> Grant | None:
    """Let a grant end with `last_day`; None when it had not begun by then and so is taken back altogether.

    Raises AlreadyOver when it ends before that anyway, NotAllowed, keeping.LastAdministrator.
    """
    given = (
        Grant.objects.select_for_update(of=("self",))
        .select_related("user", "role", "institution__place")
        .get(pk=given.pk)
    )
    policies.ensure_can_manage(by, given.path or None)
    if given.ends_on is not None and given.ends_on <= last_day:
        raise AlreadyOver(_("Peran ini sudah berakhir sebelum hari itu."), field="last_day")
    with keeping.an_administrator(on=last_day + DAY):
        if last_day < given.starts_on:
            given.delete()
        else:
            given.ends_on = last_day
            given.save(update_fields=["ends_on"])
    audit.record(
        "grant.ended", given.user, by=by, at=at, role=given.role.code, institution=str(given.institution or "*"),
        last_day=last_day,
    )  # fmt: skip
    return given if given.pk else None


def held_at(user: User, place: Institution, *, on: date) -> list[Grant]:
    """The grants of the user at `place` and below it that are not over on that day."""
    grants = Grant.objects.not_over(on).filter(Q(institution__place__path__startswith=place.path or "?"), user=user)
    return list(grants.select_related("role", "institution__place").order_by("pk"))
