"""Carrying a run out: person after person, by as many workers as there are, through any crash.

The order is what keeps everybody: first a worker claims a person, takes a question of the quota and writes down that it
asks, all in one transaction; only then it asks; then it keeps the answer and lets the person go, in one transaction. Killed
in between, it leaves a claim that runs out, and the person is asked once more. Who has an answer is never claimed again.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched

from django.db import transaction
from django.db.models import F

from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import Halt, Pause, PersonState, RunState
from sinergi.domain.identity.gateway.access import next_day
from sinergi.domain.identity.gateway.protocol import Kind
from sinergi.domain.identity.models import GatewayCall, RunPerson, VerificationRun
from sinergi.domain.identity.rules import pacing, told
from sinergi.domain.identity.rules.asking import Known, question
from sinergi.domain.identity.rules.told import Told
from sinergi.domain.identity.services import keeping, knowing, quotas, runs, ways
from sinergi.domain.identity.services.extracts import OutsideTerm, ensure_in_term
from sinergi.domain.people.models import Person
from sinergi.foundation.access import queries as access_queries
from sinergi.foundation.audit.services import readings
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.choices import Zone
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.queue.services import posting as queue

GATHERED_AT_A_TIME = 1_000
SLICE = timedelta(seconds=20)
"""How long one job works before it lets others have the worker: a run of hours must not hold up a mail."""

BEAT = timedelta(seconds=5)
SILENCE = timedelta(minutes=4)
"""Beyond the lease of a job: nobody works on a run that gave no sign for so long."""

CARRIER = Actor.system("identity")

type Clock = Callable[[], datetime]


class _Exhausted(Exception):
    """No question is left today; the claim is rolled back."""


class _NothingDue(Exception):
    """Nobody can be claimed just now."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A person in the hands of this worker. `call` is what was written down before asking, None when nothing is sent."""

    run_person: RunPerson
    token: uuid.UUID
    person: Known
    call: GatewayCall | None


def carry_on(public_id: uuid.UUID, *, lane: int, now: Clock, most: timedelta = SLICE) -> None:
    """Work on the run for at most `most`, then post what is left. Does nothing for a run that rests or is over.

    `lane` tells workers on one run apart. Bears being called twice, killed at any point, and called by many at once.
    """
    run = VerificationRun.objects.select_related("agreement", "unit__place", "extract__file", "answers").get(
        public_id=public_id
    )
    at = now()
    if not run.is_under_way or (run.waits_because == Pause.ANSWERS and run.state == RunState.RUNNING):
        return
    if run.waits_until is not None:
        if run.waits_until > at:
            _again(run, lane, run_at=run.waits_until, at=at)
            return
        keeping.go_on(run, at=at)
    try:
        _ensure_still_allowed(run, at)
        way = ways.way_of(run)
    except ways.CannotAsk as refused:
        keeping.halt(run, refused.halt, at=at)
        return
    try:
        if run.state == RunState.GATHERING and not _gather(run, lane, now, until=at + most):
            _again(run, lane, run_at=now() + timedelta(seconds=1), at=now())
            return
        if run.waits_because != Pause.ANSWERS:
            _work(run, way, lane, now, until=at + most)
    finally:
        way.close()


def tend(*, at: datetime) -> int:
    """Post the work anew for runs that nobody gave a sign of: their jobs died with their workers. How many those are."""
    abandoned = VerificationRun.objects.abandoned(at, silent_since=at - SILENCE)
    number = 0
    for run in abandoned:
        # Two who tend at once post once.
        if VerificationRun.objects.filter(pk=run.pk, beat_at=run.beat_at).update(beat_at=at):
            runs.post(run, at=at)
            number += 1
    return number


