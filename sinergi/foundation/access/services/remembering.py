"""A few values that all processes of the site share, each until its moment. For the counting of tries, not for pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from sinergi.foundation.access.models import Remembered


def put(key: str, value: Any, *, until: datetime | None) -> None:
    """Keep the value (JSON) under this key, in place of another one."""
    Remembered.objects.bulk_create(
        [Remembered(key=key, value=value, expires_at=until)],
        update_conflicts=True, unique_fields=["key"], update_fields=["value", "expires_at"],
    )  # fmt: skip


def add(key: str, value: Any, *, until: datetime | None, at: datetime) -> bool:
    """Keep the value unless there is one; of several who try at the same moment, in whatever process, one is told True."""
    try:
        with transaction.atomic():
            Remembered.objects.filter(key=key, expires_at__lte=at).delete()
            Remembered.objects.create(key=key, value=value, expires_at=until)
    except IntegrityError:
        return False
    return True


def recall(key: str, *, at: datetime) -> Remembered | None:
    """What is kept under this key, or None when nothing is, or its moment has passed."""
    found = Remembered.objects.filter(key=key).first()
    return found if found and (found.expires_at is None or found.expires_at > at) else None


def forget(key: str) -> bool:
    """Whether there was something to forget."""
    return Remembered.objects.filter(key=key).delete()[0] > 0


def forget_expired(*, at: datetime) -> int:
    """Sweep away what nobody is told any more; how many that were."""
    return Remembered.objects.filter(expires_at__lte=at).delete()[0]


def forget_all() -> None:
    Remembered.objects.all().delete()
