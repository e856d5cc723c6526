"""People without a NIK: their cases, and how many there are at each unit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from ninja import Field, Query, Router, Schema

from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import AgeBand, CaseState, CloseReason
from sinergi.domain.identity.queries import cases as queries
from sinergi.domain.identity.queries.cases import CaseFilter
from sinergi.domain.identity.services import cases as services
from sinergi.foundation.audit.services import readings
from sinergi.interfaces.api.v1.callers import Request
from sinergi.interfaces.api.v1.errors import answers
from sinergi.interfaces.api.v1.institutions import Unit, unit_named, unit_out
from sinergi.interfaces.api.v1.paging import Asked, Paged, page_of

if TYPE_CHECKING:
    from sinergi.domain.identity.models import NikCase

router = Router(tags=["cases"])


class Which(Schema):
    """What narrows the list. Without a state those that are not over."""

    unit: UUID | None = None
    state: CaseState | None = None
    age: AgeBand | None = None
    stuck: bool = Field(False, description="Without a step for a month")
    examples: bool = Field(False, description="The made-up cases instead of the real ones")


class CaseOut(Schema):
    id: UUID
    person: UUID
    name: str
    unit: Unit
    state: CaseState
    close_reason: CloseReason | None
    opened_on: date
    last_step_on: date
    closed_on: date | None
    recorded_on: date | None = Field(description="The recording day that is booked")
    age_days: int


class Cases(Paged):
    items: list[CaseOut]


class PerState(Schema):
    state: CaseState
    count: int


class PerAge(Schema):
    age: AgeBand
    count: int


class UnitCases(Schema):
    """The open cases of one unit. It names nobody."""

    unit: Unit
    total: int
    oldest: date
    per_state: list[PerState]
    per_age: list[PerAge]


class PerUnit(Schema):
    on: date
    items: list[UnitCases]


@router.get("/cases", response=answers(Cases))
def cases(request: Request, which: Annotated[Which, Query()], asked: Asked) -> dict[str, object]:
    """Cases at the caller's units, the oldest first. That the page was read is noted."""
    caller = request.auth
    policies.ensure_sees_to_cases(caller.actor)
    filter = CaseFilter(
        on=caller.on,
        unit=unit_named(which.unit, policies.CASES, caller) if which.unit else None,
        state=which.state or "",
        band=which.age or "",
        stuck=which.stuck,
        examples=which.examples,
    )
    head, rows = page_of(queries.listed(filter, caller.actor), asked)
    readings.note_list(
        "people", services.SHOWN_IN_A_LIST, shown=len(rows), narrowed=", ".join(sorted(which.model_fields_set)),
        by=caller.actor, at=caller.at, purpose="Membaca daftar orang tanpa NIK melalui API",
    )  # fmt: skip
    return head | {"items": [_case(case, caller.on) for case in rows]}


@router.get("/cases/units", response=answers(PerUnit))
def per_unit(request: Request, examples: bool = False) -> dict[str, object]:
    """How many cases are open at each of the caller's units, by state and by age; the unit with the oldest case first."""
    caller = request.auth
    policies.ensure_sees_to_cases(caller.actor)
    found = queries.per_unit(caller.actor, on=caller.on, examples=examples)
    return {
        "on": caller.on,
        "items": [
            {
                "unit": unit_out(row.unit),
                "total": row.total,
                "oldest": row.oldest,
                "per_state": [{"state": state, "count": count} for state, count in row.per_state],
                "per_age": [{"age": band, "count": count} for band, count in row.per_band],
            }
            for row in found
        ],
    }


def _case(case: NikCase, on: date) -> dict[str, object]:
    return {
        "id": case.public_id,
        "person": case.person.public_id,
        "name": case.person.name,
        "unit": unit_out(case.unit),
        "state": case.state,
        "close_reason": case.close_reason or None,
        "opened_on": case.opened_on,
        "last_step_on": case.last_step_on,
        "closed_on": case.closed_on,
        "recorded_on": case.recording_day.on if case.recording_day else None,
        "age_days": case.age(on),
    }
