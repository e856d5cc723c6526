"""A checked claim as one printable sheet: what was said, what the numbers say, on what they rest, where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sinergi.documents.typesetting import pdf


@dataclass(frozen=True)
class Section:
    """A heading with terms and their words below it, then sentences."""

    heading: str
    lines: tuple[tuple[str, str], ...] = ()
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClaimSheet:
    """`sentences` are the judgement, set apart at the top; `cutoff` stands at the foot of the page."""

    title: str
    sentences: tuple[str, ...]
    sections: tuple[Section, ...]
    cutoff: str
    page_word: str
    made_by: str


def typeset(sheet: ClaimSheet, *, at: datetime) -> bytes:
    """The sheet as tagged PDF, made at the moment `at`."""
    values = {
        "title": sheet.title,
        "sentences": list(sheet.sentences),
        "sections": [
            {
                "heading": section.heading,
                "lines": [list(line) for line in section.lines],
                "sentences": list(section.sentences),
            }
            for section in sheet.sections
        ],
        "cutoff": sheet.cutoff,
        "page_word": sheet.page_word,
        "made_by": sheet.made_by,
    }
    return pdf("claim_sheet", values, at=at)
