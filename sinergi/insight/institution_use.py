"""Where an institution is used: what hangs on it across the trip, as far as the viewer may see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from sinergi.domain.activities.models import Activity
from sinergi.domain.activities.policies import VIEW as VIEW_ACTIVITIES
from sinergi.domain.agreements.models import Agreement, Party
from sinergi.domain.people.models import Episode
from sinergi.foundation.access.models import Grant
from sinergi.foundation.institutions import queries as institutions
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
    """The use of each, by key. Six queries for any number."""
    stands_for = institutions.standing_for(tuple(rows), viewer)
    keys = list(stands_for)
    visible = Agreement.objects.visible_to(viewer)
    asked = {
        "agreements": Party.objects.filter(agreement__in=visible, institution__in=keys).values_list("institution"),
        "covered": Agreement.covered_units.through.objects.filter(agreement__in=visible, institution__in=keys).values_list(
            "institution"
        ),
        "activities": Activity.objects.filter(
            prefixed("unit__place__path", viewer.paths(VIEW_ACTIVITIES)), unit__in=keys
        ).values_list("unit"),
        "people": Episode.objects.visible_to(viewer).on(on).filter(unit__in=keys).values_list("unit"),
        "roles": Grant.objects.in_force(on).filter(institution__in=keys).values_list("institution"),
    }
    counts: dict[int, Counter[str]] = {key: Counter() for key in stands_for.values()}
    for what, found in asked.items():
        for key, number in found.order_by().annotate(number=Count("pk")):
            counts[stands_for[key]][what] += number
    return {key: Use(**counted) for key, counted in counts.items()}
