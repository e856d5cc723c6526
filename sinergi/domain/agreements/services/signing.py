from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import State
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.rules.completeness import ensure_complete
from sinergi.domain.agreements.rules.days import ensure_not_after
from sinergi.domain.agreements.services.days import today
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid


class NotADraft(DomainError):
    """It was signed or withdrawn before."""

    code = "agreement_not_a_draft"


@transaction.atomic
def sign(
    agreement: Agreement, *, signed_on: date, starts_on: date, ends_on: date | None, by: Actor, at: datetime
) -> Agreement:
    """Turn a complete draft into a concluded agreement, in force from `starts_on` to `ends_on` (None: no end agreed).

    `signed_on` is the day on the paper, `at` the moment of recording.
    Raises policies.NotAllowed, NotADraft, Incomplete with what is missing, Invalid for days that cannot be.
    """
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    policies.ensure_can_sign(by, agreement)
    if agreement.state != State.DRAFT:
        raise NotADraft(f"{agreement.title} sudah {agreement.get_state_display().lower()}.")
    ensure_complete(agreement.facts())
    ensure_not_after(signed_on, today(agreement, at), field="signed_on", label="Tanggal penandatanganan")
    if ends_on is not None and ends_on < max(starts_on, signed_on):
        raise Invalid("Perjanjian tidak dapat berakhir sebelum mulai berlaku atau ditandatangani.", field="ends_on")
    agreement.state, agreement.stage = State.CONCLUDED, ""
    agreement.signed_on, agreement.starts_on, agreement.ends_on = signed_on, starts_on, ends_on
    agreement.save(update_fields=["state", "stage", "signed_on", "starts_on", "ends_on"])
    audit.record("agreement.signed", agreement, by=by, at=at, signed_on=signed_on, starts_on=starts_on, ends_on=ends_on)
    return agreement
