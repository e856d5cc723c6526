"""How two names compare, word by word, for many pairs at once.

A word meets its partner by sound, as a glued word, as an initial, or by likeness (one slip of the pen, or a nickname that
is the head or tail of the word). What is left over on both sides contradicts; what only one side has was left out.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from linkage.vocabulary import Vocabulary, Words, glued

type Marks = NDArray[np.bool_]
type Bits = NDArray[np.float32]
type Levels = NDArray[np.uint8]

# A matched word that is only alike, or an initial, tells less than the word itself.
ALIKE_COSTS_BITS = 3.0
INITIAL_TELLS_BITS = 3.5
LEAST_LIKENESS = 0.92
SHORTEST_NICKNAME = 4


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
    level = np.full(len(one), NameLevel.DIFFERENT, np.uint8)
    has_one, has_other = one > 0, other > 0
    sound_one, sound_other = vocabulary["sound"][one], vocabulary["sound"][other]
    met = (sound_one[:, :, None] == sound_other[:, None, :]) & has_one[:, :, None] & has_other[:, None, :]
    met_one, met_other = met.any(2), met.any(1)
    left_one, left_other = has_one & ~met_one, has_other & ~met_other
    word_bits = vocabulary[bits]
    told = np.minimum((word_bits[one] * met_one).sum(1), (word_bits[other] * met_other).sum(1))
    open_rows = np.flatnonzero(left_one.any(1) & left_other.any(1))
    is_glued = np.zeros(len(one), np.bool_)
    alike = np.zeros(len(one), np.int8)
    if len(open_rows):
        pairs = _Open(vocabulary, one[open_rows], other[open_rows], left_one[open_rows], left_other[open_rows], bits)
        left_one[open_rows], left_other[open_rows] = pairs.left_one, pairs.left_other
        told[open_rows] += pairs.told
        is_glued[open_rows] = pairs.is_glued
        alike[open_rows] = pairs.alike
    weak_one, weak_other = vocabulary["is_weak"][one], vocabulary["is_weak"][other]
    strong_met = np.minimum((met_one & ~weak_one).sum(1), (met_other & ~weak_other).sum(1))
    any_met = met_one.any(1)
    # Muhammad or an initial on one side against other words is not a contradiction; it was left out.
    contradicts = (left_one & ~weak_one).any(1) & (left_other & ~weak_other).any(1)
    is_whole = ~left_one.any(1) & ~left_other.any(1)
    in_common = strong_met + alike + is_glued
    level[contradicts & (in_common > 0)] = NameLevel.SHARED
    fits = ~contradicts & ((in_common > 0) | any_met)
    level[fits & (alike > 0)] = NameLevel.FAINT
    level[fits & (alike > 0) & (strong_met + is_glued > 0)] = NameLevel.NEAR
    by_sound = fits & (alike == 0)
    level[by_sound] = NameLevel.PART
    level[by_sound & (strong_met + 2 * is_glued >= 2)] = NameLevel.PARTS
    level[by_sound & is_whole] = NameLevel.SOUNDS
    level[by_sound & is_whole & (np.sort(one, axis=1) == np.sort(other, axis=1)).all(1)] = NameLevel.EXACT
    level[~(has_one.any(1) & has_other.any(1))] = NameLevel.MISSING
    return level, told.astype(np.float32)


class _Open:
    """Pairs with words left over on both sides: look for glued words, initials and likeness."""

    def __init__(
        self, vocabulary: Vocabulary, one: Words, other: Words, left_one: Marks, left_other: Marks, bits: str
    ) -> None:
        self.vocabulary = vocabulary
        self.one, self.other = one, other
        self.left_one, self.left_other = left_one.copy(), left_other.copy()
        self.told = np.zeros(len(one), np.float32)
        self.alike = np.zeros(len(one), np.int8)
        self.is_glued = np.zeros(len(one), np.bool_)
        self._bits = vocabulary[bits]
        self._meet_glued()
        self._meet_initials()
        self._meet_alike()

    def _meet_glued(self) -> None:
        """All that is left of one side written together is what is left of the other side written together."""
        one, other = np.where(self.left_one, self.one, 0), np.where(self.left_other, self.other, 0)
        unequal = self.left_one.sum(1) != self.left_other.sum(1)
        glue_one, glue_other = glued(self.vocabulary, one), glued(self.vocabulary, other)
        same_letter = self.vocabulary["letter"][_first(one)] == self.vocabulary["letter"][_first(other)]
        self.is_glued = unequal & (glue_one == glue_other) & (glue_one > 255) & same_letter
        told = np.maximum((self._bits[one]).sum(1), (self._bits[other]).sum(1)) - 1
        self._settle(self.is_glued, told)

    def _settle(self, rows: Marks, told: Bits) -> None:
        self.told[rows] += told[rows]
        self.left_one[rows] = False
        self.left_other[rows] = False

    def _meet_initials(self) -> None:
        length, letter = self.vocabulary["length"], self.vocabulary["letter"]
        short_one, short_other = (length[self.one] == 1), (length[self.other] == 1)
        met = (
            (letter[self.one][:, :, None] == letter[self.other][:, None, :])
            & (short_one[:, :, None] ^ short_other[:, None, :])
            & self.left_one[:, :, None]
            & self.left_other[:, None, :]
        )
        met_one, met_other = met.any(2), met.any(1)
        count = np.minimum(met_one.sum(1), met_other.sum(1))
        self.told += (count * INITIAL_TELLS_BITS).astype(np.float32)
        self.alike += count.astype(np.int8)
        self.left_one &= ~met_one
        self.left_other &= ~met_other

    def _meet_alike(self) -> None:
        row, i, j = np.nonzero(self.left_one[:, :, None] & self.left_other[:, None, :])
        if not len(row):
            return
        like = words_alike(self.vocabulary, self.one[row, i], self.other[row, j])
        row, i, j = row[like], i[like], j[like]
        met_one, met_other = np.zeros_like(self.left_one), np.zeros_like(self.left_other)
        met_one[row, i] = True
        met_other[row, j] = True
        count = np.minimum(met_one.sum(1), met_other.sum(1))
        told_one = ((self._bits[self.one] - ALIKE_COSTS_BITS).clip(0.5) * met_one).sum(1)
        told_other = ((self._bits[self.other] - ALIKE_COSTS_BITS).clip(0.5) * met_other).sum(1)
        self.told += np.minimum(told_one, told_other)
        self.alike += count.astype(np.int8)
        self.left_one &= ~met_one
        self.left_other &= ~met_other


def words_alike(vocabulary: Vocabulary, one: Words, other: Words) -> Marks:
    """Whether two words are likely one: a slip of the pen, another spelling, or a nickname cut from the word."""
    low, high = np.minimum(one, other).astype(np.int64), np.maximum(one, other).astype(np.int64)
    distinct, place = np.unique(low << 32 | high, return_inverse=True)
    firsts = vocabulary.words(distinct >> 32)
    seconds = vocabulary.words(distinct & 0xFFFFFFFF)
    return texts_alike(firsts, seconds)[place]


def texts_alike(firsts: list[str], seconds: list[str]) -> Marks:
    """The same for words as texts. Symmetric."""
    # Some measures depend on the direction in rare cases: fix it by the words themselves.
    a = [min(pair) for pair in zip(firsts, seconds, strict=True)]
    b = [max(pair) for pair in zip(firsts, seconds, strict=True)]
    shortest = np.array([min(len(x), len(y)) for x, y in zip(a, b, strict=True)], np.int32)
    slips = cpdist(a, b, scorer=OSA.distance, score_cutoff=2, dtype=np.int32)
    winkler = cpdist(a, b, scorer=JaroWinkler.similarity, score_cutoff=LEAST_LIKENESS, dtype=np.float32)
    alike = (winkler >= LEAST_LIKENESS) & (shortest > 3)
    # In a short word the first letter makes another name: Budi and Rudi, Yanti and Santi.
    same_start = np.array([x[0] == y[0] for x, y in zip(a, b, strict=True)], np.bool_)
    alike |= (slips <= 1) & (shortest >= 4) & (same_start | (shortest >= 7))
    alike |= (slips <= 2) & (shortest >= 8)
    for at in np.flatnonzero(~alike & (shortest >= SHORTEST_NICKNAME)):
        short, long = sorted((a[at], b[at]), key=lambda word: (len(word), word))
        alike[at] = long.startswith(short) or long.endswith(short)
    return alike


def _first(words: Words) -> NDArray[np.int32]:
    """The first word of each row that is not 0."""
    return words[np.arange(len(words)), (words > 0).argmax(1)]
