"""Write a file whole or not at all: it is made beside its name, and gets the name when nothing is missing."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import numpy as np

from linkage.faults import FileFault, saying_what_the_system_refused

SUFFIXES = (".csv", ".parquet")


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A binary file that becomes `path`, replacing what was there, when the block ends well; else nothing is left.

    Readable by its owner only: it may hold personal data. Survives a power cut once the block has ended.
    Raises FileFault when the folder cannot be written or the disk is full.
    """
    with saying_what_the_system_refused(path):
        if path.is_dir():
            raise FileFault(f"{path} adalah folder; sebutkan nama berkas yang akan ditulis.")
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".part", dir=path.parent)
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
            _sync_folder(path.parent)
        finally:
            beside.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8, whole or not at all. Raises FileFault."""
    with whole_file(path) as file:
        file.write(text.encode())


def kind_of(path: Path) -> str:
    """The kind of table a name stands for: "csv" or "parquet". Raises FileFault for any other suffix."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise FileFault(f"Berkas {path.name} tidak berakhiran .csv atau .parquet; beri salah satu akhiran itu.")
    return suffix.removeprefix(".")


def mapped(path: Path, dtype: np.dtype[Any], size: int) -> np.memmap[Any, Any]:
    """A new .npy file of `size` zeros, mapped into memory to be filled. Its room on the disk is taken at once:
    a disk that fills up under a mapped file would end the process without a word. Raises OSError.
    """
    array: np.memmap[Any, Any] = np.lib.format.open_memmap(path, mode="w+", dtype=dtype, shape=(size,))
    with path.open("r+b") as file:
        os.posix_fallocate(file.fileno(), 0, path.stat().st_size)
    return array


class Table(Protocol):
    """Where the rows of a table go, some at a time."""

    def write(self, rows: Any) -> None:
        """Append a pyarrow.Table with the schema the table was opened with."""


@contextmanager
def whole_table(path: Path, schema: Any) -> Iterator[Table]:
    """A table of `schema` (pyarrow) that becomes `path`, CSV or Parquet by its suffix, whole or not at all.

    CSV: UTF-8, comma, a line feed after each row, quotes where needed. Raises FileFault.
    """
    kind = kind_of(path)
    with whole_file(path) as file:
        if kind == "csv":
            table = _Csv(file, schema)
            yield table
            table.close()
        else:
            import pyarrow.parquet as pq

            with pq.ParquetWriter(file, schema, compression="zstd", compression_level=3) as writer:
                yield _Parquet(writer)


class _Csv:
    def __init__(self, file: BinaryIO, schema: Any) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        self._writer = csv.writer(self._text, lineterminator="\n")
        self._writer.writerow(schema.names)

    def write(self, rows: Any) -> None:
        columns = [column.to_pylist() for column in rows.columns]
        self._writer.writerows(zip(*columns, strict=True))

    def close(self) -> None:
        self._text.detach()


class _Parquet:
    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def write(self, rows: Any) -> None:
        self._writer.write_table(rows)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
