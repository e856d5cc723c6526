"""Forgetting what is held about a person who was erased. That a check was made, and its result, stays to be counted."""

from __future__ import annotations

from uuid import UUID

from sinergi.domain.identity.choices import Method
from sinergi.domain.identity.models import NikProposal, Verification

GONE = "dihapus"


def forget(person: UUID) -> None:
    """Take away what could tell who the person with this public id was. Done again it does nothing more."""
    checked = Verification.objects.filter(person__public_id=person, person__erased_at__isnull=False)
    checked.update(why=[], marks={}, scores={}, register_row=None)
    checked.filter(method=Method.UNIT).update(registration_number=GONE)
    for proposal in NikProposal.objects.filter(person__public_id=person, person__erased_at__isnull=False):
        # Not "": of two open proposals about one person each keeps an index of its own.
        proposal.nik, proposal.nik_index, proposal.why, proposal.marks = "", f"{GONE}-{proposal.pk}", [], {}
        proposal.save(update_fields=["nik", "nik_index", "why", "marks"])
