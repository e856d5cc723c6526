"""A NIK that was found reaches the person only here, and only by a decision of the review desk."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.identity.choices import Opinion, ProposalState
from sinergi.domain.identity.models import NikProposal, ReviewDecision
from sinergi.domain.identity.services import cases
from sinergi.domain.people.services import surviving
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError


class Decided(DomainError):
    """The proposal was accepted or refused before."""

    code = "proposal_decided"


class NotDecided(DomainError):
    """There is no decision about this NIK to carry out."""

    code = "nik_not_decided"


@transaction.atomic
def carry_out(proposal: NikProposal, decision: ReviewDecision, *, by: Actor, at: datetime) -> NikProposal:
    """Give the person the NIK when the desk decided "same", else leave the person as it is; the proposal keeps no copy.

    Of who was merged the surviving row gets it; an open case of somebody without a NIK is closed by it.

    Raises Decided, and NotDecided for a decision about something else or one that was revoked.
    """
    proposal = NikProposal.objects.select_for_update(of=("self",)).select_related("person").get(pk=proposal.pk)
    if decision.case.proposal_id != proposal.pk or decision.revoked_at is not None:
        raise NotDecided(_("Putusan meja tinjau ini bukan tentang NIK yang diusulkan."))
    if proposal.state != ProposalState.OPEN:
        raise Decided(
            _("Usulan ini sudah %(state)s; muat ulang halamannya.") % {"state": proposal.get_state_display().lower()}
        )
    is_same = decision.opinion == Opinion.SAME
    if is_same:
        person = surviving.recording(proposal.person_id)
        person.nik, person.nik_index = proposal.nik, proposal.nik_index
        person.save(update_fields=["nik", "nik_index"])
        audit.record("person.corrected", person, by=by, at=at, fields="nik", proposal=str(proposal.public_id))
        cases.settle(person, by=by, at=at)
    proposal.state = ProposalState.ACCEPTED if is_same else ProposalState.REFUSED
    proposal.reason, proposal.decided_at, proposal.nik = decision.reason, at, ""
    proposal.decided_by_key, proposal.decided_by_label = by.key, by.label
    proposal.save()
    surviving.touch(proposal.person_id)
    audit.record(f"nik.{proposal.state}", proposal, by=by, at=at, person=str(proposal.person.public_id))
    return proposal
