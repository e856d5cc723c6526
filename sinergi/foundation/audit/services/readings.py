from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import models

from sinergi.foundation.audit.models import Reading
from sinergi.foundation.audit.services.recording import name_of
from sinergi.foundation.kernel.actors import Actor

LIST = ".list:"
"""Stands between the kind of rows and how many a page of them showed."""


def note(subject: models.Model, fields: Sequence[str], *, by: Actor, at: datetime, purpose: str) -> Reading:
    """Write down that `by` saw these fields of this row, and what for."""
    return Reading.objects.create(
        subject=name_of(subject), fields=list(fields), purpose=purpose, actor_key=by.key, actor_label=by.label, at=at
    )


def note_many(subjects: Iterable[models.Model], fields: Sequence[str], *, by: Actor, at: datetime, purpose: str) -> int:
    """`note` for each row of a list that left as a whole; returns how many they are."""
    readings = [
        Reading(
            subject=name_of(subject),
            fields=list(fields),
            purpose=purpose,
            actor_key=by.key,
            actor_label=by.label,
            at=at,
        )
        for subject in subjects
    ]
    Reading.objects.bulk_create(readings, batch_size=500)
    return len(readings)


def note_list(
    kind: str, fields: Sequence[str], *, shown: int, narrowed: str, by: Actor, at: datetime, purpose: str
) -> Reading | None:
    """Write down that a page of a list of `kind` ("people") showed `shown` rows, and by what it was narrowed.

    One row a page, under "people.list:25"; None, and nothing written, where the page was empty. `narrowed` must not hold what
    was typed to look for somebody: that is data about a person too.
    """
    if not shown:
        return None
    said = f"{purpose} ({narrowed})" if narrowed else purpose
    return Reading.objects.create(
        subject=f"{kind}{LIST}{shown}",
        fields=list(fields),
        purpose=said[:200],
        actor_key=by.key,
        actor_label=by.label,
        at=at,
    )
