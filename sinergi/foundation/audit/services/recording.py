from __future__ import annotations

from datetime import datetime

from django.db import models

from sinergi.foundation.audit.models import Entry
from sinergi.foundation.audit.rules import Fact, entry_hash, plain
from sinergi.foundation.kernel.actors import Actor


def name_of(subject: models.Model) -> str:
    """How audit names a row: "agreements.agreement:<public id>", or with the key where the row has no public id."""
    return f"{subject._meta.label_lower}:{getattr(subject, 'public_id', subject.pk)}"


def record(action: str, subject: models.Model, *, by: Actor, at: datetime, **facts: Fact) -> Entry:
    """Write down what was done. Call it inside the transaction of the change; facts hold no personal data."""
    kept = {name: plain(fact) for name, fact in facts.items()}
    digest = entry_hash(action=action, subject=name_of(subject), actor_key=by.key, at=at, facts=kept)
    return Entry.objects.create(
        action=action,
        subject=name_of(subject),
        actor_key=by.key,
        actor_label=by.label,
        at=at,
        facts=kept,
        sha256=digest,
    )
