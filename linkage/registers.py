"""Read a small extract of a population register from CSV. Whatever is wrong with the file is said with its row.

Columns (in any order, UTF-8, comma or semicolon): nik, name, sex (L/P), birth_date (YYYY-MM-DD), birth_place,
mother_name, address, region_code, and optionally status (aktif, meninggal, tidak_aktif). Only the name must be filled.
Other columns are refused: an extract holds what the agreement allows and no more.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain, count
from pathlib import Path
from typing import BinaryIO, Self

from linkage.compare import Particulars
from linkage.faults import FileFault
from linkage.nik import Sex, is_usable, normalised

REQUIRED_COLUMNS = ("nik", "name", "sex", "birth_date", "birth_place", "mother_name", "address", "region_code")
OPTIONAL_COLUMNS = ("status",)
COLUMNS = REQUIRED_COLUMNS + OPTIONAL_COLUMNS
MOST_ROWS = 1_000_000
MOST_LETTERS_IN_A_CELL = 300
EARLIEST_BIRTH = date(1870, 1, 1)
LATEST_BIRTH = date(2099, 12, 31)

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_REGION_CODE = re.compile(r"[0-9]{6}")


class RegisterError(FileFault):
    """The extract cannot be read; the text is an Indonesian sentence, `row` the spreadsheet row if one is to blame."""


class Status(StrEnum):
    """What the register says about the entry itself."""

    ACTIVE = "aktif"
    DECEASED = "meninggal"
    INACTIVE = "tidak_aktif"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow(Particulars):
    """One person as a register states them.

    `row` is the row a person sees in a spreadsheet: the header is 1, the first person 2. A `status` of None is unknown.
    """

    row: int
    status: Status | None = None


class Extract:
    """A register extract in memory, to be asked by NIK."""

    def __init__(self, rows: Iterator[RegisterRow]) -> None:
        self._by_nik: dict[str, list[RegisterRow]] = {}
        self._by_birth: dict[date, list[RegisterRow]] = {}
        self._by_row: dict[int, RegisterRow] = {}
        self._size = 0
        for row in rows:
            self._size += 1
            self._by_row[row.row] = row
            if row.nik:
                self._by_nik.setdefault(normalised(row.nik), []).append(row)
            if row.birth_date:
                self._by_birth.setdefault(row.birth_date, []).append(row)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the whole extract. Raises RegisterError."""
        return cls(read_extract(path))

    def by_nik(self, nik: str) -> tuple[RegisterRow, ...]:
        """Every row with this NIK, in the order of the file; none for a text that is not sixteen digits."""
        return tuple(self._by_nik.get(normalised(nik), ())) if is_usable(nik) else ()

    def born_on(self, day: date) -> tuple[RegisterRow, ...]:
        """Every row with this birth date, in the order of the file."""
        return tuple(self._by_birth.get(day, ()))

    def by_row(self, number: int) -> RegisterRow | None:
        """The row that a spreadsheet shows under this number; None when the extract has none."""
        return self._by_row.get(number)

    def __len__(self) -> int:
        return self._size


