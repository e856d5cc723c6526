from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from sinergi.foundation.institutions.choices import PairDecision
from sinergi.foundation.institutions.models.institution import Institution


class NameGram(models.Model):
    """One of the pieces that an institution's name is found by, so that likeness is computed for few, not for all."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="grams")
    gram = models.CharField(max_length=16)

    objects = models.Manager["NameGram"]()

    class Meta:
        constraints = [models.UniqueConstraint("gram", "institution", name="a_name_has_each_gram_once")]

    def __str__(self) -> str:
        return self.gram


class LikelyPairQuerySet(models.QuerySet["LikelyPair"]):
    def open(self) -> LikelyPairQuerySet:
        """Waiting for a person. Who was merged into another stands aside meanwhile."""
        return self.filter(decision=PairDecision.OPEN, first__merged_into=None, second__merged_into=None)


class LikelyPair(models.Model):
    """Two institutions that may be one. `likeness` in (0, 1]; what a person decided is kept, so it is asked once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    first = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")
    likeness = models.FloatField()
    decision = models.CharField(max_length=10, choices=PairDecision, blank=True, default=PairDecision.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by_key = models.CharField(max_length=100, blank=True, default="")
    recorded_at = models.DateTimeField()

    objects = LikelyPairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("first", "second", name="a_pair_is_proposed_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="a_pair_is_in_the_order_of_its_keys"),
            models.CheckConstraint(condition=Q(likeness__gt=0, likeness__lte=1), name="likeness_is_a_share"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="a_pair_is_decided_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} ~ {self.second}"
