from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sinergi.domain.agreements.models.agreement import Agreement
from sinergi.foundation.kernel.actors import Actor


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, viewer: Actor) -> MilestoneQuerySet:
        """Those of agreements visible to the viewer."""
        return self.filter(agreement__in=Agreement.objects.visible_to(viewer))

    def overdue(self, on: date) -> MilestoneQuerySet:
        """Due before `on` and not done."""
        return self.filter(done_on=None, due_on__lt=on)

    def due_between(self, first: date, last: date) -> MilestoneQuerySet:
        """Due in these days, both included, and not done."""
        return self.filter(done_on=None, due_on__range=(first, last))


class Milestone(models.Model):
    """A step of an agreement's work plan, with who sees to it: a user, or an institution."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=200)
    owner_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner_institution = models.ForeignKey(
        "institutions.Institution", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="a_milestone_has_a_title"),
            models.CheckConstraint(
                condition=Q(owner_user=None, owner_institution__isnull=False)
                | Q(owner_user__isnull=False, owner_institution=None),
                name="a_milestone_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def owner(self) -> str:
        """The name of who sees to it. No query after `select_related` of both owners."""
        return (
            self.owner_user.name if self.owner_user else self.owner_institution.name if self.owner_institution else ""
        )

    def is_overdue(self, on: date) -> bool:
        """Says the same as the QuerySet."""
        return self.done_on is None and self.due_on < on


class MilestoneMove(models.Model):
    """A milestone fell due on another day from then on, for a reason."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="moves")
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.TextField()
    by_key = models.CharField(max_length=100)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_milestone_is_moved_with_a_reason"),
            models.CheckConstraint(condition=~Q(from_on=F("to_on")), name="a_milestone_is_moved_to_another_day"),
        ]

    def __str__(self) -> str:
        return self.reason
