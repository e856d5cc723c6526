"""A table as CSV: UTF-8 with a byte order mark, commas, dots in decimals, ISO dates; streamed.

A spreadsheet takes a text that starts with = + - @ or a tab for a formula, whoever wrote it. Such a text gets an
apostrophe in front, which a spreadsheet shows and never runs; so does one that starts with an apostrophe itself, so that
`unguarded` gives every text back. Numbers and dates are written by us and are never guarded.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sinergi.documents.tables import Table, Value, starts_a_formula

GUARD = "'"
GUARD_SENTENCE = (
    "Teks yang diawali =, +, -, @, tab, atau tanda petik tunggal diberi satu tanda petik tunggal di depannya, "
    "supaya lembar kerja tidak menjalankannya sebagai rumus."
)
_ROWS_A_PIECE = 200


def pieces(table: Table, *, zone: str = "Asia/Jakarta") -> Iterator[bytes]:
    """The table in pieces of some hundred rows: the heading, then each row. Moments carry the offset of `zone`."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([guarded(column.heading) for column in table.columns])
    for count, row in enumerate(table.rows, start=1):
        writer.writerow([_written(value, ZoneInfo(zone)) for value in row])
        if count % _ROWS_A_PIECE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def guarded(text: str) -> str:
    """The text as it can stand in a file that a spreadsheet opens."""
    return f"{GUARD}{text}" if starts_a_formula(text) or text.startswith(GUARD) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` made into this cell."""
    return cell.removeprefix(GUARD)


def _written(value: Value, zone: ZoneInfo) -> str:
    match value:
        case None:
            return ""
        case str():
            return guarded(value)
        case datetime():
            return value.astimezone(zone).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case int():
            return str(value)
        case Decimal():
            return f"{value:f}"


def _taken(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece
