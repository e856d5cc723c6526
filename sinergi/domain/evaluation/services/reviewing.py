"""Open a round: count what an agreement brought in a period."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements.choices import State
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.services.days import today
from sinergi.domain.evaluation import policies, queries
from sinergi.domain.evaluation.models import Evaluation, Locked
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError
from sinergi.foundation.kernel.periods import Period


class NotConcluded(DomainError):
    """A draft has nothing to look back at."""

    code = "agreement_not_concluded"


class OutsideAgreement(DomainError):
    """The period begins before the signature, or has not begun."""

    code = "period_outside_agreement"


class Overlaps(DomainError):
    """Another round holds some of these days: they would be counted twice."""

    code = "period_overlaps"


@transaction.atomic
def review(agreement: Agreement, *, period: Period, by: Actor, at: datetime) -> Evaluation:
    """Open a round for the period and write down what is counted at the moment `at`.

    The period may still be running: the facts carry their cut-off and are counted again until the round is locked.
    Raises NotAllowed, NotConcluded, OutsideAgreement, Overlaps.
    """
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    policies.ensure_can_review(by, agreement)
    if agreement.state != State.CONCLUDED:
        raise NotConcluded(_("Perjanjian ini belum ditandatangani, jadi belum ada yang dapat dievaluasi."))
    if agreement.signed_on is not None and period.start < agreement.signed_on:
        raise OutsideAgreement(
            _("Perjanjian ditandatangani %(day)s. Mulai masa evaluasi tidak sebelum hari itu.")
            % {"day": f"{agreement.signed_on:%d-%m-%Y}"},
            field="period_start",
        )
    if period.start > today(agreement, at):
        raise OutsideAgreement(_("Masa evaluasi belum dimulai. Pilih masa yang sudah berjalan."), field="period_start")
    other = Evaluation.objects.filter(agreement=agreement).overlapping(period).first()
    if other is not None:
        raise Overlaps(
            _("Sudah ada evaluasi untuk %(period)s. Pilih masa yang tidak beririsan.") % {"period": other},
            field="period_start",
        )
    evaluation = Evaluation.objects.create(
        agreement=agreement,
        period_start=period.start,
        period_end=period.end,
        facts=queries.facts(agreement, period, viewer=by, at=at).to_json(),
        recorded_at=at,
    )
    audit.record(
        "evaluation.reviewed",
        evaluation,
        by=by,
        at=at,
        agreement=str(agreement.public_id),
        period_start=period.start,
        period_end=period.end,
    )
    return evaluation


@transaction.atomic
def refresh(evaluation: Evaluation, *, by: Actor, at: datetime) -> Evaluation:
    """Count again, at the moment `at`. Rating and judgement stay. Raises NotAllowed, Locked."""
    evaluation = still_open(evaluation)
    policies.ensure_can_review(by, evaluation.agreement)
    evaluation.facts = queries.facts(evaluation.agreement, evaluation.period, viewer=by, at=at).to_json()
    evaluation.save(update_fields=["facts"])
    audit.record("evaluation.refreshed", evaluation, by=by, at=at)
    return evaluation


def held(evaluation: Evaluation) -> Evaluation:
    """The round as it is now, held until the transaction ends."""
    return Evaluation.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=evaluation.pk)


def still_open(evaluation: Evaluation) -> Evaluation:
    """The same, for who wants to change it. Raises Locked."""
    evaluation = held(evaluation)
    if evaluation.is_locked:
        raise Locked
    return evaluation
