from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from sinergi.domain.agreements.models.agreement import Agreement
from sinergi.domain.agreements.models.quantities import QuantityField
from sinergi.foundation.kernel.actors import Actor


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, viewer: Actor) -> DeliveryQuerySet:
        """Those on obligations of agreements visible to the viewer."""
        return self.filter(obligation__agreement__in=Agreement.objects.visible_to(viewer))

    def standing(self) -> DeliveryQuerySet:
        """Neither a reversal nor reversed."""
        return self.filter(reverses=None, reversed_by=None)


class Delivery(models.Model):
    """How much of an obligation was given on a day, with what shows it. Never changed: a mistake is reversed.

    `origin` says where it came from in the words of whoever credited it, opaque to this room; one origin credits
    an obligation once. `quantity` is in the obligation's unit, below zero on a reversal.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    obligation = models.ForeignKey("agreements.Obligation", on_delete=models.PROTECT, related_name="deliveries")
    quantity = QuantityField()
    on = models.DateField()
    origin = models.CharField(max_length=200)
    verified = models.BooleanField(default=False)
    note = models.TextField(blank=True, default="")
    evidence = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by")
    recorded_at = models.DateTimeField()
    by_key = models.CharField(max_length=100)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["obligation", "origin"], name="an_origin_credits_an_obligation_once"),
            models.CheckConstraint(condition=~Q(origin=""), name="a_delivery_says_where_it_came_from"),
            models.CheckConstraint(
                condition=Q(reverses=None, quantity__gt=0) | Q(reverses__isnull=False, quantity__lt=0),
                name="only_a_reversal_is_below_zero",
            ),
        ]

    def __str__(self) -> str:
        return self.origin
