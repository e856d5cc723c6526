from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import models

from sinergi.foundation.audit.models import Entry
from sinergi.foundation.audit.rules import Fact, entry_hash, plain
from sinergi.foundation.kernel import rows
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.rows import Rows


def name_of(subject: models.Model) -> str:
    """How audit names a row: "agreements.agreement:<public id>", or with the key where the row has no public id."""
    return f"{subject._meta.label_lower}:{getattr(subject, 'public_id', subject.pk)}"


def record(action: str, subject: models.Model, *, by: Actor, at: datetime, **facts: Fact) -> Entry:
    """Write down what was done. Call it inside the transaction of the change; facts hold no personal data."""
    entry = _entry(action, subject, facts, by=by, at=at)
    entry.save(force_insert=True)
    return entry


def record_many(
    action: str, about: Iterable[tuple[models.Model, Mapping[str, Fact]]], *, by: Actor, at: datetime
) -> None:
    """`record` for thousands of rows at a time, each with its facts: by single rows the write lock would be held for long."""
    keep(prepared(action, about, by=by, at=at))


def prepared(action: str, about: Iterable[tuple[models.Model, Mapping[str, Fact]]], *, by: Actor, at: datetime) -> Rows:
    """What `record_many` would write, worked out before the transaction that does; `keep` it there.

    A subject needs its public id, not yet its key.
    """
    return rows.prepared(Entry, (_entry(action, subject, facts, by=by, at=at) for subject, facts in about))


def keep(entries: Rows) -> None:
    """Write prepared entries, inside the transaction of the change they tell of."""
    rows.write(entries)


def _entry(action: str, subject: models.Model, facts: Mapping[str, Fact], *, by: Actor, at: datetime) -> Entry:
    kept = {name: plain(fact) for name, fact in facts.items()}
    digest = entry_hash(action=action, subject=name_of(subject), actor_key=by.key, at=at, facts=kept)
    return Entry(
        action=action,
        subject=name_of(subject),
        actor_key=by.key,
        actor_label=by.label,
        at=at,
        facts=kept,
        sha256=digest,
    )
