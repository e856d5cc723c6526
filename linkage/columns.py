"""People as columns of numbers, so that a million pairs are compared at once.

`Columns` holds normalised people, of a register or of a unit's file alike; `RECORD` is the same row laid out in 64 bytes,
one cache line, as the index keeps it on disk. `Normaliser` turns texts into numbers and remembers every text it has seen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Protocol, Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from linkage import names, nik
from linkage.addresses import address_numbers
from linkage.compare import Particulars, place_words
from linkage.memory import PairMemory
from linkage.vocabulary import Vocabulary, Words

NAME_WORDS = 6
MOTHER_WORDS = 3
# A longer cell is a mistake of the file; its beginning is enough to compare.
MOST_LETTERS = 300

# Kept apart from the rows: one may have none or several.
_ALIASES = ("alias_owner", "alias")

RECORD = np.dtype(
    [
        ("nik", "<i8"),
        ("birth", "<i4"),
        ("place", "<i4"),
        ("region", "<i4"),
        ("address", "<u4"),
        ("name", "<i4", (NAME_WORDS,)),
        ("mother", "<i4", (MOTHER_WORDS,)),
        ("sex", "u1"),
        ("namesakes", "u1"),
        ("nik_length", "u1"),
        ("spare", "u1"),
    ]
)


@dataclass(slots=True)
class Columns:
    """Normalised people, one per row. 0 stands for “not known” everywhere."""

    nik: NDArray[np.int64]
    """The digits as a number; `nik_length` says how many there were. Usable at 16, a slip at 15 and 17, else unknown."""
    nik_length: NDArray[np.uint8]
    birth: NDArray[np.int32]
    """YYYYMMDD."""
    place: NDArray[np.int32]
    region: NDArray[np.int32]
    """PPKKCC as a number, with zeros for the parts that are not known."""
    address: NDArray[np.uint32]
    name: Words
    mother: Words
    sex: NDArray[np.uint8]
    namesakes: NDArray[np.uint8]
    """How many of the register bear the same name, as 8 · log2 + 1."""
    alias_owner: NDArray[np.int64]
    """The row each row of `alias` belongs to, ascending."""
    alias: Words
    parent: Words
    """The name after bin or binti."""

    def __len__(self) -> int:
        return len(self.nik)

    def take(self, rows: NDArray[np.integer]) -> Self:
        """These rows, each as often as it is named, with their aliases."""
        taken: dict[str, Any] = {
            each.name: getattr(self, each.name)[rows] for each in fields(self) if each.name not in _ALIASES
        }
        if not len(self.alias_owner):
            return type(self)(**taken, alias_owner=self.alias_owner, alias=self.alias)
        counts = np.bincount(self.alias_owner, minlength=len(self))
        starts = np.cumsum(counts) - counts
        repeated = counts[rows]
        owner = np.repeat(np.arange(len(rows)), repeated)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(repeated) - repeated, repeated)
        alias = self.alias[np.repeat(starts[rows], repeated) + within]
        return type(self)(**taken, alias_owner=owner, alias=alias)

    def records(self) -> NDArray[np.void]:
        """The rows as RECORDs; aliases and parents are not kept."""
        made = np.zeros(len(self), RECORD)
        for column in RECORD.names or ():
            if column != "spare":
                made[column] = getattr(self, column)
        return made

    @classmethod
    def of_records(cls, records: NDArray[np.void]) -> Self:
        columns = {column: np.ascontiguousarray(records[column]) for column in RECORD.names or () if column != "spare"}
        return cls(
            **columns,
            alias_owner=np.zeros(0, np.int64),
            alias=np.zeros((0, NAME_WORDS), np.int32),
            parent=np.zeros((len(records), NAME_WORDS), np.int32),
        )


class Numbers(Protocol):
    """Gives texts their numbers, 0 for the empty text."""

    def numbers(self, words: Iterable[str]) -> Words: ...


class TextNumbers:
    """Numbers texts in the order in which they are first met, from 1."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.texts: list[str] = ["", *texts]
        self._numbers = {text: number for number, text in enumerate(self.texts)}
        self._known = len(self.texts)

    def numbers(self, words: Iterable[str]) -> Words:
        return np.array([self._number(word) for word in words], np.int32)

    def _number(self, text: str) -> int:
        number = self._numbers.setdefault(text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
        return number

    def forget_added(self) -> None:
        """Drop what was added to the first texts."""
        for text in self.texts[self._known :]:
            del self._numbers[text]
        del self.texts[self._known :]


class Normaliser:
    """Turns texts into the numbers of one vocabulary and one list of places."""

    def __init__(self, vocabulary: Vocabulary, places: Iterable[str] = ()) -> None:
        self.vocabulary = vocabulary
        self.places = TextNumbers(places)
        self.near_places = PairMemory()

    def forget_added(self) -> None:
        """Drop what was added to the register's words and places."""
        self.places.forget_added()
        self.near_places.forget_from(len(self.places.texts))
        self.vocabulary.forget_added()

    def columns(self, people: Sequence[Particulars]) -> Columns:
        """A few people; many are faster as a table (`tables.columns_of`)."""
        split = [names.parts(person.name[:MOST_LETTERS]) for person in people]
        aliases = [
            (row, text)
            for row, (person, name) in enumerate(zip(people, split, strict=True))
            for text in (*name.aliases, *(names.normalised(alias[:MOST_LETTERS]) for alias in person.aliases))
            if text
        ]
        niks = [nik_number(person.nik) for person in people]
        places = [" ".join(place_words((person.birth_place or "")[:MOST_LETTERS])) for person in people]
        return Columns(
            nik=np.array([number for number, _ in niks], np.int64),
            nik_length=np.array([length for _, length in niks], np.uint8),
            birth=np.array([birth_number(person.birth_date) for person in people], np.int32),
            place=self.places.numbers(places),
            region=np.array([region_number(person.region_code) for person in people], np.int32),
            address=address_numbers(pa.array([person.address or "" for person in people], pa.string())),
            name=self.matrix([name.main for name in split], NAME_WORDS),
            mother=self.matrix([names.normalised((p.mother_name or "")[:MOST_LETTERS]) for p in people], MOTHER_WORDS),
            sex=np.array([sex_number(person.sex) for person in people], np.uint8),
            namesakes=np.zeros(len(people), np.uint8),
            alias_owner=np.array([row for row, _ in aliases], np.int64),
            alias=self.matrix([text for _, text in aliases], NAME_WORDS),
            parent=self.matrix([name.parent or "" for name in split], NAME_WORDS),
        )

    def matrix(self, texts: Sequence[str], width: int) -> Words:
        """The numbers of the first `width` words of each normalised text."""
        made = np.zeros((len(texts), width), np.int32)
        for row, text in enumerate(texts):
            words = text.split()[:width]
            made[row, : len(words)] = self.vocabulary.numbers(words)
        return made


def nik_number(text: str | None) -> tuple[int, int]:
    """A NIK as (number, how many digits): of 16 digits when usable, of 15 or 17 for a slip, else (0, 0)."""
    digits = nik.normalised(text) if text else ""
    if not (14 < len(digits) < 18 and digits.isascii() and digits.isdigit()) or len(set(digits)) == 1:
        return 0, 0
    return int(digits), len(digits)


def birth_number(day: date | None) -> int:
    return day.year * 10000 + day.month * 100 + day.day if day else 0


def region_number(text: str | None) -> int:
    digits = "".join(c for c in text or "" if c in "0123456789")
    # BPS and older files write ten digits down to the village; six are the district.
    return int(digits[:6].ljust(6, "0")) if len(digits) in (2, 4, 6, 10) else 0


def sex_number(sex: nik.Sex | None) -> int:
    return 0 if sex is None else 1 if sex is nik.Sex.MALE else 2
