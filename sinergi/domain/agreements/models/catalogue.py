"""What agreements are sorted by: rows that the directorate edits."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class Programme(models.Model):
    """A programme of the service that agreements support. One that is no longer offered stays where it was chosen.

    `code` marks a row that came with Sinergi.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=60, unique=True, null=True, blank=True)
    name = models.CharField(max_length=200, unique=True)
    legal_basis = models.TextField(blank=True, default="")
    is_offered = models.BooleanField(default=True)

    used: int  # there only after `queries.regulation.programmes`

    objects = models.Manager["Programme"]()

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="a_programme_has_a_name")]

    def __str__(self) -> str:
        return self.name


class SubjectField(models.Model):
    """What an agreement is about, in two levels: a group, and what stands in it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=60, unique=True, null=True, blank=True)
    name = models.CharField(max_length=200)
    group = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="members")
    is_offered = models.BooleanField(default=True)

    used: int  # there only after `queries.regulation.subject_fields`

    objects = models.Manager["SubjectField"]()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_field_has_a_name"),
            models.UniqueConstraint(fields=["group", "name"], name="a_field_stands_once_in_its_group"),
            models.UniqueConstraint(fields=["name"], condition=Q(group=None), name="a_group_of_fields_stands_once"),
            models.CheckConstraint(condition=Q(group=None) | ~Q(group=F("id")), name="a_field_is_not_its_own_group"),
        ]

    def __str__(self) -> str:
        return self.name
