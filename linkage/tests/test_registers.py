from datetime import date
from pathlib import Path

import pytest

from linkage.nik import Sex
from linkage.registers import Extract, RegisterError, RegisterRow, Status, read_extract

HEADER = "nik,name,sex,birth_date,birth_place,mother_name,address,region_code,status"
BUDI = "9901021708900001,Budi Santoso,L,1990-08-17,Contoh,Siti Aminah,Jalan Contoh 1,990102,aktif"
SITI = "9901025708900001,Siti Aminah,P,1990-08-17,Contoh,,,990102,"


def extract(folder: Path, *lines: str, encoding: str = "utf-8", newline: str = "\n") -> Path:
    path = folder / "extract.csv"
    path.write_bytes(newline.join([*lines, ""]).encode(encoding))
    return path


def with_cell(column: str, value: str) -> str:
    cells = dict(zip(HEADER.split(","), BUDI.split(","), strict=True)) | {column: value}
    return ",".join(cells.values())


def test_rows_carry_the_number_a_spreadsheet_shows(tmp_path: Path) -> None:
    rows = list(read_extract(extract(tmp_path, HEADER, BUDI, "", SITI)))
    assert [(row.row, row.name) for row in rows] == [(2, "Budi Santoso"), (4, "Siti Aminah")]


def test_a_row_is_read_in_full_and_what_is_empty_is_unknown(tmp_path: Path) -> None:
    budi, siti = read_extract(extract(tmp_path, HEADER, BUDI, SITI))
    assert budi == RegisterRow(
        row=2,
        nik="9901021708900001",
        name="Budi Santoso",
        sex=Sex.MALE,
        birth_date=date(1990, 8, 17),
        birth_place="Contoh",
        mother_name="Siti Aminah",
        address="Jalan Contoh 1",
        region_code="990102",
        status=Status.ACTIVE,
    )
    assert (siti.mother_name, siti.address, siti.status) == (None, None, None)


@pytest.mark.parametrize(("encoding", "newline"), [("utf-8-sig", "\r\n"), ("utf-8", "\n")])
def test_spreadsheet_habits_are_understood(tmp_path: Path, encoding: str, newline: str) -> None:
    lines = [line.replace(",", ";") for line in (HEADER.upper(), with_cell("sex", "l"), with_cell("nik", "'99 0102"))]
    rows = list(read_extract(extract(tmp_path, *lines, encoding=encoding, newline=newline)))
    assert [(row.sex, row.nik) for row in rows] == [(Sex.MALE, "9901021708900001"), (Sex.MALE, "990102")]


def test_the_status_column_may_be_absent(tmp_path: Path) -> None:
    (row,) = read_extract(extract(tmp_path, HEADER.removesuffix(",status"), BUDI.removesuffix(",aktif")))
    assert row.status is None


def test_a_deceased_person_is_read_as_such(tmp_path: Path) -> None:
    (row,) = read_extract(extract(tmp_path, HEADER, with_cell("status", "MENINGGAL")))
    assert row.status is Status.DECEASED


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("birth_date", "30-02-1990", "tanggal lahir"),
        ("birth_date", "1990-02-30", "tanggal lahir"),
        ("birth_date", "19900217", "tanggal lahir"),
        ("birth_date", "0001-01-01", "tahun lahir 0001"),
        ("birth_date", "9999-12-31", "tahun lahir 9999"),
        ("sex", "X", "L, P"),
        ("status", "hidup", "aktif, meninggal, tidak_aktif"),
        ("name", " ", "kolom name kosong"),
        ("name", "x" * 10_000, "lebih dari 300 huruf"),
        ("region_code", "32", "enam angka"),
        ("address", 'x" y', None),
        ("address", '"tak ditutup', "tanda kutip"),
        ("address", "y" * 200_000, "tanda kutip atau isian"),
        ("address", "Jalan, Contoh", "ada 10 kolom"),
        ("mother_name", "Si\0ti", "NUL"),
    ],
)
def test_a_bad_cell_is_refused_with_its_row(tmp_path: Path, column: str, value: str, words: str | None) -> None:
    path = extract(tmp_path, HEADER, SITI, with_cell(column, value))
    if words is None:
        assert len(list(read_extract(path))) == 2
        return
    with pytest.raises(RegisterError, match=words) as caught:
        list(read_extract(path))
    assert caught.value.row == 3
    assert str(caught.value).startswith("Baris 3: ")
    assert str(caught.value).endswith(".")


def test_what_is_not_utf8_is_refused_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="Baris 2: berkas bukan teks UTF-8"):
        list(read_extract(extract(tmp_path, HEADER, with_cell("name", "José"), encoding="latin-1")))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([HEADER.replace("nik,", ""), BUDI], "Kolom berikut tidak ada: nik"),
        ([], "Kolom berikut tidak ada"),
        (["%PDF-1.7", "..."], "Kolom berikut tidak ada"),
        ([HEADER + ",agama", BUDI + ",x"], "kolom yang tidak dikenal"),
        ([HEADER + ",name", BUDI + ",x"], "ditulis dua kali"),
        (["x" * 200_000], "tanda kutip atau isian"),
    ],
)
def test_a_file_with_other_columns_is_refused(tmp_path: Path, lines: list[str], words: str) -> None:
    with pytest.raises(RegisterError, match=words):
        list(read_extract(extract(tmp_path, *lines)))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="tidak dapat dibuka"):
        list(read_extract(tmp_path / "none.csv"))
    with pytest.raises(RegisterError, match="tidak dapat dibuka"):
        list(read_extract(tmp_path))


def test_more_people_than_allowed_are_refused(tmp_path: Path) -> None:
    path = extract(tmp_path, HEADER, BUDI, SITI, BUDI)
    assert len(list(read_extract(path, most_rows=3))) == 3
    with pytest.raises(RegisterError, match="lebih dari 2 orang"):
        list(read_extract(path, most_rows=2))


def test_an_extract_answers_by_nik_however_it_is_written(tmp_path: Path) -> None:
    found = Extract.load(extract(tmp_path, HEADER, BUDI, SITI, BUDI, with_cell("nik", "")))
    assert len(found) == 4
    assert [row.row for row in found.by_nik("99.01.02.170890.0001")] == [2, 4]
    assert [row.row for row in found.by_nik("9901025708900001")] == [3]
    assert found.by_nik("9901021708900009") == found.by_nik("") == found.by_nik("99") == ()
