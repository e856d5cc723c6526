"""PEOPLE and REGISTER are read alike from CSV and Parquet; every fault is said with its row."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.compare import Particulars
from linkage.faults import FileFault
from linkage.nik import Sex
from linkage.notes import Notes
from linkage.reading import open_people, open_register, particulars, read_people, read_register
from linkage.tests.sheets import write

COLUMNS = (
    "id", "nik", "name", "aliases", "sex", "birth_date", "birth_place", "mother_name", "address", "region_code",
)  # fmt: skip
BUDI = (
    "P1", "9901010102900001", "Budi Contoh", "Bud; Budi Kecil", "L", "1990-02-01", "Kota Contoh", "Siti", "Jalan 1",
    "990101",
)  # fmt: skip
PUTRI = ("P2", None, "Putri Contoh", None, None, None, None, None, None, None)


def people(path: Path, notes: Notes | None = None) -> list[dict[str, Any]]:
    tables = read_people(open_people(path), notes if notes is not None else Notes(), size=2)
    return [row for table in tables for row in table.to_pylist()]


def register(path: Path, notes: Notes | None = None) -> list[dict[str, Any]]:
    tables = read_register(open_register(path), notes if notes is not None else Notes(), size=2)
    return [row for table in tables for row in table.to_pylist()]


def one(tmp_path: Path, **cells: object) -> tuple[dict[str, Any], Notes]:
    """One person read from a CSV file with these cells."""
    notes = Notes()
    row = {"id": "P1", "name": "Budi Contoh"} | cells
    (read,) = people(write(tmp_path / "p.csv", list(row), [list(row.values())]), notes)
    return read, notes


def fault(path: Path) -> str:
    with pytest.raises(FileFault) as said:
        people(path)
    return str(said.value)


@pytest.mark.parametrize("name", ["people.csv", "people.parquet"])
def test_people_are_read_with_all_that_is_known_of_them(tmp_path: Path, name: str) -> None:
    (table,) = read_people(open_people(write(tmp_path / name, COLUMNS, [BUDI, PUTRI])), Notes())
    assert particulars(table) == [
        Particulars(
            name="Budi Contoh",
            nik="9901010102900001",
            aliases=("Bud", "Budi Kecil"),
            sex=Sex.MALE,
            birth_date=date(1990, 2, 1),
            birth_place="Kota Contoh",
            mother_name="Siti",
            address="Jalan 1",
            region_code="990101",
        ),
        Particulars(name="Putri Contoh"),
    ]
    assert table.column("id").to_pylist() == ["P1", "P2"]
    assert table.column("row").to_pylist() == [2, 3]


def test_columns_may_be_absent_in_any_order_and_letter_case(tmp_path: Path) -> None:
    assert people(write(tmp_path / "p.csv", ["NAME", " Id "], [["Budi", "1"]]))[0]["id"] == "1"


def test_a_spreadsheet_writes_semicolons_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = write(tmp_path / "p.csv", COLUMNS, [BUDI], delimiter=";")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    # A semicolon inside a cell is quoted, so it still parts aliases and not columns.
    assert people(path)[0]["aliases"] == "Bud;Budi Kecil"


def test_rows_without_any_cell_are_passed_over_but_counted(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("id,name\n1,Budi\n\n,\n2,Putri\n")
    assert fault(path) == "Baris 4: kolom id kosong; setiap orang harus punya id."
    path.write_text("id,name\n1,Budi\n\n\n2,Putri\n")
    assert [row["row"] for row in people(path)] == [2, 5]


cells = st.one_of(st.none(), st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=12))


@given(st.lists(st.tuples(*[cells] * 8), max_size=7))
def test_csv_and_parquet_say_the_same(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str | None, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("both")
    columns = ("nik", "name", "sex", "birth_date", "birth_place", "mother_name", "address", "region_code")
    # A row without any cell exists in Parquet only.
    filled = [row for row in rows if any(cell and cell.strip() for cell in row)]
    answers = []
    for name in ("r.csv", "r.parquet"):
        notes = Notes()
        answers.append((register(write(folder / name, columns, filled), notes), notes.sentences()))
    assert answers[0] == answers[1]


# --- what is odd about one row


@pytest.mark.parametrize(
    ("written", "kept", "sentence"),
    [
        ("990101010290001", "990101010290001", "NIK berisi 15 angka"),
        ("99010101O2900001", None, "NIK hanya boleh berisi angka"),
        ("9.90101E+15", None, "bilangan lembar kerja"),
        ("9901010102900001.0", None, "bilangan lembar kerja"),
        ("1101010102900000.0", "1101010102900000", "bilangan lembar kerja"),
        ("0000000000000000", None, "angka nol"),
        ("9901 0101 0290 0001", "9901010102900001", None),
        ("'9901010102900001", "9901010102900001", None),
        ("-", None, None),
        ("", None, None),
    ],
)
def test_an_odd_nik_is_noted(tmp_path: Path, written: str, kept: str | None, sentence: str | None) -> None:
    row, notes = one(tmp_path, nik=written)
    assert row["nik"] == kept
    assert (sentence or "") in row["notes"]
    assert bool(row["notes"]) == bool(sentence) == bool(notes.total())


def test_a_register_keeps_no_nik_that_is_not_whole(tmp_path: Path) -> None:
    notes = Notes()
    path = write(tmp_path / "r.csv", ("nik", "name"), [("990101010290001", "Budi"), ("9901010102900001", "")])
    assert [(row["nik"], row["name"]) for row in register(path, notes)] == [(None, "Budi"), ("9901010102900001", "")]
    assert notes.sentences() == [
        "1 baris, kolom name: nama kosong; baris ini tidak dapat dikenali dari namanya. (baris 3)",
        "1 baris, kolom nik: NIK berisi 15 angka, seharusnya 16; periksa kembali dokumennya. (baris 2)",
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1990-02-28", date(1990, 2, 28)),
        ("28-02-1990", date(1990, 2, 28)),
        ("1/2/1990", date(1990, 2, 1)),
        ("1990-02-28 00:00:00", date(1990, 2, 28)),
        ("30-02-1990", None),
        ("1990-02-30", None),
        ("0001-01-01", None),
        ("01-02/1990", None),
        ("28-02-90", None),
        ("2300-01-01", None),
        ("kira-kira 1990", None),
    ],
)
def test_an_impossible_birth_date_is_not_known_and_noted(tmp_path: Path, written: str, read: date | None) -> None:
    row, notes = one(tmp_path, birth_date=written)
    assert row["birth_date"] == read
    assert ("kalender" in row["notes"]) == (read is None) == (notes.total() == 1)
    assert written not in row["notes"]


@pytest.mark.parametrize(("written", "read"), [("l", "L"), ("Perempuan", "P"), ("LAKI - LAKI", "L"), ("x", None)])
def test_sex_is_read_from_its_words(tmp_path: Path, written: str, read: str | None) -> None:
    row, notes = one(tmp_path, sex=written)
    assert row["sex"] == read
    assert notes.total() == (read is None)


@pytest.mark.parametrize(
    ("written", "read"), [("99.01.01", "990101"), ("9901012001", "990101"), ("9901", "9901"), ("99x", None)]
)
def test_a_region_code_is_cut_to_the_district(tmp_path: Path, written: str, read: str | None) -> None:
    row, _notes = one(tmp_path, region_code=written)
    assert row["region_code"] == read


def test_a_cell_that_never_ends_is_cut(tmp_path: Path) -> None:
    row, notes = one(tmp_path, name="A" * 1000)
    assert len(row["name"]) == 300
    assert "300 huruf" in notes.sentences()[0]


def test_columns_that_nobody_reads_are_named(tmp_path: Path) -> None:
    _row, notes = one(tmp_path, birthdate="1990-01-01")
    assert notes.sentences() == ["Kolom yang tidak dipakai: birthdate."]


# --- faults of the structure


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"id,nik\n1,2\n", "Kolom name tidak ada di p.csv"),
        (b"id,name,Name\n1,B,C\n", "Judul kolom name di p.csv ditulis dua kali"),
        (b"", "Kolom id, name tidak ada"),
        (b"id,name\n1,\n", "Baris 2: kolom name kosong"),
        (b"id,name\n1,Budi\n ,Putri\n", "Baris 3: kolom id kosong"),
        (b"id,name\n7,Budi\n8,C\n9,D\n7,Putri\n", "Baris 5: id ini sudah dipakai di baris 2"),
        (b"id,name\n1,Budi,L\n", "Baris 2: ada 3 kolom, seharusnya 2"),
        (b'id,name\n1,"Budi\n', "Baris 2: tanda kutip atau isian tidak utuh"),
        (b"id,name\n1,Bu\0di\n", "Baris 2: berkas memuat bita NUL"),
        (b"id,name\n1,Jos\xe9\n", "Baris 2: berkas bukan teks UTF-8"),
    ],
)
def test_a_fault_of_the_file_is_said_with_its_row(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(content)
    assert fault(path).startswith(sentence)


def test_a_truncated_parquet_file_is_not_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "p.parquet", COLUMNS, [BUDI] * 100)
    content = path.read_bytes()
    for length in (0, 3, 100, len(content) - 1):
        path.write_bytes(content[:length])
        assert fault(path) == "p.parquet bukan berkas Parquet yang utuh; mintalah atau buatlah sekali lagi."


def test_a_parquet_file_that_is_damaged_inside_is_noticed(tmp_path: Path) -> None:
    path = write(tmp_path / "p.parquet", ("id", "name"), [(f"{n:05}", "Budi") for n in range(5000)])
    content = bytearray(path.read_bytes())
    content[40:4000] = os.urandom(3960)
    path.write_bytes(bytes(content))
    assert "rusak" in fault(path) or "utuh" in fault(path)


def test_nul_is_refused_in_parquet_too(tmp_path: Path) -> None:
    path = write(tmp_path / "p.parquet", ("id", "name"), [("1", "Budi"), ("2", "Pu\0tri")])
    assert fault(path).startswith("Baris 3: berkas memuat bita NUL")


def test_parquet_columns_of_other_kinds_are_read_as_the_text_they_stand_for(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": pa.array([1, 2, 3]),
            "name": pa.array(["Budi", "Putri", "Sri"]).dictionary_encode(),
            "nik": pa.array([1101010102900001.0, 9901010102900001.0, None], pa.float64()),
            "aliases": pa.array([["A", "B"], [], None], pa.list_(pa.string())),
            "birth_date": pa.array([date(1990, 2, 1), None, date(1, 1, 1)]),
            "region_code": pa.array([990101, None, 11], pa.int32()),
        }
    )
    pq.write_table(table, tmp_path / "p.parquet")
    rows = people(tmp_path / "p.parquet")
    assert [row["id"] for row in rows] == ["1", "2", "3"]
    assert [row["nik"] for row in rows] == ["1101010102900001", None, None]
    assert [row["aliases"] for row in rows] == ["A;B", None, None]
    assert [row["birth_date"] for row in rows] == [date(1990, 2, 1), None, None]
    assert [row["region_code"] for row in rows] == ["990101", None, "11"]


def test_a_parquet_column_that_holds_no_text_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": ["1"], "name": [b"Budi"]}), tmp_path / "p.parquet")
    assert fault(tmp_path / "p.parquet").startswith("Kolom name bukan kolom teks")


def test_files_that_cannot_be_opened_are_named(tmp_path: Path) -> None:
    assert fault(tmp_path / "no.csv").endswith("no.csv tidak ditemukan; periksa nama berkas dan foldernya.")
    assert fault(tmp_path / "p.xlsx").startswith("Berkas p.xlsx tidak berakhiran .csv atau .parquet")
    (tmp_path / "d.csv").mkdir()
    assert "adalah folder" in fault(tmp_path / "d.csv")
