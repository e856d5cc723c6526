"""A person whose data is due to go, and what was decided."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from sinergi.domain.people.choices import ERASE, ErasureDecision
from sinergi.domain.people.models.episode import Episode
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.queries import prefixed


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def waiting(self) -> Self:
        return self.filter(decision=ErasureDecision.OPEN)

    def visible_to(self, viewer: Actor) -> Self:
        """Those of people who were at a unit over which the viewer decides."""
        there = Episode.objects.filter(prefixed("unit__place__path", viewer.paths(ERASE)), person=OuterRef("person"))
        return self.filter(Exists(there))


class Erasure(models.Model):
    """The proposal to erase a person, made by the nightly job on or after `due_on`, the day the time of keeping ran out.

    Who is kept is kept until `keep_until`, with a reason, and proposed again after that.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="erasures")
    due_on = models.DateField()
    proposed_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=ErasureDecision, blank=True, default=ErasureDecision.OPEN)
    keep_until = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_by_key = models.CharField(max_length=80, blank=True, default="")
    decided_by_label = models.CharField(max_length=200, blank=True, default="")

    objects = ErasureQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(decision=ErasureDecision.OPEN),
                name="one_erasure_of_a_person_waits_at_a_time",
            ),
            models.CheckConstraint(
                name="an_erasure_is_decided_at_a_moment",
                condition=Q(decision=ErasureDecision.OPEN, decided_at=None)
                | (~Q(decision=ErasureDecision.OPEN) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="who_is_kept_longer_is_kept_until_a_day_for_a_reason",
                condition=Q(decision=ErasureDecision.KEPT, keep_until__isnull=False) & ~Q(reason="")
                | (~Q(decision=ErasureDecision.KEPT) & Q(keep_until=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on:%Y-%m-%d}"
