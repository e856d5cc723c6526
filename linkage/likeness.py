"""How two names compare, word by word, for many pairs at once.

A word meets its partner by sound, as a glued word, as an initial, or by likeness (one slip of the pen, or a nickname that
is the head or tail of the word). What is left over on both sides contradicts; what only one side has was left out.
"""

from collections.abc import Callable, Sequence
from enum import IntEnum
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from linkage.memory import PairMemory
from linkage.vocabulary import Vocabulary, Words, glued

type Marks = NDArray[np.bool_]
type Bits = NDArray[np.float32]
type Levels = NDArray[np.uint8]

# A matched word that is only alike, or an initial, tells less than the word itself.
ALIKE_COSTS_BITS = 3.0
LEAST_ALIKE_BITS = 0.5
INITIAL_TELLS_BITS = 3.5
LEAST_LIKENESS = 0.92
SHORTEST_NICKNAME = 4
# A skeleton of a single letter, one byte, is no name.
SHORTEST_GLUE = 255


class NameLevel(IntEnum):
    """How two names compare, from what is not known over the best agreement to none."""

    MISSING = 0
    EXACT = 1  # the same words, in any order
    SOUNDS = 2  # the same words by sound, or written together
    PARTS = 3  # one is part of the other, two words or more in common
    PART = 4  # one is part of the other, one word in common
    NEAR = 5  # all words have partners, some only alike; at least one by sound
    FAINT = 6  # all words have partners, none by sound
    SHARED = 7  # a word in common, and other words on both sides
    DIFFERENT = 8


def compare_names(vocabulary: Vocabulary, one: Words, other: Words, *, bits: str) -> tuple[Levels, Bits]:
    """The level of each pair of rows, and what the words in common tell, in bits.

    `bits` names the column of the vocabulary that says how common a word is. Symmetric.
    """
    met = _Meeting(vocabulary, one, other, bits)
    met.by_sound()
    rows = np.flatnonzero(_any(met.left_one) & _any(met.left_other))
    if len(rows):
        opened = met.of(rows)
        opened.glued()
        opened.by_initials()
        opened.by_likeness()
        met.take_back(rows, opened)
    return met.levels(), met.told


