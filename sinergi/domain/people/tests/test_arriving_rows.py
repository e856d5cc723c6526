"""What a row of a unit's own list says, however sloppily it is written."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.domain.people.choices import AliasKind, Category, DatePrecision
from sinergi.domain.people.rules import Born, KnownAs, arriving
from sinergi.domain.people.rules.arriving import Arrived, RowRefused, read, read_birth, split_name
from sinergi.foundation.imports.rules.streaming import Cell, Kind

BY = date(2026, 3, 2)


def row(sheet: str = "", fallback: str = "narapidana", **cells: str | Cell) -> Arrived:
    values: dict[str, str | Cell] = {"nama": "Contoh Budi", "nomor": "B.1", **cells}
    plain = {name.replace("_", " "): Cell(v) if isinstance(v, str) else v for name, v in values.items()}
    return read(plain, sheet=sheet, fallback=fallback, by=BY)


class TestNames:
    @pytest.mark.parametrize(
        ("text", "name", "others"),
        [
            ("BUDI CONTOH", "BUDI CONTOH", []),
            ("Budi Contoh als Budi Kecil", "Budi Contoh", [("alias", "Budi Kecil")]),
            (
                "BUDI alias TATO @ GONDRONG bin SLAMET",
                "BUDI",
                [("alias", "TATO"), ("alias", "GONDRONG"), ("bin", "SLAMET")],
            ),
            ("Siti Contoh (Neneng) BINTI Ahmad", "Siti Contoh", [("alias", "Neneng"), ("binti", "Ahmad")]),
            ("Drs. H. Ahmad Contoh, S.H., M.H.", "Ahmad Contoh", [("gelar", "Drs. H."), ("gelar", "S.H., M.H.")]),
            ("Budi / Anton als. Toni", "Budi", [("alias", "Anton"), ("alias", "Toni")]),
            ("Robin Binsar", "Robin Binsar", []),
            ("Contoh, Budi", "Contoh Budi", []),
            ("Contoh Budi, SH", "Contoh Budi", [("gelar", "SH")]),
            ("Contoh, Budi Santoso", "Contoh Budi Santoso", []),
            ("Bin Laden", "Bin Laden", []),
        ],
    )
    def test_a_merged_name_is_split_as_written(self, text: str, name: str, others: list[tuple[str, str]]) -> None:
        found, aliases = split_name(text)
        assert (found, [(alias.kind, alias.name) for alias in aliases]) == (name, others)

    def test_a_split_is_said_and_columns_of_their_own_are_taken(self) -> None:
        found = row(nama="Siti bin Umar", nama_ayah="Umar", alias="Neng; Ceuceu", jenis_kelamin="Pr.")
        assert KnownAs("Umar", AliasKind.BINTI) in found.aliases
        assert KnownAs("Ceuceu", AliasKind.ALIAS) in found.aliases
        assert any("dipisah" in note for note in found.notes)


class TestBirth:
    @pytest.mark.parametrize(
        ("text", "born"),
        [
            ("17-08-1987", (date(1987, 8, 17), "day")),
            ("17/8/1987", (date(1987, 8, 17), "day")),
            ("17.08.87", (date(1987, 8, 17), "day")),
            ("1987-08-17", (date(1987, 8, 17), "day")),
            ("1987-08-17 00:00:00", (date(1987, 8, 17), "day")),
            ("17 Agustus 1987", (date(1987, 8, 17), "day")),
            ("17 Agt 1987", (date(1987, 8, 17), "day")),
            ("08/17/1987", (date(1987, 8, 17), "day")),
            ("19870817", (date(1987, 8, 17), "day")),
            ("17081987", (date(1987, 8, 17), "day")),
            ("08-1987", (date(1987, 8, 1), "month")),
            ("00-08-1987", (date(1987, 8, 1), "month")),
            ("00-00-1987", (date(1987, 1, 1), "year")),
            ("1987", (date(1987, 1, 1), "year")),
            ("17-8-05", (date(2005, 8, 17), "day")),
        ],
    )
    def test_dates_are_read_in_the_forms_people_write(self, text: str, born: tuple[date, str]) -> None:
        found = read_birth(Cell(text), [], by=BY)
        assert found is not None
        assert (found.on, found.precision.value) == born

    def test_a_spreadsheets_own_day_is_read(self) -> None:
        assert read_birth(Cell("32006", Kind.NUMBER), [], by=BY) == Born(date(1987, 8, 17), DatePrecision.DAY)
        assert read_birth(Cell("1987-08-17", Kind.DATE), [], by=BY) == Born(date(1987, 8, 17), DatePrecision.DAY)

    @pytest.mark.parametrize(
        "text", ["30-02-1990", "01-01-0001", "01-01-1899", "besok", "01-01-2027", "99", "1-2-3-4", "31/31/1990"]
    )
    def test_what_is_no_birth_date_is_unknown_and_said(self, text: str) -> None:
        found = row(tanggal_lahir=text)
        assert found.born == Born(None, DatePrecision.UNKNOWN)
        assert any("Tanggal lahir" in note for note in found.notes)

    def test_the_first_of_january_is_a_year_unless_the_nik_says_the_same(self) -> None:
        assert row(tanggal_lahir="01-01-1990").born == Born(date(1990, 1, 1), DatePrecision.YEAR)
        assert row(tanggal_lahir="01-01-1990", nik="9901010101900001").born.precision is DatePrecision.DAY

    def test_place_and_day_in_one_cell_are_taken_apart(self) -> None:
        found = row(tempat_tanggal_lahir="Kota Contoh, 17 Agustus 1987")
        assert (found.birth_place, found.born.on) == ("Kota Contoh", date(1987, 8, 17))


class TestNik:
    @pytest.mark.parametrize(
        "cell",
        [
            Cell("9.90101E+15"), Cell("9,90101E+15"), Cell("9901011201900001.0"), Cell("9901011201900001,00"),
            Cell("9901011201900000", Kind.NUMBER), Cell("9901011201900000.0", Kind.NUMBER),
            Cell("9.9010112019e+15", Kind.NUMBER),
        ],
    )  # fmt: skip
    def test_a_number_that_a_spreadsheet_spoiled_is_recognised_and_never_used(self, cell: Cell) -> None:
        found = row(nik=cell)
        assert (found.nik, found.damaged_nik) == ("", True)
        assert any("NIK tersimpan sebagai bilangan" in note for note in found.notes)

    def test_a_number_written_whole_by_a_program_is_one(self) -> None:
        assert row(nik=Cell("9901011201900001", Kind.NUMBER)).nik == "9901011201900001"

    @pytest.mark.parametrize("text", ["'9901011201900001", "99.01.01.120190.0001", " 9901 0112 0190 0001 "])
    def test_signs_around_the_digits_go(self, text: str) -> None:
        found = row(nik=text)
        assert (found.nik, found.damaged_nik, found.nationality) == ("9901011201900001", False, "WNI")

    @pytest.mark.parametrize("text", ["-", "0", "Belum ada", "0000000000000000", "TIDAK ADA"])
    def test_words_for_none_are_none(self, text: str) -> None:
        assert row(nik=text).nik == ""

    @pytest.mark.parametrize("text", ["990101120190001", "99010112O1900001"])
    def test_an_odd_number_is_kept_and_explained(self, text: str) -> None:
        found = row(nik=text)
        assert found.nik == text
        assert found.notes


class TestRows:
    @pytest.mark.parametrize(
        ("sheet", "text", "number", "fallback", "category"),
        [
            ("", "Narapidana", "1", "", Category.NARAPIDANA),
            ("", "B IIa", "1", "", Category.NARAPIDANA),
            ("", "AIII", "1", "", Category.TAHANAN),
            ("Daftar Tahanan", "", "1", "narapidana", Category.TAHANAN),
            ("Sheet1", "", "1", "klien", Category.KLIEN),
            ("Sheet1", "Anak Didik", "1", "", Category.ANAK_BINAAN),
            ("", "", "BIIa 12/2024", "", Category.NARAPIDANA),
            ("", "", "A.III 12/2024", "", Category.TAHANAN),
            ("", "aktif", "1", "narapidana", Category.NARAPIDANA),
        ],
    )
    def test_a_category_is_found_where_it_stands(
        self, sheet: str, text: str, number: str, fallback: str, category: Category
    ) -> None:
        assert row(sheet, fallback, kategori=text, nomor=number).category == category

    @pytest.mark.parametrize(
        ("cells", "words"),
        [
            ({"nama": ""}, "Nama kosong"),
            ({"nama": "12345"}, "Nama kosong"),
            ({"nomor": "-"}, "Nomor registrasi kosong"),
            ({"fallback": ""}, "Kategori tidak disebut"),
            ({"fallback": "", "kategori": "aktif"}, "“aktif” tidak dikenal"),
            ({"nama": "x" * 201}, "terlalu panjang"),
            ({"nik": Cell("#REF!", Kind.BROKEN)}, "Kolom nik berisi galat"),
        ],
    )
    def test_a_row_that_cannot_come_in_says_why(self, cells: dict[str, Any], words: str) -> None:
        with pytest.raises(RowRefused, match=words):
            row(**cells)

    def test_an_officer_is_numbered_by_the_nip(self) -> None:
        found = row(fallback="petugas", nomor="", nip="19900101 201501 1 000", kepegawaian="P3K")
        assert (found.nip, found.registration_number, found.employment) == ("199001012015011000",) * 2 + ("pppk",)

    def test_a_foreigner_is_one(self) -> None:
        assert row(kewarganegaraan="Malaysia").nationality == "WNA"
        assert row(kewarganegaraan="").nationality == ""

    def test_leaving_is_read_with_its_reason(self) -> None:
        found = row(sampai="1-2-2026", alasan_keluar="Bebas murni", mulai="03/04/2024")
        assert (found.ends_on, found.ended_as, found.starts_on) == (date(2026, 2, 1), "bebas", date(2024, 4, 3))


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)
cells = st.builds(Cell, texts, st.sampled_from(list(Kind)))


@given(st.dictionaries(st.sampled_from(list(arriving.SPELLINGS)), cells), texts)
def test_whatever_stands_in_a_row_it_is_read_or_refused_and_kept_without_loss(row: dict[str, Cell], sheet: str) -> None:
    try:
        found = read({"nama": Cell("Contoh"), "nomor": Cell("B.1")} | row, sheet=sheet, fallback="klien", by=BY)
    except RowRefused:
        return
    assert Arrived.from_plain(found.as_plain()) == found
