from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, ExtractMonth, ExtractYear, Round

from sinergi.domain.agreements.choices import CountedUnit, ObligationState
from sinergi.domain.agreements.models.agreement import Agreement
from sinergi.domain.agreements.models.delivery import Delivery, DeliveryQuerySet
from sinergi.domain.agreements.models.milestone import Milestone
from sinergi.domain.agreements.models.next_due import next_due
from sinergi.domain.agreements.models.party import Party
from sinergi.domain.agreements.models.quantities import QuantityField
from sinergi.domain.agreements.models.waiver import Waiver
from sinergi.domain.agreements.rules.owing import Owed
from sinergi.domain.agreements.rules.repetition import Repetition, is_last_of_month
from sinergi.foundation.kernel.actors import Actor


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def visible_to(self, viewer: Actor) -> ObligationQuerySet:
        """Those of agreements visible to the viewer."""
        return self.filter(agreement__in=Agreement.objects.visible_to(viewer))

    def with_progress(self) -> ObligationQuerySet:
        """With `delivered`, `is_disputed` and `is_waived`.

        `delivered` is the sum of its deliveries, reversals negative; 0 when there is none.
        """
        disputed = Delivery.objects.disputed().filter(obligation=OuterRef("pk"))
        waived = Waiver.objects.standing().filter(obligation=OuterRef("pk"))
        return self.annotate(  # type: ignore[no-redef]  # the class says so too, for its properties
            delivered=_sum(Delivery.objects.all()), is_disputed=Exists(disputed), is_waived=Exists(waived)
        )

    def with_answers(self) -> ObligationQuerySet:
        """With progress, and how much of it was `accepted` and how much is `disputed`; both are part of `delivered`."""
        return self.with_progress().annotate(  # type: ignore[no-redef]
            accepted=_sum(Delivery.objects.accepted()), disputed=_sum(Delivery.objects.disputed())
        )

    def earliest_first(self) -> ObligationQuerySet:
        """In the order of `next_due_on`, the day on which the next part that is not covered falls due; unknown days last.

        After `with_progress()`.
        """
        due = self.annotate(next_due_on=next_due())  # type: ignore[no-redef]
        return due.order_by(F("next_due_on").asc(nulls_last=True), "pk")

    def with_delivery_count(self) -> ObligationQuerySet:
        """With `delivery_count`, how many deliveries are on record, reversals included."""
        of_this = Delivery.objects.filter(obligation=OuterRef("pk")).order_by().values("obligation")
        count = Subquery(of_this.annotate(count=Count("pk")).values("count"))
        return self.annotate(delivery_count=Coalesce(count, 0))  # type: ignore[no-redef]

    def open(self) -> ObligationQuerySet:
        """Something is still owed or in dispute; where no quantity was agreed, only a waiver says that nothing is."""
        return self.with_progress().filter(Q(is_disputed=True) | (Q(is_waived=False) & _INCOMPLETE))

    def in_state(self, state: ObligationState, on: date) -> ObligationQuerySet:
        """Those in this one state on `on`: `rules.owing` in SQL."""
        undisputed = Q(is_disputed=False)
        owed = undisputed & Q(is_waived=False) & _INCOMPLETE
        conditions = {
            ObligationState.DISPUTED: Q(is_disputed=True),
            ObligationState.FULFILLED: undisputed & Q(delivered__gte=F("quantity")),
            ObligationState.WAIVED: undisputed & Q(is_waived=True) & _INCOMPLETE,
            ObligationState.OVERDUE: owed & Q(is_late=True),
            ObligationState.OPEN: owed & Q(is_late=False),
        }
        found = self.with_progress()
        if state in {ObligationState.OVERDUE, ObligationState.OPEN}:
            found = found.alias(is_late=_is_late(on))
        return found.filter(conditions[state])

    def overdue(self, on: date) -> ObligationQuerySet:
        """Less was given than had fallen due before `on`, and nobody disputes or waived it."""
        return self.in_state(ObligationState.OVERDUE, on)

    def awaiting_acceptance(self) -> ObligationQuerySet:
        """With a delivery that the other side neither accepted nor disputed yet."""
        return self.filter(Exists(Delivery.objects.awaiting().filter(obligation=OuterRef("pk"))))


_INCOMPLETE = Q(quantity=None) | Q(delivered__lt=F("quantity"))


def _sum(deliveries: DeliveryQuerySet) -> Round:
    of_this = deliveries.filter(obligation=OuterRef("pk")).order_by().values("obligation")
    total = Subquery(of_this.annotate(total=Sum("quantity")).values("total"))
    return _to_hundredths(Coalesce(total, Decimal(0), output_field=QuantityField()))


