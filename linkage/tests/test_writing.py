"""A file is written whole or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from linkage.faults import FileFault
from linkage.sheets import open_sheet
from linkage.writing import whole_file, whole_table, write_text

SCHEMA = pa.schema({"id": pa.string(), "probability": pa.float64()})
ROWS = pa.table({"id": ["a", "b,c", None], "probability": [0.1, 1.0, None]}, schema=SCHEMA)


@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
def test_what_was_written_reads_back(tmp_path: Path, name: str) -> None:
    with whole_table(tmp_path / name, SCHEMA) as table:
        table.write(ROWS)
        table.write(ROWS.slice(0, 1))
    (batch,) = open_sheet(tmp_path / name, required=["id", "probability"]).batches()
    assert batch.columns["id"].to_pylist()[:2] == ["a", "b,c"]
    assert [float(cell) for cell in batch.columns["probability"].to_pylist()[:2]] == [0.1, 1.0]
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_what_ends_badly_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_text(path, "before")
    with pytest.raises(RuntimeError), whole_file(path) as file:
        file.write(b"after")
        raise RuntimeError
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    write_text(tmp_path / "t.csv", "x")
    assert (tmp_path / "t.csv").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_not_there_or_stands_in_the_way_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="tidak ditemukan"):
        write_text(tmp_path / "no" / "t.csv", "x")
    with pytest.raises(FileFault, match="adalah folder"):
        write_text(tmp_path, "x")


FULL = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
import secrets
import pyarrow as pa
from linkage.faults import FileFault
from linkage.writing import whole_table
schema = pa.schema({"id": pa.string()})
try:
    with whole_table(Path(sys.argv[1]), schema) as table:
        for _ in range(50):
            table.write(pa.table({"id": [secrets.token_hex(20) for _ in range(1000)]}, schema=schema))
except FileFault as fault:
    print(fault)
"""


@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
def test_a_full_disk_leaves_nothing(tmp_path: Path, name: str) -> None:
    said = subprocess.run([sys.executable, "-c", FULL, tmp_path / name], capture_output=True, text=True, check=True)
    assert "Ruang disk untuk" in said.stdout, said.stderr
    assert list(tmp_path.iterdir()) == []
