"""Where one form means one of several changes."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import StepKind
from sinergi.domain.identity.services import cases, recording_days
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.services import storing
from sinergi.foundation.kernel.actors import Actor

if TYPE_CHECKING:
    from sinergi.domain.identity.models import NikCase

EVIDENCE_KINDS = (FileKind.PDF, FileKind.PNG, FileKind.JPEG)
MOST_BYTES = 10_000_000


@transaction.atomic
def step(
    case: NikCase,
    *,
    kind: str,
    on: date,
    note: str,
    reason: str = "",
    evidence: UploadedFile[bytes] | None = None,
    by: Actor,
    at: datetime,
) -> NikCase:
    """Write down the step that the form names; a paper is kept only when the service says yes."""
    policies.ensure_can_see_to(by, case)
    match kind:
        case StepKind.CLOSED:
            return cases.close(case, reason=reason, note=note, on=on, by=by, at=at)
        case StepKind.REOPENED:
            return cases.reopen(case, note=note, on=on, by=by, at=at)
        case StepKind.UNBOOKED:
            return recording_days.unbook(case, note=note, by=by, at=at)
    paper = None
    if evidence is not None:
        paper = storing.store(
            evidence.file,  # type: ignore[arg-type]
            name=evidence.name or "",
            allowed=EVIDENCE_KINDS,
            most_bytes=MOST_BYTES,
            by=by,
            at=at,
            is_example=case.is_example,
            is_sealed=True,
        )
    return cases.pursue(case, kind, on=on, note=note, evidence=paper, by=by, at=at)
