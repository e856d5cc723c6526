from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from sinergi.domain.agreements.choices import Side
from sinergi.foundation.institutions.models import Place
from sinergi.foundation.kernel.queries import prefixed


class PartyQuerySet(models.QuerySet["Party"]):
    def ours(self) -> PartyQuerySet:
        """Those on the side of the corrections service."""
        return self.filter(side=Side.OURS)

    def partners(self) -> PartyQuerySet:
        return self.filter(side=Side.PARTNER)

    def within(self, paths: Iterable[str]) -> PartyQuerySet:
        """Those whose institution stands under one of the paths; the path "" is every party."""
        paths = tuple(paths)
        if "" in paths:
            return self.all()
        # From the places on: what is looked at is what stands there, not every party there is.
        there = Place.objects.filter(prefixed("path", paths)).values("institution")
        return self.filter(institution__in=there)


class Party(models.Model):
    """One side of an agreement, with its own document number and signatory; "" is what no source states.

    The mandate is the decision (SK) by which the signatory may sign.
    """

    agreement = models.ForeignKey(
        "agreements.Agreement",
        on_delete=models.CASCADE,
        related_name="parties",
        db_index=False,  # each index below begins with it
    )
    institution = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=20, choices=Side)
    number = models.CharField(max_length=120, blank=True, default="")
    signatory_name = models.CharField(max_length=200, blank=True, default="")
    signatory_position = models.CharField(max_length=200, blank=True, default="")
    mandate_number = models.CharField(max_length=200, blank=True, default="")
    mandate_on = models.DateField(null=True, blank=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        # Who stands on a side of each of many agreements, without the rows themselves.
        indexes = [models.Index(fields=["agreement", "side", "institution"], name="parties_by_side")]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "institution"], name="a_party_stands_once_in_an_agreement"),
            models.CheckConstraint(condition=models.Q(side__in=Side.values), name="a_party_stands_on_one_of_two_sides"),
        ]

    def __str__(self) -> str:
        return self.institution.name
