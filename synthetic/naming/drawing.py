"""Names for many people at once, as numbers of words; text only when somebody reads them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from synthetic.chance import Integers, Reals, Truths
from synthetic.naming import islands, java, others
from synthetic.naming.systems import MOST_SLOTS, SYSTEMS, Era
from synthetic.naming.words import Words, words

type Names = NDArray[np.int32]
"""One row per person, `MOST_SLOTS` word numbers; NO_WORD fills up."""

NO_WORD = -1
DRAWS = 1 + MOST_SLOTS
"""How many numbers in [0, 1) one name takes: one for the pattern, one for each slot."""

_ALWAYS_KNOWN = 15  # the commonest words of a list, which every model has seen
_HELD_OUT_IN = 8


class Part(StrEnum):
    """Which names may occur."""

    SEEN = "seen"
    """Only words and ways of naming that a model may be trained on."""
    ALL = "all"
    """Also those that are held out: whole ways of naming, and one in eight of the less common words."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every word that may stand in a name, and the patterns laid out for a search in one go."""

    texts: pa.StringArray
    held_out: Truths
    system_bounds: Reals
    pattern_bounds: Reals
    """Of each (system, sex, era) its patterns' cumulative weights, raised by the number of the combination."""
    pattern_tables: NDArray[np.int32]
    """Pattern × slot → number of a table of words, or NO_WORD."""
    word_bounds: Reals
    """Of each table its words' cumulative weights, raised by the number of the table."""
    words: NDArray[np.int32]

    def systems(self, shares: Reals) -> Integers:
        """A way of naming for each number in [0, 1), as common as it is in the whole country."""
        return np.searchsorted(self.system_bounds, shares, side="right").astype(np.int64)

    def drawn(self, systems: Integers, is_woman: Truths, is_new: Truths, draws: Reals) -> Names:
        """A name for each person; `draws` has a row of `DRAWS` numbers in [0, 1) for each."""
        combination = systems * 4 + is_woman * 2 + is_new
        pattern = np.searchsorted(self.pattern_bounds, combination + draws[:, 0], side="right")
        tables = self.pattern_tables[pattern]
        entry = np.searchsorted(self.word_bounds, np.maximum(tables, 0) + draws[:, 1:], side="right")
        names = np.where(tables == NO_WORD, NO_WORD, self.words[np.minimum(entry, len(self.words) - 1)])
        return _without_repetition(names.astype(np.int32))

    def written(self, names: Names) -> pa.StringArray:
        """The names as text, words apart by one space, in capitals; null where there is no word."""
        first, *later = np.ascontiguousarray(names.T)
        # Rows of nulls only would be left out of the joined array altogether: they get some word, and lose it again.
        columns = [self.texts.take(pa.array(np.maximum(first, 0)))]
        columns += [self.texts.take(pa.array(column, mask=column == NO_WORD)) for column in later]
        joined = pc.binary_join_element_wise(*columns, " ", null_handling="skip")
        return pc.if_else(pa.array(first != NO_WORD), joined, pa.scalar(None, pa.string()))

    def holds_out(self, names: Names) -> Truths:
        """Whether a name has a word that no model has seen."""
        return np.asarray(((names != NO_WORD) & self.held_out[np.maximum(names, 0)]).any(axis=1))


@cache
def vocabulary(part: Part) -> Vocabulary:
    """The vocabulary of this part. Words keep their numbers from part to part."""
    tables = _tables()
    texts = tuple(dict.fromkeys(text for table in tables.values() for text in table.texts))
    number = {text: place for place, text in enumerate(texts)}
    known = {text for table in tables.values() for text in table.texts[:_ALWAYS_KNOWN]}
    held_out = np.array([text not in known and crc32(text.encode()) % _HELD_OUT_IN == 0 for text in texts])
    allowed = np.ones(len(texts), bool) if part is Part.ALL else ~held_out

    def cumulative(table: Words) -> Reals:
        weights = np.array(table.weights) * allowed[[number[text] for text in table.texts]]
        return _cumulative(weights)

    patterns = [
        (4 * place + 2 * is_woman + (era is Era.NEW), system.patterns[is_woman, era])
        for place, system in enumerate(SYSTEMS)
        for is_woman in (False, True)
        for era in Era
    ]
    names = list(tables)
    pattern_tables = [
        [*(names.index(slot) for slot in pattern.slots), *[NO_WORD] * (MOST_SLOTS - len(pattern.slots))]
        for _, several in patterns
        for pattern in several
    ]
    shares = [system.share if part is Part.ALL or not system.is_held_out else 0.0 for system in SYSTEMS]
    return Vocabulary(
        texts=pa.array(texts),
        held_out=held_out,
        system_bounds=_cumulative(np.array(shares)),
        pattern_bounds=np.concatenate(
            [
                combination + _cumulative(np.array([each.weight for each in several]))
                for combination, several in patterns
            ]
        ),
        pattern_tables=np.array(pattern_tables, np.int32),
        word_bounds=np.concatenate([place + cumulative(tables[name]) for place, name in enumerate(names)]),
        words=np.concatenate([[number[text] for text in tables[name].texts] for name in names]).astype(np.int32),
    )


def _without_repetition(names: Names) -> Names:
    """Chance may draw a word twice in a row; nobody is called so."""
    again = (names[:, 1:] == names[:, :-1]) & (names[:, 1:] != NO_WORD)
    for row in np.flatnonzero(again.any(axis=1)):
        kept = [word for place, word in enumerate(names[row]) if place == 0 or word != names[row][place - 1]]
        names[row] = kept + [NO_WORD] * (MOST_SLOTS - len(kept))
    return names


def _cumulative(weights: Reals) -> Reals:
    """Bounds in (0, 1], the last exactly 1, so that no number in [0, 1) finds nothing."""
    bounds = np.cumsum(weights)
    bounds /= bounds[-1]
    bounds[np.flatnonzero(weights)[-1] :] = 1.0
    return np.asarray(bounds)


def _tables() -> dict[str, Words]:
    tables = java.TABLES | islands.TABLES | others.TABLES
    for sex in "mw":
        kinds = (tables[f"bali_first_{sex}"], tables["bali_second"], tables["bali_third"], words("KETUT"))
        texts = [text for kind in kinds for text in kind.texts]
        shares = [
            weight * share
            for kind, share in zip(kinds, (0.38, 0.27, 0.2, 0.15), strict=True)
            for weight in kind.weights
        ]
        tables[f"bali_birth_{sex}"] = Words(tuple(texts), tuple(shares))
    literals = {
        slot
        for system in SYSTEMS
        for several in system.patterns.values()
        for pattern in several
        for slot in pattern.slots
        if slot.isupper()
    }
    return tables | {literal: words(literal) for literal in sorted(literals)}
