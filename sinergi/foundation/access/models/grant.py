from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from sinergi.foundation.access.choices import MANAGE
from sinergi.foundation.access.models.leave import Leave
from sinergi.foundation.access.models.role import Role
from sinergi.foundation.access.models.user import User
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.queries import prefixed


class GrantQuerySet(models.QuerySet["Grant"]):
    def dated(self, on: date) -> GrantQuerySet:
        """Those of that day, both bounds included, whether their holder is on leave or not."""
        return self.filter(Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on)))

    def in_force(self, on: date) -> GrantQuerySet:
        """Those of that day whose holder is not on leave."""
        return self.dated(on).exclude(Exists(Leave.objects.on(on).filter(user=OuterRef("user"))))

    def not_over(self, on: date) -> GrantQuerySet:
        """Those of that day and those still to come."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on))

    def within(self, viewer: Actor) -> GrantQuerySet:
        """Those in the parts of the tree where the viewer manages users; grants for everywhere only when everywhere."""
        return self.filter(prefixed("institution__place__path", viewer.paths(MANAGE)))

    def unreviewed_since(self, day: date) -> GrantQuerySet:
        """Given, and last confirmed if ever, on or before that day; the longest waiting first."""
        seen = self.annotate(last_seen_on=Coalesce("reviewed_on", "starts_on"))
        return seen.filter(last_seen_on__lte=day).order_by("last_seen_on", "pk")


class Grant(models.Model):
    """A role at an institution and everything below it; `institution` None is everywhere.

    `leave` is set on what a deputy holds for somebody's leave. `reviewed_on` is the day it was last confirmed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    institution = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    granted_by_key = models.CharField(max_length=80)
    leave = models.ForeignKey(Leave, on_delete=models.CASCADE, null=True, related_name="deputies")
    reviewed_on = models.DateField(null=True)
    reviewed_by_key = models.CharField(max_length=80, blank=True, default="")

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="a_grant_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_on=None, reviewed_by_key="")
                | (Q(reviewed_on__isnull=False) & ~Q(reviewed_by_key="")),
                name="a_review_has_a_day_and_a_reviewer",
            ),
        ]

    @property
    def path(self) -> str | None:
        """The part of the tree it reaches: "" is everywhere, None an institution that has lost its place."""
        return self.institution.path if self.institution else ""

    def is_dated(self, on: date) -> bool:
        """The same as `dated` in SQL."""
        return self.starts_on <= on and (self.ends_on is None or self.ends_on >= on)
