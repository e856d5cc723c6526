"""What a register of the whole service could hold, decided by a seed alone: plain values, no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

TODAY = date(2026, 3, 2)
SEED = 2026

_SYLLABLES = [consonant + vowel for consonant in "bdgklmnprstw" for vowel in "aiu"]
_LEGAL_FORMS = ("Yayasan", "PT", "CV", "Perkumpulan", "Universitas", "Dinas", "Koperasi")
_CATEGORIES = ("pemerintah", "dunia_usaha", "masyarakat_sipil", "perguruan_tinggi", "lembaga_sdm", "")
_KINDS = ("PKS", "PKS", "PKS", "NK", "IA", "")
_LEVELS = ("upt", "upt", "upt", "kanwil", "ditjen", "kementerian", "")
_WORK = (
    "Pelatihan menjahit",
    "Budidaya lele",
    "Layanan kesehatan",
    "Bantuan hukum",
    "Pendidikan kesetaraan",
    "Literasi",
)
_UNITS = ("session", "person", "participation", "hour", "kg", "document", "piece")
_UNIT_KINDS = ("lapas", "lapas", "lapas", "rutan", "rutan", "bapas", "lpka")


@dataclass(frozen=True)
class Size:
    """How many rows; an obligation has one delivery and a half on average."""

    agreements: int = 7_000
    partners: int = 900
    units: int = 700
    obligations: int = 30_000

    def times(self, factor: float) -> Size:
        return Size(
            *(max(1, round(factor * each)) for each in (self.agreements, self.partners, self.units, self.obligations))
        )


@dataclass(frozen=True)
class Body:
    """A unit (`kind`, and the place of its superior in the list, None for the root) or a partner (`category`)."""

    name: str
    kind: str = ""
    parent: int | None = None
    category: str = ""


@dataclass(frozen=True)
class Gift:
    """One delivery. `answer` is "", "accepted" or "disputed"."""

    quantity: Decimal
    on: date
    origin: str
    answer: str


@dataclass(frozen=True)
class Promise:
    """`is_ours` says which side owes it."""

    is_ours: bool
    description: str
    quantity: Decimal | None
    unit: str
    due_on: date | None
    gifts: tuple[Gift, ...]


@dataclass(frozen=True)
class Paper:
    """One agreement. `way` is "draft", "signed" (a draft that was signed) or "recorded" (concluded before).

    `ours`, `partners`, `covered` are places in the lists of units and partners; of `partners` each has a number.
    """

    way: str
    kind: str
    level: str
    scope: str
    location: str
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    ours: int
    partners: tuple[int, ...]
    covered: tuple[int, ...]
    programme: int | None
    field: int | None
    number: str
    promises: tuple[Promise, ...]


@dataclass(frozen=True)
class Plan:
    units: tuple[Body, ...]
    partners: tuple[Body, ...]
    papers: tuple[Paper, ...]


def plan(size: Size, seed: int = SEED) -> Plan:
    """The register of this size and seed. Names are made up and say so."""
    random = Random(seed)
    names = _names(random)
    units = [Body("Direktorat Jenderal Contoh", "ditjen")]
    regions = max(1, round(size.units * 33 / 700))
    units += [Body(f"Kanwil Contoh {next(names)}", "kanwil", 0) for _ in range(regions)]
    while len(units) < size.units:
        kind = random.choice(_UNIT_KINDS)
        word = "LPKA" if kind == "lpka" else kind.title()
        units.append(Body(f"{word} Contoh {next(names)}", kind, 1 + random.randrange(regions)))
    partners = tuple(
        Body(f"{random.choice(_LEGAL_FORMS)} Contoh {next(names)} {next(names)}", category=random.choice(_CATEGORIES))
        for _ in range(size.partners)
    )
    owed = [0] * size.agreements
    for _ in range(size.obligations):
        owed[random.randrange(size.agreements)] += 1
    papers = tuple(_paper(random, number, promised, size, units) for number, promised in enumerate(owed))
    return Plan(tuple(units), partners, papers)


def _names(random: Random) -> Iterator[str]:
    """Made-up words, each once."""
    seen: set[str] = set()
    while True:
        word = "".join(random.choice(_SYLLABLES) for _ in range(random.choice((4, 4, 5)))).title()
        if word not in seen:
            seen.add(word)
            yield word


def _paper(random: Random, number: int, promised: int, size: Size, units: list[Body]) -> Paper:
    way = random.choices(("draft", "signed", "recorded"), (5, 35, 60))[0]
    signed_on: date | None = TODAY - timedelta(days=random.randrange(1, 3_000))
    ends_on: date | None = (signed_on or TODAY) + timedelta(days=365 * random.choice((1, 2, 3, 5)))
    starts_on = signed_on
    if way == "draft" or (way == "recorded" and random.random() < 0.1):
        signed_on = None
    if way == "draft" or (way == "recorded" and random.random() < 0.3):
        starts_on, ends_on = None, None
    # What is signed here must say all that a signature needs; a source leaves things out.
    whole = way == "signed"
    ours = random.randrange(len(units))
    covered = (
        tuple(sorted(random.sample(range(len(units)), min(len(units), random.randrange(3))))) if way != "draft" else ()
    )
    work = random.choice(_WORK)
    return Paper(
        way=way,
        kind=random.choice([kind for kind in _KINDS if kind or not whole]),
        level=random.choice([level for level in _LEVELS if level or not whole]),
        scope=f"{work} bagi Warga Binaan (contoh {number})" if whole or random.random() < 0.9 else "",
        location=units[ours].name,
        signed_on=signed_on,
        starts_on=starts_on,
        ends_on=ends_on,
        ours=ours,
        partners=tuple(sorted(random.sample(range(size.partners), min(size.partners, random.choice((1, 1, 1, 2)))))),
        covered=covered,
        programme=random.choice((0, 1, 2, None)),
        field=random.choice((0, 1, 2, 3, 4, 5, None)),
        number=f"CTH-{number}/{random.randrange(100, 999)}",
        promises=tuple(_promise(random, f"{number}.{each}", signed_on, way) for each in range(promised)),
    )


def _promise(random: Random, name: str, signed_on: date | None, way: str) -> Promise:
    since = signed_on or TODAY - timedelta(days=400)
    quantity = None if random.random() < 0.1 else _whole(random.randrange(1, 40))
    gifts = () if way == "draft" else tuple(
        Gift(
            quantity=_whole(random.randrange(1, 12)),
            on=min(TODAY, since + timedelta(days=random.randrange(1, 700))),
            origin=f"agreements.by_hand:contoh-{name}-{each}",
            answer=random.choices(("", "accepted", "disputed"), (70, 27, 3))[0],
        )
        for each in range(random.choice((0, 1, 1, 2, 2, 3)))
    )  # fmt: skip
    return Promise(
        is_ours=random.random() < 0.5,
        description=f"{random.choice(_WORK)}, bagian {name}",
        quantity=quantity,
        unit=random.choice(_UNITS),
        due_on=None if random.random() < 0.2 else since + timedelta(days=random.randrange(30, 900)),
        gifts=gifts,
    )


def _whole(number: int) -> Decimal:
    """As the services keep it: in hundredths."""
    return Decimal(f"{number}.00")
