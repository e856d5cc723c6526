from __future__ import annotations

from django.db import models


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, subject: str) -> EntryQuerySet:
        return self.filter(subject=subject)


class Entry(models.Model):
    """One thing that somebody did to one row. `subject` names the row ("agreements.agreement:<uuid>") without a key."""

    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    actor_key = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=200)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="entries_of_a_subject")]
        ordering = ["pk"]
