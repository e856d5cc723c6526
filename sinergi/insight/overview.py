"""What somebody should know on arriving: how things stand today, how far they have come, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sinergi.domain.agreements import queries as agreements
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.queries import StandingCount
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.kernel.actors import Actor
from sinergi.insight.ladder import OpenPromises, Rung, ladders, open_promises

SHOWN = 5  # of the newest agreements


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
    """Today for this viewer. Eight queries, however much there is."""
    parts = (
        agreements.count_worlds(on, viewer),
        ladders(viewer),
        open_promises(viewer, on=on),
        agreements.newest(viewer, count=SHOWN),
    )
    real, made_up = (
        World(is_example, *told) for is_example, told in zip((False, True), zip(*parts, strict=True), strict=True)
    )
    return Overview(
        on=on,
        real=real,
        example=made_up,
        provisional=institutions.provisional(viewer).count(),
        drafts=Agreement.objects.visible_to(viewer).drafts().count(),
    )
