"""Record what changed for somebody who was there, and take it back."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sinergi.domain.activities import policies, rules
from sinergi.domain.activities.models import Outcome, Participation
from sinergi.domain.activities.services import planning
from sinergi.domain.people.services import surviving
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError
from sinergi.foundation.kernel.text import clean_line, clean_text


class NotAttended(DomainError):
    """Nothing can have changed by an activity for somebody who was not there."""

    code = "not_attended"


class AlreadyMeasured(DomainError):
    """This measure was taken of this participant on this day."""

    code = "already_measured"


class AlreadyWithdrawn(DomainError):
    """It was taken back before."""

    code = "outcome_already_withdrawn"


@transaction.atomic
def record(
    participation: Participation,
    *,
    measure: str,
    unit: str,
    before: Decimal | None,
    after: Decimal,
    on: date,
    by: Actor,
    at: datetime,
) -> Outcome:
    """Write down one measure after the activity and, where it was taken, before it. `on` is the day of measuring after.

    Raises NotAllowed, NotAttended, AlreadyMeasured, TooEarly before the attendance, NotYet, Invalid.
    """
    activity = planning.locked(participation.activity)
    policies.ensure_can_post(by, activity)
    participation = Participation.objects.get(pk=participation.pk)
    if participation.attended_on is None or participation.withdrawn_on is not None:
        raise NotAttended(_("Perubahan hanya dapat dicatat untuk peserta yang hadir. Catat kehadirannya dahulu."))
    if on < participation.attended_on:
        raise rules.TooEarly(_("Pengukuran sesudah kegiatan tidak dapat mendahului kehadiran."), field="on")
    planning.ensure_come(on, activity, at=at, label=_("Tanggal pengukuran"))
    measure = clean_line(measure, field="measure", label=_("Ukuran"), most=200)
    try:
        with transaction.atomic():
            outcome = Outcome.objects.create(
                participation=participation,
                measure=measure,
                unit=clean_line(unit, field="unit", label=_("Satuan"), most=60),
                before=None
                if before is None
                else rules.clean_measure(before, field="before", label=_("Nilai sebelum")),
                after=rules.clean_measure(after, field="after", label=_("Nilai sesudah")),
                measured_on=on,
                recorded_at=at,
            )
    except IntegrityError:
        raise AlreadyMeasured(
            _("Ukuran “%(measure)s” sudah dicatat untuk peserta ini pada tanggal itu.") % {"measure": measure},
            field="measure",
        ) from None
    surviving.touch(participation.person_id)
    audit.record("outcome.recorded", outcome, by=by, at=at, participation=str(participation.public_id), on=on)
    return outcome


@transaction.atomic
def withdraw(outcome: Outcome, *, reason: str, on: date, by: Actor, at: datetime) -> Outcome:
    """Take one outcome back as of the day `on`; it stays as history and counts no more.

    Raises NotAllowed, AlreadyWithdrawn, TooEarly before it was measured, NotYet, Invalid without a reason.
    """
    activity = planning.locked(outcome.participation.activity)
    policies.ensure_can_post(by, activity)
    outcome = Outcome.objects.select_related("participation").get(pk=outcome.pk)
    surviving.touch(outcome.participation.person_id)
    if outcome.withdrawn_on is not None:
        raise AlreadyWithdrawn(_("Perubahan ini sudah dicabut."))
    if on < outcome.measured_on:
        raise rules.TooEarly(_("Pencabutan tidak dapat mendahului pengukurannya. Periksa tanggalnya."), field="on")
    planning.ensure_come(on, activity, at=at, label=_("Tanggal pencabutan"))
    outcome.withdrawn_on = on
    outcome.withdrawal_reason = clean_text(reason, field="reason", label=_("Alasan pencabutan"), most=1_000)
    outcome.save(update_fields=["withdrawn_on", "withdrawal_reason"])
    audit.record("outcome.withdrawn", outcome, by=by, at=at, on=on)
    return outcome
