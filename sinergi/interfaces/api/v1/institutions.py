"""The units that the caller looks after."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from ninja import Router, Schema

from sinergi.domain.people import policies
from sinergi.foundation.institutions import queries
from sinergi.interfaces.api.v1.callers import Caller, Request
from sinergi.interfaces.api.v1.errors import answers

if TYPE_CHECKING:
    from sinergi.foundation.institutions.models import Institution

router = Router(tags=["institutions"])


class Unit(Schema):
    id: UUID
    name: str
    is_example: bool


class Units(Schema):
    items: list[Unit]


@router.get("/units", response=answers(Units))
def units(request: Request) -> dict[str, object]:
    """The units at which the caller sees people, in the order of the tree; other operations take their ids."""
    policies.ensure_can_see_somewhere(request.auth.actor)
    return {"items": [unit_out(unit) for unit in queries.units_for(request.auth.actor, policies.VIEW)]}


def unit_out(unit: Institution) -> dict[str, object]:
    return {"id": unit.public_id, "name": unit.name, "is_example": unit.is_example}


def unit_named(public_id: UUID, capability: str, caller: Caller) -> Institution:
    """A unit where the caller holds the capability; raises ObjectDoesNotExist."""
    return queries.units_for(caller.actor, capability).select_related("place").get(public_id=public_id)