def _ensure_still_allowed(run: VerificationRun, at: datetime) -> None:
    """The agreement is in force, and whoever began the run still may. Raises ways.CannotAsk."""
    try:
        ensure_in_term(run.agreement, today_at(Zone.WIT, at))
    except OutsideTerm:
        raise ways.CannotAsk(Halt.OUTSIDE_TERM) from None
    # The system itself began it: from its command line, which whoever reaches may use.
    if not run.by_key.startswith("system:"):
        user = access_queries.find_user(_user_id(run.by_key), CARRIER)
        today = today_at(run.unit.zone, at)
        if user is None or not policies.can_verify_at(access_queries.actor_for(user, on=today), run.unit):
            raise ways.CannotAsk(Halt.AUTHORITY)


def _user_id(key: str) -> uuid.UUID:
    """Whose key it is; an id that nobody has for a key that names no user."""
    try:
        return uuid.UUID(key.removeprefix("user:"))
    except ValueError:
        return uuid.UUID(int=0)


def _gather(run: VerificationRun, lane: int, now: Clock, *, until: datetime) -> bool:
    """Write down who is in the run, some at a time; whether all are. The first lane does it, the others come back."""
    if lane:
        return False
    last = run.persons.order_by("-person").values_list("person", flat=True).first() or 0
    present = Person.objects.present_at(run.unit, run.on)
    left = present.one_each(present).filter(pk__gt=last, is_example=run.is_example)
    keys = left.order_by("pk").values_list("pk", flat=True)
    for some in batched(list(keys), GATHERED_AT_A_TIME):
        at = now()
        with transaction.atomic():
            rows = [
                RunPerson(run=run, person_id=key, unit_id=unit, due_at=at)
                for key, unit in sorted(runs.units_of(run, some).items())
            ]
            RunPerson.objects.bulk_create(rows, batch_size=200, ignore_conflicts=True)
            alive = VerificationRun.objects.filter(pk=run.pk, state=RunState.GATHERING).update(beat_at=at)
        if not alive or at > until:
            return False
    VerificationRun.objects.filter(pk=run.pk, state=RunState.GATHERING).update(state=RunState.RUNNING, beat_at=now())
    run.refresh_from_db()
    return run.state == RunState.RUNNING


def _work(run: VerificationRun, way: ways.Way, lane: int, now: Clock, *, until: datetime) -> None:
    beaten = now()
    while (at := now()) < until:
        if at - beaten > BEAT:
            VerificationRun.objects.filter(pk=run.pk).update(beat_at=at)
            beaten = at
        opening = way.access.opening(at) if way.access else None
        if opening is not None:
            keeping.wait(run, Pause.HOURS, until=opening)
            break
        try:
            claim = _claim(run, way, lane, at)
        except _Exhausted:
            keeping.wait(run, Pause.QUOTA, until=next_day(at))
            break
        except _NothingDue:
            break
        if claim is None:
            continue
        told_of = _ask(way, claim)
        _keep(run, claim, told_of, now())
    _leave(run, lane, now())


def _ask(way: ways.Way, claim: _Claim) -> Told | None:
    if claim.call is None and way.access is not None:
        return told.without_nik(is_foreign=claim.person.is_foreign)
    return way.ask(claim.person)


@transaction.atomic
def _claim(run: VerificationRun, way: ways.Way, lane: int, at: datetime) -> _Claim | None:
    """Take the next person who is due, and write down that he is asked. None when that one need not be asked.

    Raises _NothingDue, or _Exhausted when the quota is used up: then nothing of it stands.
    """
    if not VerificationRun.objects.filter(pk=run.pk, state=RunState.RUNNING).exclude(waits_until__gt=at).exists():
        raise _NothingDue
    token = uuid.uuid4()
    until = at + (way.access.claim if way.access else timedelta(minutes=2))
    taken = _take(run, lane, token, until, at)
    person = Person.objects.prefetch_related("aliases").get(pk=taken.person_id)
    if not policies.is_still_there(person, run.unit, on=run.on, at=at):
        RunPerson.objects.filter(pk=taken.pk, token=token).update(state=PersonState.SKIPPED, token=None)
        return None
    known = knowing.known(person)
    call = None
    if way.access is not None and known.has_nik:
        if not quotas.take(way.access, is_example=run.is_example, at=at):
            raise _Exhausted
        call = keeping.intend(taken, run, way.access, question(known).fields, at=at)
    # What leaves for the service, or is held against a register, was read.
    readings.note(
        person,
        question(known).fields if call else knowing.FIELDS_READ,
        by=keeping.reader(run),
        at=at,
        purpose=run.purpose,
    )
    return _Claim(taken, token, known, call)


