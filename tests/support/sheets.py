"""Workbooks for tests, as people make them."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl

USERS = ("nama", "surel", "peran", "unit", "mulai", "sampai")


def workbook(*rows: Sequence[object], title: str = "Lembar1") -> bytes:
    """An .xlsx whose sheet holds these rows; a text that starts with "=" is a formula, as in a spreadsheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
