from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from sinergi.foundation.institutions.models.institution import Institution


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> MergeQuerySet:
        """Not undone."""
        return self.filter(undone_at=None)


class Merge(models.Model):
    """Somebody decided that `absorbed` is `survivor` under another name (ADR 0011).

    `before` holds what undoing needs; `state_after` is the digest of both sides just after, so that a later change is noticed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    absorbed = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="merges_away")
    survivor = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="merges")
    reason = models.CharField(max_length=500)
    before = models.JSONField()
    state_after = models.CharField(max_length=64)
    merged_at = models.DateTimeField()
    merged_by_key = models.CharField(max_length=100)
    merged_by_label = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True)
    undone_by_key = models.CharField(max_length=100, blank=True, default="")

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at=None), name="an_institution_is_merged_away_once"
            ),
            models.CheckConstraint(condition=~Q(absorbed=F("survivor")), name="nothing_is_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by_key="") | (Q(undone_at__isnull=False) & ~Q(undone_by_key="")),
                name="a_merge_is_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} → {self.survivor_id}"
