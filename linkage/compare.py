"""Compare what is known of two people, field by field.

A field that one side lacks is neutral: it never counts as a mismatch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import fsum

from linkage import names
from linkage.nik import Sex, is_usable, normalised

# Tokens less alike than this are two different names, not two spellings of one.
SAME_TOKEN = 0.8
# Between “the same person wrote it differently” and “another person”: see the README for what it lets through.
SIMILAR_NAME = 0.75

# The longest names on identity cards stay below both; beyond them only the work would grow.
MOST_TOKENS = 20
MOST_LETTERS = 40

_SOUNDS_ALIKE = 0.98
_INITIAL = 0.85
_WRITTEN_TOGETHER = 0.95
# So common that sharing one says little; each weighs as a single letter.
_COMMON_TOKENS = frozenset({names.MUHAMMAD, "ABDUL", "SITI", "NUR", "SRI"})
_PLACE_WORDS = frozenset({"KABUPATEN", "KAB", "KOTA", "KOTAMADYA", "KODYA", "KOTIF", "KEC", "KECAMATAN"})


class FieldMark(StrEnum):
    """How one field of two people compares."""

    AGREES = "sesuai"
    SIMILAR = "mirip"
    DIFFERS = "tidak_sesuai"
    MISSING = "tidak_ada"


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What is known of one person. Only the name is required; None or "" means not known."""

    name: str
    nik: str | None = None
    sex: Sex | None = None
    birth_date: date | None = None
    birth_place: str | None = None
    mother_name: str | None = None
    aliases: tuple[str, ...] = ()
    """Other names the person is known by, as written; `name` may carry further ones (“alias …”)."""
    address: str | None = None
    region_code: str | None = None
    """Of the address: six digits PPKKCC, or the first two or four of them."""

    def __post_init__(self) -> None:
        """Raises ValueError for a sex other than L or P: a foreign code would silently differ from every register."""
        object.__setattr__(self, "sex", Sex(self.sex) if self.sex else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One mark per field, and how alike the names are, in [0, 1]. Holds no value of either person."""

    nik: FieldMark
    name: FieldMark
    sex: FieldMark
    birth_date: FieldMark
    birth_place: FieldMark
    mother_name: FieldMark
    name_similarity: float

    def marks(self) -> dict[str, FieldMark]:
        """Field name → mark, in the order of the fields."""
        return {field: getattr(self, field) for field in FIELDS}


FIELDS = ("nik", "name", "sex", "birth_date", "birth_place", "mother_name")


def compare(person: Particulars, other: Particulars) -> Comparison:
    """Mark every field of two people. Symmetric, and independent of letter case."""
    return Comparison(
        nik=_mark_nik(person.nik, other.nik),
        name=mark_names(person.name, other.name),
        sex=_mark_equal(person.sex, other.sex),
        birth_date=_mark_birth_dates(person.birth_date, other.birth_date),
        birth_place=_mark_places(person.birth_place, other.birth_place),
        mother_name=mark_names(person.mother_name or "", other.mother_name or ""),
        name_similarity=name_similarity(person.name, other.name),
    )


def mark_names(one: str, other: str) -> FieldMark:
    """AGREES for the same words in any order; SIMILAR for a likely other writing, a part of the name, or an alias."""
    a, b = names.parts(one), names.parts(other)
    if not (a.main and b.main):
        return FieldMark.MISSING
    if sorted(a.main.split()) == sorted(b.main.split()):
        return FieldMark.AGREES
    alignments = [_align(x.split(), y.split()) for x in (a.main, *a.aliases) for y in (b.main, *b.aliases)]
    if any(found.similarity >= SIMILAR_NAME or found.is_part for found in alignments):
        return FieldMark.SIMILAR
    return FieldMark.DIFFERS


def name_similarity(one: str, other: str) -> float:
    """How alike two main names are, in [0, 1]: 1 for the same words in any order, 0 when a name is empty.

    Words are paired by likeness, each pair counts with its letters, and words without a partner count as unlike.
    Symmetric.
    """
    return _align(names.tokens(one), names.tokens(other)).similarity


def jaro(one: str, other: str) -> float:
    """Share of common letters in nearly the same order, in [0, 1].

    Source: Jaro 1989, Advances in Record-Linkage Methodology …, JASA 84, 414–420.
    """
    if one == other:
        return 1.0
    # Letters are claimed greedily from the left, which can differ with the direction: fix it, and symmetry holds.
    short, long = sorted((one, other), key=lambda text: (len(text), text))
    reach = max(len(long) // 2 - 1, 0)
    claimed = [False] * len(long)
    common_of_short = []
    for at, letter in enumerate(short):
        for place in range(max(at - reach, 0), min(at + reach + 1, len(long))):
            if long[place] == letter and not claimed[place]:
                claimed[place] = True
                common_of_short.append(letter)
                break
    if not common_of_short:
        return 0.0
    common_of_long = [letter for letter, is_claimed in zip(long, claimed, strict=True) if is_claimed]
    out_of_order = sum(x != y for x, y in zip(common_of_short, common_of_long, strict=True))
    common = len(common_of_short)
    return (common / len(short) + common / len(long) + (common - out_of_order / 2) / common) / 3


def jaro_winkler(one: str, other: str) -> float:
    """Jaro's measure, raised for up to four equal letters in front when it is above 0.7; in [0, 1].

    Source: Winkler 1990, String Comparator Metrics and Enhanced Decision Rules in the Fellegi–Sunter Model of Record
    Linkage, Proceedings of the Section on Survey Research Methods, ASA, 354–359.
    """
    similarity = jaro(one, other)
    if similarity <= 0.7:
        return similarity
    prefix = 0
    for x, y in zip(one[:4], other[:4], strict=False):
        if x != y:
            break
        prefix += 1
    return similarity + prefix * 0.1 * (1 - similarity)


@dataclass(frozen=True, slots=True)
class _Alignment:
    similarity: float
    is_part: bool
    """Whether every word of the shorter name has its partner, at least one of them telling people apart."""


def _align(one: Sequence[str], other: Sequence[str]) -> _Alignment:
    a = [token[:MOST_LETTERS] for token in one[:MOST_TOKENS]]
    b = [token[:MOST_LETTERS] for token in other[:MOST_TOKENS]]
    if not (a and b):
        return _Alignment(0.0, is_part=False)
    if sorted(a) == sorted(b):
        return _Alignment(1.0, is_part=True)
    # Of equally alike pairs the one with the earlier words goes first: the same pairs then come out from both sides.
    candidates = sorted(
        (-likeness, i, j)
        for i, x in enumerate(a)
        for j, y in enumerate(b)
        if (likeness := _token_similarity(x, y)) >= SAME_TOKEN
    )
    partner: dict[int, int] = {}
    gained: list[float] = []
    tells_apart = False
    for unlikeness, i, j in candidates:
        if i in partner or j in partner.values():
            continue
        partner[i] = j
        gained.append(-unlikeness * (_weight(a[i]) + _weight(b[j])))
        tells_apart = tells_apart or not {a[i], b[j]} & _COMMON_TOKENS
    # Summed exactly, since the order of the pairs may differ between the sides.
    similarity = fsum(gained) / (sum(map(_weight, a)) + sum(map(_weight, b)))
    if names.fold("".join(a)) == names.fold("".join(b)):
        similarity = max(similarity, _WRITTEN_TOGETHER)
    return _Alignment(min(similarity, 1.0), is_part=tells_apart and len(partner) == min(len(a), len(b)))


def _token_similarity(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if 1 in (len(one), len(other)):
        return _INITIAL if one[0] == other[0] else 0.0
    return max(jaro_winkler(one, other), _SOUNDS_ALIKE * jaro_winkler(names.fold(one), names.fold(other)))


def _weight(token: str) -> int:
    return 1 if token in _COMMON_TOKENS else len(token)


def _mark_nik(one: str | None, other: str | None) -> FieldMark:
    if not (one and other and is_usable(one) and is_usable(other)):
        return FieldMark.MISSING
    return FieldMark.AGREES if normalised(one) == normalised(other) else FieldMark.DIFFERS


def _mark_equal(one: Sex | None, other: Sex | None) -> FieldMark:
    if one is None or other is None:
        return FieldMark.MISSING
    return FieldMark.AGREES if one == other else FieldMark.DIFFERS


def _mark_birth_dates(one: date | None, other: date | None) -> FieldMark:
    """SIMILAR for day and month exchanged, and for 1 January standing for “some day of that year”."""
    if one is None or other is None:
        return FieldMark.MISSING
    if one == other:
        return FieldMark.AGREES
    is_exchanged = (one.day, one.month) == (other.month, other.day)
    only_year_known = (1, 1) in ((one.day, one.month), (other.day, other.month))
    if one.year == other.year and (is_exchanged or only_year_known):
        return FieldMark.SIMILAR
    return FieldMark.DIFFERS


def _mark_places(one: str | None, other: str | None) -> FieldMark:
    """AGREES without regard to “Kabupaten” or “Kota”; SIMILAR for another spelling or a part of it (Jakarta)."""
    a, b = place_words(one or ""), place_words(other or "")
    if not (a and b):
        return FieldMark.MISSING
    if a == b:
        return FieldMark.AGREES
    found = _align(a, b)
    return FieldMark.SIMILAR if found.similarity >= SIMILAR_NAME or found.is_part else FieldMark.DIFFERS


def place_words(text: str) -> list[str]:
    """The words of a place in capitals, without “Kabupaten” or “Kota” where another word is left."""
    words = names.plain_words(text)
    return [word for word in words if word not in _PLACE_WORDS] or list(words)