def _to_hundredths(quantity: Coalesce | ExpressionWrapper[Any]) -> Round:
    """SQLite adds and multiplies decimals as floating point; comparisons must not see its noise."""
    return Round(quantity, precision=2, output_field=QuantityField())


def _is_late(on: date) -> Case:
    """`Owed.is_late` in SQL, of what is not yet delivered in full."""
    day_reached = Value(0) if is_last_of_month(on) else Case(When(repeats_from__day__lte=on.day, then=0), default=1)
    years = Value(on.year) - ExtractYear("repeats_from")
    months = Cast(years * 12 + Value(on.month) - ExtractMonth("repeats_from") - day_reached, IntegerField())
    # An occurrence is over when the next one has begun: whole ones only, which integers divide into by themselves.
    expected = ExpressionWrapper(F("each") * (months / F("every_months")), output_field=QuantityField())
    behind = Q(each__isnull=False, repeats_from__lte=on, delivered__lt=_to_hundredths(expected))
    return Case(When(due_on__lt=on, then=True), When(behind, then=True), default=False, output_field=BooleanField())


class Obligation(models.Model):
    """What one party of an agreement owes: how much of what, by when or how often. It survives the agreement.

    `quantity` is all of it; None means that the agreement states none. What repeats owes `each` every `every_months`
    months from `repeats_from` on, and `due_on` is then its last day. `units` are where it is to be given; none: wherever.
    `in_kind_rupiah` is what it is worth, and `in_kind_basis` says how that was reckoned.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="obligations")
    owed_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="obligations")
    description = models.TextField()
    quantity = QuantityField(null=True, blank=True)
    unit = models.CharField(max_length=20, choices=CountedUnit)
    due_on = models.DateField(null=True, blank=True)
    every_months = models.PositiveSmallIntegerField(null=True, blank=True)
    repeats_from = models.DateField(null=True, blank=True)
    each = QuantityField(null=True, blank=True)
    units = models.ManyToManyField("institutions.Institution", related_name="+", blank=True)
    requires_verification = models.BooleanField(default=False)
    in_kind_rupiah = models.BigIntegerField(null=True, blank=True)
    in_kind_basis = models.TextField(blank=True, default="")
    milestone = models.ForeignKey(
        Milestone, on_delete=models.RESTRICT, null=True, blank=True, related_name="obligations"
    )
    recorded_at = models.DateTimeField()

    # There only after `with_progress()`; accepted and disputed after `with_answers()`.
    delivered: Decimal
    is_disputed: bool
    is_waived: bool
    accepted: Decimal
    disputed: Decimal
    delivery_count: int  # there only after `with_delivery_count()`
    next_due_on: date | None  # there only after `earliest_first()`

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
            models.CheckConstraint(
                condition=Q(every_months=None, repeats_from=None)
                | Q(
                    every_months__isnull=False,
                    every_months__gt=0,
                    repeats_from__isnull=False,
                    due_on__isnull=False,
                    due_on__gte=F("repeats_from"),
                ),
                name="what_repeats_has_its_months_its_first_and_its_last_day",
            ),
            models.CheckConstraint(
                condition=Q(each=None)
                | Q(each__gt=0, every_months__isnull=False, quantity__isnull=False, quantity__gte=F("each")),
                name="what_one_occurrence_owes_is_part_of_the_whole",
            ),
            models.CheckConstraint(
                condition=Q(in_kind_rupiah=None, in_kind_basis="")
                | (Q(in_kind_rupiah__isnull=False, in_kind_rupiah__gt=0) & ~Q(in_kind_basis="")),
                name="a_value_in_rupiah_says_how_it_was_reckoned",
            ),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def repetition(self) -> Repetition | None:
        """How often it falls due; None when once."""
        if self.every_months is None or self.repeats_from is None or self.due_on is None:
            return None
        return Repetition(self.repeats_from, self.every_months, self.due_on)

    def owed(self) -> Owed:
        """What was promised and how far it came. Needs `with_progress()`."""
        return Owed(
            quantity=self.quantity,
            delivered=self.delivered,
            due_on=self.due_on,
            repetition=self.repetition,
            each=self.each,
            is_disputed=self.is_disputed,
            is_waived=self.is_waived,
        )

    def state(self, on: date) -> ObligationState:
        """How it stands on `on`; says the same as the QuerySet. Needs `with_progress()`."""
        return self.owed().state(on)

    @property
    def is_open(self) -> bool:
        """Something is still owed or in dispute. Needs `with_progress()`."""
        return self.owed().is_open

    @property
    def share_done(self) -> Decimal | None:
        """Delivered / agreed: 1 is in full, more was given above it; None when no quantity was agreed.

        Needs `with_progress()`.
        """
        return None if self.quantity is None else self.delivered / self.quantity
