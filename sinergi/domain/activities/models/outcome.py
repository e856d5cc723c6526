"""What changed for somebody who took part."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sinergi.domain.activities.models.days import within
from sinergi.domain.activities.models.participation import Participation
from sinergi.foundation.kernel.periods import Period


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def counted(self) -> Self:
        """Outcomes that were not withdrawn, of those who were there and whose participation was not withdrawn either."""
        there = self.filter(participation__attended_on__isnull=False, participation__withdrawn_on=None)
        return there.filter(withdrawn_on=None)

    def during(self, period: Period | None) -> Self:
        return self.filter(within("measured_on", period))


class Outcome(models.Model):
    """One measure of one participant, before (None: nobody measured it) and after. Which is better depends on it.

    A withdrawn outcome stays as history; the same may be measured anew.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="outcomes")
    measure = models.CharField(_("ukuran"), max_length=200)
    unit = models.CharField(_("satuan"), max_length=60)
    before = models.DecimalField(_("sebelum"), max_digits=14, decimal_places=2, null=True)
    after = models.DecimalField(_("sesudah"), max_digits=14, decimal_places=2)
    measured_on = models.DateField(_("diukur"))
    withdrawn_on = models.DateField(_("dicabut"), null=True)
    withdrawal_reason = models.TextField(_("alasan dicabut"), blank=True, default="")
    recorded_at = models.DateTimeField()

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "measured_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "measure", "measured_on"],
                condition=Q(withdrawn_on=None),
                name="a_measure_is_taken_once_a_day_per_participant",
            ),
            models.CheckConstraint(
                name="an_outcome_is_withdrawn_exactly_when_there_is_a_reason",
                condition=Q(withdrawn_on=None, withdrawal_reason="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawal_reason="")),
            ),
            models.CheckConstraint(name="an_outcome_says_what_it_measures", condition=~Q(measure="") & ~Q(unit="")),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.before} → {self.after} {self.unit}"
