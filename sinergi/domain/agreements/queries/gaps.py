"""Data that is not complete yet: which facts, of which agreements, who sees to it, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from sinergi.domain.agreements.choices import RECORD, Fact
from sinergi.domain.agreements.models import Agreement, Assignment
from sinergi.domain.agreements.models.agreement import AgreementQuerySet, lacking_condition
from sinergi.domain.agreements.models.assignment import AssignmentQuerySet, open_condition
from sinergi.foundation.access.models import Grant, User
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.institutions.queries import units_for
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid
from sinergi.foundation.kernel.queries import prefixed

OWNERS = ("", "saya", "belum")
"""Whose gaps: everybody's, the viewer's own, or those that nobody sees to."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Of `agreements` that the viewer sees, `lacking` lack the fact; of these `assigned` have somebody who sees to it.

    `filled` were assigned and became known since.
    """

    fact: Fact
    agreements: int
    lacking: int
    assigned: int
    filled: int

    @property
    def known(self) -> int:
        return self.agreements - self.lacking


def gaps(viewer: Actor, *, examples: bool = False) -> tuple[Gap, ...]:
    """Each fact over the concluded agreements that the viewer sees, in two queries."""
    rows = _concluded(viewer, examples=examples)
    counts = rows.aggregate(
        all=Count("pk"), **{fact.value: Count("pk", filter=lacking_condition(fact)) for fact in Fact}
    )
    assigned = _assigned(viewer, examples=examples)
    given = {
        fact: (count, still)
        for fact, count, still in assigned.values_list("fact").annotate(
            count=Count("pk"), still=Count("pk", filter=open_condition())
        )
    }
    nobody = (0, 0)
    return tuple(
        Gap(
            fact=fact,
            agreements=counts["all"],
            lacking=counts[fact.value],
            assigned=given.get(fact.value, nobody)[1],
            filled=given.get(fact.value, nobody)[0] - given.get(fact.value, nobody)[1],
        )
        for fact in Fact
    )


def lacking(fact: Fact, viewer: Actor, *, owner: str = "", examples: bool = False) -> AgreementQuerySet:
    """The agreements that lack the fact, oldest recorded first, each with `assigned`: its assignment for it, if any.

    `owner` is one of `OWNERS`. Raises Invalid for another word.
    """
    if owner not in OWNERS:
        raise Invalid(_("Pilihan ini tidak tersedia. Pilih salah satu dari daftar."), field="owner")
    rows = _concluded(viewer, examples=examples).lacking(fact)
    of_fact = Assignment.objects.filter(fact=fact)
    if owner == "saya":
        rows = rows.filter(pk__in=of_fact.for_(viewer).values("agreement"))
    if owner == "belum":
        rows = rows.exclude(pk__in=of_fact.values("agreement"))
    shown = Prefetch("assignments", of_fact.select_related("user", "unit"), to_attr="assigned")
    return rows.with_parties().prefetch_related(shown).order_by("recorded_at", "pk")


def helpers(viewer: Actor, *, on: date) -> QuerySet[User]:
    """Active users who record somewhere that the viewer does, and the viewer: to them a gap can be given."""
    paths = viewer.paths(RECORD)
    there = Grant.objects.in_force(on).filter(prefixed("institution__place__path", paths)).values("user")
    offered = Q(pk__in=there) | Q(pk=viewer.user_id) if viewer.user_id else Q(pk__in=there)
    return User.objects.filter(offered, is_active=True).order_by("name", "pk")


def units(viewer: Actor) -> QuerySet[Institution]:
    """The units to which the viewer can give a gap: those where he records."""
    return units_for(viewer, RECORD)


def assignments_for(viewer: Actor) -> AssignmentQuerySet:
    """What the viewer is to find out and what is still unknown, longest waiting first."""
    return Assignment.objects.visible_to(viewer).for_(viewer).open().order_by("assigned_at", "pk")


def _concluded(viewer: Actor, *, examples: bool) -> AgreementQuerySet:
    return Agreement.objects.visible_to(viewer).concluded().filter(is_example=examples)


def _assigned(viewer: Actor, *, examples: bool) -> AssignmentQuerySet:
    return Assignment.objects.filter(agreement__in=_concluded(viewer, examples=examples)).order_by()
