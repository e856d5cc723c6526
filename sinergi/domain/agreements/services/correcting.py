"""Put right what was written down wrongly about a signed agreement. What the parties change is an addendum (`amending`)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import State
from sinergi.domain.agreements.models import Agreement, Correction
from sinergi.domain.agreements.services.delivering import NotSigned
from sinergi.domain.agreements.services.recording import RecordedAgreement, ensure_not_withdrawn
from sinergi.domain.agreements.services.rewriting import rewrite
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_text


class NothingCorrected(DomainError):
    """The record says so already."""

    code = "nothing_corrected"


@transaction.atomic
def correct(
    agreement: Agreement,
    facts: RecordedAgreement,
    *,
    reason: str,
    ended_on: date | None = None,
    by: Actor,
    at: datetime,
) -> Correction:
    """Make the record of a concluded agreement say `facts`; what it said before is kept beside it.

    `ended_on` puts right the day of an end by decision. What its source said, word by word, stays as it was.
    Raises policies.NotAllowed, NotSigned for a draft, Withdrawn, NothingCorrected, rewriting.StillOwes, Invalid without a
    reason or for values that cannot be, and NoParty, StandsTwice, Mixed, NotAnUmbrella as in `recording`.
    """
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    policies.ensure_can_correct(by, agreement)
    ensure_not_withdrawn(agreement)
    if agreement.state == State.DRAFT:
        raise NotSigned(
            _("%(agreement)s belum ditandatangani. Ubah rancangannya saja.") % {"agreement": agreement.title}
        )
    reason = clean_text(reason, field="reason", label=_("Alasan koreksi"))
    ended_on = ended_on or agreement.ended_on
    _ensure_possible(agreement, facts.signed_on, ended_on)
    # An import knows its row again by the words of its source, so these stay.
    facts = replace(facts, source_text=agreement.source_text)
    changes = rewrite(agreement, facts, ended_on=ended_on, by=by, at=at)
    if not changes:
        raise NothingCorrected(_("Tidak ada yang berbeda dari catatan sekarang. Ubah dahulu bagian yang keliru."))
    correction = Correction.objects.create(
        agreement=agreement,
        reason=reason,
        changes=[change.as_json() for change in changes],
        recorded_at=at,
        by_key=by.key,
        by_label=by.label,
    )
    changed = ", ".join(dict.fromkeys(change.fact for change in changes))
    audit.record("agreement.corrected", agreement, by=by, at=at, changed=changed)
    return correction


def _ensure_possible(agreement: Agreement, signed_on: date | None, ended_on: date | None) -> None:
    if ended_on is None:
        return
    if agreement.ended_on is None:
        raise Invalid(
            _("Perjanjian ini tidak pernah diakhiri. Akhiri perjanjiannya, bukan dikoreksi."), field="ended_on"
        )
    if signed_on is not None and ended_on < signed_on:
        field = "ended_on" if ended_on != agreement.ended_on else "signed_on"
        raise Invalid(
            _("Perjanjian tidak dapat diakhiri sebelum ditandatangani. Periksa kedua tanggalnya."), field=field
        )
