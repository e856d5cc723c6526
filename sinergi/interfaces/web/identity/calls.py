"""Where one page means several changes."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile

from sinergi.domain.identity import policies
from sinergi.domain.identity.services import extracts
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.services import removing, storing
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Agreement
    from sinergi.domain.identity.models import RegisterExtract

MOST_BYTES = 60_000_000


def receive(
    agreement: Agreement, *, file: UploadedFile[bytes], label: str, taken_on: date, by: Actor, at: datetime
) -> RegisterExtract:
    """Keep the file privately and receive it as an extract under the agreement; of a refused one nothing stays."""
    policies.ensure_can_receive(by, agreement)
    stored = storing.store(
        file.file,  # type: ignore[arg-type]
        name=file.name or "",
        allowed=(FileKind.CSV,),
        most_bytes=MOST_BYTES,
        by=by,
        at=at,
        is_example=agreement.is_example,
        is_sealed=True,
    )
    try:
        return extracts.receive(agreement, stored, label=label, taken_on=taken_on, by=by, at=at)
    except DomainError:
        removing.discard(stored, by=by)
        raise
