"""The words of names as numbers, with what comparing two words needs: sound, letters, skeleton, how common.

A register's vocabulary is written once, when the register is prepared; words that only the other side uses are added in
memory. Word 0 is “no word”; the others are numbered in the order of their hashes, so that the order of the register's
rows does not matter.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from linkage import hashing, names
from linkage.memory import PairMemory

type Words = NDArray[np.int32]
type Bits = NDArray[np.float32]

# How common a word is cannot be known from a handful of people: so many imagined people with average words are added.
IMAGINED_PEOPLE = 20_000
AVERAGE_SHARE = 0.001

# Bits are multiples of this, so that single precision adds them exactly, in any order and in any body of the scorer.
GRAIN = np.float32(2**-15)

_SKELETON_BASE = 0x100000001B3
SKELETON_INVERSE = pow(_SKELETON_BASE, -1, 1 << 64)
_MASK = (1 << 64) - 1
_ROOM = 4096

_DTYPES: dict[str, type[np.generic]] = {
    "hash": np.uint64,
    "sound": np.uint64,  # equal for words that sound alike
    "letter": np.uint8,
    "last_letter": np.uint8,
    "letters": np.uint32,  # one bit for each letter of the alphabet that the word has
    "length": np.uint8,
    "is_weak": np.bool_,  # Muhammad, or an initial: does not tell people apart
    "key": np.uint64,  # of the skeleton with the first letter
    "glue": np.uint64,  # polynomial of the skeleton: that of two words together follows from theirs
    "glue_power": np.uint64,
    "first": np.uint8,  # letters of the skeleton, 0 for none
    "last": np.uint8,
    "name_bits": np.float32,  # −log2 of the share of people who have the word, or one that sounds so, in their name
    "mother_bits": np.float32,  # the same for mothers
}

_BITS = ("name_bits", "mother_bits")


class Vocabulary:
    """Words and their columns: `vocabulary["sound"][numbers]` looks up a whole array of words."""

    def __init__(self, columns: dict[str, NDArray[np.generic]], words: pa.Array) -> None:
        """For `build` and `load`: columns and words without the empty one, ordered by hash."""
        self.known = len(words) + 1
        self._words = words
        self.alike = PairMemory()
        self.nicknames = PairMemory()
        self._added: list[str] = []
        self._numbers: dict[str, int] = {}
        self._numbers_of_added: dict[str, int] = {}
        self._columns = {}
        for name, dtype in _DTYPES.items():
            column = np.zeros(self.known + _ROOM, dtype)
            column[1 : self.known] = in_grains(columns[name]) if name in _BITS else columns[name]
            self._columns[name] = column
        self._hashes = self._columns["hash"][1 : self.known].copy()
        self._sounds, first = np.unique(self._columns["sound"][1 : self.known], return_index=True)
        self._sound_bits = {name: self._columns[name][1 : self.known][first] for name in _BITS}
        self._unheard = _shares_as_bits(np.zeros(1), people=0)[0]

    @classmethod
    def build(
        cls,
        words: Sequence[str] = (),
        counts: NDArray[np.int64] | None = None,
        mother_counts: NDArray[np.int64] | None = None,
        *,
        people: int = 0,
    ) -> Self:
        """Of `words`, each once and none empty; the counts say how many of `people` and of their mothers have each."""
        hashes = np.array([hashing.of_text(word) for word in words], np.uint64)
        order = np.argsort(hashes, kind="stable")
        ordered = [words[place] for place in order]
        described = [_description(word) for word in ordered]
        columns: dict[str, NDArray[np.generic]] = {
            name: np.array([row[at] for row in described], _DTYPES[name]) for at, name in enumerate(_DESCRIBED)
        }
        columns["hash"] = hashes[order]
        sounds, place = np.unique(columns["sound"], return_inverse=True)
        for name, given in (("name_bits", counts), ("mother_bits", mother_counts)):
            totals = np.zeros(len(sounds))
            if given is not None:
                np.add.at(totals, place, given[order])
            columns[name] = _shares_as_bits(totals, people=people)[place]
        return cls(columns, pa.array(ordered, pa.string()))

    @classmethod
    def load(cls, path: Path) -> Self:
        table = pq.read_table(path)
        columns = {name: table[name].to_numpy() for name in _DTYPES}
        return cls(columns, table["word"].combine_chunks())

    def save(self, path: Path) -> None:
        """Write the words of the register, without added ones."""
        columns = {name: column[1 : self.known] for name, column in self._columns.items()}
        pq.write_table(pa.table({"word": self._words, **columns}), path, compression="zstd")

    def __getitem__(self, column: str) -> NDArray[Any]:
        return self._columns[column]

    def __len__(self) -> int:
        return self.known + len(self._added)

    def words(self, numbers: NDArray[np.integer]) -> list[str]:
        """The words of these numbers; none of them may be 0."""
        known = numbers < self.known
        found: list[str] = self._words.take(pa.array(np.where(known, numbers - 1, -1), mask=~known)).to_pylist()
        for place in np.flatnonzero(~known).tolist():
            found[place] = self._added[int(numbers[place]) - self.known]
        return found

    def numbers(self, words: Iterable[str]) -> Words:
        """The numbers of normalised words; new words are added. The empty word is 0."""
        told = list(words)
        self._meet([word for word in dict.fromkeys(told) if self._number(word) is None])
        return np.array([self._number(word) for word in told], np.int32)

    def forget_added(self) -> None:
        """Drop the words that were added to the register's."""
        if self._added:
            self.alike.forget_from(self.known)
            self.nicknames.forget_from(self.known)
        self._added.clear()
        self._numbers_of_added.clear()

    def word(self, number: int) -> str:
        """The word of this number, which is not 0."""
        if number >= self.known:
            return self._added[number - self.known]
        word: str = self._words[number - 1].as_py()
        return word

    def _number(self, word: str) -> int | None:
        if not word:
            return 0
        return self._numbers.get(word) or self._numbers_of_added.get(word)

    def _meet(self, words: Sequence[str]) -> None:
        """Look up words met for the first time; those the register does not know are added."""
        if not words:
            return
        hashes = [hashing.of_text(word) for word in words]
        places = np.searchsorted(self._hashes, np.array(hashes, np.uint64)).tolist()
        added = []
        for word, word_hash, place in zip(words, hashes, places, strict=True):
            number = self._among_known(word, word_hash, place)
            if number:
                self._numbers[word] = number
            else:
                added.append((word, word_hash))
        if added:
            self._add([word for word, _ in added], [word_hash for _, word_hash in added])

    def _among_known(self, word: str, word_hash: int, place: int) -> int:
        while place < len(self._hashes) and int(self._hashes[place]) == word_hash:
            if self.word(place + 1) == word:
                return place + 1
            place += 1
        return 0

    def _add(self, words: Sequence[str], hashes: Sequence[int]) -> None:
        first, after = len(self), len(self) + len(words)
        while after > len(self._columns["hash"]):
            self._columns = {name: np.concatenate([c, np.zeros_like(c)]) for name, c in self._columns.items()}
        described = zip(*map(_description, words), strict=True)
        for name, values in zip(_DESCRIBED, described, strict=True):
            self._columns[name][first:after] = np.array(values, _DTYPES[name])
        self._columns["hash"][first:after] = np.array(hashes, np.uint64)
        sounds = self._columns["sound"][first:after]
        place = np.searchsorted(self._sounds, sounds)
        is_heard = np.append(self._sounds, np.uint64(0))[place] == sounds
        for name, bits in self._sound_bits.items():
            self._columns[name][first:after] = np.where(is_heard, np.append(bits, 0)[place], self._unheard)
        self._added.extend(words)
        self._numbers_of_added.update(zip(words, range(first, after), strict=True))


