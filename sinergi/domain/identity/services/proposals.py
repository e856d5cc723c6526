"""A NIK that was found reaches the person only here: by a second officer's decision, with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linkage.registers import RegisterError, RegisterRow
from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import ProposalState
from sinergi.domain.identity.models import NikProposal
from sinergi.domain.identity.services import cases
from sinergi.domain.identity.services.extracts import ensure_in_term
from sinergi.domain.identity.services.loading import loaded
from sinergi.domain.people.rules import nik_index
from sinergi.domain.people.services import surviving
from sinergi.foundation.audit.services import readings
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.choices import Zone
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.files.services import storing
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError
from sinergi.foundation.kernel.text import clean_line

_SEEN = ("candidate_name", "candidate_birth", "candidate_birth_place", "candidate_nik_masked")


class Decided(DomainError):
    """The proposal was accepted or refused before."""

    code = "proposal_decided"


class NoCandidate(DomainError):
    """The row cannot be read any more: the extract is gone, damaged, or is another one."""

    code = "no_candidate"


@dataclass(frozen=True, slots=True)
class Candidate:
    """The row of the extract as it was read just now, for the eye only."""

    row: RegisterRow


def candidate(proposal: NikProposal, *, purpose: str, by: Actor, at: datetime) -> Candidate:
    """Read the row behind the proposal from the mounted extract; nothing of it is kept, the reading is recorded.

    Raises NotAllowed, OutsideTerm when the agreement no longer allows it, NoCandidate.
    """
    policies.ensure_can_settle(by, proposal, at=at)
    ensure_in_term(proposal.extract.agreement, today_at(Zone.WIT, at))
    try:
        storing.open_file(proposal.extract.file).close()
        row = loaded(proposal.extract.file.sha256).by_row(proposal.register_row)
    except (storing.Gone, RegisterError):
        row = None
    if row is None or nik_index(row.nik or "") != proposal.nik_index:
        raise NoCandidate(
            "Baris ekstrak untuk usulan ini tidak dapat dibaca lagi; tolak usulan ini atau pulihkan berkasnya."
        )
    readings.note(proposal.person, _SEEN, by=by, at=at, purpose=purpose)
    return Candidate(row)


@transaction.atomic
def accept(proposal: NikProposal, *, reason: str, by: Actor, at: datetime) -> NikProposal:
    """Give the person the NIK, at the surviving row of who was merged, which closes an open case; the proposal keeps no copy.

    Raises NotAllowed for who asked for it himself, Decided, Invalid without a reason.
    """
    nik = NikProposal.objects.get(pk=proposal.pk).nik
    proposal = _decide(proposal, ProposalState.ACCEPTED, reason, by=by, at=at)
    person = surviving.recording(proposal.person_id)
    person.nik, person.nik_index = nik, proposal.nik_index
    person.save(update_fields=["nik", "nik_index"])
    audit.record("person.corrected", person, by=by, at=at, fields="nik", proposal=str(proposal.public_id))
    cases.settle(person, by=by, at=at)
    return proposal


@transaction.atomic
def refuse(proposal: NikProposal, *, reason: str, by: Actor, at: datetime) -> NikProposal:
    """Keep the person as it is; the proposal keeps no copy of the NIK either. Raises as `accept`."""
    return _decide(proposal, ProposalState.REFUSED, reason, by=by, at=at)


def _decide(proposal: NikProposal, state: ProposalState, reason: str, *, by: Actor, at: datetime) -> NikProposal:
    proposal = NikProposal.objects.select_for_update(of=("self",)).select_related("person").get(pk=proposal.pk)
    if proposal.state != ProposalState.OPEN:
        raise Decided(f"Usulan ini sudah {proposal.get_state_display().lower()}; muat ulang halamannya.")
    policies.ensure_can_settle(by, proposal, at=at)
    proposal.reason = clean_line(reason, field="reason", label="Alasan", most=500)
    proposal.state, proposal.decided_at, proposal.nik = state, at, ""
    proposal.decided_by_key, proposal.decided_by_label = by.key, by.label
    proposal.save()
    surviving.touch(proposal.person_id)
    audit.record(f"nik.{state.value}", proposal, by=by, at=at, person=str(proposal.person.public_id))
    return proposal
