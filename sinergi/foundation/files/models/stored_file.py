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

    `size` is in bytes, before sealing. `sealed_under` is the id of the key under which the content lies encrypted, "" where
    it lies as it was given; `sha256` is then that of what lies there, `content_sha256` that of what was given. `checked_at` and
    `damage` are what the last recheck found; "" is intact or not checked yet.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    content_sha256 = models.CharField(max_length=64, blank=True, default="")
    sealed_under = models.CharField(max_length=40, blank=True, default="")
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
            models.CheckConstraint(
                condition=Q(sealed_under="", content_sha256="") | (~Q(sealed_under="") & ~Q(content_sha256="")),
                name="a_sealed_file_keeps_the_hash_of_its_content",
            ),
            models.CheckConstraint(condition=Q(media_type__in=FileKind.values), name="a_stored_file_has_a_known_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def context(self) -> str:
        """What sealed content is bound to: it does not open as another file's."""
        return f"files.storedfile:{self.public_id}"

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of what was given: equal for equal content, sealed or not."""
        return self.content_sha256 or self.sha256

    @property
    def kind(self) -> FileKind:
        return FileKind(self.media_type)
