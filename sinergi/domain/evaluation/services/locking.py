"""Freeze a round: what was found and judged stays as it is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.evaluation import policies, queries
from sinergi.domain.evaluation.models import Evaluation, Locked
from sinergi.domain.evaluation.rules import seal
from sinergi.domain.evaluation.services.reviewing import still_open
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel import guarded
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError


class NotJudged(DomainError):
    """Facts without a judgement are not an evaluation."""

    code = "evaluation_not_judged"


@transaction.atomic
def lock(evaluation: Evaluation, *, by: Actor, at: datetime) -> Evaluation:
    """Count a last time, seal facts and judgement with their SHA-256, and let nothing change from then on.

    Of two who lock at once exactly one succeeds. Raises NotAllowed, NotJudged, Locked.
    """
    evaluation = still_open(evaluation)
    policies.ensure_can_lock(by, evaluation.agreement)
    if not evaluation.is_judged:
        raise NotJudged(_("Evaluasi ini belum dinilai. Isi penilaian dan uraiannya dahulu."))
    facts = queries.facts(evaluation.agreement, evaluation.period, viewer=by, at=at).to_json()
    digest = seal(facts, rating=evaluation.rating, judgement=evaluation.judgement)
    unchanged = Evaluation.objects.open().filter(
        pk=evaluation.pk, rating=evaluation.rating, judgement=evaluation.judgement
    )
    try:
        guarded.update_one(unchanged, facts=facts, facts_sha256=digest, locked_at=at, locked_by_key=by.key)
    except guarded.Lost:
        raise Locked from None
    audit.record("evaluation.locked", evaluation, by=by, at=at, facts_sha256=digest)
    evaluation.refresh_from_db()
    return evaluation


def verify(evaluation: Evaluation) -> bool:
    """Whether the round is locked and still says what was sealed: nothing was changed past the services."""
    stored = Evaluation.objects.get(pk=evaluation.pk)
    return stored.is_locked and stored.facts_sha256 == seal(
        stored.facts, rating=stored.rating, judgement=stored.judgement
    )
