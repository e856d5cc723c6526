"""Read a table of text from CSV or Parquet, some rows at a time, with the row of every fault.

CSV: UTF-8 with or without a byte order mark, comma or semicolon, the names of the columns in the first row.
Parquet: columns of text, whole numbers, dates or lists of text. Here only the structure is judged; what the cells mean
is up to `linkage.reading`. Memory is bounded by a batch, whatever the size of the file.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from linkage.faults import FileFault, saying_what_the_system_refused
from linkage.writing import kind_of

BATCH = 50_000
FIRST_ROW = 2
"""The row of the first person, as a spreadsheet shows it: the header is row 1."""
MOST_COLUMNS = 200
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
    with path.open("rb") as file:
        records = _csv_records(file)
        return next(records, (1, []))[1]


def _csv_batches(sheet: Sheet, size: int) -> Iterator[Batch]:
    with sheet.path.open("rb") as file:
        records = _csv_records(file)
        header = [name.strip().lower() for name in next(records, (1, []))[1]]
        places = [header.index(name) for name in sheet.columns]
        numbers: list[int] = []
        cells: list[list[str]] = []
        for number, record in records:
            if len(record) != len(header):
                if not any(cell.strip() for cell in record):
                    continue
                sentence = f"ada {len(record)} kolom, seharusnya {len(header)}; periksa tanda pemisah dan tanda kutip."
                raise FileFault(sentence, row=number)
            numbers.append(number)
            cells.append(record)
            if len(numbers) == size:
                yield _csv_batch(sheet, places, numbers, cells)
                numbers, cells = [], []
        if numbers:
            yield _csv_batch(sheet, places, numbers, cells)


def _csv_batch(sheet: Sheet, places: list[int], numbers: list[int], cells: list[list[str]]) -> Batch:
    columns = list(zip(*cells, strict=True))
    return Batch(
        pa.array(numbers, pa.int64()),
        {name: _tidy(pa.array(columns[place], pa.string())) for name, place in zip(sheet.columns, places, strict=True)},
    )


def _csv_records(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """The records with their spreadsheet rows, the header first."""
    lines = _text_lines(file)
    header = next(lines, "")
    # A spreadsheet set to Indonesian separates with semicolons.
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(chain([header], lines), delimiter=delimiter, strict=True)
    for number in count(1):
        try:
            record = next(reader, None)
        except csv.Error as error:
            sentence = "tanda kutip atau isian tidak utuh; simpan ulang sebagai CSV."
            raise FileFault(sentence, row=number) from error
        if record is None:
            return
        if number == 1 and len(record) > MOST_COLUMNS:
            raise FileFault(f"berkas memuat lebih dari {MOST_COLUMNS} kolom; sisakan yang perlu.", row=1)
        yield number, record


def _text_lines(file: BinaryIO) -> Iterator[str]:
    for number, line in enumerate(file, start=1):
        if b"\0" in line:
            raise FileFault("berkas memuat bita NUL; simpan ulang sebagai CSV UTF-8.", row=number)
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise FileFault("berkas bukan teks UTF-8; simpan ulang sebagai CSV UTF-8.", row=number) from error


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
            numbers = pa.array(range(row, row + batch.num_rows), pa.int64())
            yield Batch(numbers, {name: readers[name](batch.column(written[name]), row) for name in sheet.columns})
        row += batch.num_rows


type _Reader = Callable[[Any, int], pa.StringArray]


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
        return lambda column, _row: column.cast(pa.string())
    if pa.types.is_timestamp(kind):
        return lambda column, _row: column.cast(pa.date32(), safe=False).cast(pa.string())
    if pa.types.is_floating(kind):
        return lambda column, _row: pa.array(map(_number, column.cast(pa.float64()).to_pylist()), pa.string())
    if (pa.types.is_list(kind) or pa.types.is_large_list(kind)) and pa.types.is_string(kind.value_type):
        return _lists
    raise FileFault(f"Kolom {name} bukan kolom teks; simpan isinya sebagai teks, lalu ulangi.")


def _texts(column: Any, row: int) -> pa.StringArray:
    texts = column.cast(pa.string())
    if pc.any(pc.match_substring(texts, "\0")).as_py():
        at = pc.index(pc.match_substring(texts, "\0"), True).as_py()
        raise FileFault("berkas memuat bita NUL; buat ulang tanpa bita itu.", row=row + at)
    return _tidy(texts)


def _lists(column: Any, row: int) -> pa.StringArray:
    joined = [";".join(filter(None, cell or ())) for cell in column.to_pylist()]
    return _texts(pa.array(joined, pa.string()), row)


def _tidy(texts: pa.StringArray) -> pa.StringArray:
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _number(cell: float | None) -> str | None:
    """As Python writes it when it is exact; beyond 2^53, where digits are lost, with an exponent that gives it away."""
    if cell is None or cell != cell:
        return None
    return repr(cell) if abs(cell) < _EXACT_FLOAT else f"{cell:e}"
