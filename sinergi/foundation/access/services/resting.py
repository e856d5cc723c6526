"""Cuti: a user's grants rest for some days, and a deputy holds copies of them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.foundation.access import policies
from sinergi.foundation.access.models import Grant, Leave, User
from sinergi.foundation.access.services import granting, keeping
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid


class AlreadyOnLeave(DomainError):
    """Another leave of the same user covers some of these days."""

    code = "already_on_leave"


@transaction.atomic
def rest(user: User, *, starts_on: date, ends_on: date, by: Actor, at: datetime, deputy: User | None = None) -> Leave:
    """Let the user's grants rest from `starts_on` to `ends_on`, both included; the deputy gets those of the first day.

    A deputy keeps what he has; a role that he holds at the same place anyway is not given twice. Raises NotAllowed (not
    managed by `by`, or `by` himself would be the deputy), Invalid, AlreadyOnLeave, keeping.LastAdministrator.
    """
    policies.ensure_can_manage_user(by, user, on=starts_on)
    if ends_on < starts_on:
        raise Invalid(_("Cuti tidak boleh berakhir sebelum dimulai."), field="ends_on")
    if deputy is not None and deputy.pk == user.pk:
        raise Invalid(_("Pengganti harus orang lain."), field="deputy")
    User.objects.select_for_update().get(pk=user.pk)
    if Leave.objects.filter(user=user, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise AlreadyOnLeave(_("%(user)s sudah tercatat cuti pada masa itu.") % {"user": user.name}, field="starts_on")
    with keeping.an_administrator(on=starts_on):
        leave = Leave.objects.create(
            user=user, deputy=deputy, starts_on=starts_on, ends_on=ends_on, recorded_at=at, recorded_by_key=by.key
        )
        if deputy is not None:
            _copy(leave, deputy, by=by, at=at)
    audit.record("user.rests", user, by=by, at=at, starts_on=starts_on, ends_on=ends_on, deputy=deputy is not None)
    return leave


def _copy(leave: Leave, deputy: User, *, by: Actor, at: datetime) -> None:
    held = (
        Grant.objects.dated(leave.starts_on).filter(user=leave.user, leave=None).select_related("role", "institution")
    )
    for given in held.order_by("pk"):
        last_day = min(leave.ends_on, given.ends_on or leave.ends_on)
        try:
            copy = granting.grant(
                deputy,
                given.role,
                institution=given.institution,
                starts_on=leave.starts_on,
                ends_on=last_day,
                by=by,
                at=at,
            )
        except granting.AlreadyGranted:
            continue
        copy.leave = leave
        copy.save(update_fields=["leave"])


@transaction.atomic
def return_from(leave: Leave, *, on: date, by: Actor, at: datetime) -> Leave | None:
    """The user is back at work on `on`; None when the leave had not begun by then and so never happens.

    The deputy's copies end the day before. Raises Invalid when the leave is over by then, NotAllowed.
    """
    leave = Leave.objects.select_for_update(of=("self",)).select_related("user").get(pk=leave.pk)
    policies.ensure_can_manage_user(by, leave.user, on=leave.starts_on)
    last_day = on - granting.DAY
    if leave.ends_on <= last_day:
        raise Invalid(_("Cuti ini sudah berakhir sebelum hari itu."), field="on")
    if last_day < leave.starts_on:
        leave.delete()
    else:
        leave.deputies.filter(starts_on__gt=last_day).delete()
        leave.deputies.filter(ends_on__gt=last_day).update(ends_on=last_day)
        leave.ends_on = last_day
        leave.save(update_fields=["ends_on"])
    audit.record("user.is_back", leave.user, by=by, at=at, on=on)
    return leave if leave.pk else None
