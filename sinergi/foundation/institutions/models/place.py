from __future__ import annotations

from django.db import models

from sinergi.foundation.institutions.choices import PlaceKind, Zone
from sinergi.foundation.institutions.models.institution import Institution


class Place(models.Model):
    """Where an institution stands in the tree. `path` is the row of keys from the root, each followed by a dot."""

    institution = models.OneToOneField(Institution, on_delete=models.CASCADE, related_name="place")
    kind = models.CharField(max_length=20, choices=PlaceKind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=120)
    zone = models.CharField(max_length=30, choices=Zone, default=Zone.WIB)

    objects = models.Manager["Place"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path"], name="a_path_leads_to_one_place")]
