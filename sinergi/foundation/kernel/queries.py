"""How a place in the tree becomes a condition on rows."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

NOTHING = Q(pk__in=())


def prefixed(lookup: str, paths: Iterable[str]) -> Q:
    """Rows whose `lookup` starts with one of `paths`. No path matches nothing; the path "" matches every row."""
    paths = tuple(paths)
    if "" in paths:
        return Q()
    condition = NOTHING
    for path in paths:
        condition |= Q(**{f"{lookup}__startswith": path})
    return condition
