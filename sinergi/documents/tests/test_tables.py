"""What leaves as a table comes back the same, and nothing in it runs."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from sinergi.documents import separated, sheets
from sinergi.documents.tables import Column, Table, Value

# Control characters are refused by every form and service, so no text in a table holds one; a carriage return is one.
letters = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n")
texts = st.text(letters, max_size=40) | st.builds(
    "{}{}".format,
    st.sampled_from(["=", "+", "-", "@", "\t", "'", "=HYPERLINK(", "_x0041_"]),
    st.text(letters, max_size=9),
)
numbers = st.integers(-(10**12), 10**12) | st.decimals(-(10**11), 10**11, places=2)
days = st.dates(date(1945, 8, 17), date(2200, 12, 31))
# Jakarta has kept its offset since 1964; no moment of recording is older than the system.
moments = st.integers(0, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
values: st.SearchStrategy[Value] = st.none() | texts | numbers | days | moments
rows = st.lists(st.tuples(values, values, values), max_size=12)
COLUMNS = (Column("Satu"), Column("=Dua"), Column("Tiga"))
JAKARTA = timedelta(hours=7)


def table(of: list[tuple[Value, ...]] | Iterator[tuple[Value, ...]], *, is_example: bool = False) -> Table:
    return Table("Daftar contoh", COLUMNS, of, (("Disaring", "tidak"), ("Oleh", "Petugas Contoh")), is_example)


def as_xlsx(made: Table) -> io.BytesIO:
    stream = io.BytesIO()
    sheets.write(made, stream)
    stream.seek(0)
    return stream


def read_as(value: Value) -> Any:
    """How a spreadsheet holds a value: no zone, no difference between nothing and an empty text."""
    match value:
        case None | "":
            return None
        case datetime():
            return (value + JAKARTA).replace(tzinfo=None)
        case date() | str():
            return value
        case _:
            return float(value)


@given(rows)
def test_what_leaves_as_xlsx_comes_back_the_same(sent: list[tuple[Value, ...]]) -> None:
    sheet = openpyxl.load_workbook(as_xlsx(table(sent)), read_only=True)["Data"]
    back = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    padded = [[*row, *[None] * (3 - len(row))] for row in back]
    expected = [[read_as(value) for value in row] for row in sent]
    while expected and expected[-1] == [None] * 3:
        expected.pop()
    assert [[_same(value) for value in row] for row in padded][: len(expected)] == expected


def _same(value: Any) -> Any:
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date()
    # The format writes what could be read as an escape as one; this reader leaves that to us.
    return float(value) if isinstance(value, int | float) else unescape(value) if isinstance(value, str) else value


@given(st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=12))
def test_another_reader_finds_text_and_never_a_formula(sent: list[tuple[str, ...]]) -> None:
    content = as_xlsx(table(list(sent))).getvalue()
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert all(cell.data_type != "f" for row in book["Data"].iter_rows() for cell in row)
    back = (
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Data").to_python(skip_empty_area=False)
    )
    assert back[0] == ["Satu", "=Dua", "Tiga"]
    for was, found in zip(sent, back[1:], strict=False):
        assert [*found, "", "", ""][:3] == list(was)


@given(rows)
def test_what_leaves_as_csv_comes_back_the_same_once_the_guard_is_taken_off(sent: list[tuple[Value, ...]]) -> None:
    whole = b"".join(separated.pieces(table(sent))).decode("utf-8-sig")
    heading, *back = csv.reader(io.StringIO(whole, newline=""))
    assert [separated.unguarded(cell) for cell in heading] == ["Satu", "=Dua", "Tiga"]
    assert len(back) == len(sent)
    for was, found in zip(sent, back, strict=True):
        for value, cell in zip(was, found, strict=True):
            match value:
                case None:
                    assert cell == ""
                case str():
                    assert separated.unguarded(cell) == value
                case datetime():
                    assert datetime.fromisoformat(cell) == value
                case date():
                    assert date.fromisoformat(cell) == value
                case _:
                    assert Decimal(cell) == value


@given(texts)
def test_no_text_in_a_csv_starts_a_formula(text: str) -> None:
    assert not separated.guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_second_sheet_says_what_it_is_and_made_up_data_is_marked() -> None:
    book = openpyxl.load_workbook(as_xlsx(table([("a", 1, None)], is_example=True)))
    assert book.sheetnames == ["CONTOH Data", "Keterangan"]
    about = {row[0].value: row[1].value for row in book["Keterangan"].iter_rows()}
    assert about["Oleh"] == "Petugas Contoh"
    assert about["Banyaknya baris"] == "1"
    assert "rekaan" in about["CONTOH"]
    assert openpyxl.load_workbook(as_xlsx(table([]))).sheetnames == ["Data", "Keterangan"]


def test_a_text_that_no_cell_holds_is_not_cut_silently() -> None:
    with pytest.raises(ValueError, match="fits no cell"):
        as_xlsx(table([("x" * 32_768, None, None)]))


def test_memory_does_not_grow_with_the_rows() -> None:
    def many(count: int) -> Iterator[tuple[Value, ...]]:
        return ((f"Baris {number} " * 5, number, date(2026, 3, 2)) for number in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        sheets.open_file(table(many(count))).close()
        for _piece in separated.pieces(table(many(count))):
            pass
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(10)
    assert peak(8_000) < peak(1_000) * 2
