"""Two names in plain Python, as `likeness` compares many: for `singly`, and held to it by the same property."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from enum import IntEnum

from rapidfuzz.distance import OSA, JaroWinkler

from linkage.likeness import (
    ALIKE_COSTS_BITS,
    INITIAL_TELLS_BITS,
    LEAST_ALIKE_BITS,
    LEAST_LIKENESS,
    SHORTEST_GLUE,
    SHORTEST_NICKNAME,
    NameLevel,
)
from linkage.vocabulary import SKELETON_INVERSE, Vocabulary

type Name = tuple[int, ...]
"""Numbers of words, without zeros."""

# So many meetings of words are remembered: a name has few words, and the next person asked about shares them.
_REMEMBERED = 200_000
_MASK = (1 << 64) - 1


class _Meets(IntEnum):
    """How a word of a person's name meets a word of a register's."""

    NOT = 0
    BY_SOUND = 1
    AS_INITIAL = 2
    ALIKE = 3
    AS_NICKNAME = 4  # the person's word is head or tail of the register's
    AS_FULL_NAME = 5  # the other way round


@dataclass(frozen=True, slots=True)
class _Word:
    """A word's columns of the vocabulary, and how it met words of the register so far."""

    text: str
    sound: int
    letter: int
    letters: int
    length: int
    is_weak: bool
    glue: int
    glue_power: int
    first: int
    last: int
    name_bits: float
    mother_bits: float
    met: dict[int, _Meets] = field(default_factory=dict)


_COLUMNS = [each.name for each in fields(_Word) if each.name not in ("text", "met")]


class Names:
    """Compares a person's names with names of the register, as `likeness.compare_names` does many."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._words: dict[int, _Word] = {}
        self._added: dict[int, _Word] = {}
        self._remembered = 0

    def forget_added(self) -> None:
        """Drop what was said about words that the register does not know."""
        self._added.clear()
        if self._remembered > _REMEMBERED:
            self._words.clear()
            self._remembered = 0

    def compare(self, one: Name, other: Name, bits: str) -> tuple[int, float]:
        """Level, and what the words in common tell. The words of `other` are the register's."""
        if not (one and other):
            return NameLevel.MISSING, 0.0
        a = [self._word(number) for number in one]
        meets = [self._meetings(word, other) for word in a]
        if len(one) == len(other) and not any(map(any, meets)):
            return NameLevel.DIFFERENT, 0.0
        b = [self._word(number) for number in other]
        met_a = [word for word, row in zip(a, meets, strict=True) if _Meets.BY_SOUND in row]
        columns = list(zip(*meets, strict=True))
        met_b = [word for word, column in zip(b, columns, strict=True) if _Meets.BY_SOUND in column]
        told = min(_sum(met_a, bits), _sum(met_b, bits))
        strong = min(sum(not word.is_weak for word in met_a), sum(not word.is_weak for word in met_b))
        left_a = [i for i, row in enumerate(meets) if _Meets.BY_SOUND not in row]
        left_b = [j for j, column in enumerate(columns) if _Meets.BY_SOUND not in column]
        if not (left_a or left_b):
            return (NameLevel.EXACT if sorted(one) == sorted(other) else NameLevel.SOUNDS), told
        is_glued, alike = False, 0
        if left_a and left_b:
            whole_a, whole_b = [a[i] for i in left_a], [b[j] for j in left_b]
            is_glued = self._is_glued(whole_a, whole_b)
            if is_glued:
                told += max(_sum(whole_a, bits), _sum(whole_b, bits)) - 1
                left_a, left_b = [], []
            met_a_now, met_b_now = _partners(meets, left_a, left_b, (_Meets.AS_INITIAL,))
            alike = min(len(met_a_now), len(met_b_now))
            told += alike * INITIAL_TELLS_BITS
            left_a, left_b = _without(left_a, met_a_now), _without(left_b, met_b_now)
            # A nickname stands alone; beside other words its beginning is chance.
            kinds = [_Meets.ALIKE]
            kinds += [_Meets.AS_NICKNAME] if len(a) == 1 else []
            kinds += [_Meets.AS_FULL_NAME] if len(b) == 1 else []
            met_a_now, met_b_now = _partners(meets, left_a, left_b, kinds)
            alike += min(len(met_a_now), len(met_b_now))
            told += min(_faintly([a[i] for i in met_a_now], bits), _faintly([b[j] for j in met_b_now], bits))
            left_a, left_b = _without(left_a, met_a_now), _without(left_b, met_b_now)
        contradicts = any(not a[i].is_weak for i in left_a) and any(not b[j].is_weak for j in left_b)
        in_common = strong + alike + is_glued
        if contradicts or not (in_common or met_a):
            return (NameLevel.SHARED if contradicts and in_common else NameLevel.DIFFERENT), told
        if alike:
            return (NameLevel.NEAR if strong + is_glued else NameLevel.FAINT), told
        if not (left_a or left_b):
            return NameLevel.SOUNDS, told
        return (NameLevel.PARTS if strong + 2 * is_glued >= 2 else NameLevel.PART), told

    def _word(self, number: int) -> _Word:
        words = self._words if number < self._vocabulary.known else self._added
        word = words.get(number)
        if word is None:
            columns = (self._vocabulary[name][number].item() for name in _COLUMNS)
            word = words[number] = _Word(self._vocabulary.word(number), *columns)
        return word

    def _meetings(self, word: _Word, others: Name) -> list[_Meets]:
        try:
            return [word.met[other] for other in others]
        except KeyError:
            self._remembered += len(others)
            word.met.update((other, _meet(word, self._word(other))) for other in others)
            return [word.met[other] for other in others]

    def _is_glued(self, one: list[_Word], other: list[_Word]) -> bool:
        """Whether all of one side written together is all of the other written together."""
        if len(one) == len(other) or one[0].letter != other[0].letter:
            return False
        glue = _glue(one)
        return (
            glue > SHORTEST_GLUE
            and glue == _glue(other)
            and text_alike("".join(word.text for word in one), "".join(word.text for word in other))
        )