class _Meeting:
    """Pairs of names whose words meet step by step. Words lie by place in the name, pairs side by side."""

    def __init__(self, vocabulary: Vocabulary, one: Words, other: Words, bits: str) -> None:
        self.vocabulary = vocabulary
        self.bits = bits
        self.one, self.other = _filled(one), _filled(other)
        self.left_one, self.left_other = self.one > 0, self.other > 0
        size = len(one)
        self.told = np.zeros(size, np.float32)
        self.alike = np.zeros(size, np.int8)
        self.is_glued = np.zeros(size, np.bool_)
        self.strong = np.zeros(size, np.int8)
        self.any_met = np.zeros(size, np.bool_)
        self.is_exact = np.zeros(size, np.bool_)

    def of(self, rows: NDArray[np.int64]) -> "_Meeting":
        """The same meeting for these pairs only."""
        part = object.__new__(_Meeting)
        part.vocabulary, part.bits = self.vocabulary, self.bits
        for name in ("one", "other", "left_one", "left_other"):
            setattr(part, name, getattr(self, name)[:, rows])
        for name in ("told", "alike", "is_glued"):
            setattr(part, name, getattr(self, name)[rows])
        return part

    def take_back(self, rows: NDArray[np.int64], part: "_Meeting") -> None:
        for name in ("left_one", "left_other"):
            getattr(self, name)[:, rows] = getattr(part, name)
        for name in ("told", "alike", "is_glued"):
            getattr(self, name)[rows] = getattr(part, name)

    def by_sound(self) -> None:
        sound = self.vocabulary["sound"]
        sounds_one, sounds_other = sound[self.one], sound[self.other]
        met = (sounds_one[:, np.newaxis] == sounds_other) & self.left_one[:, np.newaxis]
        met_one, met_other = np.logical_or.reduce(met, axis=1), np.logical_or.reduce(met, axis=0)
        word_bits, weak = self.vocabulary[self.bits], self.vocabulary["is_weak"]
        self.told = np.minimum(_sum(word_bits[self.one], met_one), _sum(word_bits[self.other], met_other))
        strong_one = _count(met_one & ~weak[self.one])
        self.strong = np.minimum(strong_one, _count(met_other & ~weak[self.other]))
        self.any_met = _any(met_one)
        self.left_one &= ~met_one
        self.left_other &= ~met_other
        whole = np.flatnonzero(~_any(self.left_one) & ~_any(self.left_other))
        self.is_exact[whole] = _same_words(self.one[:, whole], self.other[:, whole])

    def glued(self) -> None:
        """All that is left of one side written together is all that is left of the other written together."""
        one, other = np.where(self.left_one, self.one, 0).T, np.where(self.left_other, self.other, 0).T
        unequal = _count(self.left_one) != _count(self.left_other)
        glue_one, glue_other = glued(self.vocabulary, one), glued(self.vocabulary, other)
        letter = self.vocabulary["letter"]
        # An equal skeleton is not yet an equal name.
        self.is_glued = (
            unequal
            & (glue_one == glue_other)
            & (glue_one > SHORTEST_GLUE)
            & (letter[_first(one)] == letter[_first(other)])
        )
        rows = np.flatnonzero(self.is_glued)
        if len(rows):
            self.is_glued[rows] = texts_alike(self._written_together(one[rows]), self._written_together(other[rows]))
        word_bits = self.vocabulary[self.bits]
        told = np.maximum(word_bits[one].sum(1), word_bits[other].sum(1)) - 1
        self.told[self.is_glued] += told[self.is_glued]
        self.left_one[:, self.is_glued] = False
        self.left_other[:, self.is_glued] = False

    def _written_together(self, words: Words) -> list[str]:
        spelled = iter(self.vocabulary.words(words[words > 0]))
        return ["".join(islice(spelled, count)) for count in (words > 0).sum(1).tolist()]

    def by_initials(self) -> None:
        length, letter = self.vocabulary["length"], self.vocabulary["letter"]
        short_one, short_other = (length[self.one] == 1) & self.left_one, (length[self.other] == 1) & self.left_other
        rows = np.flatnonzero(_any(short_one) | _any(short_other))
        if not len(rows):
            return
        letter_one, letter_other = letter[self.one[:, rows]], letter[self.other[:, rows]]
        met = (letter_one[:, np.newaxis] == letter_other) & (short_one[:, np.newaxis, rows] ^ short_other[:, rows])
        met &= self.left_one[:, np.newaxis, rows] & self.left_other[:, rows]
        met_one, met_other = np.zeros_like(self.left_one), np.zeros_like(self.left_other)
        met_one[:, rows], met_other[:, rows] = np.logical_or.reduce(met, axis=1), np.logical_or.reduce(met, axis=0)
        count = np.minimum(_count(met_one), _count(met_other))
        self.told += (count * INITIAL_TELLS_BITS).astype(np.float32)
        self._met_alike(met_one, met_other, count)

    def by_likeness(self) -> None:
        alone_one, alone_other = _count(self.one > 0) == 1, _count(self.other > 0) == 1
        met_one, met_other = np.zeros_like(self.left_one), np.zeros_like(self.left_other)
        i, j, pair = np.nonzero(self.left_one[:, np.newaxis] & self.left_other)
        a, b = self.one[i, pair], self.other[j, pair]
        met = words_alike(self.vocabulary, a, b)
        # A nickname stands alone; beside other words its beginning is chance.
        length = self.vocabulary["length"]
        nick = np.flatnonzero(np.where(length[a] < length[b], alone_one[pair], alone_other[pair]) & ~met)
        met[nick] = is_nickname(self.vocabulary, a[nick], b[nick])
        met_one[i[met], pair[met]] = True
        met_other[j[met], pair[met]] = True
        word_bits = self.vocabulary[self.bits]
        told_one = _sum(np.maximum(word_bits[self.one] - ALIKE_COSTS_BITS, LEAST_ALIKE_BITS), met_one)
        told_other = _sum(np.maximum(word_bits[self.other] - ALIKE_COSTS_BITS, LEAST_ALIKE_BITS), met_other)
        self.told += np.minimum(told_one, told_other)
        self._met_alike(met_one, met_other, np.minimum(_count(met_one), _count(met_other)))

    def _met_alike(self, met_one: Marks, met_other: Marks, count: NDArray[np.int8]) -> None:
        self.alike += count
        self.left_one &= ~met_one
        self.left_other &= ~met_other

    def levels(self) -> Levels:
        weak = self.vocabulary["is_weak"]
        level = np.full(len(self.told), NameLevel.DIFFERENT, np.uint8)
        # Muhammad or an initial on one side against other words is not a contradiction; it was left out.
        contradicts = _any(self.left_one & ~weak[self.one]) & _any(self.left_other & ~weak[self.other])
        in_common = self.strong + self.alike + self.is_glued
        level[contradicts & (in_common > 0)] = NameLevel.SHARED
        fits = ~contradicts & ((in_common > 0) | self.any_met)
        level[fits & (self.alike > 0)] = NameLevel.FAINT
        level[fits & (self.alike > 0) & (self.strong + self.is_glued > 0)] = NameLevel.NEAR
        by_sound = fits & (self.alike == 0)
        level[by_sound] = NameLevel.PART
        level[by_sound & (self.strong + 2 * self.is_glued >= 2)] = NameLevel.PARTS
        level[by_sound & ~_any(self.left_one) & ~_any(self.left_other)] = NameLevel.SOUNDS
        level[self.is_exact] = NameLevel.EXACT
        level[~(_any(self.one > 0) & _any(self.other > 0))] = NameLevel.MISSING
        return level


def _filled(words: Words) -> Words:
    """By place in the name; places that nobody fills are left out."""
    width = int(np.max(np.flatnonzero(words.any(0)), initial=0)) + 1
    return np.ascontiguousarray(words[:, :width].T)


