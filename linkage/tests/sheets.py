"""Files for the tests of linkage: PEOPLE, REGISTER and others as CSV or Parquet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]], *, delimiter: str = ",") -> Path:
    """The table at `path`, by its suffix; every cell is text, None is empty."""
    cells = [[None if cell is None else str(cell) for cell in row] for row in rows]
    if path.suffix == ".parquet":
        arrays = [pa.array([row[at] for row in cells], pa.string()) for at in range(len(columns))]
        pq.write_table(pa.table(dict(zip(columns, arrays, strict=True))), path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=delimiter)
            writer.writerow(columns)
            writer.writerows(cells)
    return path
