"""Post what an activity produced, and take it back."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.activities import policies, rules
from sinergi.domain.activities.models import Activity, Output
from sinergi.domain.activities.services import planning
from sinergi.domain.agreements.choices import Answer
from sinergi.domain.agreements.models import Obligation
from sinergi.domain.agreements.services import delivering
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError
from sinergi.foundation.kernel.text import clean_line, clean_text


class NotCarriedOut(DomainError):
    """Only what took place has results."""

    code = "activity_not_carried_out"


class NotServed(DomainError):
    """The activity does not serve this obligation, or not in this unit."""

    code = "obligation_not_served"


class AlreadyWithdrawn(DomainError):
    """It was taken back before."""

    code = "output_already_withdrawn"


@transaction.atomic
def post(
    activity: Activity,
    *,
    measure: str,
    quantity: Decimal,
    unit: str,
    on: date,
    obligation: Obligation | None = None,
    by: Actor,
    at: datetime,
) -> Output:
    """Write down an output and credit it to the one obligation named, or to none: never twice for the same work.

    The obligation is one the activity serves, counted in the same unit.
    Raises NotAllowed, NotCarriedOut, NotServed, CountsPeople, TooEarly, NotYet, Invalid, and what crediting refuses.
    """
    activity = planning.locked(activity)
    policies.ensure_can_post(by, activity)
    ensure_carried_out(activity)
    quantity = rules.clean_quantity(quantity, unit)
    measure = clean_line(measure, field="measure", label=_("Ukuran"), most=200)
    if on < activity.starts_on:
        raise rules.TooEarly(_("Keluaran tidak dapat mendahului kegiatannya. Periksa tanggalnya."), field="on")
    planning.ensure_come(on, activity, at=at, label=_("Tanggal keluaran"))
    if obligation is not None:
        obligation = _served(activity, obligation, unit)
    output = Output(
        activity=activity,
        measure=measure,
        quantity=quantity,
        unit=unit,
        on=on,
        obligation=obligation,
        recorded_at=at,
    )
    if obligation is not None:
        output.delivery = delivering.credit(
            obligation,
            quantity=quantity,
            on=on,
            origin=f"activities.output:{output.public_id}",
            note=f"{activity.title}: {measure}",
            by=by,
            at=at,
        )
    output.save()
    audit.record(
        "output.posted",
        output,
        by=by,
        at=at,
        activity=str(activity.public_id),
        quantity=quantity,
        unit=unit,
        on=on,
        obligation=str(obligation.public_id) if obligation else None,
    )
    return output


@transaction.atomic
def withdraw(output: Output, *, reason: str, on: date, by: Actor, at: datetime) -> Output:
    """Take an output back as of the day `on`; it stays as history and what it credited is reversed.

    Raises NotAllowed, AlreadyWithdrawn, TooEarly, NotYet, Invalid without a reason, and what reversing refuses.
    """
    activity = planning.locked(output.activity)
    policies.ensure_can_post(by, activity)
    output = Output.objects.select_related("delivery__reversed_by").get(pk=output.pk)
    if output.withdrawn_on is not None:
        raise AlreadyWithdrawn(_("Keluaran ini sudah dicabut."))
    if on < output.on:
        raise rules.TooEarly(_("Pencabutan tidak dapat mendahului keluarannya. Periksa tanggalnya."), field="on")
    planning.ensure_come(on, activity, at=at, label=_("Tanggal pencabutan"))
    output.withdrawn_on = on
    output.withdrawal_reason = clean_text(reason, field="reason", label=_("Alasan pencabutan"), most=1_000)
    output.save(update_fields=["withdrawn_on", "withdrawal_reason"])
    if output.delivery is not None and output.delivery.answer != Answer.REVERSED:
        # In a dispute it may have been taken back before.
        delivering.reverse(output.delivery, reason=output.withdrawal_reason, on=on, by=by, at=at)
    audit.record("output.withdrawn", output, by=by, at=at, on=on)
    return output


def ensure_carried_out(activity: Activity) -> None:
    """Raises NotCarriedOut with what to do first."""
    if activity.is_cancelled:
        raise NotCarriedOut(_("Kegiatan ini dibatalkan, jadi tidak ada hasil yang dapat dicatat."))
    if not activity.is_carried_out:
        raise NotCarriedOut(_("Kegiatan ini belum dilaksanakan. Catat pelaksanaannya dahulu."))


def _served(activity: Activity, obligation: Obligation, unit: str) -> Obligation:
    served = activity.obligations.filter(pk=obligation.pk).first()
    if served is None:
        raise NotServed(
            _("Kegiatan ini tidak melayani kewajiban itu. Pilih kewajiban dari kegiatannya."), field="obligation"
        )
    if served.unit != unit:
        raise NotServed(
            _("Kewajiban itu dihitung dalam %(unit)s. Samakan satuannya, atau pilih kewajiban lain.")
            % {"unit": served.get_unit_display()},
            field="obligation",
        )
    return served
