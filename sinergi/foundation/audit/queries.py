"""Questions to the audit. Entries of everything are for those who hold audit.view everywhere (auditors)."""

from __future__ import annotations

from sinergi.foundation.audit.choices import VIEW
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.audit.models.entry import EntryQuerySet
from sinergi.foundation.audit.rules import entry_hash
from sinergi.foundation.kernel.actors import Actor


def entries(viewer: Actor) -> EntryQuerySet:
    """All entries, newest first, for an auditor of the whole; none for anybody else."""
    if viewer.paths(VIEW) != ("",):
        return Entry.objects.none()
    return Entry.objects.order_by("-pk")


def broken(viewer: Actor) -> list[int]:
    """The numbers of entries whose content no longer gives their hash, smallest first."""
    return [
        entry.pk
        for entry in entries(viewer).order_by("pk").iterator(chunk_size=2_000)
        if entry.sha256
        != entry_hash(
            action=entry.action, subject=entry.subject, actor_key=entry.actor_key, at=entry.at, facts=entry.facts
        )
    ]
