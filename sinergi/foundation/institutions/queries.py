from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sinergi.foundation.institutions.choices import SETTLE
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.institutions.models.institution import InstitutionQuerySet
from sinergi.foundation.institutions.rules import folded
from sinergi.foundation.kernel.actors import Actor


def named(name: str, *, viewer: Actor) -> Institution | None:
    """The institution of this name in whatever spelling of case and punctuation. Names are no secret: every actor may ask."""
    return Institution.objects.select_related("place", "partner_profile").filter(folded_name=folded(name)).first()


def by_id(public_id: UUID | str, *, viewer: Actor) -> Institution:
    """One institution; raises Institution.DoesNotExist. Names are no secret: every actor may ask."""
    return Institution.objects.select_related("place", "partner_profile").get(public_id=public_id)


def units_for(viewer: Actor, capability: str) -> InstitutionQuerySet:
    """The institutions of the tree where `viewer` holds the capability, in the order of the tree."""
    return Institution.objects.placed().within(viewer.paths(capability)).order_by("place__path")


def partners(viewer: Actor) -> InstitutionQuerySet:
    """All partners by name. Who is a partner is public; every actor may ask."""
    return Institution.objects.partners().order_by("name")


def provisional(viewer: Actor) -> InstitutionQuerySet:
    """Names that wait for a person, for those who may settle them everywhere."""
    if viewer.paths(SETTLE) != ("",):
        return Institution.objects.none()
    return Institution.objects.provisional().select_related("place", "partner_profile").order_by("name")


@dataclass(frozen=True)
class InstitutionChoice:
    """A unit to choose from a list; `label` shows how deep it stands in the tree."""

    public_id: UUID
    label: str


def places_for_choice(viewer: Actor, *, examples: bool) -> tuple[InstitutionChoice, ...]:
    """All settled places of the real tree, or of the example one, in its order. Names are no secret."""
    rows = Institution.objects.placed().filter(is_example=examples, is_provisional=False).order_by("place__path")
    return tuple(
        InstitutionChoice(row.public_id, f"{'– ' * (row.place.path.count('.') - 1)}{row.name}") for row in rows
    )
