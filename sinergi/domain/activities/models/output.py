"""What an activity produced, whether or not anybody took part in it."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sinergi.domain.activities.models.activity import Activity
from sinergi.domain.activities.models.days import within
from sinergi.domain.agreements.choices import CountedUnit
from sinergi.foundation.kernel.periods import Period


class OutputQuerySet(models.QuerySet["Output"]):
    def counted(self) -> Self:
        """Outputs that were not withdrawn."""
        return self.filter(withdrawn_on=None)

    def during(self, period: Period | None) -> Self:
        return self.filter(within("on", period))


class Output(models.Model):
    """A measured quantity, credited to one obligation at most: never twice for the same work.

    A withdrawn output stays as history; its delivery is reversed in the agreement it was credited to.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="outputs")
    measure = models.CharField(_("ukuran"), max_length=200)
    quantity = models.DecimalField(_("banyaknya"), max_digits=14, decimal_places=2)
    unit = models.CharField(_("satuan"), max_length=16, choices=CountedUnit)
    on = models.DateField(_("tanggal"))
    obligation = models.ForeignKey("agreements.Obligation", on_delete=models.PROTECT, null=True, related_name="+")
    delivery = models.OneToOneField("agreements.Delivery", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_on = models.DateField(_("dicabut"), null=True)
    withdrawal_reason = models.TextField(_("alasan dicabut"), blank=True, default="")
    recorded_at = models.DateTimeField()

    objects = OutputQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(name="an_output_is_more_than_nothing", condition=Q(quantity__gt=0)),
            models.CheckConstraint(name="an_output_says_what_it_measures", condition=~Q(measure="")),
            models.CheckConstraint(
                name="an_output_does_not_count_people",
                condition=~Q(unit__in=[CountedUnit.PERSON, CountedUnit.PARTICIPATION]),
            ),
            models.CheckConstraint(
                name="an_output_is_credited_exactly_when_an_obligation_is_named",
                condition=Q(obligation=None, delivery=None) | Q(obligation__isnull=False, delivery__isnull=False),
            ),
            models.CheckConstraint(
                name="an_output_is_withdrawn_exactly_when_there_is_a_reason",
                condition=Q(withdrawn_on=None, withdrawal_reason="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawal_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.quantity} {self.get_unit_display()}"
