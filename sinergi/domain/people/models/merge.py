"""That two rows are one human being, as somebody decided it, and how that ended."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from sinergi.domain.people.choices import MergeEnd
from sinergi.domain.people.models.person import Person
from sinergi.foundation.kernel.actors import Actor


class PersonMergeQuerySet(models.QuerySet["PersonMerge"]):
    def visible_to(self, viewer: Actor) -> PersonMergeQuerySet:
        """Those of which the viewer sees both rows."""
        seen = Person.objects.visible_to(viewer).values("pk")
        return self.filter(absorbed__in=seen, survivor__in=seen)

    def standing(self) -> PersonMergeQuerySet:
        """Neither undone nor split."""
        return self.filter(ended_at=None)

    def of_human(self, key: int) -> PersonMergeQuerySet:
        """Those in which a row of this human being was absorbed or survived; `key` is `Person.human_key`."""
        rows = Person.objects.of_human(key).values("pk")
        return self.filter(Q(absorbed__in=rows) | Q(survivor__in=rows))


class PersonMerge(models.Model):
    """Somebody decided that `absorbed` is the same human being as `survivor` (ADR 0018).

    `acknowledged` are the contradictions that were seen and accepted, by code. `before` says in keys and names of fields
    what the merge added to the survivor, never a value; `state_after` is a keyed digest of both just after, so that a later
    change is noticed. `ended_as` says whether it was undone or the two were split.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    absorbed = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merges_away")
    survivor = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merges")
    reason = models.CharField(max_length=500)
    acknowledged = models.JSONField(default=list)
    before = models.JSONField()
    state_after = models.CharField(max_length=64)
    merged_at = models.DateTimeField()
    merged_by_key = models.CharField(max_length=100)
    merged_by_label = models.CharField(max_length=200)
    ended_as = models.CharField(max_length=8, choices=MergeEnd, blank=True, default=MergeEnd.STANDING)
    ended_at = models.DateTimeField(null=True)
    ended_by_key = models.CharField(max_length=100, blank=True, default="")
    ended_by_label = models.CharField(max_length=200, blank=True, default="")
    end_reason = models.CharField(max_length=500, blank=True, default="")

    objects = PersonMergeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(ended_at=None), name="a_person_is_merged_away_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(absorbed=F("survivor")), name="no_person_absorbs_itself"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_person_is_merged_for_a_reason"),
            models.CheckConstraint(
                condition=Q(ended_as=MergeEnd.STANDING, ended_at=None, ended_by_key="")
                | (~Q(ended_as=MergeEnd.STANDING) & Q(ended_at__isnull=False) & ~Q(ended_by_key="")),
                name="a_merge_of_persons_ends_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} → {self.survivor_id}"
