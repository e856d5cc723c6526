from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q

from sinergi.foundation.access.models.user import User


class LeaveQuerySet(models.QuerySet["Leave"]):
    def on(self, day: date) -> LeaveQuerySet:
        """Those of that day, both bounds included."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Leave(models.Model):
    """A time in which a user's grants rest, both days included. `deputy`, if any, holds copies of them for that time."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="leaves")
    deputy = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by_key = models.CharField(max_length=80)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_leave_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(deputy=None) | ~Q(deputy=F("user")), name="nobody_is_his_own_deputy"),
        ]
