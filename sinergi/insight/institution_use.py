"""Where an institution is used: what hangs on it across the trip, as far as the viewer may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Coalesce

from sinergi.domain.activities.models import Activity
from sinergi.domain.activities.policies import VIEW as VIEW_ACTIVITIES
from sinergi.domain.agreements.models import Agreement, Party
from sinergi.domain.people.models import Episode
from sinergi.foundation.access.models import Grant
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.queries import prefixed


@dataclass(frozen=True, slots=True)
class Use:
    """Counts for one institution, what was merged into it included: agreements it is a party of, agreements that cover it,
    activities held there, people who are there on the day, roles in force there."""

    agreements: int = 0
    covered: int = 0
    activities: int = 0
    people: int = 0
    roles: int = 0

    @property
    def total(self) -> int:
        return self.agreements + self.covered + self.activities + self.people + self.roles


def use_of(rows: Iterable[Institution], viewer: Actor, *, on: date) -> dict[int, Use]:
    """The use of each, by key. One query for any number."""
    keys = [row.pk for row in rows]
    visible = Agreement.objects.visible_to(viewer)
    seen_activities = Activity.objects.filter(prefixed("unit__place__path", viewer.paths(VIEW_ACTIVITIES)))
    asked = (
        _counted(Party.objects.filter(agreement__in=visible), "institution", "agreements", keys),
        _counted(Agreement.covered_units.through.objects.filter(agreement__in=visible), "institution", "covered", keys),
        _counted(seen_activities, "unit", "activities", keys),
        _counted(Episode.objects.visible_to(viewer).on(on), "unit", "people", keys),
        _counted(Grant.objects.in_force(on), "institution", "roles", keys),
    )
    first, *others = asked
    counts: dict[int, dict[str, int]] = {key: {} for key in keys}
    for key, what, number in first.union(*others, all=True):
        counts[key][what] = number
    return {key: Use(**counted) for key, counted in counts.items()}


def _counted(rows: Any, field: str, what: str, keys: list[int]) -> Any:
    """How many rows point at each of the institutions, or at what was merged into it."""
    pointing = Q(**{f"{field}__in": keys}) | Q(**{f"{field}__merged_into__in": keys})
    stands_for = Coalesce(F(f"{field}__merged_into"), F(field))
    counted = rows.filter(pointing).order_by().annotate(stands_for=stands_for, what=Value(what))
    return counted.values_list("stands_for", "what").annotate(number=Count("pk"))
