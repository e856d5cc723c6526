"""An agreement that has lived: signed, promised, carried out, for verified people, with a change, judged and extended."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.test import Client

from sinergi.domain.activities.services import enrolment, outcomes, planning
from sinergi.domain.agreements.choices import CountedUnit
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.tests.worlds import World
from sinergi.domain.evaluation.choices import DecisionKind, Rating
from sinergi.domain.evaluation.services import deciding, judging, locking, reviewing
from sinergi.domain.identity.services import confirming
from sinergi.domain.people.choices import Category
from sinergi.domain.people.models import Person
from sinergi.domain.people.services import registering
from sinergi.foundation.access.models import User
from sinergi.foundation.access.queries import role_named
from sinergi.foundation.access.services import granting, inviting, passwords, roles
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.periods import Period
from tests.support.factories import NOW, SYSTEM

DAY = date(2026, 1, 12)


def user(unit: Institution | None, *role_codes: str, email: str = "pemilik@contoh.test") -> User:
    """Somebody with an own password and these roles at the unit (None: everywhere)."""
    roles.deliver()
    invited, one_time = inviting.invite(email, name="Petugas Contoh", by=SYSTEM, at=NOW, example=True)
    themselves = Actor(key="user:test", label="Petugas Contoh", user_id=invited.pk)
    invited = passwords.choose(invited, current=one_time, new="sandi-panjang-contoh", by=themselves, at=NOW)
    for code in role_codes:
        granting.grant(invited, role_named(code), institution=unit, starts_on=date(2020, 1, 1), by=SYSTEM, at=NOW)
    return invited


def signed_in(unit: Institution | None, *role_codes: str, email: str = "pemilik@contoh.test") -> Client:
    client = Client()
    client.force_login(user(unit, *(role_codes or ("kepala-unit",)), email=email))
    return client


def lived(world: World) -> Agreement:
    """Two took part, one of them verified, one measured; the round was locked and the agreement extended."""
    agreement = world.signed()
    sessions = world.promised(agreement, quantity=Decimal(4))
    verified_people = world.promised(
        agreement, description="Menyediakan peserta terverifikasi", unit=CountedUnit.PERSON, quantity=Decimal(10),
        owed_by=agreement.parties.ours().get(), requires_verification=True,
    )  # fmt: skip
    activity = planning.plan(
        title="Pelatihan menjahit angkatan pertama", unit=world.lapas, obligations=[sessions, verified_people],
        starts_on=DAY, by=SYSTEM, at=NOW,
    )  # fmt: skip
    participations = [
        enrolment.enrol(activity, person(world.lapas, number), on=DAY, by=SYSTEM, at=NOW) for number in ("A-1", "A-2")
    ]
    planning.carry_out(activity, on=DAY, by=SYSTEM, at=NOW)
    first, _second = [enrolment.attend(participation, on=DAY, by=SYSTEM, at=NOW) for participation in participations]
    check = confirming.confirm_by_unit(
        first.person, officer_name="Petugas Contoh", registration_number="A-1", on=DAY, by=SYSTEM, at=NOW
    )
    enrolment.rely_on(first, check, by=SYSTEM, at=NOW)
    outcomes.record(
        first,
        measure="Nilai menjahit",
        unit="nilai",
        before=Decimal(40),
        after=Decimal("65.5"),
        on=DAY,
        by=SYSTEM,
        at=NOW,
    )
    return agreement


def extended(agreement: Agreement) -> Agreement:
    """The document that a locked round and a decision led to."""
    period = Period(date(2025, 10, 3), date(2026, 1, 31))
    evaluation = reviewing.review(agreement, period=period, by=SYSTEM, at=NOW)
    judging.judge(evaluation, rating=Rating.BERHASIL, judgement="Peserta naik nilainya.", by=SYSTEM, at=NOW)
    evaluation = locking.lock(evaluation, by=SYSTEM, at=NOW)
    decision = deciding.decide(
        evaluation, kind=DecisionKind.EXTEND, reason="Manfaatnya terasa.", on=date(2026, 2, 10),
        starts_on=date(2027, 10, 3), ends_on=date(2029, 10, 2), by=SYSTEM, at=NOW,
    )  # fmt: skip
    assert decision.result is not None
    return decision.result


def person(unit: Institution, number: str) -> Person:
    return registering.register(
        name=f"Orang Contoh {number}", category=Category.NARAPIDANA, unit=unit, registration_number=number,
        starts_on=date(2025, 1, 1), by=SYSTEM, at=NOW,
    )  # fmt: skip
