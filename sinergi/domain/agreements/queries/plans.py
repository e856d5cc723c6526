"""The work plan of an agreement."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from sinergi.domain.agreements.models import Agreement, Milestone
from sinergi.domain.agreements.models.milestone import MilestoneQuerySet
from sinergi.foundation.access.models import Grant, User
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor


def milestones_of(agreement: Agreement, viewer: Actor) -> MilestoneQuerySet:
    """The steps of one agreement's plan with owners and moves, in the order of their days."""
    return _told(Milestone.objects.visible_to(viewer)).filter(agreement=agreement).order_by("due_on", "pk")


def find_milestone(public_id: UUID | str, viewer: Actor) -> Milestone | None:
    return _told(Milestone.objects.visible_to(viewer)).filter(public_id=public_id).first()


def owning_institutions(agreement: Agreement, viewer: Actor) -> tuple[Institution, ...]:
    """Who may see to a step of the plan: the parties and the covered units, each once. `agreement` comes from `find`."""
    del viewer  # he was given the agreement with its parties
    every = [*(party.institution for party in agreement.parties.all()), *agreement.covered_units.all()]
    return tuple({institution.survivor_key: institution for institution in every}.values())


def owning_users(agreement: Agreement, viewer: Actor, *, on: date) -> QuerySet[User]:
    """Colleagues who may see to a step: active users with a role at a party or a covered unit on that day, and the viewer."""
    at = {institution.survivor_key for institution in owning_institutions(agreement, viewer)}
    here = Q(institution__in=at) | Q(institution__merged_into__in=at)
    there = Grant.objects.in_force(on).filter(here).values("user")
    offered = Q(pk__in=there) if viewer.user_id is None else Q(pk__in=there) | Q(pk=viewer.user_id)
    return User.objects.filter(offered, is_active=True).order_by("name", "pk")


def _told(milestones: MilestoneQuerySet) -> MilestoneQuerySet:
    return milestones.select_related("agreement", "owner_user", "owner_institution").prefetch_related("moves")
