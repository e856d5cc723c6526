"""Plan an activity for what agreements promised, and say what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.activities import policies, rules
from sinergi.domain.activities.choices import ActivityState
from sinergi.domain.activities.models import Activity
from sinergi.domain.agreements.choices import State
from sinergi.domain.agreements.models import Obligation
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid, NotAllowed
from sinergi.foundation.kernel.text import clean_line, clean_text


class ServesNothing(Invalid):
    """An activity must serve something that was promised."""

    code = "activity_serves_nothing"


class NotConcluded(DomainError):
    """A draft promises nothing yet."""

    code = "agreement_not_concluded"


class Mixed(DomainError):
    """Something real together with something made up."""

    code = "mixed"


class NotPlanned(DomainError):
    """It was carried out or cancelled before."""

    code = "activity_not_planned"


@transaction.atomic
def plan(
    *,
    title: str,
    unit: Institution,
    obligations: Sequence[Obligation],
    starts_on: date,
    ends_on: date | None = None,
    place_text: str = "",
    by: Actor,
    at: datetime,
) -> Activity:
    """Plan an activity at a unit of the planner, for obligations of agreements the planner sees.

    `ends_on` None is one day. Raises NotAllowed, ServesNothing, NotConcluded, Mixed, Invalid.
    """
    policies.ensure_can_plan_at(by, unit)
    rules.ensure_planned(starts_on, ends_on)
    served = _served(obligations, unit, by)
    activity = Activity.objects.create(
        title=clean_line(title, field="title", label=_("Judul kegiatan")),
        unit=unit,
        starts_on=starts_on,
        ends_on=ends_on,
        place_text=clean_line(place_text, field="place_text", label=_("Tempat"), required=False),
        is_example=unit.is_example,
        recorded_at=at,
    )
    activity.obligations.set(served)
    audit.record(
        "activity.planned",
        activity,
        by=by,
        at=at,
        unit=str(unit.public_id),
        starts_on=starts_on,
        obligations=[str(obligation.public_id) for obligation in served],
    )
    return activity


@transaction.atomic
def carry_out(activity: Activity, *, on: date, by: Actor, at: datetime) -> Activity:
    """Say that a planned activity took place. From then on it takes attendance and outputs.

    Raises NotAllowed, NotPlanned, TooEarly before its start, NotYet for a day to come.
    """
    activity = locked(activity)
    policies.ensure_can_manage(by, activity)
    _ensure_planned(activity)
    if on < activity.starts_on:
        raise rules.TooEarly(
            _("Kegiatan dimulai %(day)s, jadi tidak dapat dilaksanakan sebelumnya.")
            % {"day": f"{activity.starts_on:%d-%m-%Y}"},
            field="on",
        )
    ensure_come(on, activity, at=at, label=_("Tanggal pelaksanaan"))
    activity.state, activity.carried_out_on = ActivityState.CARRIED_OUT, on
    activity.save(update_fields=["state", "carried_out_on"])
    audit.record("activity.carried_out", activity, by=by, at=at, on=on)
    return activity


@transaction.atomic
def cancel(activity: Activity, *, reason: str, by: Actor, at: datetime) -> Activity:
    """Give up a planned activity. Raises NotAllowed, NotPlanned, Invalid without a reason."""
    activity = locked(activity)
    policies.ensure_can_manage(by, activity)
    _ensure_planned(activity)
    activity.state = ActivityState.CANCELLED
    activity.cancel_reason = clean_text(reason, field="reason", label=_("Alasan pembatalan"), most=1_000)
    activity.save(update_fields=["state", "cancel_reason"])
    audit.record("activity.cancelled", activity, by=by, at=at)
    return activity


def locked(activity: Activity) -> Activity:
    """The activity as it is now, held until the transaction ends: what is done to one activity is done in turn."""
    rows = Activity.objects.select_for_update(of=("self",)).select_related("unit__place")
    return rows.get(pk=activity.pk)


def ensure_come(day: date, activity: Activity, *, at: datetime, label: str) -> None:
    """Raises NotYet when the day has not come at the unit of the activity."""
    rules.ensure_come(day, today=today_at(activity.unit.zone, at), field="on", label=label)


def _ensure_planned(activity: Activity) -> None:
    if activity.state != ActivityState.PLANNED:
        raise NotPlanned(
            _("Kegiatan ini sudah %(state)s. Muat ulang halaman.") % {"state": activity.get_state_display().lower()}
        )


def _served(obligations: Sequence[Obligation], unit: Institution, by: Actor) -> list[Obligation]:
    wanted = {obligation.pk for obligation in obligations}
    if not wanted:
        raise ServesNothing(_("Pilih paling sedikit satu kewajiban yang dilayani kegiatan ini."), field="obligations")
    visible = Obligation.objects.visible_to(by).filter(pk__in=wanted).select_related("agreement").order_by("pk")
    served = list(visible)
    if len(served) < len(wanted):
        raise NotAllowed(
            _("Ada kewajiban dari perjanjian yang tidak dapat Anda lihat. Pilih dari perjanjian unit Anda."),
            field="obligations",
        )
    if any(obligation.agreement.state != State.CONCLUDED for obligation in served):
        raise NotConcluded(
            _("Perjanjiannya belum ditandatangani, jadi belum ada yang dapat dilaksanakan."), field="obligations"
        )
    if any(obligation.agreement.is_example != unit.is_example for obligation in served):
        raise Mixed(
            _("Kegiatan contoh hanya untuk perjanjian contoh, dan kegiatan nyata untuk perjanjian nyata."),
            field="obligations",
        )
    return served
