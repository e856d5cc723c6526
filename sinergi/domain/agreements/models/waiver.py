from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from sinergi.domain.agreements.models.quantities import QuantityField


class WaiverQuerySet(models.QuerySet["Waiver"]):
    def standing(self) -> WaiverQuerySet:
        """Not taken back."""
        return self.filter(reinstated_on=None)


class Waiver(models.Model):
    """What was still owed of an obligation and is asked no more: all of it, or the rest. Taken back, both stay on record.

    `quantity` is what was still owed on that day, in the obligation's unit; None where no quantity was agreed.
    `document` is the number of the paper by which the side that was owed gave it up.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    obligation = models.ForeignKey("agreements.Obligation", on_delete=models.CASCADE, related_name="waivers")
    quantity = QuantityField(null=True, blank=True)
    waived_on = models.DateField()
    reason = models.TextField()
    document = models.CharField(max_length=120, blank=True, default="")
    by_key = models.CharField(max_length=100)
    recorded_at = models.DateTimeField()
    reinstated_on = models.DateField(null=True, blank=True)
    reinstated_by_key = models.CharField(max_length=100, blank=True, default="")
    reinstatement_reason = models.TextField(blank=True, default="")

    objects = WaiverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["obligation"], condition=Q(reinstated_on=None), name="an_obligation_is_waived_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_waiver_has_a_reason"),
            models.CheckConstraint(
                condition=Q(quantity=None) | Q(quantity__gt=0), name="a_waiver_gives_up_more_than_nothing"
            ),
            models.CheckConstraint(
                condition=Q(reinstated_on=None, reinstated_by_key="", reinstatement_reason="")
                | (
                    Q(reinstated_on__isnull=False, reinstated_on__gte=F("waived_on"))
                    & ~Q(reinstated_by_key="")
                    & ~Q(reinstatement_reason="")
                ),
                name="a_waiver_is_taken_back_later_and_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.reason
