"""Reading a table that people exported from somewhere, and saying what is wrong with it where it is wrong."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

import openpyxl
from django.utils.translation import gettext as _

from sinergi.foundation.imports.choices import Outcome
from sinergi.foundation.kernel.errors import DomainError

MOST_CELL_CHARACTERS = 10_000
DELIMITERS = (",", ";")
MOST_SHOWN = 10
MOST_UNPACKED_BYTES = 60_000_000
# Formatted but empty rows may reach to the end of the sheet: after so many nothing is looked for any more.
MOST_SHEET_ROWS = 100_000

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class TableRefused(DomainError):
    """The file as a whole cannot be read as the table that was asked for. The text names the row where there is one."""

    code = "table_refused"


@dataclass(frozen=True)
class TableRow:
    """`number` is the row a person sees in a spreadsheet (the heading of a plain file is row 1).

    `values` holds one text for each column that was asked for, "" for a column the file does not have.
    """

    number: int
    values: dict[str, str]


@dataclass(frozen=True)
class TableProblem:
    """What is wrong with one row, as an Indonesian sentence without the row's number; `str()` adds it."""

    number: int
    text: str

    def __str__(self) -> str:
        return f"Baris {self.number}: {self.text}"


@dataclass(frozen=True)
class Table:
    """The readable rows, the rows with a problem, and what a person should know about how it was read."""

    rows: tuple[TableRow, ...]
    problems: tuple[TableProblem, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Counts:
    """How many rows of an import were, or would be, created, updated, left unchanged and refused."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0

    @classmethod
    def of(cls, outcomes: Iterable[Outcome | str]) -> Counts:
        return cls(**Counter(Outcome(outcome).value for outcome in outcomes))

    @property
    def total(self) -> int:
        return self.created + self.updated + self.unchanged + self.refused


def read_table(stream: BinaryIO, *, columns: Sequence[str], required: Sequence[str], most_rows: int) -> Table:
    """Read CSV: UTF-8 (with or without BOM), else Windows-1252, with comma or semicolon as the heading has it.

    `columns` are the headings that may appear, in any order and case; those in `required` must. Blank rows are skipped
    but counted. A row with too many or too few cells, an invisible character or a cell over 10,000 characters becomes
    a problem and the reading goes on. Raises TableRefused for what spoils the whole file: empty, unreadable, headings
    unknown, missing or doubled, an unclosed quotation mark, more than `most_rows` rows.
    """
    text, notes = _decode(stream.read())
    records = _records(text, _delimiter(text, columns))
    heading = next(records, None) if text.strip(" \t\r\n,;") else None
    if heading is None:
        raise TableRefused(_("Berkas ini kosong. Pilih berkas yang berisi judul kolom dan baris data."), field="file")
    names = _names(heading, columns, required)
    absent = dict.fromkeys((column for column in columns if column not in names), "")
    rows: list[TableRow] = []
    problems: list[TableProblem] = []
    for number, cells in records:
        if len(rows) + len(problems) == most_rows:
            raise TableRefused(
                _("Berkas ini berisi lebih dari %(most)s baris data. Bagi menjadi beberapa berkas.")
                % {"most": most_rows},
                field="file",
            )
        if problem := _problem(cells, names):
            problems.append(TableProblem(number, problem))
        else:
            rows.append(TableRow(number, dict(zip(names, cells, strict=True)) | absent))
    if not rows and not problems:
        raise TableRefused(_("Berkas ini hanya berisi judul kolom, tanpa baris data."), field="file")
    return Table(tuple(rows), tuple(problems), notes)


def read_sheet(stream: BinaryIO, *, columns: Sequence[str], required: Sequence[str], most_rows: int) -> Table:
    """Read XLSX as people keep it: the heading may stand below a title, beside columns nobody asked for, on any sheet.

    The first visible sheet with a heading that has all of `required` within its first 20 rows is read. Numbers of rows
    are those of the sheet; blank rows are skipped, dates become "2026-03-02". A row with a formula or an error value in
    a column that was asked for becomes a problem: what a formula says depends on who opens the file. Else as
    `read_table`. Raises TableRefused, also for a file that unpacks to more than 60 MB.
    """
    sheet, (top, names) = _sheet_with(_workbook(stream), columns, required)
    rows: list[TableRow] = []
    problems: list[TableProblem] = []
    absent = dict.fromkeys((column for column in columns if column not in names.values()), "")
    for number, cells in enumerate(sheet.iter_rows(min_row=top + 1), top + 1):
        if number > top + MOST_SHEET_ROWS:
            break
        # A row may be shorter than its heading.
        asked = [(name, cells[place] if place < len(cells) else None) for place, name in names.items()]
        if all(_cell_text(cell) == "" for _name, cell in asked):
            continue
        if len(rows) + len(problems) == most_rows:
            raise TableRefused(
                _("Lembar ini berisi lebih dari %(most)s baris data. Bagi menjadi beberapa berkas.")
                % {"most": most_rows},
                field="file",
            )
        texts = [_cell_text(cell) for _name, cell in asked]
        if problem := _cell_problem(asked) or _problem(texts, [name for name, _cell in asked]):
            problems.append(TableProblem(number, problem))
        else:
            rows.append(TableRow(number, dict(zip((name for name, _cell in asked), texts, strict=True)) | absent))
    if not rows and not problems:
        raise TableRefused(_("Lembar ini hanya berisi judul kolom, tanpa baris data."), field="file")
    return Table(tuple(rows), tuple(problems), (f"Dibaca dari lembar “{sheet.title}”, judul kolom di baris {top}.",))


def _workbook(stream: BinaryIO) -> Any:
    """The workbook, its cells read one after another; refused before unpacking when it would be huge."""
    try:
        stream.seek(0)
        with zipfile.ZipFile(stream) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED_BYTES:
                raise TableRefused(
                    _("Berkas Excel ini terlalu besar setelah dibuka. Salin datanya ke berkas baru."), field="file"
                )
        stream.seek(0)
        return openpyxl.load_workbook(stream, read_only=True, data_only=False, keep_links=False)
    except TableRefused:
        raise
    except Exception:
        raise TableRefused(
            _("Berkas Excel ini rusak. Buka dan simpan ulang sebagai .xlsx, lalu unggah lagi."), field="file"
        ) from None


def _sheet_with(
    workbook: Any, columns: Sequence[str], required: Sequence[str]
) -> tuple[Any, tuple[int, dict[int, str]]]:
    known = {_folded(column): column for column in columns}
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()  # what the file says about its size is often wrong
        for number, cells in enumerate(sheet.iter_rows(max_row=20), 1):
            found: dict[int, str] = {}
            for place, cell in enumerate(cells):
                name = known.get(_folded(_cell_text(cell).strip("*: ")))
                if name is not None and name not in found.values():
                    found[place] = name
            if all(column in found.values() for column in required):
                return sheet, (number, found)
    raise TableRefused(
        _("Tidak ada lembar dengan judul kolom %(required)s. Kolom yang diterima: %(columns)s.")
        % {"required": ", ".join(required), "columns": ", ".join(columns)},
        field="file",
    )


def _cell_text(cell: Any) -> str:
    value = cell.value if cell is not None else None
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _cell_problem(asked: Sequence[tuple[str, Any]]) -> str | None:
    for name, cell in asked:
        if cell is None:
            continue
        if cell.data_type == "f":
            return f"Kolom {name} berisi rumus. Ganti dengan nilainya (salin, lalu tempel khusus: nilai)."
        if cell.data_type == "e":
            return f"Kolom {name} berisi galat {_shown(str(cell.value))}. Perbaiki isinya."
    return None


def _decode(content: bytes) -> tuple[str, tuple[str, ...]]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise TableRefused(_("Berkas ini memakai UTF-16. Simpan ulang sebagai CSV UTF-8."), field="file")
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TableRefused(
            _(
                "Karakter di baris teks %(line)s tidak terbaca, baik sebagai UTF-8 maupun Windows-1252. Simpan ulang "
                "sebagai CSV UTF-8."
            )
            % {"line": line},
            field="file",
        ) from None
    return text, (
        f"Berkas ini bukan UTF-8 (terlihat di baris teks {line}) dan dibaca sebagai Windows-1252. "
        "Periksa huruf beraksen dan tanda kutip.",
    )


def _delimiter(text: str, columns: Sequence[str]) -> str:
    """The delimiter under which the heading has most known columns; of equals the one with more cells, else comma."""

    def fits(delimiter: str) -> tuple[int, int]:
        try:
            _number, cells = next(_records(text, delimiter), (0, []))
        except TableRefused:  # quotation marks that are closed under the other delimiter
            return 0, 0
        return sum(_folded(cell) in {_folded(column) for column in columns} for cell in cells), len(cells)

    return max(DELIMITERS, key=fits)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, with their number in a spreadsheet: a line break inside quotes starts no new row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableRefused(
                _(
                    "Baris %(number)s tidak terbaca: tanda kutip tidak ditutup, diikuti teks lain, atau sel terlalu "
                    "panjang. Perbaiki baris itu, lalu unggah lagi."
                )
                % {"number": number},
                field="file",
            ) from error
        if any(cell.strip() for cell in cells):
            yield number, cells


def _folded(heading: str) -> str:
    return " ".join(heading.split()).casefold()


def _names(heading: tuple[int, list[str]], columns: Sequence[str], required: Sequence[str]) -> list[str]:
    """The column each cell of the heading stands for. All that is wrong with the heading is said at once."""
    number, cells = heading
    known = {_folded(column): column for column in columns}
    faults: list[str] = []
    if any(_CONTROL.search(cell) for cell in cells):
        faults.append(_("ada karakter yang tidak terlihat"))
    if nameless := [_("ke-%(place)s") % {"place": place} for place, cell in enumerate(cells, 1) if not cell.strip()]:
        faults.append(_("kolom tanpa judul: %(places)s") % {"places": ", ".join(nameless)})
    if unknown := [_shown(cell) for cell in cells if cell.strip() and _folded(cell) not in known]:
        shown, more = ", ".join(unknown[:MOST_SHOWN]), len(unknown) - MOST_SHOWN
        if more > 0:
            faults.append(_("kolom tidak dikenal: %(columns)s dan %(more)s lainnya") % {"columns": shown, "more": more})
        else:
            faults.append(_("kolom tidak dikenal: %(columns)s") % {"columns": shown})
    names = [known[_folded(cell)] for cell in cells if _folded(cell) in known]
    if doubled := [name for name, times in Counter(names).items() if times > 1]:
        faults.append(_("kolom berulang: %(columns)s") % {"columns": ", ".join(doubled)})
    if missing := [column for column in required if column not in names]:
        faults.append(_("kolom yang wajib ada tetapi tidak ditemukan: %(columns)s") % {"columns": ", ".join(missing)})
    if faults:
        raise TableRefused(
            _("Judul kolom di baris %(number)s belum sesuai: %(faults)s. Kolom yang diterima: %(columns)s.")
            % {"number": number, "faults": "; ".join(faults), "columns": ", ".join(columns)},
            field="file",
        )
    return names


def _problem(cells: Sequence[str], names: Sequence[str]) -> str | None:
    if len(cells) != len(names):
        return (
            f"Ada {len(cells)} sel, seharusnya {len(names)}. Periksa tanda pemisah dan tanda kutip di baris ini, "
            "lalu unggah lagi."
        )
    for name, cell in zip(names, cells, strict=True):
        if _CONTROL.search(cell):
            return f"Kolom {name} memuat karakter NUL atau karakter lain yang tidak terlihat. Ketik ulang isinya."
        if len(cell) > MOST_CELL_CHARACTERS:
            return f"Kolom {name} berisi {len(cell)} karakter, paling banyak {MOST_CELL_CHARACTERS}. Persingkat isinya."
    return None


def _shown(heading: str) -> str:
    """A heading as it may be repeated to its author: visible and short."""
    visible = "".join(c if c.isprintable() else "\ufffd" for c in heading.strip())
    return f"“{visible[:40]}…”" if len(visible) > 40 else f"“{visible}”"
