from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from sinergi.foundation.institutions.choices import ListingDecision
from sinergi.foundation.institutions.rules import names
from sinergi.foundation.kernel.queries import prefixed


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def provisional(self) -> InstitutionQuerySet:
        """Founded by an import under a name nobody knew: waiting for a person."""
        return self.filter(is_provisional=True)

    def within(self, paths: Iterable[str]) -> InstitutionQuerySet:
        """Those with a place under one of the paths; the path "" is every institution, placed or not."""
        return self.filter(prefixed("place__path", paths))

    def unmerged(self) -> InstitutionQuerySet:
        """Those that stand for themselves: neither merged into another nor a name that was taken apart."""
        return self.filter(merged_into=None).exclude(listing__decision=ListingDecision.SEVERAL)

    def same_as(self, institution: Institution) -> InstitutionQuerySet:
        """All rows that are one institution with this one: its survivor and what was merged into that."""
        return self.filter(models.Q(pk=institution.survivor_key) | models.Q(merged_into=institution.survivor_key))

    def placed(self) -> InstitutionQuerySet:
        return self.filter(place__isnull=False).select_related("place")

    def partners(self) -> InstitutionQuerySet:
        return self.filter(partner_profile__isnull=False).select_related("partner_profile")


class Institution(models.Model):
    """A body with a name. What it is in the tree, and as a partner, are separate facts about it.

    `name` is the present one. Of what was `merged_into` another, it is the other's name, and its place stands under the
    other's; `folded_name` stays its own, so that the old spelling is still found. `recorded_at` None: before that was kept.
    `dated_names` repeats the dated rows of `names`, so that wherever an institution is at hand its name of a day is too.
    The keeper is who said to settle a provisional one.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=300)
    folded_name = models.CharField(max_length=300, unique=True)
    is_provisional = models.BooleanField(default=False)
    is_example = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    recorded_at = models.DateTimeField(null=True)
    dated_names = models.JSONField(default=list, editable=False)
    keeper_key = models.CharField(max_length=100, blank=True, default="")
    keeper_label = models.CharField(max_length=200, blank=True, default="")

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="an_institution_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
                name="an_institution_is_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str | None:
        """Where it stands in the tree ("1.5.12."), or None for those outside it."""
        try:
            return self.place.path
        except ObjectDoesNotExist:
            return None

    @property
    def zone(self) -> str:
        """Its time zone; Jakarta where it has no place in the tree."""
        try:
            return self.place.zone
        except ObjectDoesNotExist:
            return "Asia/Jakarta"

    @property
    def survivor(self) -> Institution:
        """The one that stands for it: itself, or that into which it was merged."""
        return self.merged_into or self

    @property
    def survivor_key(self) -> int:
        """The key of the one that stands for it: equal for two rows that are one institution. Asks nothing."""
        return self.merged_into_id or self.pk

    def name_on(self, day: date | None) -> str:
        """The name it bore on the day, as far as known; the present one where not, or on an unknown day. Asks nothing."""
        if day is None:
            return self.name
        return names.name_on(day, names.dated(self.dated_names), present=self.name)
