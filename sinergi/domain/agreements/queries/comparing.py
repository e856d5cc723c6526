"""Two documents of one family, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.rules.scopes import SideBySide, side_by_side
from sinergi.foundation.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Comparison:
    """`before` is the older of the two, as they were recorded."""

    before: Agreement
    after: Agreement
    scope: SideBySide


def comparison(agreement: Agreement, other: UUID, viewer: Actor) -> Comparison | None:
    """An agreement in hand beside another of its family; None when there is no such document, or none this viewer sees."""
    family = [*relatives(agreement, viewer), agreement]
    by_key = {document.public_id: document for document in family}
    if other not in by_key or other == agreement.public_id:
        return None
    before, after = sorted((by_key[other], agreement), key=lambda document: (document.recorded_at, document.pk))
    return Comparison(before, after, side_by_side(before.scope, after.scope))


def relatives(agreement: Agreement, viewer: Actor) -> tuple[Agreement, ...]:
    """The visible documents of its family, itself aside: what it continues and what continues it, whatever the distance,
    its umbrella and what carries it out.
    """
    family, found = {agreement.pk}, {agreement.pk}
    while found:
        rows = Agreement.objects.filter(pk__in=found).values_list("continues", flat=True)
        earlier = {pk for pk in rows if pk is not None}
        later = set(Agreement.objects.filter(continues__in=found).values_list("pk", flat=True))
        found = (earlier | later) - family
        family |= found
    beside = set(Agreement.objects.filter(umbrella=agreement).values_list("pk", flat=True))
    family |= beside | ({agreement.umbrella_id} if agreement.umbrella_id else set())
    visible = Agreement.objects.visible_to(viewer).filter(pk__in=family - {agreement.pk})
    return tuple(visible.with_parties().order_by("recorded_at", "pk"))
