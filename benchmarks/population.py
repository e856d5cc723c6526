"""A unit's own list of very many people: read, confirmed, recorded, and everybody searched for doubles."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import xlsxwriter

from benchmarks.serving import another_writing, inside
from synthetic import files

if TYPE_CHECKING:
    from tests.support.installations import Fresh, Installation

HEADINGS = (
    "No. Reg",
    "Nama",
    "Alias",
    "JK",
    "Tempat Lahir",
    "Tgl Lahir",
    "NIK",
    "Nama Ibu",
    "Kode Wilayah",
    "Tgl Masuk",
)
LONGEST_CHUNK_SECONDS, MEMORY_GROWTH = 2.0, 1.5
REGISTERED_PER_PERSON = 4


def run(say: Callable[[str], None], bar: Callable[..., None], fresh: Fresh, *, persons: int, seed: int) -> None:
    """Told line by line: a tenth of the persons first, so that growth shows."""
    say(
        "\nA unit's list (XLSX, ten columns, study's mix with doubles), through the services; another writes meanwhile."
    )
    found = {}
    for number in (persons // 10, persons):
        found[number] = one = _brought_in(fresh(), number, seed)
        rate = number / (one["read"] + one["apply"])
        say(
            f"  {number} rows of {one['megabytes']:.1f} MB: read in {one['read']:.0f} s, recorded in {one['apply']:.0f} s"
            f" ({rate:.0f} rows a second), peak {one['memory']:.0f} MB; {one['outcomes']}"
        )
        say(
            f"    longest chunk {one['longest_read']:.2f} s read, {one['longest_apply']:.2f} s recorded; another writer:"
            f" {one['waited']['writes']} writes, longest wait {one['waited']['longest']:.2f} s,"
            f" {one['waited']['refused']} refused"
        )
        say(
            f"    doubles among {one['people']}: {one['pairs']} pairs, {one['opened']} cases opened in {one['search']:.0f} s;"
            f" the next night {one['again']:.0f} s, {one['opened_again']} opened; peak {one['memory_after_search']:.0f} MB"
        )
    less, whole = found.values()
    bar("longest wait of another writer", whole["waited"]["longest"], LONGEST_CHUNK_SECONDS, " s")
    bar("writes refused to another", whole["waited"]["refused"], 0)
    bar("memory for ten times the rows, import", whole["memory"] / less["memory"], MEMORY_GROWTH)


def _brought_in(there: Installation, persons: int, seed: int) -> dict[str, Any]:
    there.run("init", "--admin", "admin@contoh.example")
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "penghuni.xlsx"
        _write(sheet, Path(folder), persons, seed)
        with another_writing(there) as waited:
            done: dict[str, Any] = inside(there, "arrivals", sheet)
        return done | {"waited": waited, "megabytes": sheet.stat().st_size / 1_000_000}


def _write(sheet: Path, folder: Path, persons: int, seed: int) -> None:
    """The people of a made-up world as a unit would list them: dates as text, "-" where nothing is known."""
    world = files.write(folder / "world", seed=seed, rows=REGISTERED_PER_PERSON * persons, people=persons)
    book = xlsxwriter.Workbook(str(sheet), {"constant_memory": True})
    page = book.add_worksheet("Penghuni")
    page.write_row(0, 0, HEADINGS)
    for number, row in enumerate(pq.read_table(world.people).to_pylist(), start=1):
        born = f"{row['birth_date']:%d-%m-%Y}" if row["birth_date"] else "-"
        cells = (
            f"BI.{row['id']}", row["name"], row["aliases"], row["sex"], row["birth_place"], born, row["nik"],
            row["mother_name"], row["region_code"], "01-02-2026",
        )  # fmt: skip
        for column, cell in enumerate(cells):
            page.write_string(number, column, cell or "-")
    book.close()
