"""A register is prepared whole or not at all, in parts, and its rows' order and letter case do not matter."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.cascade import Cascade
from linkage.columns import RECORD
from linkage.compare import Particulars
from linkage.faults import FileFault
from linkage.notes import Notes
from linkage.preparing import Prepared, PreparedError, prepare
from linkage.reading import open_people, read_people
from linkage.tests.people import people
from linkage.tests.sheets import write

COLUMNS = ("nik", "name", "sex", "birth_date", "birth_place", "mother_name", "address", "region_code")
WORDS = ["AGUS", "BUDI", "SANTOSO", "SETIAWAN", "Siti", "Aminah", "Muh.", "KARTO", "Drs. Eko", "Nurhayati"]
FILES = (
    "rows.npy",
    "vocabulary.parquet",
    "places.parquet",
    "statistics.json",
    "index/nik.keys.npy",
    "index/nik.rows.npy",
)


def rows(number: int) -> list[list[object]]:
    random = Random(number)
    return [
        [
            f"990102{random.randrange(1, 29):02}0490{at + 1:04}",
            " ".join(random.sample(WORDS, random.randrange(1, 4))),
            random.choice("LP"),
            date(1950, 1, 1) + timedelta(random.randrange(20_000)),
            random.choice(["Contoh", "Kab. Misal", None]),
            random.choice(WORDS),
            None,
            "990102",
        ]
        for at in range(number)
    ]


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return write(tmp_path / "register.parquet", COLUMNS, rows(60))


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


@pytest.mark.parametrize("part", [7, 60])
def test_the_result_does_not_depend_on_the_size_of_the_parts(register: Path, tmp_path: Path, part: int) -> None:
    prepare(register, tmp_path / "whole", index=True)
    prepare(register, tmp_path / "parts", index=True, part=part)
    assert contents(tmp_path / "parts") == contents(tmp_path / "whole")
    assert not (tmp_path / "parts" / "parts").exists()


def test_no_part_holds_more_rows_than_it_may(register: Path, tmp_path: Path) -> None:
    prepare(register, tmp_path / "out", part=7)
    sizes = [pq.read_metadata(path).num_rows for path in sorted((tmp_path / "out" / "keys").iterdir())]
    assert sizes == [7] * 8 + [4]


def test_a_csv_and_a_parquet_of_the_same_people_prepare_alike(register: Path, tmp_path: Path) -> None:
    prepare(register, tmp_path / "parquet", index=True)
    prepare(write(tmp_path / "register.csv", COLUMNS, rows(60)), tmp_path / "csv", index=True)
    assert contents(tmp_path / "csv") == contents(tmp_path / "parquet")


def _shouted(cell: object) -> object:
    return cell.upper() if isinstance(cell, str) else cell


def test_letter_case_does_not_matter(register: Path, tmp_path: Path) -> None:
    shouted = [[nik, str(name).swapcase(), sex, born, *map(_shouted, rest)] for nik, name, sex, born, *rest in rows(60)]
    prepare(register, tmp_path / "one", index=True)
    prepare(write(tmp_path / "shouted.parquet", COLUMNS, shouted), tmp_path / "other", index=True)
    assert contents(tmp_path / "other") == contents(tmp_path / "one")


@given(
    st.lists(people, min_size=2, max_size=30),
    st.lists(people, min_size=1, max_size=8),
    st.randoms(use_true_random=False),
    st.sampled_from([1, 130]),
)
@settings(max_examples=4)
def test_answers_depend_neither_on_the_order_of_the_register_nor_on_the_engine(
    register: list[Particulars], asked: list[Particulars], random: Random, copies: int
) -> None:
    """Some registers hold one person so often that his keys are too common."""
    made = [[getattr(one, name) for name in COLUMNS] for one in [*register, *[register[0]] * (copies - 1)]]
    cells = [
        [f"P{at}", *(getattr(one, name) for name in COLUMNS), ";".join(one.aliases)]
        for at, one in enumerate([*asked, *register[:4]])
    ]
    with TemporaryDirectory() as folder:
        asked_for = write(Path(folder, "people.csv"), ("id", *COLUMNS, "aliases"), cells)
        (table,) = read_people(open_people(asked_for), Notes())
        answers = []
        for name, engine in (("straight", "index"), ("mixed", "duckdb")):
            prepare(write(Path(folder, f"{name}.csv"), COLUMNS, made), Path(folder, name), index=True)
            answers.append(Cascade(Prepared.open(Path(folder, name)), engine=engine).match(table).to_pydict())
            random.shuffle(made)
    straight, mixed = answers
    for column in ("answer", "register_nik", "probability", "weight_bits", "margin_bits"):
        assert straight[column] == mixed[column]


# --- stopped, and gone on


def run(
    register: Path, out: Path, step: str = "", kill_at: int = 0, *, part: int = 7, limit: int | str = ""
) -> tuple[int, str]:
    """Exit status and what was said."""
    command = [
        sys.executable,
        "-m",
        "linkage.tests.killed_preparing",
        register,
        out,
        str(part),
        step,
        str(kill_at),
        str(limit),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return ended.returncode, (ended.stdout + ended.stderr).strip()


@pytest.mark.parametrize(("step", "kill_at"), [("membaca", 4), ("menyusun", 2), ("mengurutkan kunci", 3)])
def test_a_killed_preparation_goes_on(register: Path, tmp_path: Path, step: str, kill_at: int) -> None:
    out = tmp_path / "out"
    assert run(register, out, step, kill_at)[0] == -signal.SIGKILL
    with pytest.raises(PreparedError, match="jalankan `prepare` dulu"):
        Prepared.open(out)
    first = out / "parts" / "00000.npy"
    # Were the part read again, its rows would be those of the register, and not these.
    np.save(first, np.load(first)[::-1])
    prepare(register, out, index=True, part=7)
    prepare(register, tmp_path / "straight", index=True)
    made, wanted = np.load(out / "rows.npy"), np.load(tmp_path / "straight" / "rows.npy")
    assert (made[:7] == wanted[:7][::-1]).all()
    assert (made[7:] == wanted[7:]).all()


def test_parts_of_another_register_are_not_used(register: Path, tmp_path: Path) -> None:
    run(register, tmp_path / "out", "membaca", 4)
    other = write(tmp_path / "other.parquet", COLUMNS, rows(61))
    prepare(other, tmp_path / "out", index=True, part=7)
    prepare(other, tmp_path / "straight", index=True)
    assert contents(tmp_path / "out") == contents(tmp_path / "straight")


def test_what_is_there_is_not_made_again(register: Path, tmp_path: Path) -> None:
    told: list[str] = []
    prepare(register, tmp_path / "out", progress=lambda what, *_: told.append(what))
    assert told
    prepare(register, tmp_path / "out", progress=lambda what, *_: told.append("again"))
    assert "again" not in told
    assert not Prepared.open(tmp_path / "out").manifest.has_index
    # An index that is asked for later is all that is made.
    prepare(register, tmp_path / "out", index=True, progress=lambda what, *_: told.append(f"later {what}"))
    assert {what for what in told if what.startswith("later")} == {"later mengurutkan kunci"}
    prepare(register, tmp_path / "straight", index=True)
    assert contents(tmp_path / "out") == contents(tmp_path / "straight")


# --- refused


@pytest.mark.parametrize("left", [0, 100, 3_000, -8])
def test_a_truncated_parquet_is_refused_and_nothing_counts(register: Path, tmp_path: Path, left: int) -> None:
    register.write_bytes(register.read_bytes()[:left])
    with pytest.raises(FileFault, match=r"Parquet yang utuh|rusak setelah baris"):
        prepare(register, tmp_path / "out", index=True)
    with pytest.raises(PreparedError):
        Prepared.open(tmp_path / "out")


def test_a_register_that_is_damaged_inside_is_refused(register: Path, tmp_path: Path) -> None:
    content = bytearray(register.read_bytes())
    content[200:1500] = os.urandom(1300)
    register.write_bytes(content)
    with pytest.raises(FileFault):
        prepare(register, tmp_path / "out", index=True)
    with pytest.raises(PreparedError):
        Prepared.open(tmp_path / "out")


def test_an_empty_register_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="tidak memuat satu baris pun"):
        prepare(write(tmp_path / "r.csv", COLUMNS, []), tmp_path / "out")


@pytest.mark.parametrize("name", ["rows.npy", "vocabulary.parquet", "keys/00000.parquet", "index/nik.keys.npy"])
def test_a_file_that_was_cut_off_afterwards_is_noticed(register: Path, tmp_path: Path, name: str) -> None:
    prepare(register, tmp_path / "out", index=True)
    path = tmp_path / "out" / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(PreparedError, match="berubah atau terpotong; siapkan ulang"):
        Prepared.open(tmp_path / "out")
    prepare(register, tmp_path / "out", index=True)
    Prepared.open(tmp_path / "out")


@pytest.fixture(params=["filesystem", "limit"])
def full_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A folder and how large a file may be there: a file system of 256 KB, or the kernel's limit on the size of a file."""
    folder = tmp_path / "full"
    folder.mkdir()
    mounted = False
    if request.param == "filesystem" and sys.platform == "linux":
        command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
        mounted = os.geteuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0
    yield folder, 0 if mounted else 100_000
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_said_and_leaves_no_register(full_disk: tuple[Path, int], tmp_path: Path) -> None:
    folder, limit = full_disk
    large = write(tmp_path / "large.csv", COLUMNS, rows(3_000))
    status, said = run(large, folder / "out", part=1_000, limit=limit or "")
    assert status == 1
    assert said.startswith("Ruang disk untuk"), said
    with pytest.raises(PreparedError):
        Prepared.open(folder / "out")


def test_a_row_takes_sixty_four_bytes() -> None:
    assert RECORD.itemsize == 64
