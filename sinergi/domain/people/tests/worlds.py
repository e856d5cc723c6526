"""A small made-up country and its people, for the tests of this room."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from sinergi.domain.people.choices import MERGE, REGISTER, REVEAL, VIEW, Category
from sinergi.domain.people.models import Person
from sinergi.domain.people.services import registering
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from tests.support.factories import NOW, SYSTEM, actor, institution

_number = count(1)


@dataclass
class Country:
    """One kanwil with two lapas. `owner` works at the first, `colleague` at the second, `above` over both."""

    kanwil: Institution = field(default_factory=lambda: institution(f"Kanwil Contoh {next(_number)}", kind="kanwil"))

    def __post_init__(self) -> None:
        self.lapas = institution(parent=self.kanwil)
        self.other_lapas = institution(parent=self.kanwil)
        self.owner = officer(self.lapas)
        self.colleague = officer(self.other_lapas)
        self.above = officer(self.kanwil)


def officer(unit: Institution) -> Actor:
    return actor(VIEW, REGISTER, REVEAL, at=unit, name=f"Petugas {unit}")


def somebody(unit: Institution, **known: Any) -> Person:
    """A registered person; whatever is not told is made up."""
    number = next(_number)
    facts: dict[str, Any] = {
        "name": f"Orang Contoh {number}",
        "category": Category.NARAPIDANA,
        "registration_number": f"B.{number}/CONTOH",
        "starts_on": date(2025, 6, 1),
        "by": SYSTEM,
        "at": NOW,
    }
    return registering.register(unit=unit, **(facts | known))


def merger(unit: Institution) -> Actor:
    """Who may merge the rows of people of the unit, and take merges back."""
    return actor(VIEW, REGISTER, MERGE, at=unit, name=f"Penggabung {unit}")
