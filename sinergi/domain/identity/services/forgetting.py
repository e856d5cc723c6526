"""Forgetting what is held about a person who was erased. That a check was made, and its result, stays to be counted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from sinergi.domain.identity.choices import OPEN_REVIEWS, CloseReason, Method, ReviewState, Scope, StepKind
from sinergi.domain.identity.models import (
    NikCase,
    NikCaseStep,
    NikProposal,
    ReviewCase,
    ReviewDecision,
    ReviewReading,
    Verification,
)
from sinergi.domain.identity.services.case_steps import locked, take
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import storing
from sinergi.foundation.kernel.actors import Actor

GONE = "dihapus"


def forget(person: UUID, *, at: datetime) -> None:
    """Take away what could tell who the person with this public id was. Done again it does nothing more."""
    checked = Verification.objects.filter(person__public_id=person, person__erased_at__isnull=False)
    checked.update(why=[], marks={}, scores={}, register_row=None)
    checked.filter(method=Method.UNIT).update(registration_number=GONE)
    for proposal in NikProposal.objects.filter(person__public_id=person, person__erased_at__isnull=False):
        # Not "": of two open proposals about one person each keeps an index of its own.
        proposal.nik, proposal.nik_index, proposal.why, proposal.marks = "", f"{GONE}-{proposal.pk}", [], {}
        proposal.save(update_fields=["nik", "nik_index", "why", "marks"])
    _forget_cases(person, at)
    _forget_reviews(person, at)


def _forget_cases(person: UUID, at: datetime) -> None:
    """An open case is over; of every case the words and papers go, that it was and what became of it stays."""
    system = Actor.system("identity")
    theirs = NikCase.objects.filter(person__public_id=person, person__erased_at__isnull=False)
    for case in theirs.open():
        with transaction.atomic():
            mine = locked(case, by=system)
            today = today_at(mine.unit.zone, at)
            take(mine, StepKind.CLOSED, on=today, reason=CloseReason.ERASED, by=system, at=at)
    steps = NikCaseStep.objects.filter(case__in=theirs)
    papers = list(steps.exclude(evidence=None).values_list("evidence", flat=True))
    steps.update(note="", evidence=None)
    for paper in StoredFile.objects.filter(pk__in=papers):
        storing.discard(paper, at=at)


def _forget_reviews(person: UUID, at: datetime) -> None:
    """How long a case waited and how it was read stays to be counted; what was compared and why it was decided goes."""
    gone = Q(person__public_id=person, person__erased_at__isnull=False)
    cases = ReviewCase.objects.filter(gone | Q(other__public_id=person, other__erased_at__isnull=False))
    cases.filter(state__in=OPEN_REVIEWS).update(
        state=ReviewState.WITHDRAWN, closed_at=at, claimed_by_key="", claimed_until=None
    )
    cases.update(marks={}, evidence=[], fingerprint="")
    cases.exclude(register_row=None).update(register_row=0)
    ReviewReading.objects.filter(case__in=cases).update(reason="")
    decisions = ReviewDecision.objects.filter(case__in=cases)
    decisions.update(reason=GONE, fingerprint="")
    decisions.filter(scope=Scope.NIK).update(nik_index=GONE)
    decisions.exclude(revoke_reason="").update(revoke_reason=GONE)
