from __future__ import annotations

import uuid
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from sinergi.domain.agreements.choices import RECORD, Fact
from sinergi.domain.agreements.models.agreement import Agreement
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.queries import prefixed


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, viewer: Actor) -> AssignmentQuerySet:
        """Those of agreements visible to the viewer."""
        return self.filter(agreement__in=Agreement.objects.visible_to(viewer))

    def for_(self, viewer: Actor) -> AssignmentQuerySet:
        """Those that the viewer is to see to: given to him, or to a unit where he records."""
        at_unit = Q(unit__isnull=False) & prefixed("unit__place__path", viewer.paths(RECORD))
        return self.filter(at_unit | Q(user=viewer.user_id)) if viewer.user_id else self.filter(at_unit)

    def open(self) -> AssignmentQuerySet:
        """The fact is still unknown."""
        return self.filter(open_condition())

    def done(self) -> AssignmentQuerySet:
        """The fact became known since it was assigned."""
        return self.exclude(pk__in=self.model.objects.open().values("pk"))


def open_condition() -> Q:
    """The assignments of which the fact is still unknown."""
    return reduce(or_, (_still_lacking(fact) for fact in Fact))


def _still_lacking(fact: Fact) -> Q:
    lacking = Agreement.objects.filter(pk=OuterRef("agreement")).lacking(fact)
    return Q(Exists(lacking), fact=fact)


class Assignment(models.Model):
    """Who is to find out one unknown fact of one agreement: a user, or a unit. That it is done, the agreement itself says."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="assignments")
    fact = models.CharField(max_length=20, choices=Fact)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(
        "institutions.Institution", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assigned_at = models.DateTimeField()
    by_key = models.CharField(max_length=100)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["assigned_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "fact"], name="one_owner_finds_out_a_fact"),
            models.CheckConstraint(condition=Q(fact__in=Fact.values), name="what_is_to_be_found_out_is_a_known_fact"),
            models.CheckConstraint(
                condition=Q(user=None, unit__isnull=False) | Q(user__isnull=False, unit=None),
                name="a_fact_is_found_out_by_a_user_or_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_fact_display()}: {self.owner}"

    @property
    def owner(self) -> str:
        """The name of who sees to it. No query after `select_related` of both."""
        return self.user.name if self.user else self.unit.name if self.unit else ""
