"""Keys that bring likely pairs together: hashes of what a register's row and a person are expected to share.

A register's row has one key of each kind; a person asked about tries many, so that the register needs nothing extra for a
dropped word, an exchanged date or a wrong digit. Every key holds at least two of name, birth, place and mother.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, permutations

import numpy as np
from numpy.typing import NDArray

from linkage.columns import Columns
from linkage.hashing import Hashes, mixed
from linkage.vocabulary import Vocabulary, Words, glued

type Rows = NDArray[np.int64]
type _Found = tuple[Rows, Hashes]

KINDS = (
    "first_birth",
    "last_birth",
    "name_year",
    "place_birth",
    "name_place",
    "mother_first_year",
    "first_last_place",
    "mother_place",
    "mother_first",
)
NARROW = ("first_birth", "last_birth", "place_birth", "mother_first_year", "first_last_place")
WIDE = ("first_birth", "last_birth", "name_year", "name_place", "mother_place", "mother_first")
_POWERS = 10 ** np.arange(18, dtype=np.int64)


def register_keys(columns: Columns, vocabulary: Vocabulary) -> dict[str, Hashes]:
    """One key per row and kind; 0 where a part is not known."""
    name, mother = strong(columns.name, vocabulary), strong(columns.mother, vocabulary)
    at = np.arange(len(columns))
    first = name[at, (name > 0).argmax(1)]
    last = name[at, name.shape[1] - 1 - (name[:, ::-1] > 0).argmax(1)]
    one_word = first == last
    mother_first = mother[at, (mother > 0).argmax(1)]
    parts = _Parts(vocabulary)
    glue, mother_glue = _Glued.of(vocabulary, name), glued(vocabulary, mother)
    return {
        "first_birth": parts.word_birth(first, columns.birth),
        "last_birth": np.where(one_word, np.uint64(0), parts.word_birth(last, columns.birth)),
        "name_year": parts.name_year(glue, columns.birth // 10_000),
        "place_birth": parts.place_birth(columns.place, columns.birth),
        "name_place": parts.name_place(glue, columns.place),
        "mother_first_year": parts.mother_word_year(mother_first, first, columns.birth // 10_000),
        "first_last_place": np.where(one_word, np.uint64(0), parts.two_words_place(first, last, columns.place)),
        "mother_place": parts.mother_place(mother_glue, columns.place),
        "mother_first": parts.mother_word(mother_glue, first),
    }


@dataclass(frozen=True, slots=True)
class Tries:
    """Keys to look up: `keys[i]` for row `rows[i]` of the people asked about, all of one kind."""

    kind: str
    rows: Rows
    keys: Hashes


def person_keys(columns: Columns, vocabulary: Vocabulary, rows: Rows, *, wide: bool) -> Iterator[Tries]:
    """Keys worth trying for these rows, kind by kind, each (row, key) once.

    The narrow ones are few and rarely miss; the wide ones are for whom the narrow ones did not find.
    """
    people = _People(columns, vocabulary, rows, wide=wide)
    tries = Tries("", rows[:0], np.zeros(0, np.uint64))
    for kind in WIDE if wide else NARROW:
        # Whichever word of the register's name the key holds, the words asked about are the same.
        if kind != "last_birth":
            found, keys = getattr(people, kind)()
            tries = _tries(kind, rows[found], keys)
        yield replace(tries, kind=kind)


class _People:
    """The keys to try, one method per kind; each answers with places in `rows` and keys."""

    def __init__(self, columns: Columns, vocabulary: Vocabulary, rows: Rows, *, wide: bool) -> None:
        self._wide = wide
        self._parts = _Parts(vocabulary)
        self._birth, self._place = columns.birth[rows], columns.place[rows]
        self._year = self._birth // 10_000
        self._all = np.arange(len(rows))
        at = np.full(len(columns), -1, np.int64)
        at[rows] = self._all
        aliases = np.flatnonzero(at[columns.alias_owner] >= 0)
        self._owner = np.concatenate([self._all, at[columns.alias_owner[aliases]]])
        self._name = strong(np.concatenate([columns.name[rows], columns.alias[aliases]]), vocabulary)
        self._mother = strong(columns.mother[rows], vocabulary)
        self._mother_glue = glued(vocabulary, self._mother)
        named, self._words = _each_word(self._name)
        self._word_owner = self._owner[named]
        if wide:
            variant, names = _variants(self._name)
            self._variant_owner, self._variant = self._owner[variant], _Glued.of(vocabulary, names)

    def first_birth(self) -> _Found:
        dates = _shifted(self._birth) if self._wide else np.stack([self._birth, _exchanged(self._birth)])
        owner, words = np.tile(self._word_owner, len(dates)), np.tile(self._words, len(dates))
        return owner, self._parts.word_birth(words, dates[:, self._word_owner].reshape(-1))

    def name_year(self) -> _Found:
        year = self._year[self._variant_owner]
        years = np.where(year > 0, year + np.array([[0], [1], [-1]], np.int32), 0)
        return np.tile(self._variant_owner, 3), self._parts.name_year(self._variant.times(3), years.reshape(-1))

    def place_birth(self) -> _Found:
        dates = np.concatenate([self._birth, _exchanged(self._birth)])
        return np.tile(self._all, 2), self._parts.place_birth(np.tile(self._place, 2), dates)

    def name_place(self) -> _Found:
        return self._variant_owner, self._parts.name_place(self._variant, self._place[self._variant_owner])

    def mother_first_year(self) -> _Found:
        named, mothers = _each_word(self._mother)
        mother, word = _pairs(named, self._word_owner, len(self._all))
        owner = named[mother]
        return owner, self._parts.mother_word_year(mothers[mother], self._words[word], self._year[owner])

    def first_last_place(self) -> _Found:
        one, other = np.array(list(permutations(range(min(self._name.shape[1], 4)), 2))).T
        name, owner = self._name.T, np.tile(self._owner, len(one))
        return owner, self._parts.two_words_place(name[one].reshape(-1), name[other].reshape(-1), self._place[owner])

    def mother_place(self) -> _Found:
        return self._all, self._parts.mother_place(self._mother_glue, self._place)

    def mother_first(self) -> _Found:
        owner = self._word_owner
        return owner, self._parts.mother_word(self._mother_glue[owner], self._words)


def nik_key(nik: NDArray[np.int64]) -> Hashes:
    """The key of a usable NIK as a number, 0 for 0."""
    return _known(mixed(9, nik), nik)


def nik_neighbours(nik: NDArray[np.int64], length: NDArray[np.uint8]) -> tuple[Rows, NDArray[np.int64]]:
    """Every usable NIK one slip away, as (row, NIK): a wrong digit, exchanged neighbours, one missing, one too many."""
    made = [_from_sixteen(np.flatnonzero(length == 16), nik), _from_fifteen(np.flatnonzero(length == 15), nik)]
    made.append(_from_seventeen(np.flatnonzero(length == 17), nik))
    rows, niks = np.concatenate([r for r, _ in made]), np.concatenate([n for _, n in made])
    is_possible = niks >= _POWERS[15]
    return rows[is_possible], niks[is_possible]


def strong(words: Words, vocabulary: Vocabulary) -> Words:
    """`words` without those that tell nobody apart, as long as others are left."""
    kept = np.where(vocabulary["is_weak"][words], 0, words)
    return np.where((kept > 0).any(1)[:, None], kept, words)


@dataclass(frozen=True, slots=True)
class _Glued:
    """Names written together, as numbers; a name of vowels only has words and the number 0."""

    glue: Hashes
    has_words: NDArray[np.bool_]

    @classmethod
    def of(cls, vocabulary: Vocabulary, names: Words) -> "_Glued":
        return cls(glued(vocabulary, names), names.any(1))

    def times(self, number: int) -> "_Glued":
        """All of them, so many times over."""
        return _Glued(np.tile(self.glue, number), np.tile(self.has_words, number))


class _Parts:
    """How each kind of key is made of its parts; 0 where a part is not known."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._key = vocabulary["key"]
        self._vocabulary = vocabulary

    def word_birth(self, word: NDArray[np.int32], birth: NDArray[np.int32]) -> Hashes:
        return _known(mixed(1, self._key[word], birth), word, birth)

    def name_year(self, name: "_Glued", year: NDArray[np.int32]) -> Hashes:
        return _known(mixed(2, name.glue, year), name.has_words, year)

    def place_birth(self, place: NDArray[np.int32], birth: NDArray[np.int32]) -> Hashes:
        return _known(mixed(3, place, birth), place, birth)

    def name_place(self, name: "_Glued", place: NDArray[np.int32]) -> Hashes:
        return _known(mixed(4, name.glue, place), name.has_words, place)

    def mother_word_year(self, mother: NDArray[np.int32], word: NDArray[np.int32], year: NDArray[np.int32]) -> Hashes:
        return _known(mixed(5, self._key[mother], self._key[word], year), mother, word, year)

    def two_words_place(self, one: NDArray[np.int32], other: NDArray[np.int32], place: NDArray[np.int32]) -> Hashes:
        return _known(mixed(6, self._key[one], self._key[other], place), one, other, place)

    def mother_place(self, glue: Hashes, place: NDArray[np.int32]) -> Hashes:
        return _known(mixed(7, glue, place), glue, place)

    def mother_word(self, glue: Hashes, word: NDArray[np.int32]) -> Hashes:
        return _known(mixed(8, glue, self._key[word]), glue, word)


