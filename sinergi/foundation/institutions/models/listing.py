from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from sinergi.foundation.institutions.choices import ListingDecision
from sinergi.foundation.institutions.models.institution import Institution


class Listing(models.Model):
    """The name of `institution` seems to list several. A person decides; taken apart, it stands for its `parts`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.OneToOneField(Institution, on_delete=models.CASCADE, related_name="listing")
    decision = models.CharField(max_length=10, choices=ListingDecision, blank=True, default=ListingDecision.OPEN)
    parts = models.ManyToManyField(Institution, related_name="+", blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_key = models.CharField(max_length=100, blank=True, default="")
    recorded_at = models.DateTimeField()

    objects = models.Manager["Listing"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="a_listing_is_decided_at_a_moment",
            )
        ]

    def __str__(self) -> str:
        return self.institution.name
