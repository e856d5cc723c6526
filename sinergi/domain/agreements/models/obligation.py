from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Round

from sinergi.domain.agreements.choices import CountedUnit
from sinergi.domain.agreements.models.agreement import Agreement
from sinergi.domain.agreements.models.delivery import Delivery
from sinergi.domain.agreements.models.party import Party
from sinergi.domain.agreements.models.quantities import QuantityField
from sinergi.foundation.kernel.actors import Actor


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def visible_to(self, viewer: Actor) -> ObligationQuerySet:
        """Those of agreements visible to the viewer."""
        return self.filter(agreement__in=Agreement.objects.visible_to(viewer))

    def with_progress(self) -> ObligationQuerySet:
        """With `delivered`: the sum of its deliveries, reversals negative; 0 when there is none."""
        sums = (
            Delivery.objects.filter(obligation=OuterRef("pk"))
            .order_by()
            .values("obligation")
            .annotate(total=Sum("quantity"))
            .values("total")
        )
        total = Round(
            Coalesce(Subquery(sums), Decimal(0), output_field=QuantityField()),
            precision=2,
            output_field=QuantityField(),
        )
        return self.annotate(delivered=total)  # type: ignore[no-redef]  # the class says so too, for its properties

    def open(self) -> ObligationQuerySet:
        """Not yet delivered in full; where no quantity was agreed, nothing can say that it is."""
        return self.with_progress().filter(Q(quantity=None) | Q(delivered__lt=F("quantity")))


class Obligation(models.Model):
    """What one party of an agreement owes: how much of what, by when. It survives the agreement.

    `quantity` None means that the agreement states no quantity.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="obligations")
    owed_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="obligations")
    description = models.TextField()
    quantity = QuantityField(null=True, blank=True)
    unit = models.CharField(max_length=20, choices=CountedUnit)
    due_on = models.DateField(null=True, blank=True)
    requires_verification = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    delivered: Decimal  # there only after `with_progress()`

    objects = ObligationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(description=""), name="an_obligation_says_what_is_owed"),
            models.CheckConstraint(
                condition=Q(quantity=None) | Q(quantity__gt=0), name="an_obligation_is_for_more_than_nothing"
            ),
            models.CheckConstraint(
                condition=Q(unit__in=CountedUnit.values), name="an_obligation_counts_in_a_known_unit"
            ),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def is_open(self) -> bool:
        """Not yet delivered in full. Needs `with_progress()`."""
        return self.quantity is None or self.delivered < self.quantity

    @property
    def share_done(self) -> Decimal | None:
        """Delivered / agreed: 1 is in full, more was given above it; None when no quantity was agreed.

        Needs `with_progress()`.
        """
        return None if self.quantity is None else self.delivered / self.quantity
