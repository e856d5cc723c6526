from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from sinergi.foundation.files.choices import DamageKind, FileKind


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def examples(self) -> StoredFileQuerySet:
        return self.filter(is_example=True)

    def damaged(self) -> StoredFileQuerySet:
        """Those whose content was missing, changed or unreadable when it was last checked."""
        return self.exclude(damage="")


class StoredFile(models.Model):
    """One upload: who gave which content under which name. Equal content lies on disk once, however many rows name it.

    `size` is in bytes. `checked_at` and `damage` are what the last recheck found; "" is intact or not checked yet.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100, choices=FileKind)
    name = models.CharField(max_length=120)
    is_example = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by_key = models.CharField(max_length=80)
    checked_at = models.DateTimeField(null=True)
    damage = models.CharField(max_length=12, choices=DamageKind, blank=True, default="")

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__gt=0), name="a_stored_file_is_not_empty"),
            models.CheckConstraint(condition=Q(media_type__in=FileKind.values), name="a_stored_file_has_a_known_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> FileKind:
        return FileKind(self.media_type)