def _same_words(one: Words, other: Words) -> Marks:
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        one, other = np.vstack([short, np.zeros((len(long) - len(short), short.shape[1]), short.dtype)]), long
    return np.asarray((np.sort(one, axis=0) == np.sort(other, axis=0)).all(0), np.bool_)


def _any(marks: Marks) -> Marks:
    return np.logical_or.reduce(marks, axis=0)


def _count(marks: Marks) -> NDArray[np.int8]:
    return np.add.reduce(marks, axis=0, dtype=np.int8)


def _sum(values: Bits, marks: Marks) -> Bits:
    return np.add.reduce(values * marks, axis=0, dtype=np.float32)


def words_alike(vocabulary: Vocabulary, one: Words, other: Words) -> Marks:
    """Whether two words are likely one: a slip of the pen, or another spelling."""
    return _remembered(vocabulary, vocabulary.alike, one, other, _may_be_alike(vocabulary, one, other), texts_alike)


def is_nickname(vocabulary: Vocabulary, one: Words, other: Words) -> Marks:
    """Whether the shorter of two words is the head or the tail of the longer, as Yanto is of Supriyanto."""
    return _remembered(
        vocabulary, vocabulary.nicknames, one, other, _may_be_nickname(vocabulary, one, other), texts_overlap
    )


def _remembered(
    vocabulary: Vocabulary,
    memory: PairMemory,
    one: Words,
    other: Words,
    possible: Marks,
    compare: Callable[[Sequence[str], Sequence[str]], Marks],
) -> Marks:
    marks = np.zeros(len(one), np.bool_)
    rows = np.flatnonzero(possible)
    if len(rows):
        marks[rows] = memory.marks(
            one[rows], other[rows], lambda a, b: compare(vocabulary.words(a), vocabulary.words(b))
        )
    return marks


def _may_be_alike(vocabulary: Vocabulary, one: Words, other: Words) -> Marks:
    """What `texts_alike` needs of letters and lengths, without looking at the texts."""
    letters, length, first = (vocabulary[name] for name in ("letters", "length", "letter"))
    count = np.bitwise_count(letters[one] ^ letters[other])
    shortest = np.minimum(length[one], length[other])
    longer = np.maximum(length[one], length[other]) - shortest
    slip = (count <= 2) & (longer <= 1) & ((first[one] == first[other]) | (shortest >= 7))
    slips = (count <= 4) & (longer <= 3) & (shortest >= 8)
    return (slip | slips) & (shortest >= SHORTEST_NICKNAME)


def _may_be_nickname(vocabulary: Vocabulary, one: Words, other: Words) -> Marks:
    letters, length, first, last = (vocabulary[name] for name in ("letters", "length", "letter", "last_letter"))
    differing = letters[one] ^ letters[other]
    inside = (letters[one] & differing == 0) | (letters[other] & differing == 0)
    same_end = (first[one] == first[other]) | (last[one] == last[other])
    return inside & same_end & (np.minimum(length[one], length[other]) >= SHORTEST_NICKNAME)


def texts_alike(firsts: Sequence[str], seconds: Sequence[str]) -> Marks:
    """Whether two texts are likely one, but for a slip of the pen or two. Symmetric."""
    # Some measures depend on the direction in rare cases: fix it by the words themselves.
    ordered = [(x, y) if x < y else (y, x) for x, y in zip(firsts, seconds, strict=True)]
    a, b = [x for x, _ in ordered], [y for _, y in ordered]
    length_a, length_b = np.fromiter(map(len, a), np.int32, len(a)), np.fromiter(map(len, b), np.int32, len(b))
    shortest = np.minimum(length_a, length_b)
    slips = cpdist(a, b, scorer=OSA.distance, score_cutoff=2, dtype=np.int32)
    winkler = cpdist(a, b, scorer=JaroWinkler.similarity, score_cutoff=LEAST_LIKENESS, dtype=np.float32)
    # In a short word the first letter makes another name: Budi and Rudi, Yanti and Santi.
    same_start = np.fromiter((x[:1] == y[:1] for x, y in ordered), np.bool_, len(a))
    alike = (slips <= 1) & (same_start | (shortest >= 7))
    alike |= ((slips <= 2) | (winkler >= LEAST_LIKENESS)) & (shortest >= 8)
    return alike & (shortest >= SHORTEST_NICKNAME)


def texts_overlap(firsts: Sequence[str], seconds: Sequence[str]) -> Marks:
    """Whether the shorter of two texts is the head or the tail of the longer."""
    ordered = [(x, y) if len(x) <= len(y) else (y, x) for x, y in zip(firsts, seconds, strict=True)]
    return np.fromiter(
        (long.startswith(short) or long.endswith(short) for short, long in ordered), np.bool_, len(ordered)
    )


def _first(words: Words) -> NDArray[np.int32]:
    """The first word of each row that is not 0."""
    return words[np.arange(len(words)), (words > 0).argmax(1)]
