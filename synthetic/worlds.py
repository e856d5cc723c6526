"""A register of made-up people, and a prison's file about some of them, with the truth known."""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from linkage.compare import Particulars
from linkage.nik import WOMAN_DAY_OFFSET, Sex
from linkage.registers import COLUMNS, RegisterRow, Status
from synthetic.names import full_name
from synthetic.noise import STUDY, NikKind, Profile, noisy_birth_date, noisy_name, noisy_nik

MADE_UP_PROVINCE = "99"
OLDEST = date(1950, 1, 1)
YOUNGEST = date(2006, 12, 31)

_FIRST_ROW = 2  # the header of the written register is row 1
_DISTRICTS = 12
_PLACE_WORDS = (
    "BANDUNG SEMARANG SURABAYA MEDAN PALEMBANG MAKASSAR YOGYAKARTA SURAKARTA MALANG BOGOR CIREBON TEGAL PEKALONGAN "
    "KEDIRI JEMBER PADANG PEKANBARU JAMBI BENGKULU PONTIANAK BANJARMASIN SAMARINDA MANADO PALU KENDARI AMBON TERNATE "
    "KUPANG MATARAM DENPASAR JAYAPURA CILACAP BREBES GARUT SUKABUMI"
)
_PLACES = tuple(_PLACE_WORDS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Inmate(Particulars):
    """One entry of the prison's file, with what the file's keeper cannot see.

    `number` counts entries from 1. `person` is the same for two entries about one person (a readmission).
    `true_register_row` is the row of the register that is this person, None for one the register lacks.
    """

    number: int
    person: int
    true_register_row: int | None
    nik_kind: NikKind


@dataclass(frozen=True, slots=True)
class World:
    """A register and a prison's file. Register row `n` is `register[n - 2]`: the header of its CSV is row 1."""

    seed: int
    register: tuple[RegisterRow, ...]
    inmates: tuple[Inmate, ...]

    def write_register(self, path: Path) -> None:
        """Write the register as CSV that `linkage.registers` reads back to the same rows."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows([getattr(row, column) for column in COLUMNS] for row in self.register)


def world(
    seed: int,
    *,
    people: int = 1000,
    inmates: int = 300,
    profile: Profile = STUDY,
    birthdays: tuple[date, date] = (OLDEST, YOUNGEST),
) -> World:
    """The world of this seed: `people` in the register and `inmates` entries in the prison's file.

    Everybody is born between the two `birthdays`, both included. The same arguments give the same world, and the
    register depends on seed, people, profile and `birthdays` only.
    Raises ValueError for fewer than two people, for more inmates than living people, or for days in the wrong order.
    """
    if people < 2:
        raise ValueError("a world needs two people, so that one can bear another's NIK")
    if birthdays[1] < birthdays[0]:
        raise ValueError("the last day of birth lies before the first")
    births = _Births(Random(f"{seed} register"), birthdays)
    born = [births.person(row=_FIRST_ROW + place) for place in range(people)]
    register = tuple(births.registered(person, profile) for person in born)
    living = [person for person, row in zip(born, register, strict=True) if row.status is Status.ACTIVE]
    if inmates > len(living):
        raise ValueError(f"{inmates} inmates were asked for, but only {len(living)} people live")
    prison = _Prison(Random(f"{seed} inmates"), profile, [person.nik for person in born])
    arrivals = iter(prison.random.sample(living, inmates))
    known: list[_Person] = []
    entries = []
    for number in range(1, inmates + 1):
        if known and prison.random.random() < profile.readmitted:
            person = prison.random.randrange(len(known))
        else:
            person = len(known)
            is_stranger = prison.random.random() < profile.not_in_register
            known.append(births.person(row=None) if is_stranger else next(arrivals))
        entries.append(prison.entry(number, person + 1, known[person]))
    return World(seed, register, tuple(entries))


@dataclass(frozen=True, slots=True)
class _Person:
    """The truth about one person; `row` is None for one the register lacks."""

    row: int | None
    nik: str
    name: str
    sex: Sex
    birth_date: date
    birth_place: str
    mother_name: str


class _Births:
    """Brings people into the world; remembers the serials given out, so that no two share a NIK."""

    def __init__(self, random: Random, born: tuple[date, date]) -> None:
        self._random = random
        self._first, self._last = born
        self._serials: Counter[str] = Counter()

    def person(self, *, row: int | None) -> _Person:
        random = self._random
        sex = random.choice(list(Sex))
        birth_date = self._first + timedelta(days=random.randrange((self._last - self._first).days + 1))
        place = random.randrange(len(_PLACES))
        region = f"{MADE_UP_PROVINCE}{place + 1:02}{random.randint(1, _DISTRICTS):02}"
        return _Person(
            row=row,
            nik=self._nik(region, birth_date, sex),
            name=full_name(random, sex),
            sex=sex,
            birth_date=birth_date,
            birth_place=_PLACES[place],
            mother_name=full_name(random, Sex.FEMALE),
        )

    def registered(self, person: _Person, profile: Profile) -> RegisterRow:
        random = self._random
        if person.row is None:
            raise ValueError("a person without a row is not in the register")
        return RegisterRow(
            row=person.row,
            nik=person.nik,
            name=person.name,
            sex=person.sex,
            birth_date=person.birth_date,
            birth_place=person.birth_place,
            mother_name=person.mother_name,
            address=f"JALAN CONTOH {random.randint(1, 200)}, DESA CONTOH {random.randint(1, 30)}",
            region_code=person.nik[:6],
            status=Status.DECEASED if random.random() < profile.deceased_in_register else Status.ACTIVE,
        )

    def _nik(self, region: str, birth_date: date, sex: Sex) -> str:
        day = birth_date.day + (WOMAN_DAY_OFFSET if sex is Sex.FEMALE else 0)
        stem = f"{region}{day:02}{birth_date.month:02}{birth_date.year % 100:02}"
        self._serials[stem] += 1
        return f"{stem}{self._serials[stem]:04}"


@dataclass(frozen=True, slots=True)
class _Prison:
    """Writes people into the prison's file, with its noise."""

    random: Random
    profile: Profile
    niks: list[str]

    def entry(self, number: int, person: int, truth: _Person) -> Inmate:
        random, profile = self.random, self.profile
        (kind,) = random.choices(list(profile.nik_shares), list(profile.nik_shares.values()))
        return Inmate(
            number=number,
            person=person,
            true_register_row=truth.row,
            nik_kind=kind,
            nik=noisy_nik(random, kind, own=truth.nik, anothers=self._nik_of_another(truth)),
            name=noisy_name(random, truth.name, truth.sex, profile),
            sex=truth.sex,
            birth_date=noisy_birth_date(random, truth.birth_date, profile),
            birth_place=self._kept(truth.birth_place, absent=profile.birth_place_absent),
            mother_name=self._kept(truth.mother_name, absent=profile.mother_name_absent),
        )

    def _nik_of_another(self, truth: _Person) -> str:
        first, second = self.random.sample(self.niks, 2)
        return second if first == truth.nik else first

    def _kept(self, text: str, *, absent: float) -> str | None:
        return None if self.random.random() < absent else text.title()
