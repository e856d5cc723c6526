"""One round of looking back at an agreement."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sinergi.domain.agreements.models import Agreement, Party
from sinergi.domain.evaluation.choices import VIEW, Rating
from sinergi.domain.evaluation.rules import EvaluationFacts
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError
from sinergi.foundation.kernel.periods import Period

if TYPE_CHECKING:
    from sinergi.domain.evaluation.models.decision import Decision


class Locked(DomainError):
    """The round was locked: what it says stays."""

    code = "evaluation_locked"

    def __init__(self) -> None:
        super().__init__(
            gettext("Evaluasi ini sudah dikunci dan tidak dapat diubah lagi. Susun evaluasi masa berikutnya.")
        )


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visible_to(self, viewer: Actor) -> Self:
        """Rounds of agreements the viewer sees, for those who may see evaluations at all."""
        if not viewer.may_somewhere(VIEW):
            return self.none()
        return self.filter(agreement__in=Agreement.objects.visible_to(viewer))

    def locked(self) -> Self:
        return self.filter(locked_at__isnull=False)

    def open(self) -> Self:
        return self.filter(locked_at=None)

    def mentioning(self, word: str) -> Self:
        """Rounds whose judgement, or whose agreement's scope or party, holds the word."""
        parties = Party.objects.filter(agreement=OuterRef("agreement"), institution__name__icontains=word)
        return self.filter(Q(judgement__icontains=word) | Q(agreement__scope__icontains=word) | Exists(parties))

    def with_agreement(self) -> Self:
        """With what the title of the agreement and the decision need, in a constant number of queries."""
        parties = Party.objects.select_related("institution__place").order_by("pk")
        return self.select_related("agreement", "decision__result").prefetch_related(
            Prefetch("agreement__parties", queryset=parties), Prefetch("decision__result__parties", queryset=parties)
        )

    def overlapping(self, period: Period) -> Self:
        """Rounds that share at least one day with the period."""
        return self.filter(period_start__lte=period.end, period_end__gte=period.start)


class Evaluation(models.Model):
    """What an agreement brought in a period: facts counted from the trip, a judgement, and a lock that freezes both.

    `facts` is JSON of `rules.EvaluationFacts`. Once locked, saving raises Locked; what goes around it is found by
    `locking.verify`, which computes `facts_sha256` again.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.PROTECT, related_name="+")
    period_start = models.DateField(_("awal masa"))
    period_end = models.DateField(_("akhir masa"))
    facts = models.JSONField()
    rating = models.CharField(_("penilaian"), max_length=24, choices=Rating, blank=True, default="")
    judgement = models.TextField(_("uraian penilaian"), blank=True, default="")
    locked_at = models.DateTimeField(null=True)
    locked_by_key = models.CharField(max_length=80, blank=True, default="")
    facts_sha256 = models.CharField(max_length=64, blank=True, default="")
    recorded_at = models.DateTimeField()

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["-period_end", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "period_start", "period_end"], name="an_agreement_has_one_evaluation_per_period"
            ),
            models.CheckConstraint(
                name="an_evaluated_period_does_not_end_before_it_starts", condition=Q(period_end__gte=F("period_start"))
            ),
            models.CheckConstraint(
                name="a_rating_comes_with_a_judgement",
                condition=Q(rating="", judgement="") | (~Q(rating="") & ~Q(judgement="")),
            ),
            models.CheckConstraint(
                name="a_lock_names_who_and_what_and_needs_a_judgement",
                condition=Q(locked_at=None, locked_by_key="", facts_sha256="")
                | (Q(locked_at__isnull=False) & ~Q(locked_by_key="") & ~Q(facts_sha256="") & ~Q(rating="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_start:%d-%m-%Y} – {self.period_end:%d-%m-%Y}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Asks the database, not this copy, so that a copy read before the lock cannot write over it. Raises Locked."""
        if self.pk is not None and Evaluation.objects.locked().filter(pk=self.pk).exists():
            raise Locked
        super().save(*args, **kwargs)

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    @property
    def is_judged(self) -> bool:
        return bool(self.rating)

    @property
    def decided(self) -> Decision | None:
        """The decision that followed, or None. No query after `with_agreement()`."""
        return getattr(self, "decision", None)

    @property
    def findings(self) -> EvaluationFacts:
        """The facts as values. Those of an earlier release say so; raises rules.UnknownVersion when a later one wrote them."""
        return EvaluationFacts.from_json(self.facts)