def _take(run: VerificationRun, lane: int, token: uuid.UUID, until: datetime, at: datetime) -> RunPerson:
    """The first who is due and whom no other worker takes at the same moment. Raises _NothingDue."""
    due = list(run.persons.takeable(at)[:16])
    # Each lane begins elsewhere, so that many workers do not all reach for the same one.
    start = lane % len(due) if due else 0
    for one in due[start:] + due[:start]:
        unchanged = RunPerson.objects.filter(pk=one.pk, state=one.state, token=one.token, due_at=one.due_at)
        if unchanged.update(state=PersonState.ASKING, token=token, due_at=until):
            return one
    raise _NothingDue


@transaction.atomic
def _keep(run: VerificationRun, claim: _Claim, answer: Told | None, at: datetime) -> None:
    """Keep what came of it, the log and the answer together: killed between the two, somebody would be asked again whom
    the log calls answered. Of an answer that comes after the claim ran out, the log is kept and nothing else."""
    if claim.call is not None and answer is not None:
        keeping.log(claim.call, answer, at=at)
    mine = RunPerson.objects.filter(pk=claim.run_person.pk, token=claim.token, state=PersonState.ASKING)
    if answer is None:
        mine.update(state=PersonState.FAILED, token=None, problem="no_answer")
        return
    match answer.kind:
        case Kind.ANSWERED:
            keeping.answer(run, claim.run_person, mine, answer, at=at)
        case Kind.FAILED:
            keeping.failure(run, claim.run_person, mine, answer, at=at)
        case Kind.LATER:
            mine.update(state=PersonState.WAITING, token=None, due_at=at)
            _wait_as_told(run, answer, at)
        case Kind.SET_UP | Kind.SWITCHED_OFF:
            mine.update(state=PersonState.WAITING, token=None, due_at=at)
            keeping.halt(run, told.halt_of(answer), at=at)


def _wait_as_told(run: VerificationRun, answer: Told, at: datetime) -> None:
    if answer.code == "05":
        quotas.close(is_example=run.is_example, at=at)
        keeping.wait(run, Pause.QUOTA, until=next_day(at))
        return
    VerificationRun.objects.filter(pk=run.pk).update(failures_in_row=F("failures_in_row") + 1)
    run.refresh_from_db(fields=["failures_in_row"])
    keeping.wait(run, Pause.HOURS, until=at + pacing.pause_after(run.failures_in_row))


def _leave(run: VerificationRun, lane: int, at: datetime) -> None:
    """End the run when everybody is through, else come back when the next one is due."""
    run.refresh_from_db()
    if run.state != RunState.RUNNING:
        return
    following = run.persons.open().order_by("due_at").values_list("due_at", flat=True).first()
    if following is not None:
        _again(run, lane, run_at=max(following, run.waits_until or at, at), at=at)
        return
    with transaction.atomic():
        ended = VerificationRun.objects.filter(pk=run.pk, state=RunState.RUNNING)
        if ended.update(state=RunState.DONE, ended_at=at, beat_at=at, waits_because="", waits_until=None):
            audit.record("run.done", run, by=CARRIER, at=at)


def _again(run: VerificationRun, lane: int, *, run_at: datetime, at: datetime) -> None:
    VerificationRun.objects.filter(pk=run.pk).update(beat_at=max(run_at, at))
    queue.later("identity.carry_out", str(run.public_id), lane, run_at=run_at, at=at)