def read_extract(path: Path, *, most_rows: int = MOST_ROWS) -> Iterator[RegisterRow]:
    """The rows of the CSV file at `path`, one by one; at most `most_rows` people.

    Raises RegisterError while reading, with the row: not UTF-8, NUL bytes, a missing, unknown or repeated column, a
    row of another length, an impossible date, a sex, region code or status that is none.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise RegisterError("Berkas register tidak dapat dibuka; periksa nama dan izin berkasnya.") from error
    with file:
        yield from read_rows(file, most_rows=most_rows)


def read_rows(file: BinaryIO, *, most_rows: int = MOST_ROWS) -> Iterator[RegisterRow]:
    """As `read_extract`, of a stream that stands at its beginning."""
    lines = _text_lines(file)
    header = next(lines, "")
    # A spreadsheet set to Indonesian separates with semicolons.
    delimiter = ";" if header.count(";") > header.count(",") else ","
    records = _records(csv.reader(chain([header], lines), delimiter=delimiter, strict=True))
    columns = _columns(next(records, (1, []))[1])
    people = 0
    for number, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        people += 1
        if people > most_rows:
            raise RegisterError(f"Berkas memuat lebih dari {most_rows} orang; bagilah menjadi beberapa berkas.")
        if len(cells) != len(columns):
            sentence = f"ada {len(cells)} kolom, seharusnya {len(columns)}; periksa tanda pemisah."
            raise RegisterError(sentence, row=number)
        yield _Cells(number, dict(zip(columns, cells, strict=True))).row()


def _text_lines(file: BinaryIO) -> Iterator[str]:
    for number, line in enumerate(file, start=1):
        if b"\0" in line:
            raise RegisterError("berkas memuat bita NUL; simpan ulang sebagai CSV UTF-8.", row=number)
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise RegisterError("berkas bukan teks UTF-8; simpan ulang sebagai CSV UTF-8.", row=number) from error


# Not csv.Reader by name: its type exists for type checkers only.
def _records(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for number in count(1):
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise RegisterError("tanda kutip atau isian tidak utuh; simpan ulang sebagai CSV.", row=number) from error
        if cells is None:
            return
        yield number, cells


def _columns(header: list[str]) -> list[str]:
    columns = [name.strip().lower() for name in header]
    if missing := [name for name in REQUIRED_COLUMNS if name not in columns]:
        raise RegisterError(f"Kolom berikut tidak ada: {', '.join(missing)}; periksa judul kolom di baris pertama.")
    if unknown := [name for name in columns if name not in COLUMNS]:
        raise RegisterError(f"Ada {len(unknown)} kolom yang tidak dikenal; sisakan hanya {', '.join(COLUMNS)}.")
    if len(set(columns)) < len(columns):
        raise RegisterError("Ada judul kolom yang ditulis dua kali; sisakan satu.")
    return columns


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of one row, to be read one by one."""

    number: int
    by_column: dict[str, str]

    def row(self) -> RegisterRow:
        return RegisterRow(
            row=self.number,
            nik=normalised(self.text("nik") or "") or None,
            name=self.name(),
            sex=self.one_of("sex", Sex, str.upper),
            birth_date=self.birth_date(),
            birth_place=self.text("birth_place"),
            mother_name=self.text("mother_name"),
            address=self.text("address"),
            region_code=self.region_code(),
            status=self.one_of("status", Status, lambda text: text.lower().replace(" ", "_")),
        )

    def text(self, column: str) -> str | None:
        text = self.by_column.get(column, "").strip()
        if len(text) > MOST_LETTERS_IN_A_CELL:
            raise self.error(f"isi kolom {column} lebih dari {MOST_LETTERS_IN_A_CELL} huruf; periksa tanda pemisah.")
        return text or None

    def name(self) -> str:
        name = self.text("name")
        if name is None:
            raise self.error("kolom name kosong; setiap baris register harus bernama.")
        return name

    def birth_date(self) -> date | None:
        text = self.text("birth_date")
        if text is None:
            return None
        try:
            found = date.fromisoformat(text) if _ISO_DATE.fullmatch(text) else None
        except ValueError:
            found = None
        if found is None:
            raise self.error("tanggal lahir tidak ada dalam kalender atau salah tulis; tulis seperti 1990-02-28.")
        if not EARLIEST_BIRTH <= found <= LATEST_BIRTH:
            raise self.error(f"tahun lahir {found.year:04} tidak mungkin; periksa kembali sumbernya.")
        return found

    def region_code(self) -> str | None:
        text = self.text("region_code")
        if text is not None and not _REGION_CODE.fullmatch(text.replace(".", "")):
            raise self.error("kode wilayah harus enam angka, mis. 990101.")
        return text and text.replace(".", "")

    def one_of[Choice: StrEnum](self, column: str, choices: type[Choice], tidy: Callable[[str], str]) -> Choice | None:
        text = self.text(column)
        if text is None:
            return None
        try:
            return choices(tidy(text))
        except ValueError as error:
            raise self.error(f"kolom {column} harus salah satu dari {', '.join(choices)}.") from error

    def error(self, sentence: str) -> RegisterError:
        return RegisterError(sentence, row=self.number)
