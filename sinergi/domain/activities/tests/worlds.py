"""A small made-up world with work in it: states in it were made by the services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sinergi.domain.activities.models import Activity, Outcome, Output, Participation
from sinergi.domain.activities.policies import CAPABILITIES
from sinergi.domain.activities.services import enrolment, outcomes, outputs, planning
from sinergi.domain.agreements.choices import CountedUnit
from sinergi.domain.agreements.models import Agreement, Obligation
from sinergi.domain.agreements.tests.worlds import World, progress
from sinergi.domain.identity.models import Verification
from sinergi.domain.identity.services import checking, confirming, extracts
from sinergi.domain.identity.tests.worlds import content, register_row, stored
from sinergi.domain.people.models import Person
from sinergi.domain.people.tests.worlds import somebody
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from tests.support.factories import NOW, SYSTEM, TODAY, actor

STARTS = date(2026, 1, 12)
LATER = date(2026, 1, 20)


def officer(unit: Institution) -> Actor:
    """Somebody at the unit who may do all that this room knows, and sees its people and agreements, and credits these."""
    return actor(*CAPABILITIES, "agreements.view", "agreements.deliver", "people.view", at=unit, name=f"Petugas {unit}")


@dataclass
class Work:
    """A signed agreement of Lapas Contoh Tiga, and its officer. Days: activities start on 12 January 2026."""

    world: World = field(default_factory=World)

    def __post_init__(self) -> None:
        self.agreement: Agreement = self.world.signed()
        self.unit = self.world.lapas
        self.owner = officer(self.unit)
        self.colleague = officer(self.world.elsewhere)

    def promised(self, unit: str = CountedUnit.SESSION, **known: Any) -> Obligation:
        return self.world.promised(self.agreement, unit=unit, **known)

    def planned(self, *served: Obligation, **known: Any) -> Activity:
        facts: dict[str, Any] = {"title": "Pelatihan menjahit", "unit": self.unit, "starts_on": STARTS}
        return planning.plan(obligations=served or [self.promised()], **(facts | {"by": SYSTEM, "at": NOW} | known))

    def carried_out(self, *served: Obligation, **known: Any) -> Activity:
        activity = self.planned(*served, **known)
        return planning.carry_out(activity, on=max(activity.starts_on, STARTS), by=SYSTEM, at=NOW)

    def person(self, **known: Any) -> Person:
        return somebody(**({"unit": self.unit} | known))

    def enrolled(self, activity: Activity, person: Person | None = None, *, on: date = STARTS) -> Participation:
        return enrolment.enrol(activity, person or self.person(), on=on, by=SYSTEM, at=NOW)

    def attended(self, activity: Activity, person: Person | None = None, *, on: date = STARTS) -> Participation:
        return enrolment.attend(self.enrolled(activity, person, on=on), on=on, by=SYSTEM, at=NOW)


def posted(activity: Activity, **known: Any) -> Output:
    facts: dict[str, Any] = {"measure": "Sesi pelatihan", "quantity": Decimal(2), "unit": CountedUnit.SESSION}
    return outputs.post(activity, **(facts | {"on": STARTS, "by": SYSTEM, "at": NOW} | known))


def measured(participation: Participation, before: str | None, after: str, **known: Any) -> Outcome:
    facts: dict[str, Any] = {"measure": "Nilai tes", "unit": "0–100", "on": LATER, "by": SYSTEM, "at": NOW}
    before_value = None if before is None else Decimal(before)
    return outcomes.record(participation, before=before_value, after=Decimal(after), **(facts | known))


def confirmed(person: Person, *, on: date = STARTS) -> Verification:
    """The unit confirms the person by registration number and a named officer."""
    number = person.episodes.on(on).get().registration_number
    return confirming.confirm_by_unit(
        person, officer_name="Petugas Contoh", registration_number=number, on=on, by=SYSTEM, at=NOW
    )


def not_found(person: Person, agreement: Agreement) -> Verification:
    """A register that does not know the person is asked under the agreement."""
    extract = extracts.receive(
        agreement, stored(content(register_row())), label="Ekstrak Contoh", taken_on=STARTS, by=SYSTEM, at=NOW
    )
    return checking.check(person, extract, on=TODAY, purpose="Uji", by=SYSTEM, at=NOW)


def withdrawn(thing: Participation | Output | Outcome, *, on: date = TODAY) -> None:
    service = {Participation: enrolment, Output: outputs, Outcome: outcomes}[type(thing)]
    service.withdraw(thing, reason="Salah catat", on=on, by=SYSTEM, at=NOW)  # type: ignore[attr-defined]


def delivered(obligation: Obligation) -> Decimal:
    return progress(obligation).delivered
