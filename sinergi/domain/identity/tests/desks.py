"""Readers of the review desk, and cases for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sinergi.domain.identity.models import ReviewCase
from sinergi.domain.identity.services import checking, tuning
from sinergi.domain.identity.services.tuning import Rule
from sinergi.domain.identity.tests.worlds import World, register_row
from sinergi.domain.people.models import Person
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from tests.support.factories import NOW, SYSTEM, TODAY, actor

READS = ("identity.review", "people.view", "people.merge")
RULES = ("identity.review", "identity.settle", "people.view", "people.merge")


def reader(unit: Institution, name: str, *more: str) -> Actor:
    return actor(*READS, *more, at=unit, name=name)


def superior(unit: Institution, name: str = "Atasan") -> Actor:
    return actor(*RULES, at=unit, name=name)


def rule(**known: Any) -> None:
    """The desk as a test needs it: by default nobody is drawn for a second reading, and nothing is sampled."""
    facts: dict[str, Any] = {"second_share": 0.0, "sample_share": 0.001, "high_stake": 1000.0} | known
    tuning.set_rule(Rule(**facts), reason="Uji", by=SYSTEM, at=NOW)


def doubtful(world: World, *, by: Actor = SYSTEM, unit: Institution | None = None, **known: Any) -> ReviewCase:
    """A person whose birth date the register contradicts."""
    person = world.person(unit, **known)
    extract = world.extract(register_row(birth_date="1971-01-01"))
    checking.check(person, extract, on=TODAY, purpose="Uji", by=by, at=NOW)
    return ReviewCase.objects.get(person=person)


def found_nik(world: World, *, by: Actor = SYSTEM, **known: Any) -> ReviewCase:
    """Somebody without a NIK, for whom the extract has one row that fits."""
    extract = world.extract(register_row(birth_place="Bandung"))
    person: Person = world.person(**({"nik": "", "birth_place": "Bandung"} | known))
    checking.check(person, extract, on=TODAY, purpose="Uji", by=by, at=NOW)
    return ReviewCase.objects.get(person=person)


LATER = date(2027, 1, 1)
