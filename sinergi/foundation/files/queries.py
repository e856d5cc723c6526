"""Questions about stored files that name none of them; who may open one is decided by the room it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.kernel.actors import Actor


@dataclass(frozen=True)
class Condition:
    """How stored content is: files, those damaged and those never checked when last looked, and when that was."""

    files: int
    damaged: int
    unchecked: int
    checked_at: datetime | None


def condition(viewer: Actor) -> Condition:
    """How all stored content was at its last check. How many files there are is no secret."""
    found = StoredFile.objects.aggregate(
        files=Count("pk"),
        damaged=Count("pk", filter=~Q(damage="")),
        unchecked=Count("pk", filter=Q(checked_at=None)),
        checked_at=Max("checked_at"),
    )
    return Condition(**found)


def sealed_per_key(viewer: Actor) -> dict[str, int]:
    """How many files lie encrypted under each key, by its id. How many there are is no secret."""
    rows = StoredFile.objects.exclude(sealed_under="").order_by().values_list("sealed_under")
    return dict(rows.annotate(number=Count("pk")))
