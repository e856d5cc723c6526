"""The entries of prisons about people of a population, and the truth about each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

import pyarrow as pa

from linkage.nik import PLACEHOLDER, Sex
from synthetic import places
from synthetic.chance import Chance
from synthetic.gathering import Gathering
from synthetic.harsh import HELD_OUT, Harshness, Written
from synthetic.naming.drawing import Part
from synthetic.naming.systems import SYSTEMS
from synthetic.noise import NikKind, Profile, noisy_birth_date, noisy_name, noisy_nik
from synthetic.population import Block, foreigners
from synthetic.profiles import Kind

ON = date(2026, 1, 1)
"""The day on which prisons guess an age."""
FIRST_ROW = 2
"""Of a register, as a spreadsheet counts: the header is row 1."""

PEOPLE = pa.schema(
    {
        "id": pa.string(),
        "nik": pa.string(),
        "name": pa.string(),
        "aliases": pa.string(),
        "sex": pa.string(),
        "birth_date": pa.date32(),
        "birth_place": pa.string(),
        "mother_name": pa.string(),
        "address": pa.string(),
        "region_code": pa.string(),
    }
)
TRUTH = pa.schema(
    {
        "id": pa.string(),
        "person": pa.int64(),
        "register_row": pa.int64(),
        "register_nik": pa.string(),
        "nik_kind": pa.string(),
        "is_woman": pa.bool_(),
        "is_one_word": pa.bool_(),
        "is_twin": pa.bool_(),
        "is_namesake": pa.bool_(),
        "naming": pa.string(),
        "is_held_out": pa.bool_(),
        "noise": pa.string(),
    }
)

_KINDS_OF_NIK = {
    "nik absent": NikKind.ABSENT,
    "nik damaged": NikKind.DAMAGED,
    "nik two slips": NikKind.DAMAGED,
    "nik of another": NikKind.ANOTHERS,
    "nik of a relative": NikKind.ANOTHERS,
    "nik placeholder": NikKind.ZEROS,
    "nik in scientific notation": "unusable",
    "nik of fifteen digits": "unusable",
    "nik with letters": "unusable",
}
_REGION_ABSENT, _REGION_OTHER = 0.05, 0.15  # of the study's files; nothing is stated about it
_STRANGERS_NIKS = 0.02  # of the entries: from so many people of the register another's NIK is taken


@dataclass(slots=True)
class _Plan:
    """Who the entries are about: `people[entry]` counts persons from 0; of the persons, who stands where."""

    people: list[int]
    registered: list[int]
    hidden: list[int]
    foreign: list[int]


class Entries:
    """Meets the population block by block, then writes about those who came to prison."""

    def __init__(self, chance: Chance, kind: Kind, count: int) -> None:
        self._seed, self._kind = chance.seed, kind
        self._plan = _plan(Random(f"{chance.seed} plan"), kind, count)
        self._registered = Gathering(chance, "in prison", len(self._plan.registered))
        self._hidden = Gathering(chance, "in prison and no register", len(self._plan.hidden))
        self._others = Gathering(chance, "another's nik", int(count * _STRANGERS_NIKS) + 2, is_even=True)
        self._foreigners = foreigners(chance, len(self._plan.foreign))

    def meet(self, registered: Block, hidden: Block) -> None:
        """Everybody of a block, once."""
        self._registered.offer(registered)
        self._hidden.offer(hidden)
        self._others.offer(registered)

    def tables(self) -> tuple[pa.Table, pa.Table]:
        """PEOPLE and TRUTH. Raises ValueError when the population was too small."""
        gathered = Block.joined([self._registered.people(), self._hidden.people(), self._foreigners])
        place = {
            person: at
            for at, person in enumerate((*self._plan.registered, *self._plan.hidden, *self._plan.foreign))
        }  # fmt: skip
        true = gathered.table().to_pydict()
        held_out = gathered.holds_out()
        others = [str(nik) for nik in self._others.people(or_all=True).nik]
        noise, part = self._kind.noise, self._kind.society.part
        write = (_Study(noise) if noise else _Harsh(part)).write
        entries: dict[str, list[Any]] = defaultdict(list)
        truths: dict[str, list[Any]] = defaultdict(list)
        for number, person in enumerate(self._plan.people, start=1):
            random = Random(f"{self._seed} entry {number}")
            at = place[person]
            is_foreign = gathered.nik[at] == 0
            own = None if is_foreign else true["nik"][at]
            another = random.choice(others)
            if another == own:
                another = others[others.index(own) - 1]
            entry = Written(
                name=true["name"][at],
                aliases=None,
                nik=own,
                sex=Sex(true["sex"][at]),
                birth_date=true["birth_date"][at],
                birth_place=true["birth_place"][at],
                mother_name=true["mother_name"][at],
                address=true["address"][at],
                region_code=true["region_code"][at],
            )
            if is_foreign:
                entry.kinds.append("foreigner")
            kind = write(random, entry, str(gathered.relative_nik[at]), another)
            row = int(gathered.row[at])
            _put(entries, f"{number:07}", entry)
            for column, value in (
                ("id", f"{number:07}"),
                ("person", person + 1),
                ("register_row", row + FIRST_ROW if row >= 0 else None),
                ("register_nik", own if row >= 0 else None),
                ("nik_kind", str(kind)),
                ("is_woman", bool(gathered.is_woman[at])),
                ("is_one_word", " " not in true["name"][at]),
                ("is_twin", bool(gathered.is_twin[at])),
                ("is_namesake", bool(gathered.is_namesake[at])),
                ("naming", SYSTEMS[gathered.system[at]].name),
                ("is_held_out", bool(held_out[at]) or not HELD_OUT.isdisjoint(entry.kinds)),
                ("noise", "; ".join(entry.kinds) or None),
            ):
                truths[column].append(value)
        return pa.table(entries, schema=PEOPLE), pa.table(truths, schema=TRUTH)


def _plan(random: Random, kind: Kind, count: int) -> _Plan:
    plan = _Plan([], [], [], [])
    persons = 0
    for _ in range(count):
        if persons and random.random() < kind.readmitted:
            plan.people.append(random.randrange(persons))
            continue
        plan.people.append(persons)
        if random.random() >= kind.not_in_register:
            plan.registered.append(persons)
        elif random.random() < kind.foreigners:
            plan.foreign.append(persons)
        else:
            plan.hidden.append(persons)
        persons += 1
    return plan


def _put(entries: dict[str, list[Any]], number: str, entry: Written) -> None:
    entries["id"].append(number)
    entries["sex"].append(entry.sex.value if entry.sex else None)
    for column in ("nik", "name", "aliases", "birth_date", "birth_place", "mother_name", "address", "region_code"):
        entries[column].append(getattr(entry, column))


class _Study:
    """The study's noise. Its files have no address, and of the region the first four digits."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile

    def write(self, random: Random, entry: Written, relatives: str, anothers: str) -> str:
        profile = self._profile
        (kind,) = random.choices(list(profile.nik_shares), list(profile.nik_shares.values()))
        entry.nik = noisy_nik(random, kind, own=entry.nik or PLACEHOLDER, anothers=anothers)
        entry.name = noisy_name(random, entry.name, entry.sex or Sex.MALE, profile)
        entry.birth_date = entry.birth_date and noisy_birth_date(random, entry.birth_date, profile)
        entry.birth_place = self._kept(random, entry.birth_place, absent=profile.birth_place_absent)
        entry.mother_name = self._kept(random, entry.mother_name, absent=profile.mother_name_absent)
        entry.address = None
        share = random.random()
        if share < _REGION_ABSENT or not entry.region_code:
            entry.region_code = None
        elif share < _REGION_ABSENT + _REGION_OTHER:
            entry.region_code = f"{places.MADE_UP_PROVINCE}{random.randint(1, places.KABUPATEN):02}"
        else:
            entry.region_code = entry.region_code[:4]
        return kind

    @staticmethod
    def _kept(random: Random, text: str | None, *, absent: float) -> str | None:
        return None if random.random() < absent or text is None else text.title()


class _Harsh:
    def __init__(self, part: Part) -> None:
        self._harshness = Harshness(part, places.VILLAGES, ON)

    def write(self, random: Random, entry: Written, relatives: str, anothers: str) -> str:
        is_foreign = entry.nik is None
        self._harshness.strike(random, entry, relative_nik=relatives, anothers_nik=anothers)
        if is_foreign and random.random() < 0.3:
            entry.nik = f"{random.choice('ABCEX')}{random.randrange(10**6, 10**8)}"  # a passport in the wrong column
        return next((_KINDS_OF_NIK[kind] for kind in entry.kinds if kind in _KINDS_OF_NIK), NikKind.RIGHT)
