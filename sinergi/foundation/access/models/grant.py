from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from sinergi.foundation.access.models.role import Role
from sinergi.foundation.access.models.user import User


class GrantQuerySet(models.QuerySet["Grant"]):
    def in_force(self, on: date) -> GrantQuerySet:
        """Those of that day, both bounds included."""
        return self.filter(Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on)))


class Grant(models.Model):
    """A role at an institution and everything below it; `institution` None is everywhere."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    institution = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    granted_by_key = models.CharField(max_length=80)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="a_grant_ends_after_it_starts"
            )
        ]
