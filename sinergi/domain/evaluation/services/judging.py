"""Say what the facts of a round mean."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.evaluation import policies
from sinergi.domain.evaluation.choices import Rating
from sinergi.domain.evaluation.models import Evaluation
from sinergi.domain.evaluation.services.reviewing import still_open
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid
from sinergi.foundation.kernel.text import clean_text


@transaction.atomic
def judge(evaluation: Evaluation, *, rating: str, judgement: str, by: Actor, at: datetime) -> Evaluation:
    """Rate the round and say why; until the lock it may be said anew. Raises NotAllowed, Locked, Invalid."""
    evaluation = still_open(evaluation)
    policies.ensure_can_review(by, evaluation.agreement)
    if rating not in Rating.values:
        raise Invalid(_("Pilih penilaian dari daftar."), field="rating")
    evaluation.rating = rating
    evaluation.judgement = clean_text(judgement, field="judgement", label=_("Uraian penilaian"), most=10_000)
    evaluation.save(update_fields=["rating", "judgement"])
    audit.record("evaluation.judged", evaluation, by=by, at=at, rating=rating)
    return evaluation
