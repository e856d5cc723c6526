"""Who is in the example country's units, and who of them is verified: by the made-up register, by the unit, or not yet."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from sinergi.demo import sandbox
from sinergi.demo.land import Land
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.identity.choices import RunKind
from sinergi.domain.identity.models import RegisterExtract, VerificationRun
from sinergi.domain.identity.services import carrying, confirming, extracts, runs
from sinergi.domain.people.choices import AliasKind, BirthSource, Category, DatePrecision, Departure, Nationality
from sinergi.domain.people.models import Person, PersonMerge
from sinergi.domain.people.rules import KnownAs
from sinergi.domain.people.services import episodes, merging, registering
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import storing
from sinergi.foundation.institutions.choices import PlaceKind
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from synthetic.worlds import Inmate, World, world

CATEGORIES = {
    PlaceKind.LAPAS: Category.NARAPIDANA,
    PlaceKind.RUTAN: Category.TAHANAN,
    PlaceKind.LPKA: Category.ANAK_BINAAN,
    PlaceKind.LPAS: Category.ANAK,
    PlaceKind.BAPAS: Category.KLIEN,
}
CHILDREN = (PlaceKind.LPKA, PlaceKind.LPAS)
PER_UNIT = 20
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Population:
    """The made-up people: grown-ups, and children for the units where children are."""

    grown_ups: World
    children: World

    def write_register(self, path: Path) -> None:
        """The register of both, as one CSV."""
        register = (*self.grown_ups.register, *self.children.register)
        World(self.grown_ups.seed, register, ()).write_register(path)


def made_up(seed: int, land: Land, *, today: date) -> Population:
    """The made-up population, every name led by "Contoh" so that nobody takes it for a person's."""
    places, for_children = len(land.of_kind(*CATEGORIES)), len(land.of_kind(*CHILDREN))
    teens = (today.replace(year=today.year - 17, day=1), today.replace(year=today.year - 14, day=1))
    return Population(
        grown_ups=_named(world(seed, people=3 * PER_UNIT * places, inmates=PER_UNIT * (places - for_children))),
        children=_named(
            world(seed, people=3 * PER_UNIT * for_children, inmates=PER_UNIT * for_children, birthdays=teens)
        ),
    )


def _named(born: World) -> World:
    return World(
        born.seed,
        tuple(replace(row, name=f"Contoh {row.name}") for row in born.register),
        tuple(replace(inmate, name=f"Contoh {inmate.name}") for inmate in born.inmates),
    )


def move_in(land: Land, population: Population, random: Random, *, today: date, by: Actor, at: datetime) -> None:
    """Register everybody at a unit of their age, each since some day of the last year (children) or two."""
    grown_up_kinds = [kind for kind in CATEGORIES if kind not in CHILDREN]
    arrivals = [
        *_spread(population.grown_ups, land.of_kind(*grown_up_kinds)),
        *_spread(population.children, land.of_kind(*CHILDREN)),
    ]
    for number, (inmate, unit) in enumerate(arrivals, start=1):
        since = today - timedelta(days=random.randrange(250, 340 if unit.place.kind in CHILDREN else 730))
        _register(inmate, unit, number=f"CONTOH-{number:05}", since=since, by=by, at=at)


