"""A table to be read elsewhere: headings, rows as they come, and what a reader must know about both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

type Value = str | int | Decimal | date | datetime | None
"""None is unknown and stays an empty cell. A moment must know its zone."""


@dataclass(frozen=True)
class Column:
    """A heading, and about how many characters wide its cells are."""

    heading: str
    width: int = 18


@dataclass(frozen=True)
class Table:
    """`rows` is walked once, so that thousands never stand in memory; each has one value for each column.

    `about` says what a reader must know: what was filtered, when, by whom. Moments are shown in the zone named there.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Value, ...]]
    about: tuple[tuple[str, str], ...]
    is_example: bool = False


EXAMPLE = "CONTOH"
EXAMPLE_SENTENCE = "CONTOH: seluruh isi tabel ini rekaan, bukan data nyata."
"""Said in every document of made-up data, in whatever language the page is."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A text that starts so is taken for a formula by a spreadsheet that opens it."""


def starts_a_formula(text: str) -> bool:
    return text.startswith(FORMULA_STARTS)
