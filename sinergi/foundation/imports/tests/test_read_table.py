from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.foundation.imports import rules
from sinergi.foundation.imports.choices import Outcome
from sinergi.foundation.imports.rules import Counts, Table, TableProblem, TableRefused, TableRow

COLUMNS = ("tanggal", "mitra", "lingkup")


def read(content: bytes | str, *, required: tuple[str, ...] = ("tanggal", "mitra"), most_rows: int = 100) -> Table:
    raw = content.encode() if isinstance(content, str) else content
    return rules.read_table(io.BytesIO(raw), columns=COLUMNS, required=required, most_rows=most_rows)


def problems(content: bytes | str) -> list[str]:
    return [str(problem) for problem in read(content).problems]


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r\t"), max_size=40)
records = st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=12).filter(
    lambda rows: all(any(cell.strip() for cell in row) for row in rows)
)


@given(
    records,
    st.permutations(COLUMNS),
    st.sampled_from(rules.DELIMITERS),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["utf-8", "utf-8-sig"]),
)
def test_what_a_csv_writer_wrote_is_read_back_unchanged(
    rows: list[tuple[str, ...]], order: list[str], delimiter: str, line_end: str, quoting: int, encoding: str
) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerows([order, *rows])
    table = read(written.getvalue().encode(encoding))
    assert [row.values for row in table.rows] == [dict(zip(order, row, strict=True)) for row in rows]
    assert [row.number for row in table.rows] == list(range(2, len(rows) + 2))
    assert (table.problems, table.notes) == ((), ())


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_and_never_lost_silently(content: bytes) -> None:
    for start in (b"", b"tanggal,mitra\n"):
        try:
            table = read(start + content)
        except TableRefused:
            continue
        assert table.rows or table.problems


def test_headings_may_be_in_any_order_and_case_and_an_optional_one_may_be_absent() -> None:
    assert read(" Mitra ,TANGGAL\nYayasan Contoh Satu,2025-10-02\n").rows == (
        TableRow(2, {"mitra": "Yayasan Contoh Satu", "tanggal": "2025-10-02", "lingkup": ""}),
    )


def test_a_semicolon_file_is_read_even_with_commas_in_its_cells() -> None:
    (row,) = read('tanggal;"mitra";lingkup\n2025-10-02;Contoh, Yayasan;a,b,c\n').rows
    assert (row.values["mitra"], row.values["lingkup"]) == ("Contoh, Yayasan", "a,b,c")


def test_blank_rows_are_skipped_but_counted_as_a_spreadsheet_counts_them() -> None:
    table = read("tanggal,mitra\n1,a\n\n ,\n,\n2,b\n")
    assert [(row.number, row.values["mitra"]) for row in table.rows] == [(2, "a"), (6, "b")]


def test_a_line_break_inside_quotes_starts_no_new_row() -> None:
    table = read('tanggal,mitra\n1,"Yayasan\nContoh\r\nSatu"\n2,b\n3\n')
    assert [row.number for row in table.rows] == [2, 3]
    assert table.rows[0].values["mitra"] == "Yayasan\nContoh\r\nSatu"
    assert [problem.number for problem in table.problems] == [4]


def test_windows_1252_is_read_and_said() -> None:
    table = read("tanggal,mitra\n1,Kafé Contoh – Satu\n".encode("cp1252"))
    assert table.rows[0].values["mitra"] == "Kafé Contoh – Satu"
    (note,) = table.notes
    assert "Windows-1252" in note
    assert "baris teks 2" in note


def test_a_row_with_too_few_or_too_many_cells_is_named_and_the_others_are_read() -> None:
    table = read("tanggal,mitra\n1\n2,b\n3,c,d\n")
    assert [row.number for row in table.rows] == [3]
    assert [str(problem) for problem in table.problems] == [
        "Baris 2: Ada 1 sel, seharusnya 2. Periksa tanda pemisah dan tanda kutip di baris ini, lalu unggah lagi.",
        "Baris 4: Ada 3 sel, seharusnya 2. Periksa tanda pemisah dan tanda kutip di baris ini, lalu unggah lagi.",
    ]


