"""What a bad file does to a person: everything `noise` does, more often, and what nobody wrote down in advance.

Each kind of noise has a name; those in HELD_OUT never strike where a model may be trained.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from linkage.nik import Sex
from synthetic.naming.drawing import Part
from synthetic.noise import damaged_nik
from synthetic.noise import spelt_as_before_1972 as old_spelling

HELD_OUT = frozenset(
    {
        "word split", "name cut off", "nickname only", "street name only", "heard wrongly", "surname first", "age only",
        "year off by ten", "nik in scientific notation", "nik of fifteen digits", "nik of a relative", "nik with letters",
        "sex wrong", "birth place is a village", "foreigner",
    }
)  # fmt: skip

_WORDS_BEFORE = "H. HJ. DRS. IR. R. RADEN TGK. UST. KH. TN. NY. SDR. DR. RR. AIPTU SERDA PRATU HJ IBU BPK"
_TITLES_BEFORE = tuple(_WORDS_BEFORE.split())
_TITLES_AFTER = (", S.H.", ", S.E.", ", S.Pd.", ", S.Sos", " SH", " SE", ", A.Md", ", M.M.", ", S.Ag", " BA", " (ALM)")
_STREET_WORDS = """
UCOK GONDRONG JABRIK KOMENG BAGONG GEMBUL KRIBO BOTAK BULE CEKING KENTUNG CODOT JAWIR AMBON BATAK ACEH KUMIS TATO GENDUT
KANCIL TUYUL BEDUL KEMPOT GUNDUL CUNGKRING PETRUK GARENG SEMAR KODOK BONAR JEGER BLACKY CIMENG DOWER TOMPEL PITAK
"""
_STREET_NAMES = tuple(_STREET_WORDS.split())
_ADDRESSES = ("PAK", "BANG", "MAS", "CAK", "KANG", "WAK", "SI", "BUNG", "MBAH", "BELI", "DAENG")
_SHORT_MUHAMMADS = ("M.", "MUH.", "MOH.", "MHD.", "MOCH.", "MOHAMAD", "MUHAMAD", "MD.", "M", "")
_HEARD = (
    ("F", "P"), ("V", "P"), ("Z", "J"), ("KH", "K"), ("SY", "S"), ("DH", "D"), ("TH", "T"), ("Q", "K"), ("AI", "E"),
    ("AU", "O"), ("U", "O"), ("I", "E"), ("O", "U"), ("E", "I"), ("H", ""),
    ("NG", "N"), ("D", "T"), ("B", "P"), ("IY", "I"), ("Y", "I"),
)  # fmt: skip
_EMPTY_MOTHERS = ("-", "TIDAK DIKETAHUI", "ALMH", "IBU", "TIDAK TAHU", "N/A")
_EMPTY_PLACES = ("-", "INDONESIA", "TIDAK DIKETAHUI", "JAWA")
_PLACEHOLDER_NIKS = ("0000000000000000", "0", "-", "9999999999999999", "TIDAK ADA", "00", "'-", "0000000000")


_FATHERS = ("AHMAD", "SULAIMAN", "KASIM", "DARSO", "MARTO", "HASAN", "UMAR", "SAHUDIN", "RAJAB", "TUKIMIN", "NURDIN")
_MUHAMMADS = frozenset(("MUHAMMAD", "MUHAMAD", "MOHAMMAD", "MOHAMAD", "MOCHAMAD", "MOCHAMMAD", "MUCHAMAD"))

type Happens = Callable[[str, float], bool]
"""Whether a kind of noise, which strikes at this share, strikes here."""


@dataclass(slots=True, kw_only=True)
class Written:
    """One person as the file has them, while noise works on it. `kinds` are the names of what struck."""

    name: str
    aliases: str | None
    nik: str | None
    sex: Sex | None
    birth_date: date | None
    birth_place: str | None
    mother_name: str | None
    address: str | None
    region_code: str | None
    kinds: list[str] = field(default_factory=list)


class Harshness:
    """Strikes one entry after another; what it does depends on the chance given with each."""

    def __init__(self, part: Part, villages: tuple[str, ...], on: date) -> None:
        self._is_all, self._villages, self._on = part is Part.ALL, villages, on

    def strike(self, random: Random, entry: Written, *, relative_nik: str, anothers_nik: str) -> None:
        """Write `entry`, which holds the truth, as a bad file would."""

        def happens(kind: str, share: float) -> bool:
            # Drawn always, so that the rest of an entry does not depend on what is held out.
            struck = random.random() < share and (self._is_all or kind not in HELD_OUT)
            if struck:
                entry.kinds.append(kind)
            return struck

        self._name(random, entry, happens)
        self._nik(random, entry, relative_nik, anothers_nik)
        self._birth(random, entry, happens)
        if happens("sex wrong", 0.008):
            entry.sex = Sex.FEMALE if entry.sex is Sex.MALE else Sex.MALE
        elif happens("sex absent", 0.01):
            entry.sex = None
        self._mother(random, entry, happens)
        if happens("address moved", 0.25):
            entry.address = f"Jl. {random.choice(self._villages).title()} No. {random.randint(1, 200)}"
            entry.region_code = f"99{random.randint(1, 98):02}{random.randint(1, 20):02}"
        if happens("address absent", 0.35):
            entry.address = None
        if happens("region absent", 0.30):
            entry.region_code = None

    def _name(self, random: Random, entry: Written, happens: Happens) -> None:
        words = entry.name.split()
        several = len(words) > 1
        if several and happens("word dropped", 0.13):
            # The last goes most often, then the middle: people keep the name they are called by.
            words.pop(random.choices(range(len(words)), [1, *[2] * (len(words) - 2), 4])[0])
        if words[0] in _MUHAMMADS and happens("muhammad shortened", 0.45):
            words = [short for short in (random.choice(_SHORT_MUHAMMADS),) if short] + words[1:] or words
        elif len(words) > 1 and happens("initials", 0.07):
            at = random.randrange(1, len(words))
            words[at] = words[at][0] + random.choice((".", ""))
        if happens("old spelling", 0.06):
            at = random.randrange(len(words))
            words[at] = old_spelling(words[at])
        if happens("typing slip", 0.10):
            at = random.randrange(len(words))
            words[at] = _slip(random, words[at])
        if happens("heard wrongly", 0.06):
            at = random.randrange(len(words))
            old, new = random.choice(_HEARD)
            words[at] = words[at].replace(old, new, 1) or words[at]
        if len(words) > 1 and happens("glued", 0.035):
            at = random.randrange(len(words) - 1)
            words[at : at + 2] = [words[at].rstrip(".") + words[at + 1]]
        if len(max(words, key=len)) > 7 and happens("word split", 0.02):
            at = max(range(len(words)), key=lambda place: len(words[place]))
            cut = random.randrange(3, len(words[at]) - 2)
            words[at : at + 1] = [words[at][:cut], words[at][cut:]]
        if len(words) > 1 and happens("surname first", 0.015):
            words = [words[-1], *words[:-1]]
        given = [word for word in words if len(word) > 3] or words
        if happens("nickname only", 0.012):
            words = [random.choice(_ADDRESSES)] * (random.random() < 0.3) + [_nickname(random, random.choice(given))]
        elif happens("street name only", 0.006):
            entry.aliases = random.choice(given)
            words = [random.choice(_STREET_NAMES)]
        name = " ".join(words)
        if happens("alias written in", 0.07):
            alias = _nickname(random, given[0]) if random.random() < 0.5 else random.choice(_STREET_NAMES)
            name += f" {random.choice(('alias', 'als', 'al.', 'ALIAS', 'als.'))} {alias}"
        elif happens("alias apart", 0.08):
            entry.aliases = random.choice((_nickname(random, given[-1]), random.choice(_STREET_NAMES)))
        if happens("father's name", 0.08):
            name += f" {'BIN' if entry.sex is Sex.MALE else 'BINTI'} {random.choice(_FATHERS)}"
        if happens("titled", 0.07):
            name = (
                f"{random.choice(_TITLES_BEFORE)} {name}"
                if random.random() < 0.6
                else name + random.choice(_TITLES_AFTER)
            )
        if len(name) > 18 and happens("name cut off", 0.03):
            name = name[: random.choice((15, 18, 20))].strip()
        entry.name = random.choice((str.upper, str.title, str.title, str.lower))(name)

    def _nik(self, random: Random, entry: Written, relatives: str, anothers: str) -> None:
        """Of each entry one kind. Shares as in prison files: half have it right, a third none."""
        nik = entry.nik
        share = random.random()
        if nik is None:
            entry.kinds.append("nik absent")
            return
        for kind, much, change in (
            ("nik absent", 0.27, lambda: None),
            ("nik damaged", 0.10, lambda: damaged_nik(random, nik)),
            ("nik of another", 0.008, lambda: anothers),
            ("nik of a relative", 0.008, lambda: relatives if relatives != nik else anothers),
            ("nik placeholder", 0.03, lambda: random.choice(_PLACEHOLDER_NIKS)),
            ("nik in scientific notation", 0.02, lambda: f"{int(nik):.5E}"),
            ("nik of fifteen digits", 0.015, lambda: nik[:-1]),
            ("nik with letters", 0.005, lambda: nik[:4] + nik[4:].replace("0", "O", 1).replace("1", "I", 1)),
            ("nik two slips", 0.01, lambda: damaged_nik(random, damaged_nik(random, nik))),
            ("nik with spaces", 0.02, lambda: f"{nik[:4]} {nik[4:8]} {nik[8:12]} {nik[12:]}"),
        ):
            if share < much:
                if kind in HELD_OUT and not self._is_all:
                    return
                entry.kinds.append(kind)
                entry.nik = change()
                return
            share -= much

    def _birth(self, random: Random, entry: Written, happens: Happens) -> None:
        born = entry.birth_date
        if born is None:
            return
        if happens("birth date absent", 0.05):
            entry.birth_date = None
        elif happens("age only", 0.025):
            # Asked at the gate, an age is often round and often off; the file then says 1 January or 1 July.
            age = self._on.year - born.year + random.choice((-2, -1, 0, 0, 0, 1, 2))
            entry.birth_date = date(self._on.year - age, random.choice((1, 7)), 1)
        elif happens("first of january", 0.06):
            entry.birth_date = born.replace(month=1, day=1)
        elif born.day <= 12 and born.day != born.month and happens("day and month exchanged", 0.06):
            entry.birth_date = born.replace(month=born.day, day=born.month)
        elif happens("day off", 0.02):
            entry.birth_date = born + timedelta(days=random.choice((-10, -1, 1, 10)))
        elif happens("month wrong", 0.012):
            entry.birth_date = born.replace(day=min(born.day, 28), month=born.month % 12 + 1)
        elif happens("year off", 0.012):
            entry.birth_date = born.replace(day=min(born.day, 28), year=born.year + random.choice((-1, 1)))
        elif happens("year off by ten", 0.006):
            entry.birth_date = born.replace(day=min(born.day, 28), year=born.year + random.choice((-10, 10)))
        if happens("birth place absent", 0.06):
            entry.birth_place = None
        elif happens("birth place without meaning", 0.01):
            entry.birth_place = random.choice(_EMPTY_PLACES)
        elif happens("birth place is a village", 0.05):
            entry.birth_place = random.choice(self._villages)
        elif entry.birth_place and happens("birth place otherwise", 0.14):
            town = entry.birth_place
            entry.birth_place = random.choice((f"KAB. {town}", f"KOTA {town}", _slip(random, town), town[:8]))
        if entry.birth_place:
            entry.birth_place = random.choice((str.upper, str.title))(entry.birth_place)

    def _mother(self, random: Random, entry: Written, happens: Happens) -> None:
        mother = entry.mother_name
        if mother is None or happens("mother absent", 0.42):
            entry.mother_name = None
            return
        words = mother.split()
        if happens("mother without meaning", 0.03):
            mother = random.choice(_EMPTY_MOTHERS)
        elif len(words) > 1 and happens("mother's first name only", 0.15):
            mother = random.choice((words[0], words[-1]))
        elif happens("mother misspelt", 0.12):
            words[0] = _slip(random, words[0])
            mother = " ".join(words)
        elif happens("mother titled", 0.05):
            mother = f"{random.choice(('HJ.', 'NY.', 'IBU', 'ALMH.'))} {mother}"
        entry.mother_name = random.choice((str.upper, str.title))(mother)


def _slip(random: Random, word: str) -> str:
    """`word` with one slip of the typing hand."""
    if len(word) < 3:
        return word
    at = random.randrange(1, len(word))
    match random.randrange(4):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at] + word[at:]
        case 2:
            return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
        case _:
            letters = "AEIOU" if word[at] in "AEIOU" else "BDFGHJKLMNPRSTWY"
            return word[:at] + random.choice(letters) + word[at + 1 :]


def _nickname(random: Random, word: str) -> str:
    """What `word` is shortened to in speech: its end, its beginning, or its first syllable twice (Kiki, Dudu)."""
    if len(word) <= 4:
        return word
    kind = random.random()
    if kind < 0.45:
        return word[-4:] if word[-4] not in "AEIOU" else word[-5:]
    if kind < 0.85:
        return word[: 4 if word[3] not in "AEIOU" else 3]
    return word[:2] * 2