def _known(keys: Hashes, *parts: NDArray[np.generic]) -> Hashes:
    for part in parts:
        keys[part == 0] = 0
    return keys


def _tries(kind: str, rows: Rows, keys: Hashes) -> Tries:
    order = np.lexsort((rows, keys))
    rows, keys = rows[order], keys[order]
    is_new = (keys > 0) & np.append(True, (keys[1:] != keys[:-1]) | (rows[1:] != rows[:-1]))[: len(keys)]
    return Tries(kind, rows[is_new], keys[is_new])


def _each_word(words: Words) -> tuple[Rows, NDArray[np.int32]]:
    rows, places = np.nonzero(words)
    return rows, words[rows, places]


def _pairs(one: Rows, other: Rows, size: int) -> tuple[Rows, Rows]:
    """All (i, j) with one[i] == other[j]; `one` ascends."""
    order = np.argsort(other, kind="stable")
    counts = np.bincount(one, minlength=size)
    starts = np.cumsum(counts) - counts
    repeated = counts[other[order]]
    j = np.repeat(order, repeated)
    within = np.arange(len(j)) - np.repeat(np.cumsum(repeated) - repeated, repeated)
    return starts[other[j]] + within, j


def _exchanged(birth: NDArray[np.int32]) -> NDArray[np.int32]:
    """Day and month exchanged; 0 where that is no other date."""
    month, day = birth // 100 % 100, birth % 100
    return np.where((day <= 12) & (day != month), birth // 10_000 * 10_000 + day * 100 + month, 0).astype(np.int32)


def _shifted(birth: NDArray[np.int32]) -> NDArray[np.int32]:
    """One day, month or year off, a row each. Dates that do not exist meet nobody."""
    shifts = np.array([[1], [-1], [100], [-100], [10_000], [-10_000]], np.int32)
    return np.where(birth > 0, birth + shifts, 0)


def _variants(name: Words) -> tuple[Rows, Words]:
    """The whole name, its words in other orders (two or three), and without one of three words or more."""
    width = name.shape[1]
    packed, count = np.pad(_packed(name), ((0, 0), (0, 1))), (name > 0).sum(1)
    found, made = [np.arange(len(name))], [name]
    for size in range(2, width + 1):
        rows, places = np.flatnonzero(count == size), _places_of_variants(size, width)
        found.append(np.repeat(rows, len(places)))
        made.append(packed[rows][:, places].reshape(-1, width))
    return np.concatenate(found), np.concatenate(made)


@cache
def _places_of_variants(size: int, width: int) -> NDArray[np.int64]:
    """A variant in each row: the places its words come from in a name of `size` words; place `width` is empty."""
    orders = [*permutations(range(size))][1:] if size < 4 else []
    fewer = [*combinations(range(size), size - 1)] if size > 2 else []
    return np.array([[*places, *[width] * (width - len(places))] for places in (*orders, *fewer)], np.int64)


def _packed(name: Words) -> Words:
    order = np.argsort(name == 0, axis=1, kind="stable")
    return np.take_along_axis(name, order, axis=1)


def _from_sixteen(rows: Rows, nik: NDArray[np.int64]) -> tuple[Rows, NDArray[np.int64]]:
    own = nik[rows, np.newaxis]
    digits = own // _POWERS[:16] % 10
    changed: NDArray[np.int64] = (digits[:, :, np.newaxis] + np.arange(1, 10)) % 10 - digits[:, :, np.newaxis]
    wrong: NDArray[np.int64] = own[:, :, np.newaxis] + changed * _POWERS[:16, np.newaxis]
    # Exchanged neighbours differ by a multiple of nine; equal ones change nothing.
    exchanged = own + (digits[:, 1:] - digits[:, :-1]) * (_POWERS[:15] - _POWERS[1:16])
    exchanged[exchanged == own] = 0
    return _by_row(rows, wrong.reshape(-1, 144), exchanged)


def _from_fifteen(rows: Rows, nik: NDArray[np.int64]) -> tuple[Rows, NDArray[np.int64]]:
    own = nik[rows, np.newaxis]
    put = np.arange(10)
    # The same number arises when a digit is put on either side of its like: keep it once.
    is_first = ((own // _POWERS[:16] % 10)[:, :, np.newaxis] != put) | (np.arange(16) == 15)[:, np.newaxis]
    spread = (own // _POWERS[:16] * _POWERS[1:17] + own % _POWERS[:16])[:, :, np.newaxis] + put * _POWERS[
        :16, np.newaxis
    ]
    return _by_row(rows, np.where(is_first, spread, 0).reshape(-1, 160))


def _from_seventeen(rows: Rows, nik: NDArray[np.int64]) -> tuple[Rows, NDArray[np.int64]]:
    own = nik[rows, np.newaxis]
    return _by_row(rows, own // _POWERS[1:18] * _POWERS[:17] + own % _POWERS[:17])


def _by_row(rows: Rows, *made: NDArray[np.int64]) -> tuple[Rows, NDArray[np.int64]]:
    """Matrices with the numbers made of each row, flattened."""
    numbers = np.hstack(made)
    return np.repeat(rows, numbers.shape[1]), numbers.reshape(-1)