def test_a_nul_byte_is_a_problem_of_its_row_and_column() -> None:
    assert problems(b"tanggal,mitra\n1,a\n2,b\x00\n") == [
        "Baris 3: Kolom mitra memuat karakter NUL atau karakter lain yang tidak terlihat. Ketik ulang isinya."
    ]


def test_a_cell_of_ten_thousand_characters_is_read_and_one_more_is_a_problem() -> None:
    table = read(f"tanggal,mitra\n1,{'x' * 10_000}\n2,{'x' * 10_001}\n")
    assert [row.number for row in table.rows] == [2]
    assert table.problems == (
        TableProblem(3, "Kolom mitra berisi 10001 karakter, paling banyak 10000. Persingkat isinya."),
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Berkas ini kosong"),
        (b"\xef\xbb\xbf", "Berkas ini kosong"),
        (b"\n \n,,\n", "Berkas ini kosong"),
        ('\u00a0\n""\n', "Berkas ini kosong"),
        (b"tanggal,mitra\n\n", "hanya berisi judul kolom"),
        (b"tanggal,mitra,harga,warna\n", "kolom tidak dikenal: “harga”, “warna”"),
        (b"tanggal,lingkup\n", "wajib ada tetapi tidak ditemukan: mitra. Kolom yang diterima: tanggal, mitra, lingkup"),
        (b"tanggal,mitra,Mitra\n", "kolom berulang: mitra"),
        (b"tanggal,mitra,,\n", "kolom tanpa judul: ke-3, ke-4"),
        (b"tanggal,mitra,harga,harga,mitra\n", "kolom tidak dikenal: “harga”, “harga”; kolom berulang: mitra"),
        (b"tanggal,mi\x00tra\n", "ada karakter yang tidak terlihat; kolom tidak dikenal: “mi\ufffdtra”"),
        (b"%PDF-1.4\n%\xe2\xe3\n1 0 obj", "kolom tidak dikenal: “%PDF-1.4”"),
        (b"tanggal\tmitra\n1\ta\n", "kolom tidak dikenal: “tanggal\ufffdmitra”"),
        ('tanggal,mitra\n1,a\n2,"b\n3,c\n', "Baris 3 tidak terbaca: tanda kutip tidak ditutup"),
        ('tanggal,mitra\n1,"a"b\n', "Baris 2 tidak terbaca"),
        (f"tanggal,mitra\n1,{'x' * 200_000}\n", "Baris 2 tidak terbaca: .* sel terlalu panjang"),
        (b"tanggal,mitra\n1,\x81\n", "Karakter di baris teks 2 tidak terbaca"),
        ("tanggal,mitra\n1,a\n".encode("utf-16"), "memakai UTF-16"),
    ],
)
def test_what_spoils_the_whole_file_is_refused_with_a_sentence(content: bytes | str, sentence: str) -> None:
    with pytest.raises(TableRefused, match=sentence) as refusal:
        read(content)
    assert refusal.value.field == "file"


def test_the_heading_is_numbered_where_it_stands() -> None:
    with pytest.raises(TableRefused, match="di baris 3 belum sesuai"):
        read("\n\nharga\n")


def test_thousands_of_unknown_columns_make_a_short_sentence() -> None:
    with pytest.raises(TableRefused, match="dan 4990 lainnya") as refusal:
        read(",".join(f"kolom{'x' * 60}{n}" for n in range(5_000)))
    assert len(str(refusal.value)) < 1_000


def test_as_many_rows_as_allowed_are_read_and_one_more_is_refused() -> None:
    rows = "tanggal,mitra\n" + "1,a\n" * 5 + "\n"
    assert len(read(rows, most_rows=5).rows) == 5
    with pytest.raises(TableRefused, match="lebih dari 4 baris"):
        read(rows, most_rows=4)


@given(st.lists(st.sampled_from(Outcome)))
def test_counts_add_up(outcomes: list[Outcome]) -> None:
    counts = Counts.of(outcomes)
    assert counts.total == len(outcomes)
    assert counts.refused == outcomes.count(Outcome.REFUSED)
