from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from sinergi.domain.agreements.choices import VIEW
from sinergi.domain.agreements.rules.claims import Reading
from sinergi.foundation.kernel.actors import Actor


class ClaimRecordQuerySet(models.QuerySet["ClaimRecord"]):
    def visible_to(self, viewer: Actor) -> ClaimRecordQuerySet:
        """One's own, and all of them to those who see agreements everywhere."""
        if viewer.paths(VIEW) == ("",):
            return self.all()
        return self.filter(by_key=viewer.key)


class ClaimRecord(models.Model):
    """A claim of growth as it was checked once, with what the judgement rested on. It is never changed.

    A figure came from somebody (`…_origin` is "") or was counted by the system: then the origin says in a sentence what was
    counted, from what and as known when. `…_basis` is `Basis` as JSON.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    before = models.DecimalField(max_digits=21, decimal_places=6, null=True)
    after = models.DecimalField(max_digits=21, decimal_places=6, null=True)
    before_basis = models.JSONField(default=dict)
    after_basis = models.JSONField(default=dict)
    before_origin = models.TextField(blank=True, default="")
    after_origin = models.TextField(blank=True, default="")
    stated = models.CharField(max_length=60, blank=True, default="")
    verdict = models.CharField(
        max_length=10, choices=[(word.value, word.value) for word in Reading], blank=True, default=""
    )
    sentences = models.JSONField(default=list)
    differences = models.JSONField(default=list)
    source_url = models.URLField(max_length=2000, blank=True, default="")
    source_text = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()
    by_key = models.CharField(max_length=100, db_index=True)
    by_label = models.CharField(max_length=200)

    objects = ClaimRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(before=None) | Q(before__gte=0), name="the_first_figure_of_a_claim_is_a_count"
            ),
            models.CheckConstraint(
                condition=Q(after=None) | Q(after__gte=0), name="the_second_figure_of_a_claim_is_a_count"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["", *(word.value for word in Reading)]),
                name="a_verdict_is_a_known_word_or_none",
            ),
            models.CheckConstraint(condition=~Q(stated="") | Q(verdict=""), name="only_what_was_stated_is_judged"),
        ]

    def __str__(self) -> str:
        return self.stated or f"{self.before} → {self.after}"
