"""Questions across rounds, and the counting that a round writes down."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum

from sinergi.domain.activities import queries as activities
from sinergi.domain.agreements.models import Agreement, Delivery, Obligation
from sinergi.domain.evaluation.models import Decision, Evaluation
from sinergi.domain.evaluation.models.evaluation import EvaluationQuerySet
from sinergi.domain.evaluation.rules import EvaluationFacts, ObligationFacts
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class EvaluationFilter:
    """Which rounds a list shows; shared by page, API and export.

    `text` is looked for in judgement and scope. `locked` and `decided` None are both. `examples` shows the rounds of
    example agreements instead of the real ones.
    """

    text: str = ""
    rating: str = ""
    locked: bool | None = None
    decided: bool | None = None
    agreement: Agreement | None = None
    examples: bool = False

    def apply(self, evaluations: EvaluationQuerySet) -> EvaluationQuerySet:
        evaluations = evaluations.filter(agreement__is_example=self.examples)
        if self.agreement is not None:
            evaluations = evaluations.filter(agreement=self.agreement)
        if self.rating:
            evaluations = evaluations.filter(rating=self.rating)
        if self.locked is not None:
            evaluations = evaluations.filter(locked_at__isnull=not self.locked)
        if self.decided is not None:
            evaluations = evaluations.filter(decision__isnull=not self.decided)
        for word in self.text.replace("\0", "").split():
            evaluations = evaluations.mentioning(word)
        return evaluations


def listed(filter: EvaluationFilter, viewer: Actor) -> EvaluationQuerySet:
    """Rounds the viewer may see, latest period first, with agreement, parties and decision."""
    return filter.apply(Evaluation.objects.visible_to(viewer)).with_agreement()


def by_id(public_id: uuid.UUID, viewer: Actor) -> Evaluation:
    """One round the viewer may see; raises Evaluation.DoesNotExist."""
    return Evaluation.objects.visible_to(viewer).with_agreement().get(public_id=public_id)


def of(agreement: Agreement, viewer: Actor) -> EvaluationQuerySet:
    """The rounds of one agreement that the viewer may see, latest period first."""
    return Evaluation.objects.visible_to(viewer).filter(agreement=agreement).with_agreement()


@dataclass(frozen=True, slots=True)
class Rounds:
    """How many rounds an agreement had, how many of them were locked, and how many led to a decision."""

    held: int
    locked: int
    decided: int


def rounds(agreement: Agreement, viewer: Actor) -> Rounds:
    """How many rounds of one agreement the viewer may see. One query."""
    held = Evaluation.objects.visible_to(viewer).filter(agreement=agreement).order_by()
    counts = held.aggregate(
        held=Count("pk"),
        locked=Count("pk", filter=Q(locked_at__isnull=False)),
        decided=Count("pk", filter=Q(decision__isnull=False)),
    )
    return Rounds(**counts)


def decided(agreement: Agreement, viewer: Actor) -> EvaluationQuerySet:
    """The rounds of one agreement that the viewer may see, latest period first, each with its decision. One query."""
    return Evaluation.objects.visible_to(viewer).filter(agreement=agreement).select_related("decision")


def decision_behind(agreement: Agreement, viewer: Actor) -> Decision | None:
    """The decision that this document came from, where there is one and the viewer may see its round."""
    visible = Evaluation.objects.visible_to(viewer)
    return Decision.objects.select_related("evaluation").filter(result=agreement, evaluation__in=visible).first()


def facts(agreement: Agreement, period: Period, *, viewer: Actor, at: datetime) -> EvaluationFacts:
    """Count the round as it stands at the moment `at`. Raises NotAllowed when the viewer does not see the agreement.

    The answer does not depend on who asks: seen is all of it or nothing.
    """
    trunk = activities.trunk(agreement, period, viewer)
    agreement = Agreement.objects.with_parties().get(pk=agreement.pk)
    return EvaluationFacts(
        agreement=agreement.public_id,
        title=agreement.title,
        period_start=period.start,
        period_end=period.end,
        cut_off_at=at,
        obligations=_obligations(agreement, period),
        trunk=trunk,
        unknowns=tuple(unknown.fact for unknown in agreement.unknowns()),
    )


def _obligations(agreement: Agreement, period: Period) -> tuple[ObligationFacts, ...]:
    in_period = Delivery.objects.standing().filter(
        obligation__agreement=agreement, on__range=(period.start, period.end)
    )
    sums = dict(in_period.order_by().values_list("obligation").annotate(Sum("quantity")))
    obligations = Obligation.objects.with_answers().filter(agreement=agreement).select_related("owed_by__institution")
    return tuple(
        ObligationFacts(
            obligation=obligation.public_id,
            description=obligation.description,
            owed_by=obligation.owed_by.institution.name,
            side=obligation.owed_by.side,
            unit=obligation.unit,
            requires_verification=obligation.requires_verification,
            due_on=obligation.due_on,
            promised=obligation.quantity,
            delivered_in_period=sums.get(obligation.pk, Decimal(0)),
            delivered_to_date=obligation.delivered,
            accepted=obligation.accepted,
            disputed=obligation.disputed,
            is_waived=obligation.is_waived,
        )
        for obligation in obligations.order_by("pk")
    )
