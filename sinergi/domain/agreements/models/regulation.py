"""What regulations ask for, as rows with legal basis and validity: they change, and practice deviates."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from sinergi.domain.agreements.choices import Confidence, Kind, Level, Stage, Stated


class RegulationQuerySet[M: models.Model](models.QuerySet[M]):
    def valid(self, on: date) -> Self:
        """In force on `on`, both bounds included; an open end is None."""
        begun = Q(starts_on=None) | Q(starts_on__lte=on)
        return self.filter(begun & (Q(ends_on=None) | Q(ends_on__gte=on)))


class Regulation(models.Model):
    """Where a rule comes from, how sure that is, and from when to when it holds. `code` marks a row that came with Sinergi."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=60, unique=True, null=True, blank=True)
    legal_basis = models.TextField()
    source = models.TextField(blank=True, default="")
    confidence = models.CharField(max_length=10, choices=Confidence)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=~Q(legal_basis=""), name="a_rule_of_%(class)s_has_a_basis"),
            models.CheckConstraint(
                condition=Q(confidence__in=Confidence.values), name="a_rule_of_%(class)s_says_how_sure_it_is"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="a_rule_of_%(class)s_does_not_end_before_it_starts",
            ),
        ]


class Authority(Regulation):
    """Who may sign a document of a kind at a level, and in which position."""

    kind = models.CharField(max_length=20, choices=Kind)
    level = models.CharField(max_length=20, choices=Level)
    position = models.CharField(max_length=200)
    may_sign = models.BooleanField(default=True)

    objects = RegulationQuerySet["Authority"].as_manager()

    class Meta(Regulation.Meta):
        ordering = ["kind", "level", "pk"]
        verbose_name_plural = "authorities"
        constraints = [
            *Regulation.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="authority_is_for_a_known_kind"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="authority_is_for_a_known_level"),
            models.CheckConstraint(condition=~Q(position=""), name="authority_names_a_position"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.get_level_display()} · {self.position}"


class Requirement(Regulation):
    """A fact that a draft must state before it leaves a stage."""

    stage = models.CharField(max_length=20, choices=Stage)
    fact = models.CharField(max_length=20, choices=Stated)

    objects = RegulationQuerySet["Requirement"].as_manager()

    class Meta(Regulation.Meta):
        ordering = ["pk"]
        constraints = [
            *Regulation.Meta.constraints,
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="a_requirement_is_for_a_known_stage"),
            models.CheckConstraint(condition=Q(fact__in=Stated.values), name="a_requirement_asks_for_a_known_fact"),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}: {self.get_fact_display()}"
