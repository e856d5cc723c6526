"""Give up what is still owed, all of it or the rest, and ask for it again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import State
from sinergi.domain.agreements.models import Obligation, Waiver
from sinergi.domain.agreements.rules.days import ensure_not_after
from sinergi.domain.agreements.services import delivering
from sinergi.domain.agreements.services.days import today
from sinergi.domain.agreements.services.delivering import NotSigned
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line, clean_text


class AlreadyWaived(DomainError):
    """What is owed was given up before."""

    code = "obligation_already_waived"


class NothingOwed(DomainError):
    """All that was promised was given: nothing is left to give up."""

    code = "obligation_already_fulfilled"


class NotWaived(DomainError):
    """The waiver was taken back before."""

    code = "waiver_already_taken_back"


class OwnDebt(DomainError):
    """Nobody waives what he owes himself without the other side's paper."""

    code = "waiver_without_paper"


@transaction.atomic
def waive(obligation: Obligation, *, on: date, reason: str, document: str = "", by: Actor, at: datetime) -> Waiver:
    """Give up what is still owed from the day `on`; what was delivered stays.

    Raises policies.NotAllowed, NotSigned for a draft, AlreadyWaived, NothingOwed, OwnDebt for one who does not stand on the
    side that is owed and names no paper of that side, Invalid without a reason or for a day that cannot be.
    """
    obligation, agreement = delivering.locked(obligation.pk)
    policies.ensure_can_waive(by, agreement)
    if agreement.state != State.CONCLUDED:
        raise NotSigned(
            _("%(agreement)s belum ditandatangani, jadi belum ada yang perlu dihapuskan.")
            % {"agreement": agreement.title}
        )
    if obligation.waivers.standing().exists():
        raise AlreadyWaived(_("Kewajiban ini sudah dihapuskan."))
    owed = Obligation.objects.with_progress().get(pk=obligation.pk).owed()
    if owed.is_complete:
        raise NothingOwed(_("Kewajiban ini sudah terpenuhi, jadi tidak ada sisa yang dapat dihapuskan."))
    if agreement.signed_on is not None and on < agreement.signed_on:
        raise Invalid(_("Penghapusan tidak dapat mendahului penandatanganan."), field="on")
    ensure_not_after(on, today(agreement, at), field="on", label=_("Tanggal penghapusan"))
    document = clean_line(document, field="document", label=_("Nomor dokumen"), most=120, required=False)
    if not document and not policies.speaks_for_the_owed(by, policies.WAIVE, obligation):
        raise OwnDebt(
            _("Yang berhak atas kewajiban ini pihak lain: sebutkan nomor surat persetujuannya."), field="document"
        )
    waiver = obligation.waivers.create(
        quantity=None if owed.quantity is None else owed.quantity - owed.delivered,
        waived_on=on,
        reason=clean_text(reason, field="reason", label=_("Alasan penghapusan"), most=2_000),
        document=document,
        by_key=by.key,
        recorded_at=at,
    )
    audit.record(
        "obligation.waived",
        waiver,
        by=by,
        at=at,
        obligation=str(obligation.public_id),
        quantity=waiver.quantity,
        on=on,
        document=document,
    )
    return waiver


@transaction.atomic
def reinstate(waiver: Waiver, *, on: date, reason: str, by: Actor, at: datetime) -> Waiver:
    """Ask again for what was given up.

    Raises policies.NotAllowed, NotWaived, Invalid without a reason or for a day that cannot be.
    """
    obligation, agreement = delivering.locked(waiver.obligation_id)
    policies.ensure_can_waive(by, agreement)
    waiver = obligation.waivers.get(pk=waiver.pk)
    if waiver.reinstated_on is not None:
        raise NotWaived(_("Penghapusan ini sudah ditarik kembali."))
    if on < waiver.waived_on:
        raise Invalid(_("Penarikan tidak dapat mendahului penghapusannya."), field="on")
    ensure_not_after(on, today(agreement, at), field="on", label=_("Tanggal penarikan"))
    waiver.reinstated_on, waiver.reinstated_by_key = on, by.key
    waiver.reinstatement_reason = clean_text(reason, field="reason", label=_("Alasan penarikan"), most=2_000)
    waiver.save(update_fields=["reinstated_on", "reinstated_by_key", "reinstatement_reason"])
    audit.record("obligation.reinstated", waiver, by=by, at=at, obligation=str(obligation.public_id), on=on)
    return waiver
