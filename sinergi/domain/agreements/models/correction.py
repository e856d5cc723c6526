from __future__ import annotations

from django.db import models
from django.db.models import Q


class Correction(models.Model):
    """Facts of a signed agreement that were written down wrongly, put right with a reason. Never changed afterwards.

    `changes` is a list of {"fact", "party", "before", "after"}: a field of the agreement ("party" is ""), or of the party
    with that public id of its institution. Values as text, days as ISO, lists as lists; None and "" are unknown.
    """

    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.CASCADE, related_name="corrections")
    reason = models.TextField()
    changes = models.JSONField()
    recorded_at = models.DateTimeField()
    by_key = models.CharField(max_length=100)
    by_label = models.CharField(max_length=200)

    objects = models.Manager["Correction"]()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_correction_has_a_reason"),
            models.CheckConstraint(condition=~Q(changes=[]), name="a_correction_changes_something"),
        ]
