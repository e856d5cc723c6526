"""Filters that a user keeps, as the values that lists take."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sinergi.domain.agreements.models import SavedFilter
from sinergi.domain.agreements.models.saved_filter import SavedFilterQuerySet
from sinergi.domain.agreements.queries import AgreementFilter
from sinergi.foundation.kernel.actors import Actor

_DAYS = ("on", "since", "until")


def saved_filters(viewer: Actor) -> SavedFilterQuerySet:
    """The viewer's own, by name."""
    return SavedFilter.objects.of(viewer)


def find_filter(public_id: UUID | str, viewer: Actor) -> SavedFilter | None:
    return saved_filters(viewer).filter(public_id=public_id).first()


def filter_of(saved: SavedFilter, viewer: Actor, *, on: date) -> AgreementFilter:
    """The filter as it is used on the day `on`, which stands in where it does not name a day of its own."""
    del viewer  # whose it is was asked when it was found
    values: dict[str, Any] = dict(saved.filter)
    for name in _DAYS:
        if values.get(name):
            values[name] = date.fromisoformat(values[name])
    if (values.get("standing") or values.get("phase")) and not values.get("on"):
        values["on"] = on
    return AgreementFilter(**values)
