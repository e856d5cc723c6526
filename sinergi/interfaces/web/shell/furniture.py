"""What the furniture of pages takes: tabs, the way back, and the filters that are active."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Tab:
    """One of `c-tabs`; `count` is how many things stand behind it, where that is told."""

    label: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True)
class Crumb:
    """One step of `c-breadcrumb`; the last has no address."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Chip:
    """A filter that is active, and the address of the list without it."""

    label: str
    remove_url: str


def folded(request: HttpRequest) -> bool:
    """Whether `c-filter-bar` stays folded until somebody opens it: a page does not make the fields that it does not show."""
    return request.GET.get("saring") != "buka"
