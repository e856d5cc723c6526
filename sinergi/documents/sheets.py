"""A table as XLSX: text stays text, dates are dates, numbers are numbers; a second sheet says what it is."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from decimal import Decimal
from typing import IO, BinaryIO
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sinergi.documents.tables import EXAMPLE, EXAMPLE_SENTENCE, Table, Value, starts_a_formula

LONGEST_CELL = 32_767
"""Characters that a cell of the format can hold."""

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(table: Table, stream: BinaryIO | IO[bytes], *, zone: str = "Asia/Jakarta") -> int:
    """Write the table into `stream`, one row at a time; returns how many rows it has.

    Moments lose their zone in this format: they are written as the clock shows them in `zone`. Raises ValueError for a text
    that no cell can hold.
    """
    book = xlsxwriter.Workbook(stream, _OPTIONS)
    made_up = f"{EXAMPLE} " if table.is_example else ""
    sheet = book.add_worksheet(f"{made_up}Data")
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        # shown as text even after somebody edits it
        "quoted": book.add_format({"quote_prefix": True}),
    }
    for position, column in enumerate(table.columns):
        sheet.set_column(position, position, column.width)
        sheet.write_string(0, position, column.heading, heading)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    if table.is_example:
        sheet.set_header(f"&L{EXAMPLE_SENTENCE}")
    sheet.set_footer("&L&A&R&P / &N")
    count = 0
    try:
        for count, row in enumerate(table.rows, start=1):
            for position, value in enumerate(row):
                _write_cell(sheet, count, position, value, formats, ZoneInfo(zone))
    except BaseException:
        book.close()  # else the rows so far stay behind as a temporary file
        raise
    if count:
        sheet.autofilter(0, 0, count, len(table.columns) - 1)
    _write_about(book.add_worksheet("Keterangan"), table, count, heading)
    book.close()
    return count


def open_file(table: Table, *, zone: str = "Asia/Jakarta") -> IO[bytes]:
    """The table as an open temporary file, at its beginning; it is gone when closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the caller closes it)
    write(table, file, zone=zone)
    file.seek(0)
    return file


def _write_cell(
    sheet: Worksheet, row: int, column: int, value: Value, formats: dict[str, Format], zone: ZoneInfo
) -> None:
    match value:
        case None | "":
            return
        case str():
            if len(value) > LONGEST_CELL:
                raise ValueError(f"a text of {len(value)} characters fits no cell (row {row}, column {column})")
            sheet.write_string(row, column, value, formats["quoted"] if starts_a_formula(value) else None)
        case datetime():
            sheet.write_datetime(row, column, value.astimezone(zone).replace(tzinfo=None), formats["moment"])
        case date():
            sheet.write_datetime(row, column, value, formats["day"])
        case int() | Decimal():
            sheet.write_number(row, column, value)


def _write_about(sheet: Worksheet, table: Table, count: int, heading: Format) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    lines = [("Tabel", table.title), *table.about, ("Banyaknya baris", str(count))]
    if table.is_example:
        lines.insert(0, (EXAMPLE, EXAMPLE_SENTENCE))
    for row, (term, text) in enumerate(lines):
        sheet.write_string(row, 0, term, heading)
        sheet.write_string(row, 1, text)
