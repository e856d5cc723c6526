from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from sinergi.domain.agreements.choices import Answer
from sinergi.domain.agreements.models.agreement import Agreement
from sinergi.domain.agreements.models.quantities import QuantityField
from sinergi.foundation.kernel.actors import Actor

OPEN_DISPUTE = Q(disputed_on__isnull=False, resolved_on=None)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, viewer: Actor) -> DeliveryQuerySet:
        """Those on obligations of agreements visible to the viewer."""
        return self.filter(obligation__agreement__in=Agreement.objects.visible_to(viewer))

    def standing(self) -> DeliveryQuerySet:
        """Neither a reversal, which alone is below zero, nor reversed."""
        # Asked by `reverses=None`, SQLite would walk all rows of that index, once for each obligation.
        return self.filter(quantity__gt=0, reversed_by=None)

    def accepted(self) -> DeliveryQuerySet:
        """Standing, and accepted by the side that was owed."""
        return self.standing().filter(accepted_on__isnull=False)

    def disputed(self) -> DeliveryQuerySet:
        """Standing, and in a dispute that nobody resolved yet."""
        return self.standing().filter(OPEN_DISPUTE)

    def awaiting(self) -> DeliveryQuerySet:
        """Standing, and not yet accepted or disputed."""
        return self.standing().filter(accepted_on=None, disputed_on=None)


class Delivery(models.Model):
    """How much of an obligation was given on a day, with what shows it. That never changes: a mistake is reversed.

    `origin` says where it came from in the words of whoever credited it, opaque to this room; one origin credits
    an obligation once. `quantity` is in the obligation's unit, below zero on a reversal.

    The other side accepts or disputes it, once; a dispute is resolved by an acceptance or by a reversal.
    `accepted_document` is the number of the paper by which a side without users here accepted.
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

    accepted_on = models.DateField(null=True, blank=True)
    accepted_by_key = models.CharField(max_length=100, blank=True, default="")
    accepted_document = models.CharField(max_length=120, blank=True, default="")
    accepted_evidence = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    disputed_on = models.DateField(null=True, blank=True)
    disputed_by_key = models.CharField(max_length=100, blank=True, default="")
    dispute_reason = models.TextField(blank=True, default="")
    resolved_on = models.DateField(null=True, blank=True)
    resolved_by_key = models.CharField(max_length=100, blank=True, default="")
    resolution_reason = models.TextField(blank=True, default="")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["obligation"], condition=OPEN_DISPUTE, name="agreements_open_disputes"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["obligation", "origin"], name="an_origin_credits_an_obligation_once"),
            models.CheckConstraint(condition=~Q(origin=""), name="a_delivery_says_where_it_came_from"),
            models.CheckConstraint(
                condition=Q(reverses=None, quantity__gt=0) | Q(reverses__isnull=False, quantity__lt=0),
                name="only_a_reversal_is_below_zero",
            ),
            models.CheckConstraint(
                condition=Q(accepted_on=None, accepted_by_key="", accepted_document="", accepted_evidence=None)
                | (Q(accepted_on__isnull=False, accepted_on__gte=F("on")) & ~Q(accepted_by_key="")),
                name="an_acceptance_has_its_day_and_who_recorded_it",
            ),
            models.CheckConstraint(
                condition=Q(disputed_on=None, disputed_by_key="", dispute_reason="")
                | (
                    Q(disputed_on__isnull=False, disputed_on__gte=F("on"))
                    & ~Q(disputed_by_key="")
                    & ~Q(dispute_reason="")
                ),
                name="a_dispute_has_its_day_its_reason_and_who_recorded_it",
            ),
            models.CheckConstraint(
                condition=Q(resolved_on=None, resolved_by_key="", resolution_reason="")
                | (
                    Q(disputed_on__isnull=False, resolved_on__isnull=False, resolved_on__gte=F("disputed_on"))
                    & ~Q(resolved_by_key="")
                    & ~Q(resolution_reason="")
                ),
                name="a_resolution_follows_a_dispute_and_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(accepted_on=None) | Q(disputed_on=None) | Q(resolved_on__isnull=False),
                name="what_is_disputed_is_not_accepted",
            ),
            models.CheckConstraint(
                condition=Q(reverses=None) | Q(accepted_on=None, disputed_on=None),
                name="a_reversal_is_neither_accepted_nor_disputed",
            ),
        ]

    def __str__(self) -> str:
        return self.origin

    @property
    def answer(self) -> Answer:
        """What the side that was owed says of it. No query after `select_related("reversed_by")`."""
        if self.reverses_id is not None or getattr(self, "reversed_by", None) is not None:
            return Answer.REVERSED
        if self.accepted_on is not None:
            return Answer.ACCEPTED
        return Answer.AWAITING if self.disputed_on is None else Answer.DISPUTED
