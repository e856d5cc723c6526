"""What happens to a person's particulars between the register and a prison's file."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isclose
from random import Random

from linkage.nik import PLACEHOLDER, Sex
from synthetic.names import GIVEN, full_name, pick


class NikKind(StrEnum):
    """How the NIK in the file relates to the person's own."""

    RIGHT = "right"
    DAMAGED = "damaged"
    ANOTHERS = "anothers"
    ABSENT = "absent"
    ZEROS = "zeros"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How often each kind of noise strikes; all values are shares in [0, 1].

    The `nik_…` shares exclude each other and sum to 1. The others are drawn independently of each other; those of the
    name strike where the name allows it (a name of one word loses none), `birth_date_exchanged` where day and month can
    be exchanged. Raises ValueError for shares that are none.
    """

    nik_right: float
    nik_damaged: float
    nik_anothers: float
    nik_absent: float
    nik_zeros: float
    not_in_register: float
    readmitted: float
    name_clipped: float
    name_word_dropped: float
    name_old_spelling: float
    name_titled: float
    name_misspelt: float
    name_glued: float
    name_tail: float
    birth_date_exchanged: float
    birth_date_first_of_january: float
    birth_date_absent: float
    birth_place_absent: float
    mother_name_absent: float
    deceased_in_register: float

    def __post_init__(self) -> None:
        if any(not 0 <= getattr(self, name) <= 1 for name in self.__slots__):
            raise ValueError("every share of a profile lies between 0 and 1")
        if not isclose(sum(self.nik_shares.values()), 1):
            raise ValueError("the shares of the kinds of NIK sum to 1")

    @property
    def nik_shares(self) -> dict[NikKind, float]:
        """The share of each kind of NIK."""
        return {kind: getattr(self, f"nik_{kind}") for kind in NikKind}


STUDY = Profile(
    nik_right=0.694,
    nik_damaged=0.10,
    nik_anothers=0.005,
    nik_absent=0.20,
    nik_zeros=0.001,
    not_in_register=0.10,
    readmitted=0.08,
    name_clipped=0.08,
    name_word_dropped=0.08,
    name_old_spelling=0.06,
    name_titled=0.05,
    name_misspelt=0.10,
    name_glued=0.02,
    name_tail=0.05,
    birth_date_exchanged=0.02,
    birth_date_first_of_january=0.05,
    birth_date_absent=0.02,
    birth_place_absent=0.05,
    mother_name_absent=0.40,
    deceased_in_register=0.01,
)
"""The mix of the study that preceded the product: NIK, absence from the register and readmission are its figures
(69.4 % right, 10 % damaged, 0.5 % another's, 20 % none; 10 % not in the register; 8 % readmitted); how often each kind
of noise strikes a name or date was not stated there and is assumed here."""

_OLD_SPELLING = {"SY": "SJ", "J": "DJ", "C": "TJ", "U": "OE"}
_OLD_SPELLING_PATTERN = re.compile("SY|J|C(?!H)|U")
_MUHAMMAD_FORMS = ("M.", "MUH.", "MOH.", "MOCHAMAD", "MUHAMAD", "MOHAMMAD")
_TITLES = (("H.", ""), ("DRS.", ""), ("IR.", ""), ("", ", S.H."), ("", ", S.E."), ("H.", ", S.Pd."), ("", ", S.Kom."))


def noisy_name(random: Random, name: str, sex: Sex, profile: Profile) -> str:
    """`name` as a prison's file may hold it, words capitalised."""
    words = name.split()
    for share, damage in (
        (profile.name_word_dropped, _drop_word),
        (profile.name_misspelt, _misspell),
        (profile.name_old_spelling, _spell_as_before_1972),
        (profile.name_clipped, _clip),
        (profile.name_glued, _glue),
    ):
        if random.random() < share:
            words = damage(random, words)
    written = " ".join(word.capitalize() for word in words)
    if random.random() < profile.name_tail:
        written += _tail(random, sex)
    if random.random() < profile.name_titled:
        before, after = random.choice(_TITLES)
        written = f"{before.capitalize()} {written}{after}".strip()
    return written


def noisy_birth_date(random: Random, birth_date: date, profile: Profile) -> date | None:
    """`birth_date` as a prison's file may hold it: absent, 1 January of its year, or day and month exchanged."""
    if random.random() < profile.birth_date_absent:
        return None
    if random.random() < profile.birth_date_first_of_january:
        return birth_date.replace(month=1, day=1)
    if birth_date.day <= 12 and random.random() < profile.birth_date_exchanged:
        return birth_date.replace(month=birth_date.day, day=birth_date.month)
    return birth_date


def damaged_nik(random: Random, nik: str) -> str:
    """`nik` with one digit wrong, two neighbours exchanged or one dropped; never the same.

    The first two digits stay, for a made-up NIK must remain impossible. It may by chance be that of another made-up
    person, as a slip in a real NIK may be.
    """
    kind = random.choice(("typo", "exchange", "drop"))
    unequal_neighbours = [place for place in range(2, len(nik) - 1) if nik[place] != nik[place + 1]]
    if kind == "exchange" and unequal_neighbours:
        place = random.choice(unequal_neighbours)
        return nik[:place] + nik[place + 1] + nik[place] + nik[place + 2 :]
    place = random.randrange(2, len(nik))
    if kind == "drop":
        return nik[:place] + nik[place + 1 :]
    return nik[:place] + random.choice([digit for digit in "0123456789" if digit != nik[place]]) + nik[place + 1 :]


def noisy_nik(random: Random, kind: NikKind, *, own: str, anothers: str) -> str | None:
    """The NIK in the file, given its `kind`."""
    match kind:
        case NikKind.RIGHT:
            return own
        case NikKind.DAMAGED:
            return damaged_nik(random, own)
        case NikKind.ANOTHERS:
            return anothers
        case NikKind.ABSENT:
            return None
        case NikKind.ZEROS:
            return PLACEHOLDER


def _drop_word(random: Random, words: list[str]) -> list[str]:
    if len(words) == 1:
        return words
    dropped = random.randrange(len(words))
    return words[:dropped] + words[dropped + 1 :]


def _misspell(random: Random, words: list[str]) -> list[str]:
    at = random.randrange(len(words))
    word = words[at]
    place = random.randrange(1, len(word)) if len(word) > 1 else 0
    mistakes = (
        word[:place] + word[place] + word[place:],
        word[:place] + word[place + 1 :] or word,
        word[:place] + random.choice("AEIOU") + word[place + 1 :],
        word.replace("F", "P").replace("V", "F").replace("Z", "J"),
        word.replace("Y", "I") if len(word) > 3 else word,
    )
    return [*words[:at], random.choice(mistakes), *words[at + 1 :]]


def spelt_as_before_1972(word: str) -> str:
    """`word` (capitals) as it was written before the spelling reform of 1972."""
    return _OLD_SPELLING_PATTERN.sub(lambda found: _OLD_SPELLING[found[0]], word)


def _spell_as_before_1972(random: Random, words: list[str]) -> list[str]:
    at = random.randrange(len(words))
    return [*words[:at], spelt_as_before_1972(words[at]), *words[at + 1 :]]


def _clip(random: Random, words: list[str]) -> list[str]:
    """Muhammad in a short or other form; otherwise the last word of several to its initial."""
    if words[0] == "MUHAMMAD" and len(words) > 1:
        return [random.choice(_MUHAMMAD_FORMS), *words[1:]]
    return [*words[:-1], words[-1][0] + "."] if len(words) > 1 else words


def _glue(random: Random, words: list[str]) -> list[str]:
    if len(words) == 1 or words[0].endswith("."):
        return words
    at = random.randrange(len(words) - 1)
    return [*words[:at], words[at] + words[at + 1], *words[at + 2 :]]


def _tail(random: Random, sex: Sex) -> str:
    if random.random() < 0.5:
        return f" alias {pick(random, GIVEN[sex]).capitalize()}"
    marker = "bin" if sex is Sex.MALE else "binti"
    return f" {marker} {full_name(random, Sex.MALE).title()}"
