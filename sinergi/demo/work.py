"""What was done under the example country's agreements, for whom, and what changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from sinergi.demo.agreements import Signed
from sinergi.domain.activities.models import Activity, Outcome, Participation
from sinergi.domain.activities.services import enrolment, outcomes, outputs, planning
from sinergi.domain.agreements.choices import CountedUnit
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.services import delivering
from sinergi.domain.people.models import Person
from sinergi.foundation.kernel.actors import Actor

PEOPLE = {CountedUnit.PERSON, CountedUnit.PARTICIPATION}
PER_ACTIVITY = 8


def deliver_papers(agreement: Agreement, *, today: date, by: Actor, at: datetime) -> None:
    """Half of the documents that the register agreement promises came in."""
    for number, obligation in enumerate(agreement.obligations.order_by("pk")):
        delivering.credit(
            obligation,
            quantity=Decimal(1),
            on=today - timedelta(days=200 - number),
            origin=f"demo.document:{number}",
            note="Dokumen contoh diterima.",
            by=by,
            at=at,
        )


def carry_out_all(signed: list[Signed], random: Random, *, today: date, by: Actor, at: datetime) -> None:
    """Activities for every agreement with a theme that has some: most carried out, one planned, one cancelled."""
    with_work = [each for each in signed if each.theme.work]
    for each in with_work:
        for number, title in enumerate(each.theme.work):
            day = today - timedelta(days=150 - 45 * number + random.randrange(20))
            if each.agreement.ends_on is not None and each.agreement.ends_on < day:
                continue
            activity = _plan(each, title, day=day, by=by, at=at)
            planning.carry_out(activity, on=day, by=by, at=at)
            _post_outputs(activity, random, on=day, by=by, at=at)
            _take_part(activity, each, random, on=day, by=by, at=at)
    _plan(with_work[0], "Pelatihan lanjutan", day=today + timedelta(days=14), by=by, at=at)
    cancelled = _plan(with_work[1], "Kunjungan pakar", day=today + timedelta(days=3), by=by, at=at)
    planning.cancel(cancelled, reason="Narasumber contoh berhalangan.", by=by, at=at)


def take_back(*, today: date, by: Actor, at: datetime) -> None:
    """One value was typed wrongly, and one participant was somebody else: both are taken back and stay as history."""
    outcome = Outcome.objects.filter(participation__activity__is_example=True).earliest("pk")
    outcomes.withdraw(outcome, reason="Nilai tertukar dengan peserta lain.", on=today, by=by, at=at)
    participation = Participation.objects.counted().filter(activity__is_example=True).latest("pk")
    enrolment.withdraw(participation, reason="Yang hadir ternyata orang lain.", on=today, by=by, at=at)


def _plan(each: Signed, title: str, *, day: date, by: Actor, at: datetime) -> Activity:
    return planning.plan(
        title=f"{title} (contoh)",
        unit=each.unit,
        obligations=list(each.agreement.obligations.all()),
        starts_on=day,
        place_text="Aula contoh",
        by=by,
        at=at,
    )


def _post_outputs(activity: Activity, random: Random, *, on: date, by: Actor, at: datetime) -> None:
    amounts = {
        CountedUnit.SESSION: (1, 2), CountedUnit.KG: (40, 110), CountedUnit.PIECE: (60, 140), CountedUnit.HOUR: (8, 20),
        CountedUnit.DOCUMENT: (1, 1),
    }  # fmt: skip
    for obligation in activity.obligations.exclude(unit__in=PEOPLE):
        quantity = Decimal(random.randint(*amounts[CountedUnit(obligation.unit)]))
        outputs.post(
            activity, measure=obligation.description, quantity=quantity, unit=obligation.unit, on=on, obligation=obligation,
            by=by, at=at,
        )  # fmt: skip


def _take_part(activity: Activity, each: Signed, random: Random, *, on: date, by: Actor, at: datetime) -> None:
    present = list(Person.objects.present_at(each.unit, on).order_by("pk"))
    for person in random.sample(present, min(PER_ACTIVITY, len(present))):
        participation = enrolment.enrol(activity, person, on=on, by=by, at=at)
        if random.random() < 0.9:
            enrolment.attend(participation, on=on, by=by, at=at)
            _measure(participation, each, random, on=on, by=by, at=at)


def _measure(participation: Participation, each: Signed, random: Random, *, on: date, by: Actor, at: datetime) -> None:
    measure, unit = each.theme.measure
    if not measure:
        return
    before = random.randint(35, 70)
    outcomes.record(
        participation,
        measure=measure,
        unit=unit,
        before=Decimal(before) if random.random() < 0.85 else None,
        after=Decimal(min(100, before + random.randint(-5, 30))),
        on=on,
        by=by,
        at=at,
    )