_DESCRIBED = (
    "sound",
    "letter",
    "last_letter",
    "letters",
    "length",
    "is_weak",
    "key",
    "glue",
    "glue_power",
    "first",
    "last",
)


def _description(word: str) -> tuple[int, ...]:
    sound = names.fold(word)
    skeleton = names.skeleton(word)
    glue = 0
    for letter in skeleton:
        glue = (glue * _SKELETON_BASE + ord(letter)) & _MASK
    return (
        hashing.of_text(sound),
        ord(word[0]) & 0xFF,
        ord(word[-1]) & 0xFF,
        sum(1 << ord(letter) % 32 for letter in set(word)),
        min(len(word), 255),
        len(word) == 1 or word == names.MUHAMMAD,
        hashing.of_text(f"{sound[0]}{skeleton[1:] if skeleton.startswith(sound[0]) else skeleton}"),
        glue,
        pow(_SKELETON_BASE, len(skeleton), 1 << 64),
        ord(skeleton[0]) if skeleton else 0,
        ord(skeleton[-1]) if skeleton else 0,
    )


def _shares_as_bits(counts: NDArray[np.float64], *, people: int) -> Bits:
    shares = (counts + IMAGINED_PEOPLE * AVERAGE_SHARE) / (people + IMAGINED_PEOPLE)
    return in_grains(-np.log2(np.minimum(shares, 1)))


def in_grains(bits: NDArray[Any]) -> Bits:
    """The nearest multiples of GRAIN."""
    return np.asarray(np.rint(bits / GRAIN) * GRAIN, np.float32)


def glued(vocabulary: Vocabulary, words: Words) -> NDArray[np.uint64]:
    """One number per row of `words` (a matrix, 0 for no word): the skeleton of the row's words written together."""
    total = np.zeros(len(words), np.uint64)
    last = np.zeros(len(words), np.uint8)
    inverse = np.uint64(SKELETON_INVERSE)
    with np.errstate(over="ignore"):
        for column in words.T:
            glue, power = vocabulary["glue"][column], vocabulary["glue_power"][column]
            first = vocabulary["first"][column]
            # A letter doubled where two words meet is written once in the glued word.
            is_doubled = (first == last) & (first > 0)
            shift = power * inverse
            shorter = glue - first.astype(np.uint64) * shift
            power = np.where(column == 0, np.uint64(1), power)
            total = np.where(is_doubled, total * shift + shorter, total * power + glue)
            last = np.where(first > 0, vocabulary["last"][column], last)
    return total
