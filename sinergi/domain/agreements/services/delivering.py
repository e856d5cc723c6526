"""Credit an obligation, from whichever later stage the work was done in. Progress is the sum of what was credited."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import State
from sinergi.domain.agreements.models import Agreement, Delivery, Obligation
from sinergi.domain.agreements.rules.days import ensure_not_after
from sinergi.domain.agreements.rules.quantities import ensure_quantity
from sinergi.domain.agreements.services.days import today
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line, clean_text


class NotSigned(DomainError):
    """Nothing can be delivered under a draft, or before the signature."""

    code = "agreement_not_signed"


class NotVerified(DomainError):
    """The obligation counts verified persons only."""

    code = "delivery_not_verified"


class AlreadyCredited(DomainError):
    """This origin credited the obligation before."""

    code = "delivery_already_credited"


class AlreadyReversed(DomainError):
    """It was taken back before, or is itself a taking back."""

    code = "delivery_already_reversed"


@transaction.atomic
def credit(
    obligation: Obligation,
    *,
    quantity: Decimal,
    on: date,
    origin: str,
    verified: bool = False,
    note: str = "",
    evidence: StoredFile | None = None,
    by: Actor,
    at: datetime,
) -> Delivery:
    """Count `quantity`, in the obligation's unit, as given on the day `on`.

    After the agreement's end too: obligations outlive it.
    Raises policies.NotAllowed, NotSigned, NotVerified, AlreadyCredited for an origin that came before, Invalid for a
    quantity or a day that cannot be.
    """
    obligation, agreement = locked(obligation.pk)
    policies.ensure_can_deliver(by, agreement)
    _ensure_signed(agreement, on)
    ensure_not_after(on, today(agreement, at), field="on", label=_("Tanggal pemenuhan"))
    if obligation.requires_verification and not verified:
        raise NotVerified(
            _("Kewajiban ini hanya menghitung orang yang identitasnya sudah terverifikasi. Verifikasi dahulu.")
        )
    origin = clean_line(origin, field="origin", label=_("Asal pemenuhan"), most=200)
    if obligation.deliveries.filter(origin=origin).exists():
        raise AlreadyCredited(_("Pemenuhan dari asal yang sama sudah dicatat untuk kewajiban ini."))
    delivery = obligation.deliveries.create(
        quantity=ensure_quantity(quantity),
        on=on,
        origin=origin,
        verified=verified,
        note=clean_text(note, field="note", label=_("Catatan"), required=False),
        evidence=evidence,
        recorded_at=at,
        by_key=by.key,
    )
    audit.record(
        "obligation.credited",
        delivery,
        by=by,
        at=at,
        obligation=str(obligation.public_id),
        quantity=delivery.quantity,
        on=on,
    )
    return delivery


@transaction.atomic
def reverse(delivery: Delivery, *, reason: str, on: date, by: Actor, at: datetime) -> Delivery:
    """Take a delivery back by a second one of the opposite quantity, dated `on`; both stay on record.

    Raises policies.NotAllowed, AlreadyReversed, Invalid without a reason or for a day that cannot be.
    """
    obligation, agreement = locked(delivery.obligation_id)
    policies.ensure_can_deliver(by, agreement)
    return cancel_out(obligation.deliveries.get(pk=delivery.pk), reason=reason, on=on, by=by, at=at)


def cancel_out(delivery: Delivery, *, reason: str, on: date, by: Actor, at: datetime) -> Delivery:
    """The reversal itself, for services that locked the obligation and asked who may. Raises as `reverse` does."""
    obligation = delivery.obligation
    if delivery.reverses_id is not None or obligation.deliveries.filter(reverses=delivery).exists():
        raise AlreadyReversed(_("Pemenuhan ini sudah dibatalkan, atau merupakan pembatalan."))
    if on < delivery.on:
        raise Invalid(_("Pembatalan tidak dapat mendahului pemenuhannya."), field="on")
    ensure_not_after(on, today(obligation.agreement, at), field="on", label=_("Tanggal pembatalan"))
    reversal = obligation.deliveries.create(
        quantity=-delivery.quantity,
        on=on,
        origin=f"agreements.reversal:{delivery.public_id}",
        verified=delivery.verified,
        note=clean_text(reason, field="reason", label=_("Alasan pembatalan")),
        reverses=delivery,
        recorded_at=at,
        by_key=by.key,
    )
    audit.record(
        "obligation.reversed",
        reversal,
        by=by,
        at=at,
        delivery=str(delivery.public_id),
        quantity=reversal.quantity,
        on=on,
    )
    return reversal


def locked(obligation_pk: int) -> tuple[Obligation, Agreement]:
    """The obligation, locked: two credits of one origin wait for each other, as do an acceptance and a reversal."""
    obligation = Obligation.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=obligation_pk)
    return obligation, obligation.agreement


def _ensure_signed(agreement: Agreement, on: date) -> None:
    if agreement.state != State.CONCLUDED:
        raise NotSigned(
            _("%(agreement)s belum ditandatangani, jadi belum ada yang dapat dipenuhi.")
            % {"agreement": agreement.title}
        )
    if agreement.signed_on is not None and on < agreement.signed_on:
        raise NotSigned(
            _("Perjanjian baru ditandatangani %(signed_on)s. Periksa tanggal pemenuhannya.")
            % {"signed_on": f"{agreement.signed_on:%d-%m-%Y}"},
            field="on",
        )
