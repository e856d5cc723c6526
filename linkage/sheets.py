"""Read a table of text from CSV or Parquet, some rows at a time, with the row of every fault.

CSV: UTF-8 with or without a byte order mark, comma or semicolon, the names of the columns in the first row.
Parquet: columns of text, whole numbers, dates or lists of text. Here only the structure is judged; what the cells mean
is up to `linkage.reading`. Memory is bounded by a batch, whatever the size of the file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from linkage.faults import FileFault, saying_what_the_system_refused
from linkage.writing import kind_of

BATCH = 50_000
FIRST_ROW = 2
"""The row of the first person, as a spreadsheet shows it: the header is row 1."""
MOST_COLUMNS = 200
_MOST_LETTERS_OF_A_HEADER = 1 << 16
_EXACT_FLOAT = 2**53


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows as text: their spreadsheet rows, and one array of text per column, trimmed; null is empty."""

    rows: pa.Int64Array
    columns: dict[str, pa.StringArray]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that was opened: which of the wanted columns it has, and which others that are not read."""

    path: Path
    kind: str
    columns: tuple[str, ...]
    ignored: tuple[str, ...]

    def batches(self, size: int = BATCH) -> Iterator[Batch]:
        """The rows from the first, at most `size` at a time. Raises FileFault with the row when the file is damaged."""
        with saying_what_the_system_refused(self.path):
            yield from (_csv_batches if self.kind == "csv" else _parquet_batches)(self, size)


def open_sheet(path: Path, *, required: Sequence[str], optional: Sequence[str] = ()) -> Sheet:
    """Look at the columns of the table at `path`, which may stand in any order and letter case.

    Raises FileFault: no such file, another suffix, not a whole Parquet file, a required column that is missing, a
    wanted one that stands twice, a Parquet column of a kind that holds no text.
    """
    kind = kind_of(path)
    with saying_what_the_system_refused(path):
        if path.is_dir():
            raise FileFault(f"{path} adalah folder; sebutkan berkas di dalamnya.")
        header = _csv_header(path) if kind == "csv" else _parquet_header(path)
    names = [name.strip().lower() for name in header]
    if missing := [name for name in required if name not in names]:
        raise FileFault(
            f"Kolom {', '.join(missing)} tidak ada di {path.name}; periksa judul kolom di baris pertama.",
        )
    wanted = [*required, *optional]
    if twice := sorted({name for name in names if name in wanted and names.count(name) > 1}):
        raise FileFault(f"Judul kolom {', '.join(twice)} di {path.name} ditulis dua kali; sisakan satu.")
    sheet = Sheet(
        path=path,
        kind=kind,
        columns=tuple(name for name in wanted if name in names),
        ignored=tuple(name for name in names if name not in wanted),
    )
    if kind == "parquet":
        _readers(sheet, _parquet(path).schema_arrow)
    return sheet


def count_rows(sheet: Sheet) -> int:
    """How many rows the table has. A CSV file is read to its end for it. Raises FileFault."""
    if sheet.kind == "parquet":
        return int(_parquet(sheet.path).metadata.num_rows)
    return sum(len(batch.rows) for batch in sheet.batches())


# --- CSV


def _csv_header(path: Path) -> list[str]:
    with _Csv(path) as file:
        return file.header


def _csv_batches(sheet: Sheet, size: int) -> Iterator[Batch]:
    with _Csv(sheet.path) as file:
        names = [name.strip().lower() for name in file.header]
        places = [names.index(name) for name in sheet.columns]
        while records := file.records(size):
            numbers, cells = file.numbered(records)
            if not cells:
                continue
            columns = list(zip(*cells, strict=True))
            arrays = {
                name: _texts(pa.array(columns[place], pa.string()), numbers)
                for name, place in zip(sheet.columns, places, strict=True)
            }
            yield Batch(pa.array(numbers, pa.int64()), arrays)


class _Csv:
    """An opened CSV file: its header, then its records, some at a time. Nearly all of the work is done in C."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = 0
        """The spreadsheet row of the record that was read last."""
        self._file = path.open("rb")
        try:
            first = self._file.readline(_MOST_LETTERS_OF_A_HEADER)
            # A spreadsheet set to Indonesian separates with semicolons.
            delimiter = ";" if first.count(b";") > first.count(b",") else ","
            self._file.seek(0)
            text = io.TextIOWrapper(self._file, encoding="utf-8-sig", newline="")
            self._reader = csv.reader(text, delimiter=delimiter, strict=True)
            self.header = next(iter(self._read(1)), [])
            self._at = 1
        except BaseException:
            self._file.close()
            raise
        if len(self.header) > MOST_COLUMNS:
            raise FileFault(f"berkas memuat lebih dari {MOST_COLUMNS} kolom; sisakan yang perlu.", row=1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def records(self, size: int) -> list[list[str]]:
        return self._read(size)

    def numbered(self, records: list[list[str]]) -> tuple[Sequence[int], list[list[str]]]:
        """The records with their spreadsheet rows, without those that have no cell."""
        start = self._at + 1
        self._at += len(records)
        width = len(self.header)
        if all(len(record) == width for record in records):
            return range(start, start + len(records)), records
        numbers: list[int] = []
        cells: list[list[str]] = []
        for number, record in enumerate(records, start=start):
            if len(record) == width:
                numbers.append(number)
                cells.append(record)
            elif any(cell.strip() for cell in record):
                sentence = f"ada {len(record)} kolom, seharusnya {width}; periksa tanda pemisah dan tanda kutip."
                raise FileFault(sentence, row=number)
        return numbers, cells

    def _read(self, size: int) -> list[list[str]]:
        records: list[list[str]] = []
        try:
            records.extend(islice(self._reader, size))
        except csv.Error as error:
            sentence = "tanda kutip atau isian tidak utuh; simpan ulang sebagai CSV."
            raise FileFault(sentence, row=self._at + len(records) + 1) from error
        except UnicodeDecodeError as error:
            sentence = "berkas bukan teks UTF-8; simpan ulang sebagai CSV UTF-8."
            raise FileFault(sentence, row=_line_that_is_no_text(self._path)) from error
        return records


def _line_that_is_no_text(path: Path) -> int | None:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    return None


# --- Parquet


def _parquet(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except pa.ArrowInvalid as error:
        raise FileFault(f"{path.name} bukan berkas Parquet yang utuh; mintalah atau buatlah sekali lagi.") from error


def _parquet_header(path: Path) -> list[str]:
    return list(_parquet(path).schema_arrow.names)


def _parquet_batches(sheet: Sheet, size: int) -> Iterator[Batch]:
    file = _parquet(sheet.path)
    readers = _readers(sheet, file.schema_arrow)
    written = {name.strip().lower(): name for name in file.schema_arrow.names}
    row = FIRST_ROW
    batches = file.iter_batches(batch_size=size, columns=[written[name] for name in sheet.columns], use_threads=False)
    while True:
        try:
            batch = next(batches, None)
            if batch is None:
                return
            batch.validate(full=True)
        except (pa.ArrowInvalid, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            sentence = f"{sheet.path.name} rusak setelah baris {row - 1}; mintalah atau buatlah sekali lagi."
            raise FileFault(sentence) from error
        if batch.num_rows:
            numbers = range(row, row + batch.num_rows)
            columns = {name: readers[name](batch.column(written[name]), numbers) for name in sheet.columns}
            yield Batch(pa.array(numbers, pa.int64()), columns)
        row += batch.num_rows


type _Reader = Callable[[Any, Sequence[int]], pa.StringArray]
"""From a column of a batch, and the spreadsheet rows of the batch."""


def _readers(sheet: Sheet, schema: pa.Schema) -> dict[str, _Reader]:
    """How each column becomes text. Raises FileFault for a kind that does not."""
    written = {name.strip().lower(): name for name in schema.names}
    return {name: _reader(name, schema.field(written[name]).type) for name in sheet.columns}


def _reader(name: str, kind: Any) -> _Reader:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return _texts
    if pa.types.is_integer(kind) or pa.types.is_date(kind) or pa.types.is_boolean(kind) or pa.types.is_null(kind):
        return lambda column, _rows: column.cast(pa.string())
    if pa.types.is_timestamp(kind):
        return lambda column, _rows: column.cast(pa.date32(), safe=False).cast(pa.string())
    if pa.types.is_floating(kind):
        return lambda column, _rows: pa.array(map(_number, column.cast(pa.float64()).to_pylist()), pa.string())
    if (pa.types.is_list(kind) or pa.types.is_large_list(kind)) and pa.types.is_string(kind.value_type):
        return _lists
    raise FileFault(f"Kolom {name} bukan kolom teks; simpan isinya sebagai teks, lalu ulangi.")


def _texts(column: Any, rows: Sequence[int]) -> pa.StringArray:
    texts = column.cast(pa.string())
    at = pc.index(pc.match_substring(texts, "\0"), True).as_py()
    if at >= 0:
        raise FileFault("berkas memuat bita NUL; simpan ulang tanpa bita itu.", row=rows[at])
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _lists(column: Any, rows: Sequence[int]) -> pa.StringArray:
    joined = [";".join(filter(None, cell or ())) for cell in column.to_pylist()]
    return _texts(pa.array(joined, pa.string()), rows)


def _number(cell: float | None) -> str | None:
    """As Python writes it when it is exact; beyond 2^53, where digits are lost, with an exponent that gives it away."""
    if cell is None or cell != cell:
        return None
    return repr(cell) if abs(cell) < _EXACT_FLOAT else f"{cell:e}"
