from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from sinergi.foundation.kernel.actors import Actor


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def of(self, owner: Actor) -> SavedFilterQuerySet:
        """Those that this user keeps; nobody else sees them."""
        return self.filter(owner_key=owner.key)


class SavedFilter(models.Model):
    """A filter of the list of agreements under a name of one's own.

    `filter` is an `AgreementFilter` as JSON. Where its day is left out, it is the day on which it is used.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner_key = models.CharField(max_length=100)
    name = models.CharField(max_length=80)
    filter = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner_key", "name"], name="a_saved_filter_has_a_name_of_its_own"),
            models.CheckConstraint(condition=~Q(name=""), name="a_saved_filter_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
