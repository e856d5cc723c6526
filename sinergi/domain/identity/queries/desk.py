"""Questions about the review desk: what waits for the viewer, what was handed up, what stands."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from sinergi.domain.identity.choices import SETTLE, CaseKind, ReviewState
from sinergi.domain.identity.models import (
    ReviewCase,
    ReviewCaseQuerySet,
    ReviewDecision,
    ReviewDecisionQuerySet,
    ReviewReading,
)
from sinergi.foundation.kernel.actors import Actor

_SIDES = ("person", "other", "extract__agreement", "extract__file", "proposal")


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many cases wait: for a reading of the viewer by kind, and for his ruling."""

    rows: int
    pairs: int
    referred: int

    @property
    def to_read(self) -> int:
        return self.rows + self.pairs


def queue(viewer: Actor, *, at: datetime, examples: bool) -> ReviewCaseQuerySet:
    """What waits for a reading of the viewer and is before nobody else, the dearest first."""
    found = ReviewCase.objects.readable_by(viewer).free_for(viewer, at).filter(is_example=examples)
    return found.select_related(*_SIDES).dearest_first()


def first(viewer: Actor, *, at: datetime, examples: bool) -> ReviewCase | None:
    """The case that is read next: the one the viewer has before him, else the dearest."""
    found = ReviewCase.objects.readable_by(viewer).free_for(viewer, at).filter(is_example=examples)
    mine = found.filter(claimed_by_key=viewer.key, claimed_until__gt=at)
    return mine.first() or found.dearest_first().first()


def beside(case: ReviewCase, viewer: Actor, *, at: datetime, back: bool = False) -> ReviewCase | None:
    """The case after this one in the viewer's queue, or the one before it; beyond the end it begins again."""
    found = ReviewCase.objects.readable_by(viewer).free_for(viewer, at).filter(is_example=case.is_example)
    others = found.exclude(pk=case.pk)
    if back:
        earlier = Q(cost__gt=case.cost) | Q(cost=case.cost, pk__lt=case.pk)
        backwards = others.order_by("cost", "-pk")
        return backwards.filter(earlier).first() or backwards.first()
    later = Q(cost__lt=case.cost) | Q(cost=case.cost, pk__gt=case.pk)
    return others.dearest_first().filter(later).first() or others.dearest_first().first()


def case_by_id(public_id: uuid.UUID, viewer: Actor) -> ReviewCase:
    """One case; raises ReviewCase.DoesNotExist when it is not about people in the viewer's reach."""
    return ReviewCase.objects.visible_to(viewer).select_related(*_SIDES, "verification").get(public_id=public_id)


def referred(viewer: Actor, *, examples: bool) -> ReviewCaseQuerySet:
    """Cases that readers could not settle and the viewer may rule on; not those he read himself."""
    return to_rule(viewer).filter(is_example=examples).select_related(*_SIDES).dearest_first()


def referred_by_id(public_id: uuid.UUID, viewer: Actor) -> ReviewCase:
    """One case that waits for a ruling; raises ReviewCase.DoesNotExist for whoever does not rule there."""
    found = ReviewCase.objects.within_reach(viewer, SETTLE).filter(state=ReviewState.REFERRED)
    return found.select_related(*_SIDES, "verification").get(public_id=public_id)


def opinions(case: ReviewCase, viewer: Actor) -> tuple[ReviewReading, ...]:
    """What the readers of a case said, for the superior: while it waits for readers it is told to nobody."""
    reach = ReviewCase.objects.within_reach(viewer, SETTLE).exclude(state=ReviewState.READING)
    return tuple(ReviewReading.objects.filter(case=case, case__in=reach).order_by("position"))


def decisions(viewer: Actor, *, examples: bool) -> ReviewDecisionQuerySet:
    """What was decided about people in the viewer's reach, the newest first."""
    found = ReviewDecision.objects.visible_to(viewer).filter(case__is_example=examples)
    return found.select_related("case__person", "case__other", "case__extract")


def decision_by_id(public_id: uuid.UUID, viewer: Actor) -> ReviewDecision:
    """One decision the viewer may see; raises ReviewDecision.DoesNotExist."""
    found = ReviewDecision.objects.visible_to(viewer)
    return found.select_related("case__person", "case__other", "case__extract").get(public_id=public_id)


def to_read(viewer: Actor) -> ReviewCaseQuerySet:
    """All cases that wait for one more reader who may be the viewer, real and made-up."""
    return ReviewCase.objects.readable_by(viewer).order_by()


def to_rule(viewer: Actor) -> ReviewCaseQuerySet:
    """All cases that wait for a ruling by the viewer, real and made-up."""
    found = ReviewCase.objects.within_reach(viewer, SETTLE).filter(state=ReviewState.REFERRED).order_by()
    return found.exclude(readings__reader_key=viewer.key).exclude(proposal__by_key=viewer.key)


def waiting(viewer: Actor, *, examples: bool) -> Waiting:
    """The counts for the tabs and the work list, in two questions."""
    counts = (
        to_read(viewer)
        .filter(is_example=examples)
        .aggregate(rows=Count("pk", filter=Q(kind=CaseKind.ROW)), pairs=Count("pk", filter=Q(kind=CaseKind.PAIR)))
    )
    return Waiting(counts["rows"], counts["pairs"], referred(viewer, examples=examples).count())
