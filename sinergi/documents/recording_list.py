"""The list of those to be recorded on a day as PDF, with room for a signature in each row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sinergi.documents.register_book import MOST_TAGGED
from sinergi.documents.tables import EXAMPLE
from sinergi.documents.typesetting import pdf


@dataclass(frozen=True)
class RecordingList:
    """`columns` has the running number first and the signature last; each of `rows` what stands between, in words."""

    title: str
    about: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    signature: str
    keeper: str
    cutoff: str
    page_word: str
    made_by: str
    is_example: bool


def typeset(made: RecordingList, *, at: datetime) -> bytes:
    """The list as tagged PDF, made at the moment `at`; some hundred rows."""
    values = {
        "title": made.title,
        "about": [list(line) for line in made.about],
        "columns": list(made.columns),
        "rows": [[str(number), *row, ""] for number, row in enumerate(made.rows, start=1)],
        "signature": made.signature,
        "keeper": made.keeper,
        "cutoff": made.cutoff,
        "page_word": made.page_word,
        "made_by": made.made_by,
        "mark": EXAMPLE if made.is_example else "",
    }
    return pdf("recording_list", values, at=at, tagged=len(made.rows) <= MOST_TAGGED)
