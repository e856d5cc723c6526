"""Where one page means several changes: all of them or none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.services import delivering
from sinergi.foundation.files.services import storing
from sinergi.foundation.kernel.actors import Actor
from sinergi.interfaces.web.obligations.forms import EVIDENCE_BYTES, EVIDENCE_KINDS

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Delivery, Obligation
    from sinergi.foundation.files.models import StoredFile

MANUAL = "agreements.by_hand:"
"""How the origin begins of a delivery that somebody wrote down on its page, not in an activity."""


@transaction.atomic
def deliver(
    obligation: Obligation,
    *,
    quantity: Decimal,
    on: date,
    note: str,
    file: UploadedFile[bytes] | None,
    token: UUID,
    by: Actor,
    at: datetime,
) -> Delivery:
    """Credit an obligation by hand, with its evidence. `token` names this filling of the form: twice counts once."""
    policies.ensure_can_deliver(by, obligation.agreement)
    evidence = _stored(file, is_example=obligation.agreement.is_example, by=by, at=at)
    return delivering.credit(
        obligation, quantity=quantity, on=on, origin=f"{MANUAL}{token}", note=note, evidence=evidence, by=by, at=at
    )


@transaction.atomic
def answer(
    service: Callable[..., object],
    thing: Delivery | Obligation,
    *,
    obligation: Obligation,
    file: UploadedFile[bytes] | None,
    by: Actor,
    at: datetime,
    **said: Any,
) -> object:
    """Accept or resolve with the other side's paper, which is kept only when the service says yes."""
    policies.ensure_can_accept(by, obligation.agreement)
    evidence = _stored(file, is_example=obligation.agreement.is_example, by=by, at=at)
    return service(thing, evidence=evidence, by=by, at=at, **said)


def _stored(file: UploadedFile[bytes] | None, *, is_example: bool, by: Actor, at: datetime) -> StoredFile | None:
    if file is None:
        return None
    return storing.store(
        file.file,  # type: ignore[arg-type]
        name=file.name or "",
        allowed=EVIDENCE_KINDS,
        most_bytes=EVIDENCE_BYTES,
        by=by,
        at=at,
        is_example=is_example,
    )
