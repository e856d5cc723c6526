"""Forgetting what is held about a person who was erased. That a check was made, and its result, stays to be counted."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from sinergi.domain.identity.choices import OPEN_CASES, CaseState, Method, Scope
from sinergi.domain.identity.models import NikProposal, ReviewCase, ReviewDecision, ReviewReading, Verification

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
    _forget_cases(person)


def _forget_cases(person: UUID) -> None:
    """How long a case waited and how it was read stays to be counted; what was compared and why it was decided goes."""
    gone = Q(person__public_id=person, person__erased_at__isnull=False)
    cases = ReviewCase.objects.filter(gone | Q(other__public_id=person, other__erased_at__isnull=False))
    cases.filter(state__in=OPEN_CASES).update(
        state=CaseState.WITHDRAWN, closed_at=Now(), claimed_by_key="", claimed_until=None
    )
    cases.update(marks={}, evidence=[], fingerprint="")
    cases.exclude(register_row=None).update(register_row=0)
    ReviewReading.objects.filter(case__in=cases).update(reason="")
    decisions = ReviewDecision.objects.filter(case__in=cases)
    decisions.update(reason=GONE, fingerprint="")
    decisions.filter(scope=Scope.NIK).update(nik_index=GONE)
    decisions.exclude(revoke_reason="").update(revoke_reason=GONE)
