"""Runs begin, pause, go on and stop. The work itself is the queue's: `services.carrying`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements.models import Agreement
from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import FINAL, UNDER_WAY, Pause, RunKind, RunState
from sinergi.domain.identity.models import RegisterExtract, RunPerson, VerificationRun
from sinergi.domain.identity.services.extracts import Mixed as Mixed
from sinergi.domain.identity.services.extracts import OutsideTerm as OutsideTerm
from sinergi.domain.identity.services.extracts import ensure_in_term
from sinergi.domain.people.models import Episode, Person
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.choices import Zone
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel import guarded
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line
from sinergi.foundation.queue.services import posting as queue

MOST_CHOSEN = 1_000
LANES_WITHOUT_NETWORK = 1


class NotSetUp(DomainError):
    """The verification service has no account here."""

    code = "gateway_not_set_up"


class UnderWay(DomainError):
    """Another run of the same kind is not over yet at this unit."""

    code = "run_under_way"


class NotInThatState(DomainError):
    """The run is not where this could be done."""

    code = "run_in_another_state"


@transaction.atomic
def begin(
    agreement: Agreement,
    unit: Institution,
    *,
    kind: str,
    purpose: str,
    on: date,
    extract: RegisterExtract | None = None,
    persons: Sequence[Person] = (),
    by: Actor,
    at: datetime,
) -> VerificationRun:
    """Begin a run over everybody who is at the unit or below it on `on`, or over the chosen `persons` among them.

    It is posted to the queue and goes on by itself. Raises NotAllowed, Invalid, OutsideTerm on a day on which the agreement
    is surely not in force (that day and today alike), Mixed, NotSetUp, UnderWay.
    """
    if kind not in RunKind.values:
        raise Invalid(_("Pilih cara pemeriksaan dari daftar."), field="kind")
    purpose = clean_line(purpose, field="purpose", label=_("Tujuan pemeriksaan"), most=200)
    policies.ensure_can_verify_at(by, unit)
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    policies.ensure_serves(agreement, unit)
    if unit.is_example != agreement.is_example:
        raise Mixed(
            _("Perjanjian contoh hanya untuk unit contoh, dan perjanjian nyata untuk unit nyata."), field="unit"
        )
    _ensure_day(agreement, on, at)
    _ensure_way(kind, agreement, extract, on=on, by=by)
    _ensure_alone(kind, unit)
    run = VerificationRun.objects.create(
        kind=kind,
        agreement=agreement,
        extract=extract,
        unit=unit,
        purpose=purpose,
        on=on,
        is_chosen=bool(persons),
        state=RunState.RUNNING if persons else RunState.GATHERING,
        beat_at=at,
        is_example=unit.is_example,
        recorded_at=at,
        by_key=by.key,
        by_label=by.label,
    )
    if persons:
        _choose(run, persons, at)
    if kind == RunKind.REGISTRY:
        run.waits_because = Pause.ANSWERS
        run.save(update_fields=["waits_because"])
    audit.record(
        "run.begun",
        run,
        by=by,
        at=at,
        kind=kind,
        unit=str(unit.public_id),
        agreement=str(agreement.public_id),
        on=on,
        chosen=len(persons) if persons else None,
    )
    post(run, at=at)
    return run


def pause(run: VerificationRun, *, by: Actor, at: datetime) -> VerificationRun:
    """Let it rest until somebody lets it go on. What is being asked just now is still answered. Raises NotInThatState."""
    return _move(run, UNDER_WAY, RunState.PAUSED, "run.paused", by=by, at=at)


@transaction.atomic
def resume(run: VerificationRun, *, by: Actor, at: datetime) -> VerificationRun:
    """Let a paused or halted run go on where it was; nobody is asked again who has an answer.

    Raises NotAllowed, NotInThatState, OutsideTerm, NotSetUp.
    """
    ensure_in_term(run.agreement, today_at(Zone.WIT, at))
    _ensure_way(run.kind, run.agreement, run.extract, on=run.on, by=by)
    # Gathering bears repeating, and may have been broken off.
    state = RunState.RUNNING if run.is_chosen else RunState.GATHERING
    run = _move(run, (RunState.PAUSED, RunState.HALTED), state, "run.resumed", by=by, at=at)
    post(run, at=at)
    return run


def stop(run: VerificationRun, *, by: Actor, at: datetime) -> VerificationRun:
    """End the run for good; those not asked yet stay unasked. Raises NotAllowed, NotInThatState when it is over."""
    states = [state for state in RunState if state not in FINAL]
    return _move(run, states, RunState.STOPPED, "run.stopped", by=by, at=at)


def post(run: VerificationRun, *, at: datetime, run_at: datetime | None = None) -> None:
    """Ask the queue for the work, as many workers side by side as the account allows."""
    for lane in range(lanes(run)):
        queue.later("identity.carry_out", str(run.public_id), lane, run_at=run_at, at=at)


def lanes(run: VerificationRun) -> int:
    access = settings.POPULATION_REGISTER.of(is_example=run.is_example) if run.kind == RunKind.GATEWAY else None
    return access.lanes if access else LANES_WITHOUT_NETWORK


@transaction.atomic
def _move(
    run: VerificationRun, before: Sequence[str], state: RunState, action: str, *, by: Actor, at: datetime
) -> VerificationRun:
    policies.ensure_can_verify_at(by, run.unit)
    waits = Pause.ANSWERS if state in UNDER_WAY and _waits_for_answers(run) else ""
    try:
        guarded.update_one(
            VerificationRun.objects.filter(pk=run.pk, state__in=before),
            state=state,
            halted_because="",
            waits_because=waits,
            waits_until=None,
            failures_in_row=0,
            beat_at=at,
            ended_at=at if state in FINAL else None,
        )
    except guarded.Lost:
        run.refresh_from_db()
        raise NotInThatState(
            _("Pemeriksaan ini sekarang %(state)s; muat ulang halamannya.") % {"state": run.get_state_display().lower()}
        ) from None
    run.refresh_from_db()
    audit.record(action, run, by=by, at=at)
    return run


def _waits_for_answers(run: VerificationRun) -> bool:
    return run.kind == RunKind.REGISTRY and run.answers_id is None


def _ensure_day(agreement: Agreement, on: date, at: datetime) -> None:
    today = today_at(Zone.WIT, at)  # the zone where a day begins first
    if on > today:
        raise Invalid(_("Hari pemeriksaan belum tiba; isi tanggal hari ini atau sebelumnya."), field="on")
    # Both days: a run that is dated back must not open the register after the agreement has ended.
    ensure_in_term(agreement, on)
    ensure_in_term(agreement, today)


def _ensure_way(kind: str, agreement: Agreement, extract: RegisterExtract | None, *, on: date, by: Actor) -> None:
    if (kind == RunKind.EXTRACT) != (extract is not None):
        raise Invalid(_("Pilih ekstrak yang ditanyai; cara lain tidak memakai ekstrak."), field="extract")
    if extract is not None:
        policies.ensure_can_ask(by, extract)
        if extract.agreement_id != agreement.pk:
            raise Invalid(
                _("Ekstrak ini diterima menurut perjanjian lain; pilih ekstrak perjanjian ini."), field="extract"
            )
        if on < extract.taken_on:
            raise Invalid(_("Hari pemeriksaan mendahului pengambilan ekstrak; periksa tanggalnya."), field="on")
    if kind == RunKind.GATEWAY and settings.POPULATION_REGISTER.of(is_example=agreement.is_example) is None:
        raise NotSetUp(
            _("Layanan verifikasi belum diatur di server ini; pakai cara lain, atau hubungi pengelola server.")
        )


def _ensure_alone(kind: str, unit: Institution) -> None:
    others = VerificationRun.objects.filter(unit=unit, kind=kind).exclude(state__in=FINAL)
    if others.exists():
        raise UnderWay(_("Pemeriksaan lain dengan cara ini di unit ini belum selesai; tunggu, atau hentikan dahulu."))


def _choose(run: VerificationRun, persons: Sequence[Person], at: datetime) -> None:
    if len(persons) > MOST_CHOSEN:
        raise Invalid(
            _("Pilih paling banyak %(most)s orang; untuk lebih banyak, periksa seluruh unit.") % {"most": MOST_CHOSEN}
        )
    present = dict(
        Person.objects.present_at(run.unit, run.on)
        .filter(pk__in=[p.pk for p in persons])
        .values_list("pk", "is_example")
    )
    if len(present) < len({person.pk for person in persons}) or run.is_example not in set(present.values()):
        raise Invalid(_("Sebagian orang yang dipilih tidak ada di unit ini pada hari itu; pilih lagi dari daftar."))
    once = Person.objects.filter(pk__in=present)
    keys = list(once.one_each(once).values_list("pk", flat=True))
    RunPerson.objects.bulk_create(
        [RunPerson(run=run, person_id=key, unit_id=unit, due_at=at) for key, unit in units_of(run, keys).items()],
        batch_size=200,
    )


def units_of(run: VerificationRun, persons: Sequence[int]) -> dict[int, int]:
    """At which unit each of the persons is on the day of the run; of several, the one whose episode began last."""
    stays = Episode.objects.at(run.unit).on(run.on).filter(person__in=persons).order_by("starts_on", "pk")
    return dict(stays.values_list("person", "unit"))
