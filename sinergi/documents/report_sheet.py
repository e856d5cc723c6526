"""A report as a printable sheet: what it says first, then sections of terms, tables and sentences. For runs and their use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sinergi.documents.tables import EXAMPLE
from sinergi.documents.typesetting import pdf


@dataclass(frozen=True)
class ReportTable:
    """Finished cells; the first column holds words, the others numbers. Some dozens of rows, not thousands."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ReportSection:
    heading: str
    lines: tuple[tuple[str, str], ...] = ()
    table: ReportTable | None = None
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportSheet:
    """`sentences` stand set apart at the top; `cutoff` at the foot of each page."""

    title: str
    sentences: tuple[str, ...]
    sections: tuple[ReportSection, ...]
    cutoff: str
    page_word: str
    made_by: str
    is_example: bool = False


def typeset(sheet: ReportSheet, *, at: datetime) -> bytes:
    """The sheet as tagged PDF, made at the moment `at`."""
    values = {
        "title": sheet.title,
        "sentences": list(sheet.sentences),
        "sections": [
            {
                "heading": section.heading,
                "lines": [list(line) for line in section.lines],
                "table": {"columns": list(section.table.columns), "rows": [list(row) for row in section.table.rows]}
                if section.table and section.table.rows
                else None,
                "sentences": list(section.sentences),
            }
            for section in sheet.sections
        ],
        "cutoff": sheet.cutoff,
        "page_word": sheet.page_word,
        "made_by": sheet.made_by,
        "mark": EXAMPLE if sheet.is_example else "",
    }
    return pdf("report_sheet", values, at=at)
