from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sinergi.domain.agreements.choices import State
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.services.recording import RecordedAgreement, create
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid


@transaction.atomic
def draft(facts: RecordedAgreement, *, by: Actor, at: datetime) -> Agreement:
    """Begin a draft, with whatever is known of it so far. It binds nobody and is seen by its parties only.

    Raises policies.NotAllowed, Invalid for values that cannot be, and NoParty, StandsTwice, Mixed as in `recording`.
    """
    if facts.signed_on is not None:
        raise Invalid(
            "Rancangan belum bertanggal tanda tangan. Kosongkan tanggalnya, lalu tandatangani rancangan ini.",
            field="signed_on",
        )
    return create(facts, state=State.DRAFT, action="agreement.drafted", by=by, at=at)
