"""The family of a document, and two of it side by side."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.rules.scopes import SideBySide, side_by_side
from sinergi.foundation.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Family:
    """The visible documents around one: `lineage` is what it continues and what continues it at whatever distance, itself
    included; `above` its umbrella, `below` what carries it out. Each oldest first.
    """

    lineage: tuple[Agreement, ...]
    above: tuple[Agreement, ...]
    below: tuple[Agreement, ...]

    @property
    def documents(self) -> tuple[Agreement, ...]:
        return (*self.above, *self.lineage, *self.below)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`before` is the older of the two, as they were recorded."""

    before: Agreement
    after: Agreement
    scope: SideBySide


def family(agreement: Agreement, viewer: Actor) -> Family:
    """The family of an agreement in hand: a query for each step of the lineage, and those of one list."""
    line, umbrella, below = {agreement.pk}, agreement.umbrella_id, set[int]()
    new = {agreement.pk}
    while new:
        near = Q(pk__in=new) | Q(continues__in=new) | Q(umbrella=agreement.pk)
        rows = list(Agreement.objects.filter(near).values_list("pk", "continues", "umbrella"))
        found = {pk for pk, continues, _umbrella in rows if pk in new or continues in new}
        found |= {continues for pk, continues, _umbrella in rows if pk in new and continues is not None}
        below |= {pk for pk, _continues, above in rows if above == agreement.pk}
        new = found - line
        line |= new
    keys = line | below | ({umbrella} if umbrella else set())
    if keys == {agreement.pk}:  # alone, and already in hand
        return Family(lineage=(agreement,), above=(), below=())
    visible = Agreement.objects.visible_to(viewer).filter(pk__in=keys).with_parties().order_by("recorded_at", "pk")
    documents = tuple(visible)
    return Family(
        lineage=tuple(document for document in documents if document.pk in line),
        above=tuple(document for document in documents if document.pk == umbrella),
        below=tuple(document for document in documents if document.pk in below),
    )


def comparison(agreement: Agreement, other: UUID, viewer: Actor) -> Comparison | None:
    """An agreement in hand beside another of its family; None when there is no such document, or none this viewer sees."""
    by_key = {document.public_id: document for document in family(agreement, viewer).documents}
    if other not in by_key or other == agreement.public_id:
        return None
    before, after = sorted((by_key[other], agreement), key=lambda document: (document.recorded_at, document.pk))
    return Comparison(before, after, side_by_side(before.scope, after.scope))
