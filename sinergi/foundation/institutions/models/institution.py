from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from sinergi.foundation.kernel.queries import prefixed


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def provisional(self) -> InstitutionQuerySet:
        """Founded by an import under a name nobody knew: waiting for a person."""
        return self.filter(is_provisional=True)

    def within(self, paths: Iterable[str]) -> InstitutionQuerySet:
        """Those with a place under one of the paths; the path "" is every institution, placed or not."""
        return self.filter(prefixed("place__path", paths))

    def placed(self) -> InstitutionQuerySet:
        return self.filter(place__isnull=False).select_related("place")

    def partners(self) -> InstitutionQuerySet:
        return self.filter(partner_profile__isnull=False).select_related("partner_profile")


class Institution(models.Model):
    """A body with a name. What it is in the tree, and as a partner, are separate facts about it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=300)
    folded_name = models.CharField(max_length=300, unique=True)
    is_provisional = models.BooleanField(default=False)
    is_example = models.BooleanField(default=False)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="an_institution_has_a_name")]

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
