"""Sheets as people keep them."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest

from sinergi.foundation.imports.rules import Table, TableRefused, read_sheet
from tests.support.sheets import workbook

COLUMNS = ("nama", "surel", "mulai")


def read(content: bytes, most_rows: int = 100) -> Table:
    return read_sheet(io.BytesIO(content), columns=COLUMNS, required=("nama", "surel"), most_rows=most_rows)


def test_a_plain_sheet_is_read_with_the_numbers_that_people_see() -> None:
    table = read(workbook(("Nama", "Surel"), ("Ani", "ani@contoh.example"), (), ("Budi", "budi@contoh.example")))
    assert [(row.number, row.values["nama"], row.values["mulai"]) for row in table.rows] == [
        (2, "Ani", ""),
        (4, "Budi", ""),
    ]


def test_the_heading_may_stand_below_a_title_beside_columns_nobody_asked_for() -> None:
    table = read(
        workbook(
            ("Daftar pengguna Lapas Contoh",), (), ("No.", " NAMA * ", "Surel:", "Keterangan"),
            (1, "Ani", "ani@contoh.example", "=1+1"), (None, None, None, "jumlah: 1"),
        )
    )  # fmt: skip
    assert [row.values["nama"] for row in table.rows] == ["Ani"]
    assert not table.problems
    assert "baris 3" in table.notes[0]


def test_dates_and_numbers_become_text() -> None:
    table = read(
        # a spreadsheet knows no time zones
        workbook(COLUMNS, ("Ani", 12.0, datetime(2026, 3, 2)), ("Budi", 1.5, date(2026, 3, 2)), ("C", "c", "2-3-2026"))  # noqa: DTZ001
    )
    assert [row.values["surel"] for row in table.rows] == ["12", "1.5", "c"]
    assert [row.values["mulai"] for row in table.rows] == ["2026-03-02", "2026-03-02", "2-3-2026"]


@pytest.mark.parametrize("formula", ["=A1", '=HYPERLINK("https://jahat.example","x")', "=1/0"])
def test_a_formula_is_refused_in_its_row_and_the_rest_is_read(formula: str) -> None:
    table = read(workbook(COLUMNS, ("Ani", "ani@contoh.example"), ("Budi", formula), ("Citra", "c@contoh.example")))
    assert [row.number for row in table.rows] == [2, 4]
    assert [(problem.number, "rumus" in problem.text) for problem in table.problems] == [(3, True)]


def test_an_error_value_is_refused_in_its_row() -> None:
    table = read(workbook(COLUMNS, ("Ani", "#N/A")))
    assert table.problems[0].number == 2


def test_the_sheet_with_the_heading_is_found_among_others() -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Petunjuk"])
    hidden = book.create_sheet("Lama")
    hidden.sheet_state = "hidden"
    hidden.append(["nama", "surel"])
    hidden.append(["Lama", "lama@contoh.example"])
    wanted = book.create_sheet("Data")
    wanted.append(["surel", "nama"])
    wanted.append(["ani@contoh.example", "Ani"])
    content = io.BytesIO()
    book.save(content)
    table = read(content.getvalue())
    assert [row.values["nama"] for row in table.rows] == ["Ani"]
    assert "Data" in table.notes[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 broken", "rusak"),
        (b"", "rusak"),
        (workbook(("nama",), ("Ani",)), "surel"),
        (workbook(COLUMNS), "tanpa baris data"),
        (workbook(COLUMNS, *[("Ani", "a")] * 3), "lebih dari 2 baris"),
    ],
)
def test_what_is_no_such_list_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(TableRefused, match=said):
        read(content, most_rows=2)


def test_a_file_that_unpacks_to_much_more_than_it_weighs_is_refused_before_it_is_unpacked() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 61_000_000)
    assert len(content.getvalue()) < 100_000
    with pytest.raises(TableRefused, match="terlalu besar"):
        read(content.getvalue())


def test_a_line_break_inside_a_cell_is_kept_for_the_reader_and_an_invisible_character_is_a_problem() -> None:
    table = read(workbook(COLUMNS, ("Ani\nContoh", "a"), ("Budi", "b" * 10_001)))
    assert table.rows[0].values["nama"] == "Ani\nContoh"
    assert table.problems[0].number == 3
