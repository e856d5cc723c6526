"""A party that is a list of institutions becomes several parties, once a person has said so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from sinergi.domain.agreements.choices import Side
from sinergi.domain.agreements.models import Agreement, Party
from sinergi.domain.agreements.services import recording
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions.models import Institution, Listing
from sinergi.foundation.institutions.services import unfolding
from sinergi.foundation.kernel.actors import Actor


@transaction.atomic
def unfold(listing: Listing, names: Sequence[str], *, by: Actor, at: datetime) -> tuple[Agreement, ...]:
    """Let the institutions `names` stand, on the same side, where their list stood as one party; returns those agreements.

    The list itself leaves an agreement when nothing hangs on it there: no number, no signatory, nothing owed.
    Raises policies.NotAllowed, unfolding.AlreadyDecided, recording.StandsTwice, Invalid.
    """
    parts = unfolding.unfold(listing, names, by=by, at=at)
    the_list = Institution.objects.same_as(listing.institution)
    parties = Party.objects.filter(institution__in=the_list).select_related("agreement").order_by("pk")
    changed = []
    for party in parties:
        joining = tuple(PartyFacts(part, Side(party.side)) for part in parts)
        recording.fill(party.agreement, RecordedAgreement(parties=joining), by=by, at=at)
        left = _leave(party)
        audit.record("agreement.unfolded", party.agreement, by=by, at=at, parts=len(parts), list_left=left)
        changed.append(party.agreement)
    return tuple(changed)


def _leave(party: Party) -> bool:
    """Take the list away from its agreement; False where something hangs on it."""
    if party.number or party.signatory_name or party.signatory_position:
        return False
    try:
        with transaction.atomic():
            party.delete()
    except ProtectedError:
        return False
    return True
