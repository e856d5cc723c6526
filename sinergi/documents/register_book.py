"""The register book of agreements as PDF: what was filtered, what it counts, as known when, then one row each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sinergi.documents.tables import EXAMPLE
from sinergi.documents.typesetting import pdf

MOST_TAGGED = 200
"""Rows up to which the book carries its structure for screen readers; beyond it would take minutes."""


@dataclass(frozen=True)
class BookRow:
    """One agreement, in words; what is unknown says so. `parties` holds one name a line."""

    parties: str
    kind: str
    number: str
    scope: str
    signed_on: str
    term: str
    standing: str


@dataclass(frozen=True)
class RegisterBook:
    """`about` are the lines above the table (definition, filter, unit, base); `cutoff` stands at the foot of each page.

    `columns` are the eight headings, the running number first.
    """

    title: str
    about: tuple[tuple[str, str], ...]
    cutoff: str
    columns: tuple[str, ...]
    page_word: str
    empty: str
    made_by: str
    rows: Iterable[BookRow]
    is_example: bool


def typeset(book: RegisterBook, *, at: datetime) -> bytes:
    """The book as PDF, made at the moment `at`; 2,000 rows take a second or two."""
    rows = [
        [str(number), row.parties, row.kind, row.number, row.scope, row.signed_on, row.term, row.standing]
        for number, row in enumerate(book.rows, start=1)
    ]
    values = {
        "title": book.title,
        "about": [list(line) for line in book.about],
        "cutoff": book.cutoff,
        "columns": list(book.columns),
        "page_word": book.page_word,
        "empty": book.empty,
        "made_by": book.made_by,
        "mark": EXAMPLE if book.is_example else "",
        "rows": rows,
    }
    return pdf("register_book", values, at=at, tagged=len(rows) <= MOST_TAGGED)
