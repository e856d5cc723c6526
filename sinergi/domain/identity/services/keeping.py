"""What a run writes down about one person: that it asks, how that went, and the answer. Never a value of a register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from sinergi.domain.identity.choices import Halt, Method, Pause, PersonState, RunKind, RunState
from sinergi.domain.identity.gateway.access import Access, day_of
from sinergi.domain.identity.models import (
    GatewayCall,
    RunPerson,
    RunPersonQuerySet,
    Verification,
    VerificationRun,
)
from sinergi.domain.identity.rules import pacing
from sinergi.domain.identity.rules.told import MOST_TRIES, Told
from sinergi.domain.identity.services import opening, standing
from sinergi.domain.people.services import surviving
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor


class _TakenOver(Exception):
    """The claim ran out and another worker has the person: this answer is not the one that is kept."""


def asker(run: VerificationRun) -> Actor:
    """Who answers for the run."""
    return Actor(key=run.by_key, label=run.by_label)


def reader(run: VerificationRun) -> Actor:
    """Who reads: the run, for the one who began it. Told apart from people, or a run would look like curiosity."""
    return Actor(key=f"run:{run.public_id}", label=f"{run.by_label[:160]} (lewat pemeriksaan)")


def intend(
    run_person: RunPerson, run: VerificationRun, access: Access, fields: Sequence[str], *, at: datetime
) -> GatewayCall:
    """Write down that this person is asked about, before anything is sent."""
    return GatewayCall.objects.create(
        run_person=run_person,
        agreement_id=run.agreement_id,
        unit_id=run_person.unit_id,
        day=day_of(at),
        sent_at=at,
        fields=list(fields),
        threshold=access.threshold,
        is_example=run.is_example,
        by_key=run.by_key,
    )


def log(call: GatewayCall, told: Told, *, at: datetime) -> None:
    """Write down how the question went, whoever has the person by now."""
    GatewayCall.objects.filter(pk=call.pk).update(
        answered_at=at,
        kind=told.kind.value,
        code=told.code,
        problem=told.problem,
        result=told.result.value if told.result else "",
        marks=dict(told.marks),
        quota_left=told.quota_left,
    )


def answer(run: VerificationRun, run_person: RunPerson, mine: RunPersonQuerySet, told: Told, *, at: datetime) -> None:
    """Keep an answer and let the person go, both or neither. Without the claim nothing is kept."""
    assert told.result is not None, "an answer has a result"
    try:
        with transaction.atomic():
            person = surviving.recording(run_person.person_id)
            told = standing.respected(person, run.extract, told, at=at)
            assert told.result is not None, "a decision changes a result and takes none away"
            verification = Verification.objects.create(
                person=person,
                method=Method.REGISTER,
                result=told.result,
                agreement_id=run.agreement_id,
                extract_id=run.extract_id,
                run=run,
                register_row=told.register_row,
                code=told.code,
                threshold=told.threshold,
                marks=dict(told.marks),
                scores=dict(told.scores),
                probability=told.probability,
                why=list(told.why),
                checked_on=run.on if run.kind == RunKind.EXTRACT else day_of(at),
                recorded_at=at,
                by_key=run.by_key,
            )
            kept = mine.update(
                state=PersonState.DONE, token=None, result=told.result, verification=verification, problem=""
            )
            if not kept:
                raise _TakenOver
            opening.of_answer(verification, told, by=asker(run), at=at)
            if run.failures_in_row:
                VerificationRun.objects.filter(pk=run.pk).update(failures_in_row=0)
                run.failures_in_row = 0
            audit.record(
                "identity.checked",
                verification,
                by=asker(run),
                at=at,
                run=str(run.public_id),
                checked_on=verification.checked_on,
            )
    except _TakenOver:
        return


def failure(run: VerificationRun, run_person: RunPerson, mine: RunPersonQuerySet, told: Told, *, at: datetime) -> None:
    """A technical failure: try the person again later, at most MOST_TRIES times; many in a row let the run rest."""
    tries = run_person.tries + 1
    problem = (told.problem or told.code)[:20]
    if tries >= MOST_TRIES:
        mine.update(state=PersonState.FAILED, token=None, tries=tries, problem=problem)
    else:
        mine.update(
            state=PersonState.WAITING, token=None, tries=tries, problem=problem, due_at=at + pacing.retry_after(tries)
        )
    VerificationRun.objects.filter(pk=run.pk).update(failures_in_row=F("failures_in_row") + 1)
    run.refresh_from_db(fields=["failures_in_row"])
    rest = pacing.trouble_pause(run.failures_in_row)
    if rest is not None:
        wait(run, Pause.TROUBLE, until=at + rest)


def wait(run: VerificationRun, because: Pause, *, until: datetime) -> None:
    """Let the run rest until a moment; it goes on by itself."""
    resting = VerificationRun.objects.filter(pk=run.pk, state=RunState.RUNNING)
    resting.update(waits_because=because, waits_until=until)


def go_on(run: VerificationRun, *, at: datetime) -> None:
    """The moment until which the run rested has come."""
    VerificationRun.objects.filter(pk=run.pk, waits_until__lte=at).update(waits_because="", waits_until=None)
    run.refresh_from_db(fields=["waits_because", "waits_until"])


def halt(run: VerificationRun, because: Halt, *, at: datetime) -> None:
    """Halt the run until somebody acts. An access that was switched off halts every run over the service, and is an alarm."""
    halted = VerificationRun.objects.under_way().filter(pk=run.pk)
    if because is Halt.SWITCHED_OFF:
        halted = VerificationRun.objects.under_way().filter(kind=RunKind.GATEWAY, is_example=run.is_example)
    with transaction.atomic():
        for one in list(halted.order_by("pk")):
            changed = VerificationRun.objects.under_way().filter(pk=one.pk)
            if changed.update(state=RunState.HALTED, halted_because=because, waits_because="", waits_until=None):
                audit.record("run.halted", one, by=Actor.system("identity"), at=at, because=because.value)
