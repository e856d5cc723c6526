"""Forgetting what is held about a person who was erased. That a check was made, and its result, stays to be counted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sinergi.domain.identity.choices import CloseReason, Method, StepKind
from sinergi.domain.identity.models import NikCase, NikCaseStep, NikProposal, Verification
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
