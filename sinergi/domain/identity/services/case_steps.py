"""One step in the case of somebody without a NIK: the only place that changes a case."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import CaseState, CloseReason, DayState, StepKind
from sinergi.domain.identity.models import NikCase, NikCaseStep, RecordingDay
from sinergi.domain.identity.rules import cases as rules
from sinergi.domain.people.services import surviving
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel import guarded
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid

MOST_NOTE = 500


def locked(case: NikCase, *, by: Actor) -> NikCase:
    """The case as it is now, held until the transaction ends. Raises NotAllowed, and Lost when its day changed meanwhile.

    The day is locked before the case, as booking does, so that two of them never wait for each other.
    """
    day = NikCase.objects.values_list("recording_day", flat=True).get(pk=case.pk)
    if day is not None:
        RecordingDay.objects.select_for_update().get(pk=day)
    found = NikCase.objects.select_for_update(of=("self",)).select_related("unit__place", "person").get(pk=case.pk)
    policies.ensure_can_see_to(by, found)
    if found.recording_day_id != day:
        raise guarded.Lost(_("Data ini baru saja diubah orang lain. Muat ulang halaman, lalu periksa lagi."))
    return found


def take(
    case: NikCase,
    kind: StepKind,
    *,
    on: date,
    note: str = "",
    evidence: StoredFile | None = None,
    day: RecordingDay | None = None,
    reason: CloseReason | None = None,
    unit: Institution | None = None,
    keeps_place: bool = False,
    by: Actor,
    at: datetime,
) -> NikCase:
    """Write a step down and put the case where it leads. Whoever calls has asked a policy and holds the transaction.

    `day` is the recording day that the step concerns. A place that is left becomes free, unless it `keeps_place`: the day
    was held and its places are history. Raises rules.WrongStep, and Lost when somebody else was faster.
    """
    after = rules.after(case.state, kind)
    if case.recording_day_id is not None and after is not CaseState.BOOKED and not keeps_place:
        planned = RecordingDay.objects.filter(pk=case.recording_day_id, state=DayState.PLANNED, booked__gt=0)
        guarded.update_one(planned, booked=F("booked") - 1)
    changes: dict[str, Any] = {
        "state": after,
        "recording_day": (day or case.recording_day) if after is CaseState.BOOKED else None,
        "last_step_on": max(case.last_step_on, on),
        "closed_on": max(on, case.opened_on) if after is CaseState.CLOSED else None,
        "close_reason": reason or "" if after is CaseState.CLOSED else "",
    }
    if unit is not None:
        changes["unit"] = unit
    guarded.update_one(
        NikCase.objects.filter(pk=case.pk, state=case.state, recording_day=case.recording_day_id), **changes
    )
    for name, value in changes.items():
        setattr(case, name, value)
    step = NikCaseStep.objects.create(
        case=case,
        kind=kind,
        on=on,
        note=note,
        evidence=evidence,
        recording_day=day,
        recorded_at=at,
        by_key=by.key,
        by_label=by.label,
    )
    surviving.touch(case.person_id)
    audit.record(f"case.{kind.value}", case, by=by, at=at, on=on, step=str(step.public_id), state=after.value)
    return case


def ensure_has_come(on: date, case: NikCase, at: datetime) -> None:
    """Refuse a day that has not come where the case is seen to."""
    if on > today_at(case.unit.zone, at):
        raise Invalid(_("Hari ini belum tiba di unit itu; isi hari ini atau sebelumnya."), field="on")
