from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef

from sinergi.foundation.audit import rules
from sinergi.foundation.audit.choices import RowKind
from sinergi.foundation.audit.models.seal import Link


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, subject: str) -> EntryQuerySet:
        return self.filter(subject=subject)

    def unsealed(self, above: int = 0) -> EntryQuerySet:
        """Those that no seal holds yet, looked for above this key."""
        return self.filter(~Exists(Link.objects.filter(kind=RowKind.ENTRY, row=OuterRef("pk"))), pk__gt=above)


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
        indexes = [
            # One row or, on PostgreSQL by these classes, all rows of a kind.
            models.Index(
                fields=["subject", "at"], opclasses=["varchar_pattern_ops", "timestamptz_ops"], name="entries_about"
            ),
            # What an auditor looks for; the key behind it gives the newest first.
            models.Index(fields=["action", "id"], name="entries_of_an_action"),
            models.Index(fields=["actor_label", "id"], name="entries_of_a_name"),
            models.Index(fields=["actor_key", "id"], name="entries_of_an_actor"),
            models.Index(fields=["at"], name="entries_of_a_day"),
        ]
        ordering = ["pk"]

    def content_hash(self) -> str:
        """What `sha256` must be for this content."""
        return rules.entry_hash(
            action=self.action, subject=self.subject, actor_key=self.actor_key, at=self.at, facts=self.facts
        )

    def link_hash(self) -> str:
        """What a seal keeps of this entry. From the content, so that a changed one is never sealed as if it were right."""
        return rules.entry_link(pk=self.pk, sha256=self.content_hash(), actor_label=self.actor_label)
