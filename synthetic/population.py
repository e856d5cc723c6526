"""A whole population in blocks, each drawn alone and from its number only: a register of any length takes the memory of one."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from synthetic import places
from synthetic.chance import Chance, Integers, Reals, Truths
from synthetic.naming.drawing import DRAWS, NO_WORD, Names, Part, vocabulary
from synthetic.naming.systems import FOREIGN, MOST_SLOTS, NEW_SINCE, SYSTEMS

REGISTERED = 65_536
"""People of one block who stand in the register."""
HIDDEN = 4_096
"""People of one block who live among them and do not: whoever is in prison and in no register is one of these."""
DISTRICTS = 4
OLDEST, YOUNGEST = date(1945, 1, 1), date(2007, 12, 31)

REGISTER = pa.schema(
    {
        "nik": pa.string(),
        "name": pa.string(),
        "sex": pa.string(),
        "birth_date": pa.date32(),
        "birth_place": pa.string(),
        "mother_name": pa.string(),
        "address": pa.string(),
        "region_code": pa.string(),
    }
)

_EVERYBODY = REGISTERED + HIDDEN
_FAMILY = 4  # father, mother, two children
_EPOCH = date(1970, 1, 1).toordinal()
_FIRST_DAY, _DAYS = OLDEST.toordinal() - _EPOCH, (YOUNGEST - OLDEST).days + 1
_HEAPS = ((1, 1), (12, 31), (7, 1))  # where registers put people whose day of birth nobody knew
_BIRTH_PLACES = pa.array([*places.TOWN_NAMES, *places.VILLAGES])


@dataclass(frozen=True, slots=True, kw_only=True)
class Society:
    """How people hang together; shares in [0, 1].

    `families`: of the people who live as father, mother and two children. `twins`: of the second children. `namesakes`: of
    the sons, called as their father. `heaped`: of those born before 1975, on one of three days. `crooked_niks`: whose NIK
    states another birthday. `without_mother`: whose mother's name the register lacks. `moved`: who live elsewhere than
    their NIK says.
    """

    part: Part
    families: float
    twins: float
    namesakes: float
    heaped: float
    crooked_niks: float
    without_mother: float
    moved: float


@dataclass(frozen=True, slots=True)
class Block:
    """People as columns, all of one length. Birth days count from 1970-01-01; a `birth_place` is one of `_BIRTH_PLACES`."""

    number: NDArray[np.int64]
    """Of the person in the whole world; unique."""
    row: NDArray[np.int64]
    """Of the register, from 0; -1 for somebody who is not in it."""
    nik: NDArray[np.int64]
    name: Names
    is_woman: Truths
    born: NDArray[np.int64]
    birth_place: NDArray[np.int64]
    mother: Names
    lives_in: NDArray[np.int64]
    """Six digits."""
    address: NDArray[np.int64]
    """A number of which street, house and village are made."""
    system: NDArray[np.int64]
    is_twin: Truths
    is_namesake: Truths
    in_family: Truths
    relative_nik: NDArray[np.int64]
    """Of somebody of the same household; their own for one who lives alone."""

    def taken(self, which: Integers | Truths | slice) -> Self:
        """Some of the people, in the order asked for."""
        return type(self)(*(getattr(self, each.name)[which] for each in fields(self)))

    @classmethod
    def joined(cls, blocks: list[Self]) -> Self:
        """All people of several blocks."""
        return cls(*(np.concatenate([getattr(block, each.name) for block in blocks]) for each in fields(cls)))

    def __len__(self) -> int:
        return len(self.nik)

    def table(self) -> pa.Table:
        """The people as rows of a REGISTER."""
        words = vocabulary(Part.ALL)
        return pa.table(
            {
                "nik": pa.array(self.nik).cast(pa.string()),
                "name": words.written(self.name),
                "sex": pa.array(["L", "P"]).take(pa.array(self.is_woman.astype(np.int8))),
                "birth_date": pa.array(self.born.astype(np.int32)).cast(pa.date32()),
                "birth_place": _BIRTH_PLACES.take(pa.array(self.birth_place)),
                "mother_name": words.written(self.mother),
                "address": written_addresses(self.address),
                "region_code": pa.array(self.lives_in).cast(pa.string()),
            },
            schema=REGISTER,
        )

    def holds_out(self) -> Truths:
        """Whose own name has a part that no model has seen."""
        ways = np.array([system.is_held_out for system in SYSTEMS])
        return np.asarray(vocabulary(Part.ALL).holds_out(self.name) | ways[self.system])


def written_addresses(numbers: Integers) -> pa.StringArray:
    """Addresses as a register writes them: street, house, RT, RW and village."""
    streets, villages = pa.array(places.STREETS), pa.array([f" DESA {village}" for village in places.VILLAGES])
    small = pa.array([f"{number:03}" for number in range(64)])

    def part(words: pa.Array, shift: int) -> pa.Array:
        return words.take(pa.array((numbers >> shift) % len(words)))

    houses = pa.array([f" NO {number}" for number in range(1, 201)])
    return pc.binary_join_element_wise(
        part(streets, 0), part(houses, 9), " RT ", part(small, 18), " RW ", part(small, 24), part(villages, 30), ""
    )


def block(chance: Chance, society: Society, place: int) -> tuple[Block, Block]:
    """The people of block `place` (from 0): those in the register in its order, and the hidden ones."""
    numbers = np.arange(_EVERYBODY, dtype=np.int64) + place * _EVERYBODY
    everybody = _Making(chance, society, numbers, place).people()
    order = np.argsort(chance.shares("order", numbers))
    everybody.row[order[:REGISTERED]] = np.arange(REGISTERED) + place * REGISTERED
    return everybody.taken(order[:REGISTERED]), everybody.taken(order[REGISTERED:])


class _Making:
    """One block while it is made. Households are neighbours here: `_FAMILY` rows each."""

    def __init__(self, chance: Chance, society: Society, numbers: Integers, place: int) -> None:
        self.chance, self.society, self.numbers = chance, society, numbers
        self.households = numbers // _FAMILY
        self.role = numbers % _FAMILY
        self.father = np.arange(len(numbers)) // _FAMILY * _FAMILY
        self.words = vocabulary(society.part)
        self.district = place * DISTRICTS + chance.below("district", self.households, DISTRICTS)

    def people(self) -> Block:
        chance, society, numbers = self.chance, self.society, self.numbers
        self._sexes_and_birthdays()
        home = places.towns(chance, "town of the district", self.district)
        system = self._systems(home)
        names, mothers = self._names(system)
        nik = self._niks()
        moves = chance.happens("moved", np.where(self.is_child, numbers, self.households), society.moved)
        elsewhere = chance.below("moved to", np.where(self.is_child, numbers, self.households), places.KABUPATEN * 20)
        address = np.where(
            self.in_family & ~(self.is_child & moves),
            chance.below("household's address", self.households, 2**50),
            chance.below("address", numbers, 2**50),
        )
        # A partner two seats on: father ↔ first child, mother ↔ second; whoever lives alone has nobody.
        partner = self.father + (self.role + 2) % _FAMILY
        return Block(
            number=numbers,
            row=np.full(len(numbers), -1, np.int64),
            nik=nik,
            name=names,
            is_woman=self.is_woman,
            born=self.born,
            birth_place=self._birth_places(home),
            mother=mothers,
            lives_in=places.codes(np.where(moves, elsewhere, self.district)),
            address=address,
            system=system,
            is_twin=self.is_twin | np.roll(self.is_twin, -1),
            is_namesake=self.is_namesake,
            in_family=self.in_family,
            relative_nik=np.where(self.in_family & self.in_family[partner], nik[partner], nik),
        )

    def _sexes_and_birthdays(self) -> None:
        chance, society, numbers = self.chance, self.society, self.numbers
        family = chance.happens("family", self.households, society.families)
        is_parent = family & (self.role < 2)
        woman = chance.happens("woman", numbers, 0.5)
        born = _FIRST_DAY + (_DAYS * chance.shares("born", numbers) ** 0.85).astype(np.int64)
        # Parents are born before 1985, mothers within some years of the fathers, children 18 to 38 years later.
        parents = _FIRST_DAY + (40 * 365.25 * chance.shares("parent born", self.households)).astype(np.int64)
        mothers = np.maximum(
            parents + ((chance.shares("mother born", self.households) * 11 - 3) * 365).astype(np.int64), _FIRST_DAY
        )
        born = np.where(is_parent, np.where(self.role == 0, parents, mothers), born)
        childhood = mothers + ((18 + 20 * chance.shares("child born", numbers)) * 365.25).astype(np.int64)
        twin = family & (self.role == 3) & chance.happens("twin", numbers, society.twins)
        childhood = np.where(twin, np.roll(childhood, 1), childhood)
        self.is_child = family & (self.role >= 2) & (childhood < _FIRST_DAY + _DAYS)
        self.is_twin = twin & self.is_child
        born = np.where(self.is_child, childhood, born)
        old = born < date(1975, 1, 1).toordinal() - _EPOCH
        heap = old & ~self.is_child & chance.happens("heaped", numbers, society.heaped)
        self.born = np.where(heap, _heaped(born, chance.below("heap", numbers, len(_HEAPS))), born)
        woman = np.where(is_parent, self.role == 1, woman)
        self.is_woman = np.where(self.is_twin & chance.happens("alike twin", numbers, 0.75), np.roll(woman, 1), woman)
        self.in_family = is_parent | self.is_child
        self.is_namesake = (
            self.is_child & ~self.is_woman & ~self.is_twin & chance.happens("namesake", numbers, society.namesakes)
        )

    def _systems(self, home: Integers) -> Integers:
        """Three of four households name as the place does; children name as their fathers."""
        local = self.chance.happens("local", self.households, 0.75)
        prevailing = places.PREVAILING[home]
        held_out = np.array([system.is_held_out for system in SYSTEMS])
        if self.society.part is not Part.ALL:
            local &= ~held_out[prevailing]
        return np.where(local, prevailing, self.words.systems(self.chance.shares("system", self.households)))

    def _names(self, system: Integers) -> tuple[Names, Names]:
        years = 1970 + self.born / 365.2425
        is_new = years + 20 * self.chance.shares("era", self.numbers) - 10 >= NEW_SINCE
        draws = self._draws("name", self.numbers)
        # Twins are called alike: the same pattern, and all words but one.
        twin = np.flatnonzero(self.is_twin)
        own = self.chance.below("twin's word", self.numbers[twin], 2) + 1
        kept = draws[twin, own]
        draws[twin] = draws[twin - 1]
        draws[twin, own] = kept
        is_new[twin] = is_new[twin - 1]
        names = self.words.drawn(system, self.is_woman, is_new, draws)
        names[self.is_namesake] = names[self.father[self.is_namesake]]
        clan = self.is_child & np.array([each.has_clan for each in SYSTEMS])[system]
        _put_last_word(names, np.flatnonzero(clan), _last_words(names)[self.father])
        mothers_are_new = years - 25 + 20 * self.chance.shares("mother's era", self.numbers) - 10 >= NEW_SINCE
        mothers = self.words.drawn(
            system, np.ones(len(system), bool), mothers_are_new, self._draws("mother", self.numbers)
        )
        mothers[self.is_child] = names[self.father + 1][self.is_child]
        mothers[self.chance.happens("without mother", self.numbers, self.society.without_mother)] = NO_WORD
        return names, mothers

    def _draws(self, purpose: str, numbers: Integers) -> Reals:
        return np.column_stack([self.chance.shares(f"{purpose} {draw}", numbers) for draw in range(DRAWS)])

    def _niks(self) -> NDArray[np.int64]:
        """Region of the district, birthday, and a serial that counts those of one region, day and sex: no two alike."""
        crooked = self.chance.happens("crooked", self.numbers, self.society.crooked_niks)
        day = np.where(crooked, self.born + 1 + self.chance.below("crooked by", self.numbers, 400), self.born)
        stem = places.codes(self.district) * 1_000_000 + _six_digits(day, self.is_woman)
        order = np.argsort(stem, kind="stable")
        ordered = stem[order]
        starts = np.concatenate([[True], ordered[1:] != ordered[:-1]])
        first = np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0))
        nik = np.empty_like(stem)
        nik[order] = ordered * 10_000 + np.arange(len(order)) - first + 1
        return nik

    def _birth_places(self, home: Integers) -> NDArray[np.int64]:
        """Seven of ten in the town of their district, others in a village or in any town."""
        share = self.chance.shares("birth place", self.numbers)
        town = places.towns(self.chance, "other town", self.numbers)
        village = len(places.TOWN_NAMES) + self.chance.below("village", self.numbers, len(places.VILLAGES))
        return np.where(share < 0.7, home, np.where(share < 0.88, town, village))


def _six_digits(day: Integers, is_woman: Truths) -> Integers:
    """DDMMYY as a number, the day raised by 40 for women."""
    dates = day.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    year = dates.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    of_month = (dates - months).astype(np.int64) + 1
    return np.asarray((of_month + 40 * is_woman) * 10_000 + month * 100 + year % 100)


def _heaped(born: Integers, heap: Integers) -> Integers:
    years = born.astype("datetime64[D]").astype("datetime64[Y]")
    offsets = np.array([(date(1970, month, day).toordinal() - _EPOCH) for month, day in _HEAPS])
    # Over a leap year's February the later heaps fall a day early: 30 December, 30 June.
    return np.asarray(years.astype("datetime64[D]").astype(np.int64) + offsets[heap])


def _last_words(names: Names) -> NDArray[np.int32]:
    length = (names != NO_WORD).sum(axis=1)
    return np.asarray(names[np.arange(len(names)), np.maximum(length - 1, 0)])


def _put_last_word(names: Names, rows: Integers, last: NDArray[np.int32]) -> None:
    length = (names[rows] != NO_WORD).sum(axis=1)
    names[rows, length - 1] = last[rows]


def foreigners(chance: Chance, count: int) -> Block:
    """People of no Indonesian register, with no NIK (0)."""
    numbers = -np.arange(1, count + 1, dtype=np.int64)
    words = vocabulary(Part.ALL)
    system = np.full(count, FOREIGN, np.int64)
    woman = chance.happens("foreign woman", numbers, 0.1)
    draws = np.column_stack([chance.shares(f"foreign {draw}", numbers) for draw in range(1 + MOST_SLOTS)])
    nothing, no = np.zeros(count, np.int64), np.zeros(count, bool)
    return Block(
        number=numbers,
        row=np.full(count, -1, np.int64),
        nik=nothing,
        name=words.drawn(system, woman, np.ones(count, bool), draws),
        is_woman=woman,
        born=_FIRST_DAY + chance.below("foreign born", numbers, _DAYS),
        birth_place=chance.below("foreign place", numbers, len(places.TOWN_NAMES)),
        mother=np.full((count, MOST_SLOTS), NO_WORD, np.int32),
        lives_in=places.codes(chance.below("foreign home", numbers, places.KABUPATEN)),
        address=chance.below("foreign address", numbers, 2**50),
        system=system,
        is_twin=no,
        is_namesake=no,
        in_family=no,
        relative_nik=nothing,
    )
