"""What the side that was owed says of a delivery: accepted or disputed, and how a dispute ends.

Partners have no users here yet: where they are owed, an officer of ours writes down what their paper says.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import Answer
from sinergi.domain.agreements.models import Delivery, Obligation
from sinergi.domain.agreements.rules.days import ensure_not_after
from sinergi.domain.agreements.services import delivering
from sinergi.domain.agreements.services.days import today
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line, clean_text


class AlreadyAnswered(DomainError):
    """It was accepted, disputed or reversed before."""

    code = "delivery_already_answered"


class NotDisputed(DomainError):
    """Only a dispute that is open can be resolved."""

    code = "delivery_not_disputed"


class NothingToAccept(DomainError):
    """No delivery up to that day awaits acceptance."""

    code = "nothing_to_accept"


class NoPaper(DomainError):
    """Nobody accepts in the name of another side without that side's paper."""

    code = "acceptance_without_paper"


@transaction.atomic
def accept(
    delivery: Delivery,
    *,
    on: date,
    document: str = "",
    evidence: StoredFile | None = None,
    by: Actor,
    at: datetime,
) -> Delivery:
    """Write down that the side that was owed accepted the delivery on the day `on`.

    Raises policies.NotAllowed, AlreadyAnswered, NoPaper for one who does not stand on that side and has neither the
    number of its paper nor the paper, Invalid for a day or number that cannot be.
    """
    delivery = _locked(delivery, by)
    _ensure_unanswered(delivery)
    _write_acceptance([delivery], on=on, document=document, evidence=evidence, by=by, at=at)
    audit.record("delivery.accepted", delivery, by=by, at=at, on=on, document=delivery.accepted_document)
    return delivery


@transaction.atomic
def accept_all(
    obligation: Obligation,
    *,
    until: date,
    on: date,
    document: str = "",
    evidence: StoredFile | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """Accept at once all that was given up to the day `until` and awaits it; how many deliveries those were.

    Raises as `accept` does, and NothingToAccept.
    """
    obligation, agreement = delivering.locked(obligation.pk)
    policies.ensure_can_accept(by, agreement)
    if on < until:
        raise Invalid(_("Penerimaan tidak dapat mendahului yang diterima."), field="on")
    waiting = list(obligation.deliveries.awaiting().filter(on__lte=until).order_by("pk"))
    if not waiting:
        raise NothingToAccept(_("Tidak ada pemenuhan sampai tanggal itu yang menunggu penerimaan."), field="until")
    _write_acceptance(waiting, on=on, document=document, evidence=evidence, by=by, at=at)
    audit.record(
        "obligation.accepted",
        obligation,
        by=by,
        at=at,
        on=on,
        until=until,
        deliveries=len(waiting),
        document=waiting[0].accepted_document,
    )
    return len(waiting)


@transaction.atomic
def dispute(delivery: Delivery, *, on: date, reason: str, by: Actor, at: datetime) -> Delivery:
    """Write down that the side that was owed does not accept the delivery. It goes on counting as delivered meanwhile.

    Raises policies.NotAllowed, AlreadyAnswered, Invalid without a reason or for a day that cannot be.
    """
    delivery = _locked(delivery, by)
    _ensure_unanswered(delivery)
    _ensure_day(on, [delivery], at=at, label=_("Tanggal sengketa"))
    delivery.disputed_on, delivery.disputed_by_key = on, by.key
    delivery.dispute_reason = clean_text(reason, field="reason", label=_("Alasan sengketa"), most=2_000)
    delivery.save(update_fields=["disputed_on", "disputed_by_key", "dispute_reason"])
    audit.record("delivery.disputed", delivery, by=by, at=at, on=on)
    return delivery


@transaction.atomic
def resolve(
    delivery: Delivery,
    *,
    accepted: bool,
    on: date,
    reason: str,
    document: str = "",
    evidence: StoredFile | None = None,
    by: Actor,
    at: datetime,
) -> Delivery:
    """End a dispute: the delivery is accepted after all, or it is taken back and counts no more.

    Raises policies.NotAllowed, NotDisputed, NoPaper as `accept` does, Invalid without a reason or for a day that cannot be.
    """
    delivery = _locked(delivery, by)
    if delivery.answer != Answer.DISPUTED or delivery.disputed_on is None:
        raise NotDisputed(_("Pemenuhan ini tidak sedang disengketakan."))
    if on < delivery.disputed_on:
        raise Invalid(_("Penyelesaian tidak dapat mendahului sengketanya."), field="on")
    _ensure_day(on, [delivery], at=at, label=_("Tanggal penyelesaian"))
    delivery.resolved_on, delivery.resolved_by_key = on, by.key
    delivery.resolution_reason = clean_text(reason, field="reason", label=_("Alasan penyelesaian"), most=2_000)
    delivery.save(update_fields=["resolved_on", "resolved_by_key", "resolution_reason"])
    audit.record("delivery.resolved", delivery, by=by, at=at, on=on, accepted=accepted)
    if accepted:
        _write_acceptance([delivery], on=on, document=document, evidence=evidence, by=by, at=at)
    else:
        delivering.cancel_out(delivery, reason=delivery.resolution_reason, on=on, by=by, at=at)
    return delivery


def _locked(delivery: Delivery, by: Actor) -> Delivery:
    obligation, agreement = delivering.locked(delivery.obligation_id)
    policies.ensure_can_accept(by, agreement)
    return obligation.deliveries.select_related("reversed_by").get(pk=delivery.pk)


def _ensure_unanswered(delivery: Delivery) -> None:
    match delivery.answer:
        case Answer.ACCEPTED:
            raise AlreadyAnswered(_("Pemenuhan ini sudah diterima. Bila keliru, batalkan pemenuhannya."))
        case Answer.DISPUTED:
            raise AlreadyAnswered(_("Pemenuhan ini sedang disengketakan. Selesaikan sengketanya dahulu."))
        case Answer.REVERSED:
            raise AlreadyAnswered(_("Pemenuhan ini sudah dibatalkan, jadi tidak ada yang perlu diterima."))


def _write_acceptance(
    deliveries: list[Delivery], *, on: date, document: str, evidence: StoredFile | None, by: Actor, at: datetime
) -> None:
    _ensure_day(on, deliveries, at=at, label=_("Tanggal penerimaan"))
    document = clean_line(document, field="document", label=_("Nomor dokumen"), most=120, required=False)
    speaks = policies.speaks_for_the_owed(by, policies.ACCEPT, deliveries[0].obligation)
    if not (document or evidence or speaks):
        raise NoPaper(
            _("Pihak yang berhak menerima tidak mencatat sendiri: sebutkan nomor dokumennya atau lampirkan buktinya."),
            field="document",
        )
    for delivery in deliveries:
        delivery.accepted_on, delivery.accepted_by_key = on, by.key
        delivery.accepted_document, delivery.accepted_evidence = document, evidence
    fields = ["accepted_on", "accepted_by_key", "accepted_document", "accepted_evidence"]
    Delivery.objects.bulk_update(deliveries, fields, batch_size=500)


def _ensure_day(on: date, deliveries: list[Delivery], *, at: datetime, label: str) -> None:
    if any(on < delivery.on for delivery in deliveries):
        raise Invalid(_("%(label)s tidak dapat mendahului pemenuhannya.") % {"label": label}, field="on")
    ensure_not_after(on, today(deliveries[0].obligation.agreement, at), field="on", label=label)
