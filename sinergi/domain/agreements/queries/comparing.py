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
    """The family of an agreement in hand, in five queries however long its lineage is."""
    line = _line(agreement)
    near = Q(pk__in=line) | Q(umbrella=agreement.pk) | Q(pk=agreement.umbrella_id)
    visible = Agreement.objects.visible_to(viewer).filter(near).with_parties().order_by("recorded_at", "pk")
    documents = tuple(visible)
    return Family(
        lineage=tuple(document for document in documents if document.pk in line),
        above=tuple(document for document in documents if document.pk == agreement.umbrella_id),
        below=tuple(document for document in documents if document.umbrella_id == agreement.pk),
    )


def lineage(agreement: Agreement, viewer: Actor) -> tuple[Agreement, ...]:
    """What an agreement in hand continues and what continues it at whatever distance, itself included, as far as visible.

    The oldest first, ready for `title` and `phase()`. Three queries; one where it stands alone.
    """
    line = _line(agreement)
    if line == {agreement.pk}:
        return (agreement,)
    return tuple(Agreement.objects.visible_to(viewer).filter(pk__in=line).with_names().order_by("recorded_at", "pk"))


def around(agreement: Agreement, viewer: Actor) -> tuple[Agreement | None, tuple[Agreement, ...]]:
    """The umbrella of an agreement in hand, and what carries it out, the oldest first, as far as visible. Two queries."""
    near = Q(umbrella=agreement.pk) | Q(pk=agreement.umbrella_id)
    visible = Agreement.objects.visible_to(viewer).filter(near).with_names().order_by("recorded_at", "pk")
    documents = tuple(visible)
    above = next((document for document in documents if document.pk == agreement.umbrella_id), None)
    return above, tuple(document for document in documents if document.umbrella_id == agreement.pk)


_LINE = """
    WITH RECURSIVE line (id, continues_id) AS (
        SELECT id, continues_id FROM agreements_agreement WHERE id = %s
        UNION
        SELECT near.id, near.continues_id FROM agreements_agreement near
        JOIN line ON near.continues_id = line.id OR near.id = line.continues_id
    )
    SELECT id FROM line
"""


def _line(agreement: Agreement) -> set[int]:
    """The keys of its lineage, whoever may see them: one query, which Django has no other words for."""
    return {document.pk for document in Agreement.objects.raw(_LINE, [agreement.pk])}


def comparison(agreement: Agreement, other: UUID, viewer: Actor) -> Comparison | None:
    """An agreement in hand beside another of its family; None when there is no such document, or none this viewer sees."""
    by_key = {document.public_id: document for document in family(agreement, viewer).documents}
    if other not in by_key or other == agreement.public_id:
        return None
    before, after = sorted((by_key[other], agreement), key=lambda document: (document.recorded_at, document.pk))
    return Comparison(before, after, side_by_side(before.scope, after.scope))
