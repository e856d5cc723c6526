from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import State
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.services.delivering import NotSigned
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_text


class AlreadyEnded(DomainError):
    """It was ended before, or its term is over by then."""

    code = "agreement_already_ended"


@transaction.atomic
def end(agreement: Agreement, *, ended_on: date, reason: str, by: Actor, at: datetime) -> Agreement:
    """End an agreement by decision: `ended_on` is the first day no longer in force, past or to come.

    Its obligations stay open. Raises policies.NotAllowed, NotSigned for a draft, AlreadyEnded, Invalid without a
    reason or for a day before the signature.
    """
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    policies.ensure_can_amend(by, agreement)
    if agreement.state != State.CONCLUDED:
        raise NotSigned(
            _("%(agreement)s belum ditandatangani, jadi belum ada yang dapat diakhiri.")
            % {"agreement": agreement.title}
        )
    if agreement.ended_on is not None:
        raise AlreadyEnded(
            _("%(agreement)s sudah diakhiri per %(ended_on)s.")
            % {"agreement": agreement.title, "ended_on": f"{agreement.ended_on:%d-%m-%Y}"}
        )
    if agreement.ends_on is not None and ended_on > agreement.ends_on:
        raise AlreadyEnded(
            _("Masa berlaku sudah habis %(ends_on)s, sebelum tanggal pengakhiran itu.")
            % {"ends_on": f"{agreement.ends_on:%d-%m-%Y}"},
            field="ended_on",
        )
    if agreement.signed_on is not None and ended_on < agreement.signed_on:
        raise Invalid(_("Perjanjian tidak dapat diakhiri sebelum ditandatangani."), field="ended_on")
    agreement.ended_on = ended_on
    agreement.end_reason = clean_text(reason, field="reason", label=_("Alasan pengakhiran"), most=2_000)
    agreement.save(update_fields=["ended_on", "end_reason"])
    audit.record("agreement.ended", agreement, by=by, at=at, ended_on=ended_on)
    return agreement
