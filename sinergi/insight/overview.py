"""What somebody should know on arriving: how things stand today, how far they have come, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sinergi.domain.agreements import queries as agreements
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.queries import StandingCount
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.kernel.actors import Actor
from sinergi.insight.ladder import OpenPromises, Rung, ladder, open_promises


@dataclass(frozen=True)
class World:
    """One of the two worlds that never mix: the real agreements, or the example country's."""

    is_example: bool
    standing: StandingCount
    rungs: tuple[Rung, ...]
    promises: OpenPromises
    latest: tuple[Agreement, ...]


@dataclass(frozen=True)
class Overview:
    """`provisional` institutions and `drafts` wait for somebody; they are counted only for those who can act on them."""

    on: date
    real: World
    example: World
    provisional: int
    drafts: int


def overview(viewer: Actor, *, on: date) -> Overview:
    """Today for this viewer. A constant number of queries."""
    return Overview(
        on=on,
        real=_world(viewer, on=on, examples=False),
        example=_world(viewer, on=on, examples=True),
        provisional=institutions.provisional(viewer).count(),
        drafts=Agreement.objects.visible_to(viewer).drafts().count(),
    )


def _world(viewer: Actor, *, on: date, examples: bool) -> World:
    newest = agreements.listed(agreements.AgreementFilter(examples=examples), viewer)[:5]
    return World(
        is_example=examples,
        standing=agreements.count_on(on, viewer, examples=examples),
        rungs=ladder(viewer, examples=examples),
        promises=open_promises(viewer, on=on, examples=examples),
        latest=tuple(newest),
    )
