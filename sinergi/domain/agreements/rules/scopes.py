"""Two scopes side by side, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together: in both texts, or in one of them only."""

    words: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The older text with what it alone says marked, and the newer one likewise."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        return not any(piece.is_changed for piece in (*self.before, *self.after))


def side_by_side(before: str, after: str) -> SideBySide:
    """Compare two texts by words; spaces and line ends belong to the word before them.

    Put together, the pieces of each side are that text again.
    """
    old, new = _words(before), _words(after)
    left: list[Piece] = []
    right: list[Piece] = []
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        for pieces, words in ((left, old[start:end]), (right, new[new_start:new_end])):
            if words:
                pieces.append(Piece("".join(words), tag != "equal"))
    return SideBySide(tuple(left), tuple(right))


def _words(text: str) -> list[str]:
    return re.findall(r"\s*\S+\s*|\s+", text)