def _meet(word: _Word, other: _Word) -> _Meets:
    if word.sound == other.sound:
        return _Meets.BY_SOUND
    shortest, longer = min(word.length, other.length), abs(word.length - other.length)
    if shortest == 1:
        return _Meets.AS_INITIAL if longer and word.letter == other.letter else _Meets.NOT
    if shortest < SHORTEST_NICKNAME:
        return _Meets.NOT
    count = (word.letters ^ other.letters).bit_count()
    may_be_slip = count <= 2 and longer <= 1 and (word.letter == other.letter or shortest >= 7)
    may_be_slips = count <= 4 and longer <= 3 and shortest >= 8
    if (may_be_slip or may_be_slips) and text_alike(word.text, other.text):
        return _Meets.ALIKE
    short, long = (word, other) if word.length < other.length else (other, word)
    if long.text.startswith(short.text) or long.text.endswith(short.text):
        return _Meets.AS_NICKNAME if short is word else _Meets.AS_FULL_NAME
    return _Meets.NOT


def _partners(
    meets: list[list[_Meets]], left: list[int], left_other: list[int], kinds: Sequence[_Meets]
) -> tuple[list[int], list[int]]:
    """Which words that are left on either side have a partner left on the other."""
    pairs = [(i, j) for i in left for j in left_other if meets[i][j] in kinds]
    return sorted({i for i, _ in pairs}), sorted({j for _, j in pairs})


def _without(left: list[int], met: list[int]) -> list[int]:
    return [each for each in left if each not in met] if met else left


def _sum(words: list[_Word], bits: str) -> float:
    return sum((getattr(word, bits) for word in words), 0.0)


def _faintly(words: list[_Word], bits: str) -> float:
    return sum((max(getattr(word, bits) - ALIKE_COSTS_BITS, LEAST_ALIKE_BITS) for word in words), 0.0)


def text_alike(one: str, other: str) -> bool:
    """As `likeness.texts_alike`."""
    if one > other:
        one, other = other, one
    shortest = min(len(one), len(other))
    if shortest < SHORTEST_NICKNAME:
        return False
    slips = OSA.distance(one, other, score_cutoff=2)
    if slips <= 1 and (one[0] == other[0] or shortest >= 7):
        return True
    if shortest < 8:
        return False
    return slips <= 2 or JaroWinkler.similarity(one, other, score_cutoff=LEAST_LIKENESS) >= LEAST_LIKENESS


def _glue(words: Sequence[_Word]) -> int:
    """As `vocabulary.glued`."""
    total = last = 0
    for word in words:
        if word.first and word.first == last:
            shift = word.glue_power * SKELETON_INVERSE & _MASK
            total = (total * shift + word.glue - word.first * shift) & _MASK
        else:
            total = (total * word.glue_power + word.glue) & _MASK
        last = word.last if word.first else last
    return total
