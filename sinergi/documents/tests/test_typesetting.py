"""What stands in a PDF, read back from it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from sinergi.documents import claim_sheet, register_book
from sinergi.documents.claim_sheet import ClaimSheet, Section
from sinergi.documents.register_book import BookRow, RegisterBook
from tests.support.factories import NOW

ROW = BookRow(
    parties="Lapas Contoh Tiga\nYayasan Contoh Delapan",
    kind="PKS",
    number="W.1-PK.01",
    scope="Pelatihan menjahit",
    signed_on="2 Oktober 2025",
    term="belum diketahui",
    standing="Mungkin berlaku",
)
BOOK = RegisterBook(
    title="Buku register perjanjian",
    about=(("Batas data", "2 Maret 2026"), ("Saringan", "jenis: PKS")),
    cutoff="Menurut catatan pada 2 Maret 2026",
    columns=("No.", "Pihak", "Jenis", "Nomor", "Isi", "Ditandatangani", "Masa berlaku", "Keadaan"),
    page_word="Halaman",
    empty="Tidak ada perjanjian.",
    made_by="Petugas Contoh",
    rows=(ROW,),
    is_example=False,
)
SHEET = ClaimSheet(
    title="Periksa klaim: “naik 250%”",
    sentences=("43 adalah 252,9 % dari 17; naiknya 26, yaitu +152,9 %.",),
    sections=(Section("Dasar", (("Angka awal", "17 (PKS)"),), ("Jenis naskah berbeda.",)),),
    cutoff="Diperiksa 2 Maret 2026",
    page_word="Halaman",
    made_by="Petugas Contoh",
)


def pages(content: bytes) -> list[str]:
    """The words of each page, however the lines were broken."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def test_the_book_prints_what_it_holds_and_how_to_read_it() -> None:
    [page] = pages(register_book.typeset(BOOK, at=NOW))
    for words in ("Buku register perjanjian", "jenis: PKS", "Lapas Contoh Tiga", "W.1-PK.01", "Mungkin berlaku"):
        assert words in page
    assert "Menurut catatan pada 2 Maret 2026" in page
    assert "Halaman 1 / 1" in page
    assert "CONTOH" not in page


def test_each_page_of_a_long_book_has_its_number_headings_and_mark() -> None:
    long = pages(register_book.typeset(replace(BOOK, rows=(ROW,) * 120, is_example=True), at=NOW))
    assert len(long) > 3
    for number, page in enumerate(long, start=1):
        assert f"Halaman {number} / {len(long)}" in page
        assert "Masa berlaku" in page
        assert "CONTOH" in page


def test_a_book_of_nothing_says_so() -> None:
    assert "Tidak ada perjanjian." in pages(register_book.typeset(replace(BOOK, rows=()), at=NOW))[0]


@pytest.mark.parametrize("count", [1, register_book.MOST_TAGGED + 1])
def test_short_books_carry_their_structure_and_long_ones_are_quick(count: int) -> None:
    root = PdfReader(io.BytesIO(register_book.typeset(replace(BOOK, rows=(ROW,) * count), at=NOW))).root_object
    assert ("/StructTreeRoot" in root) == (count == 1)
    assert root["/Lang"].lower().startswith("id")


def test_words_are_never_markup() -> None:
    nasty = '#panic("x") = $1 * _a_ ] #read("/etc/passwd") \\ @label <b>'
    book = replace(BOOK, title=nasty, rows=(replace(ROW, scope=nasty),))
    assert nasty.replace(" ", "") in pages(register_book.typeset(book, at=NOW))[0].replace(" ", "")


def test_the_same_values_make_the_same_document() -> None:
    moment = NOW.replace(microsecond=123_456)
    assert claim_sheet.typeset(SHEET, at=moment) == claim_sheet.typeset(SHEET, at=moment)


def test_the_sheet_of_a_claim_says_what_was_said_and_what_is_so() -> None:
    [page] = pages(claim_sheet.typeset(SHEET, at=NOW))
    for words in ("naik 250%", "252,9 % dari 17", "17 (PKS)", "Jenis naskah berbeda.", "Diperiksa 2 Maret 2026"):
        assert words in page