def _spread(people: World, units: list[Institution]) -> Iterator[tuple[Inmate, Institution]]:
    """Everybody once (a readmission is a second entry about one person), PER_UNIT to a unit."""
    once = {inmate.person: inmate for inmate in reversed(people.inmates)}.values()
    for number, inmate in enumerate(once):
        yield inmate, units[number // PER_UNIT]


def _register(inmate: Inmate, unit: Institution, *, number: str, since: date, by: Actor, at: datetime) -> Person:
    """As the file has it; of every third a name that is also used, of every fourth a father's. One in fifty is a foreigner."""
    others = [KnownAs(f"Contoh {inmate.name.split()[-1]} Kecil", AliasKind.ALIAS)] if inmate.number % 3 == 0 else []
    if inmate.number % 4 == 0:
        others.append(KnownAs("Contoh Slamet", AliasKind.BINTI if inmate.sex == "P" else AliasKind.BIN))
    is_foreign = inmate.nik is None and inmate.number % 50 == 0
    return registering.register(
        name=inmate.name,
        aliases=others,
        mother_name=inmate.mother_name or "",
        nationality=Nationality.WNA if is_foreign else Nationality.WNI if inmate.nik else Nationality.UNKNOWN,
        birth_source=BirthSource.COURT if inmate.birth_date else BirthSource.UNKNOWN,
        sex=inmate.sex or "",
        birth_date=inmate.birth_date,
        birth_precision=DatePrecision.DAY if inmate.birth_date else DatePrecision.UNKNOWN,
        birth_place=inmate.birth_place or "",
        nik=inmate.nik or "",
        category=CATEGORIES[PlaceKind(unit.place.kind)],
        unit=unit,
        registration_number=number,
        starts_on=since,
        by=by,
        at=at,
    )


def put_together(land: Land, *, today: date, by: Actor, at: datetime) -> PersonMerge:
    """Somebody at the first lapas was there before, under another number and a shorter name: two rows, one human being."""
    unit = land.of_kind(PlaceKind.LAPAS)[0]
    back = Person.objects.present_at(unit, today).exclude(birth_date=None).exclude(nik_index="").order_by("pk")[0]
    before = registering.register(
        name=" ".join(back.name.split()[:2]),
        sex=back.sex,
        birth_date=back.birth_date,
        birth_precision=DatePrecision.YEAR,
        birth_place=back.birth_place,
        category=CATEGORIES[PlaceKind.LAPAS],
        unit=unit,
        registration_number="CONTOH-LAMA-1",
        starts_on=today - timedelta(days=6 * 365),
        by=by,
        at=at,
    )
    episodes.end(
        before.episodes.get(), ends_on=today - timedelta(days=4 * 365), ended_as=Departure.RELEASED, by=by, at=at
    )
    return merging.merge(before, back, reason="Foto dan sidik jari di kedua berkas sama (contoh)", by=by, at=at)


def verify(
    land: Land, population: Population, agreement: Agreement, *, today: date, by: Actor, at: datetime
) -> RegisterExtract:
    """Check two units of three against the register; at the others, officers confirm every second person.

    Then two lapas are asked anew, today, through the verification service: the sandbox, over HTTP.
    """
    taken_on = today - timedelta(days=220)
    extract = extracts.receive(
        agreement, _extract_file(population, by=by, at=at), label="Ekstrak contoh", taken_on=taken_on, by=by, at=at
    )
    for number, unit in enumerate(land.of_kind(*CATEGORIES)):
        if number % 3:
            run = runs.begin(
                agreement, unit, kind=RunKind.EXTRACT, extract=extract, on=taken_on,
                purpose="Verifikasi penghuni (contoh)", by=by, at=at,
            )  # fmt: skip
            _carry_out(run, at)
        else:
            _confirm_every_second(unit, on=taken_on, by=by, at=at)
    with sandbox.standing_by():
        for unit in land.of_kind(PlaceKind.LAPAS)[:2]:
            purpose = "Verifikasi semester (contoh)"
            _carry_out(runs.begin(agreement, unit, kind=RunKind.GATEWAY, on=today, purpose=purpose, by=by, at=at), at)
    return extract


def _carry_out(run: VerificationRun, at: datetime) -> None:
    """As a worker would, here and now: the queue finds nothing left to do."""
    carrying.carry_on(run.public_id, lane=0, now=lambda: at)


def _confirm_every_second(unit: Institution, *, on: date, by: Actor, at: datetime) -> None:
    for person in Person.objects.present_at(unit, on).order_by("pk")[::2]:
        number = person.episodes.get(unit=unit).registration_number
        confirming.confirm_by_unit(
            person, officer_name="Petugas Contoh", registration_number=number, on=on, by=by, at=at
        )


def _extract_file(population: Population, *, by: Actor, at: datetime) -> StoredFile:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ekstrak-contoh.csv"
        population.write_register(path)
        with path.open("rb") as file:
            return storing.store(
                file, name=path.name, allowed=[FileKind.CSV], most_bytes=5 * MEGABYTE, is_example=True, is_sealed=True,
                by=by, at=at,
            )  # fmt: skip
