from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef

from sinergi.foundation.audit import rules
from sinergi.foundation.audit.choices import RowKind
from sinergi.foundation.audit.models.seal import Link


class ReadingQuerySet(models.QuerySet["Reading"]):
    def unsealed(self, above: int = 0) -> ReadingQuerySet:
        """Those that no seal holds yet, looked for above this key."""
        return self.filter(~Exists(Link.objects.filter(kind=RowKind.READING, row=OuterRef("pk"))), pk__gt=above)


class Reading(models.Model):
    """Somebody saw personal data: whose, which fields, and what for. Never the values."""

    subject = models.CharField(max_length=120)
    fields = models.JSONField()
    purpose = models.CharField(max_length=200)
    actor_key = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects = ReadingQuerySet.as_manager()

    class Meta:
        indexes = [
            # One row or, on PostgreSQL by these classes, all rows of a kind.
            models.Index(
                fields=["subject", "at"], opclasses=["varchar_pattern_ops", "timestamptz_ops"], name="readings_about"
            ),
            # What an auditor looks for; the key behind it gives the newest first.
            models.Index(fields=["purpose", "id"], name="readings_of_a_purpose"),
            models.Index(fields=["actor_label", "id"], name="readings_of_a_name"),
            models.Index(fields=["actor_key", "id"], name="readings_of_an_actor"),
            models.Index(fields=["at"], name="readings_of_a_day"),
        ]
        ordering = ["pk"]

    def link_hash(self) -> str:
        """What a seal keeps of this reading."""
        return rules.reading_link(
            pk=self.pk,
            subject=self.subject,
            fields=self.fields,
            purpose=self.purpose,
            actor_key=self.actor_key,
            actor_label=self.actor_label,
            at=self.at,
        )
