"""One reader at a time: whoever opens a case has it before him until he answers, leaves or is silent too long."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sinergi.domain.identity import policies
from sinergi.domain.identity.models import ReviewCase
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError

CLAIM = timedelta(minutes=10)
"""How long a case waits for the answer of whoever opened it."""


class Taken(DomainError):
    """Somebody else has it before him just now."""

    code = "case_taken"


class NotWaiting(DomainError):
    """It waits for no reader any more, or not for this one: he has read it."""

    code = "case_not_waiting"


def take(case: ReviewCase, *, by: Actor, at: datetime) -> ReviewCase:
    """Have this case until `at` + CLAIM. Raises NotAllowed, NotWaiting, Taken."""
    mine = ReviewCase.objects.readable_by(by).filter(pk=case.pk)
    # One conditional UPDATE: of two who open it at the same moment one has it.
    if not mine.free_for(by, at).update(claimed_by_key=by.key, claimed_until=at + CLAIM):
        policies.ensure_can_read(by, case)
        if not mine.exists():
            raise NotWaiting(_("Kasus ini tidak menunggu bacaan Anda: sudah Anda baca, atau sudah selesai."))
        raise Taken(_("Kasus ini sedang dibaca petugas lain; ambil kasus berikutnya."))
    case.claimed_by_key, case.claimed_until = by.key, at + CLAIM
    return case


def free(*, by: Actor) -> int:
    """Let go of whatever `by` has before him; how many those were."""
    return ReviewCase.objects.filter(claimed_by_key=by.key).update(claimed_by_key="", claimed_until=None)
