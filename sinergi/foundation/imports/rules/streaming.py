"""Reading a table of hundreds of thousands of rows as people keep it, one row at a time.

Every sheet with a heading is read, in their order; the heading may stand below a title and be spelled in many ways. Cells
keep what kind of value they are: a number that should have been text may have lost digits, and whoever understands the
column must know. Memory does not grow with the rows (an XLSX holds its distinct texts in memory, as its format demands).
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, BinaryIO

import openpyxl
from django.utils.translation import gettext as _

from sinergi.foundation.imports.rules import MOST_CELL_CHARACTERS, TableRefused

HEADING_WITHIN_ROWS = 25
MOST_UNPACKED_BYTES = 2_000_000_000
MOST_ROWS = 1_000_000
MOST_EMPTY_ROWS = 10_000
_PIECE_BYTES = 1 << 20
_DELIMITERS = ";,\t|"
_SIGNS = re.compile(r"[\W_]+")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Kind(StrEnum):
    """What a cell holds. A plain file holds texts only."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is the value as written: a date as 2026-03-02, a whole number in digits, another with point or exponent."""

    text: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row with something in it. `cells` holds the columns that were recognised and are not empty.

    `number` is the row a person sees in a spreadsheet; `sheet` is "" in a plain file.
    """

    sheet: str
    number: int
    cells: Mapping[str, Cell]


@dataclass
class Reading:
    """Rows as they come; `notes` say how the file was read, complete once the rows were walked."""

    spellings: Mapping[str, Collection[str]]
    required: Collection[str]
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._column = {folded(word): column for column, words in self.spellings.items() for word in (column, *words)}

    def rows(self, stream: BinaryIO, *, is_workbook: bool) -> Generator[SheetRow]:
        """The rows of all sheets that have a heading. Raises TableRefused, also midway through a damaged file.

        Whoever does not walk to the end closes it before the stream.
        """
        tables = _sheets(stream) if is_workbook else _plain(stream, self.notes)
        found = False
        for name, records in tables:
            for row in self._rows_of(name, records):
                found = True
                yield row
        if not found:
            wanted = ", ".join(self.required)
            raise TableRefused(
                _("Tidak ada baris data di bawah judul kolom yang dikenal. Kolom yang wajib ada: %(wanted)s.")
                % {"wanted": wanted},
                field="file",
            )

    def _rows_of(self, sheet: str, records: Iterable[tuple[int, list[Cell]]]) -> Iterator[SheetRow]:
        names: dict[int, str] = {}
        top, count = 0, 0
        for number, cells in records:
            if not names:
                if number > HEADING_WITHIN_ROWS:
                    break
                names, top = self._heading(cells), number
                continue
            held = {name: cells[place] for place, name in names.items() if place < len(cells) and cells[place].text}
            if held and not self._repeats_heading(held):
                count += 1
                if count > MOST_ROWS:
                    raise TableRefused(
                        _("Berkas ini berisi lebih dari %(most)s baris data.") % {"most": MOST_ROWS}, field="file"
                    )
                yield SheetRow(sheet, number, held)
        shown = f"Lembar “{sheet[:40]}”" if sheet else "Berkas"
        if names:
            self.notes.append(
                f"{shown}: judul kolom di baris {top}, {count} baris. Kolom: {', '.join(names.values())}."
            )
        elif sheet:
            self.notes.append(f"{shown} dilewati: tidak ada judul kolom yang dikenal.")

    def _heading(self, cells: list[Cell]) -> dict[int, str]:
        """Where each known column stands, if this row is the heading; the first of two alike counts."""
        found: dict[int, str] = {}
        for place, cell in enumerate(cells):
            column = self._column.get(folded(cell.text))
            if column is not None and column not in found.values():
                found[place] = column
        return found if all(column in found.values() for column in self.required) else {}

    def _repeats_heading(self, held: Mapping[str, Cell]) -> bool:
        """A heading printed again on each page, or the row of column numbers below it."""
        again = sum(self._column.get(folded(cell.text)) == name for name, cell in held.items())
        return again == len(held) or (len(held) > 2 and all(len(cell.text) <= 2 for cell in held.values()))


def folded(heading: str) -> str:
    """A heading without case, signs and doubled spaces: “No. Reg.” and “no reg” are one."""
    return _SIGNS.sub(" ", heading.casefold()).strip()


def _sheets(stream: BinaryIO) -> Iterator[tuple[str, Iterator[tuple[int, list[Cell]]]]]:
    try:
        stream.seek(0)
        with zipfile.ZipFile(stream) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED_BYTES:
                raise TableRefused(
                    _("Berkas Excel ini terlalu besar setelah dibuka. Bagi menjadi beberapa."), field="file"
                )
        stream.seek(0)
        workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except TableRefused:
        raise
    except Exception:
        raise _broken() from None
    for sheet in workbook.worksheets:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()  # what the file says about its size is often wrong
            yield str(sheet.title), _sheet_rows(sheet)


def _sheet_rows(sheet: Any) -> Iterator[tuple[int, list[Cell]]]:
    """Rows with something in them. Formatted but empty rows may reach to the end of the sheet: then it ends here."""
    rows = enumerate(sheet.iter_rows(values_only=True), 1)
    empty = 0
    while True:
        try:
            number, values = next(rows)
        except StopIteration:
            return
        except Exception:
            raise _broken() from None
        cells = [_cell(value) for value in values]
        if any(cell.text for cell in cells):
            empty = 0
            yield number, cells
        elif (empty := empty + 1) > MOST_EMPTY_ROWS:
            return


def _cell(value: Any) -> Cell:
    """A formula is read by the value its author last saw; an error value is broken."""
    match value:
        case None:
            return _EMPTY
        case bool():
            return Cell("ya" if value else "tidak")
        case datetime():
            return Cell(value.date().isoformat(), Kind.DATE)
        case date():
            return Cell(value.isoformat(), Kind.DATE)
        case int():
            return Cell(str(value), Kind.NUMBER)
        case float():
            # Beyond 2^53 a whole number is no longer sure of its last digit: the exponent stays visible.
            whole = value.is_integer() and abs(value) < 1e10
            return Cell(str(int(value)) if whole else repr(value), Kind.NUMBER)
        case _:
            text = str(value).strip()
            if text.startswith("#") and text in _ERRORS:
                return Cell(text, Kind.BROKEN)
            return _text(text)


def _text(text: str) -> Cell:
    text = text.strip()
    if len(text) > MOST_CELL_CHARACTERS or _CONTROL.search(text):
        return Cell(_CONTROL.sub("\ufffd", text[:MOST_CELL_CHARACTERS]), Kind.BROKEN)
    return Cell(text) if text else _EMPTY


_EMPTY = Cell("")
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})


def _broken() -> TableRefused:
    return TableRefused(
        _("Berkas Excel ini rusak atau terpotong. Buka dan simpan ulang sebagai .xlsx, lalu unggah lagi."), field="file"
    )


def _plain(stream: BinaryIO, notes: list[str]) -> Iterator[tuple[str, Iterator[tuple[int, list[Cell]]]]]:
    encoding = _encoding(stream)
    if encoding != "utf-8-sig":
        notes.append("Berkas ini bukan UTF-8 dan dibaca sebagai Windows-1252. Periksa huruf beraksen.")
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        beginning = "".join(line for _number, line in zip(range(HEADING_WITHIN_ROWS), text, strict=False))
        delimiter = max(_DELIMITERS, key=beginning.count)
        text.seek(0)
        yield "", _records(text, delimiter)
    finally:
        text.detach()


def _records(text: io.TextIOWrapper, delimiter: str) -> Iterator[tuple[int, list[Cell]]]:
    reader = csv.reader(text, delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, UnicodeDecodeError):
            raise TableRefused(
                _(
                    "Baris %(number)s tidak terbaca: tanda kutip tidak ditutup, sel terlalu panjang, atau berkas terpotong."
                )
                % {"number": number},
                field="file",
            ) from None
        found = [_text(cell) for cell in cells]
        if any(cell.text for cell in found):
            yield number, found


def _encoding(stream: BinaryIO) -> str:
    """UTF-8 when the whole content is that, else Windows-1252. Raises TableRefused for what is neither."""
    stream.seek(0)
    start = stream.read(2)
    if start in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        raise TableRefused(_("Berkas ini memakai UTF-16. Simpan ulang sebagai CSV UTF-8."), field="file")
    for encoding in ("utf-8-sig", "cp1252"):
        decoder = codecs.getincrementaldecoder(encoding)()
        stream.seek(0)
        try:
            while piece := stream.read(_PIECE_BYTES):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise TableRefused(_("Berkas ini tidak terbaca sebagai teks. Simpan ulang sebagai CSV UTF-8."), field="file")
