from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.imports.choices import RunState, Subject
from sinergi.foundation.imports.rules import Counts
from sinergi.foundation.kernel.actors import Actor


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, viewer: Actor) -> ImportRunQuerySet:
        """One's own runs, and all runs of a subject that the viewer may import everywhere."""
        everywhere = [subject for subject in Subject if viewer.paths(subject.capability) == ("",)]
        return self.filter(Q(by_key=viewer.key) | Q(subject__in=everywhere))


class ImportRun(models.Model):
    """One file on its way in: previewed first, then confirmed once, or never.

    `previewed` counts what the rows would do, `confirmed` what they did (None before). `notes` say how the file was read.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.CharField(max_length=20, choices=Subject)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.PREVIEWED)
    notes = models.JSONField(default=list)
    would_create = models.PositiveIntegerField()
    would_update = models.PositiveIntegerField()
    would_leave = models.PositiveIntegerField()
    would_refuse = models.PositiveIntegerField()
    created = models.PositiveIntegerField(null=True)
    updated = models.PositiveIntegerField(null=True)
    unchanged = models.PositiveIntegerField(null=True)
    refused = models.PositiveIntegerField(null=True)
    by_key = models.CharField(max_length=80, db_index=True)
    by_label = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by_key = models.CharField(max_length=80, blank=True, default="")

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RunState.CONFIRMED, confirmed_at__isnull=False)
                | (~Q(state=RunState.CONFIRMED) & Q(confirmed_at=None, confirmed_by_key="")),
                name="an_import_is_confirmed_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(created=None, updated=None, unchanged=None, refused=None)
                | Q(
                    state=RunState.CONFIRMED,
                    created__isnull=False,
                    updated__isnull=False,
                    unchanged__isnull=False,
                    refused__isnull=False,
                ),
                name="only_a_confirmed_import_has_results",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.recorded_at:%Y-%m-%d %H:%M}"

    @property
    def previewed(self) -> Counts:
        return Counts(self.would_create, self.would_update, self.would_leave, self.would_refuse)

    @property
    def confirmed(self) -> Counts | None:
        if self.created is None:
            return None
        return Counts(self.created, self.updated or 0, self.unchanged or 0, self.refused or 0)

    @property
    def counts(self) -> Counts:
        """What the rows did once confirmed, what they would do before."""
        return self.confirmed or self.previewed
