"""How far runs are, and how many of those present are confirmed."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from ninja import Field, Query, Router, Schema

from sinergi.domain.identity import policies
from sinergi.domain.identity import queries as identity
from sinergi.domain.identity.choices import Halt, Pause, PersonState, Result, RunKind, RunState
from sinergi.domain.identity.queries import runs as queries
from sinergi.domain.people.choices import VIEW
from sinergi.interfaces.api.v1.callers import Request
from sinergi.interfaces.api.v1.errors import answers
from sinergi.interfaces.api.v1.institutions import Unit, unit_named, unit_out
from sinergi.interfaces.api.v1.paging import Asked, Paged, page_of

if TYPE_CHECKING:
    from sinergi.domain.identity.models import VerificationRun

router = Router(tags=["identity"])


class CoverageOf(Schema):
    unit: UUID
    on: date | None = Field(None, description="Today in Jakarta when left out")


class CoverageOut(Schema):
    """Persons at the unit and below it. The three parts are disjoint and add up to `present`; who attended what is
    another question."""

    unit: Unit
    on: date
    present: int
    confirmed_by_register: int
    confirmed_by_unit: int = Field(description="By their unit and by no register")
    unconfirmed: int


class RunOut(Schema):
    id: UUID
    kind: RunKind
    unit: Unit
    agreement: UUID
    purpose: str
    on: date
    state: RunState
    halted_because: Halt | None
    waits_because: Pause | None
    waits_until: datetime | None
    began_at: datetime
    ended_at: datetime | None
    total: int
    through: int = Field(description="Answered, given up or skipped: nobody will ask about them any more")


class Runs(Paged):
    items: list[RunOut]


class PerState(Schema):
    state: PersonState
    count: int


class PerResult(Schema):
    result: Result
    count: int


class UnitResults(Schema):
    unit: str
    total: int
    failed: int
    skipped: int
    per_result: list[PerResult]


class RunProgress(RunOut):
    per_state: list[PerState]
    per_result: list[PerResult]
    per_unit: list[UnitResults]


@router.get("/coverage", response=answers(CoverageOut))
def coverage(request: Request, which: Annotated[CoverageOf, Query()]) -> dict[str, object]:
    """How many of those present on a day were confirmed by then, and by what."""
    caller = request.auth
    unit, on = unit_named(which.unit, VIEW, caller), which.on or caller.on
    found = identity.coverage(unit, on, caller.actor)
    return {
        "unit": unit_out(unit),
        "on": on,
        "present": found.present,
        "confirmed_by_register": found.confirmed_by_register,
        "confirmed_by_unit": found.confirmed_by_unit,
        "unconfirmed": found.unconfirmed,
    }


@router.get("/runs", response=answers(Runs))
def runs(request: Request, asked: Asked, examples: bool = False) -> dict[str, object]:
    """Runs over the caller's units, the newest first."""
    policies.ensure_can_follow_runs(request.auth.actor)
    head, rows = page_of(queries.listed(request.auth.actor, examples=examples), asked)
    return head | {"items": [_run(run, run.total, run.through) for run in rows]}


@router.get("/runs/{run}", response=answers(RunProgress))
def run(request: Request, run: UUID) -> dict[str, object]:
    """One run and how far it is, to be asked again while it goes on."""
    viewer = request.auth.actor
    found = queries.by_id(run, viewer)
    progress = queries.progress(found, viewer)
    return _run(found, progress.total, progress.through) | {
        "per_state": [{"state": state, "count": count} for state, count in progress.per_state],
        "per_result": _per_result(progress.per_result),
        "per_unit": [
            {
                "unit": row.unit,
                "total": row.total,
                "failed": row.failed,
                "skipped": row.skipped,
                "per_result": _per_result(row.per_result),
            }
            for row in queries.per_unit(found, viewer)
        ],
    }


def _run(run: VerificationRun, total: int, through: int) -> dict[str, object]:
    return {
        "id": run.public_id,
        "kind": run.kind,
        "unit": unit_out(run.unit),
        "agreement": run.agreement.public_id,
        "purpose": run.purpose,
        "on": run.on,
        "state": run.state,
        "halted_because": run.halted_because or None,
        "waits_because": run.waits_because or None,
        "waits_until": run.waits_until,
        "began_at": run.recorded_at,
        "ended_at": run.ended_at,
        "total": total,
        "through": through,
    }


def _per_result(counts: tuple[tuple[Result, int], ...]) -> list[dict[str, object]]:
    return [{"result": result, "count": count} for result, count in counts]
