"""Lists of name words, the common ones first, and words put together from parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import product

_FLATNESS = 8
"""The n-th word of a list weighs 1 / (n + 8): Zipf's law with Mandelbrot's offset, which keeps the first from ruling."""


@dataclass(frozen=True, slots=True)
class Words:
    """Different words with their weights, which are positive and sum to 1."""

    texts: tuple[str, ...]
    weights: tuple[float, ...]


def words(text: str) -> Words:
    """The words of `text`, the earlier the likelier; one that stands there twice has both weights."""
    return _weighed((word, 1 / (place + _FLATNESS)) for place, word in enumerate(text.split(), start=1))


def composed(*parts: Words) -> Words:
    """Every way to join one word of each part, as likely as its parts are together."""
    return _weighed(
        (
            "".join(text for text, _ in pieces),
            reduce(lambda sofar, piece: sofar * piece[1], pieces, 1.0),
        )
        for pieces in product(*(tuple(zip(part.texts, part.weights, strict=True)) for part in parts))
    )


def _weighed(entries: Iterable[tuple[str, float]]) -> Words:
    weights: dict[str, float] = {}
    for word, weight in entries:
        weights[word] = weights.get(word, 0.0) + weight
    total = sum(weights.values())
    return Words(tuple(weights), tuple(weight / total for weight in weights.values()))
