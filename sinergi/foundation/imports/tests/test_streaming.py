"""Long and sloppy tables, read one row at a time."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from sinergi.foundation.imports.rules import TableRefused
from sinergi.foundation.imports.rules.streaming import Cell, Kind, Reading, SheetRow

SPELLINGS = {"name": ("nama", "nama lengkap"), "number": ("no reg", "nomor registrasi"), "nik": ("no ktp",)}


def book(*sheets: tuple[str, list[list[object]]]) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def read(content: bytes, *, is_workbook: bool = False) -> tuple[list[SheetRow], list[str]]:
    reading = Reading(SPELLINGS, ["name"])
    return list(reading.rows(io.BytesIO(content), is_workbook=is_workbook)), reading.notes


def test_every_sheet_with_a_heading_is_read_and_the_others_are_named() -> None:
    held = [
        ["DAFTAR TAHANAN"],
        [],
        ["No.", "NAMA LENGKAP", "No. Reg."],
        [1, "Contoh Satu", "A.1"],
        [],
        [2, "Contoh Dua", "A.2"],
    ]
    content = book(
        ("Catatan", [["Dibuat oleh unit"]]),
        ("Tahanan", held),
        ("Napi", [["nomor_registrasi", "Nama"], ["B.1", "Contoh Tiga"]]),
    )
    rows, notes = read(content, is_workbook=True)
    assert [(row.sheet, row.number, row.cells["name"].text, row.cells["number"].text) for row in rows] == [
        ("Tahanan", 4, "Contoh Satu", "A.1"),
        ("Tahanan", 6, "Contoh Dua", "A.2"),
        ("Napi", 2, "Contoh Tiga", "B.1"),
    ]
    assert "“Catatan” dilewati" in notes[0]
    assert "judul kolom di baris 3, 2 baris" in notes[1]


def test_a_cell_says_what_kind_of_value_it_is() -> None:
    values = [["Contoh", date(2026, 3, 2), 9901011201900001], ["Dua", 12.0, 9.901e15], ["Tiga", "#REF!", True]]
    rows, _notes = read(book(("A", [["Nama", "No Reg", "No KTP"], *values])), is_workbook=True)
    assert rows[0].cells["number"] == Cell("2026-03-02", Kind.DATE)
    assert rows[0].cells["nik"].kind == Kind.NUMBER
    assert rows[1].cells["number"] == Cell("12", Kind.NUMBER)
    assert rows[1].cells["nik"].kind == Kind.NUMBER
    assert rows[2].cells["number"].kind == Kind.BROKEN


def test_a_heading_printed_again_and_a_row_of_numbers_are_no_rows() -> None:
    content = b"Nama;No Reg;No KTP\n(1);(2);3\nContoh;A.1;\nNama;No Reg;No KTP\nContoh Dua;A.2;\n"
    rows, _notes = read(content.replace(b"(1);(2);3", b"1;2;3"))
    assert [row.number for row in rows] == [3, 5]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_a_plain_file_may_have_any_delimiter(delimiter: str) -> None:
    rows, notes = read(f"\ufeffNama{delimiter}No Reg\nJosé Contoh{delimiter}A.1\n".encode())
    assert rows[0].cells["name"].text == "José Contoh"
    assert len(notes) == 1


def test_an_old_encoding_is_read_and_said() -> None:
    rows, notes = read("Nama;No Reg\nJosé;A.1\n".encode("cp1252"))
    assert rows[0].cells["name"].text == "José"
    assert "Windows-1252" in notes[0]


@pytest.mark.parametrize(
    ("content", "is_workbook", "words"),
    [
        (b"apa;itu\n1;2\n", False, "Kolom yang wajib ada: name"),
        (b"Nama\n", False, "Tidak ada baris data"),
        (b"", False, "Tidak ada baris data"),
        (b"\xff\xfeN\x00", False, "UTF-16"),
        (b"Nama;No Reg\n\x81\x8d\n\xff", False, "tidak terbaca"),
        (b"PK\x03\x04rusak", True, "rusak"),
        (book(("A", [["Nama"], ["Contoh"]]))[:-300], True, "rusak"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(content: bytes, is_workbook: bool, words: str) -> None:
    with pytest.raises(TableRefused, match=words):
        read(content, is_workbook=is_workbook)


def test_an_invisible_character_breaks_a_cell_not_the_file() -> None:
    rows, _notes = read(b"Nama;No Reg\nCon\x01toh;A.1\nDua;A.2\n")
    assert rows[0].cells["name"].kind == Kind.BROKEN
    assert rows[1].cells["name"].kind == Kind.TEXT
