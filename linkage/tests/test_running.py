"""A run that was killed goes on where it stopped, and ends with the same answers as one that was not."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from linkage.answers import AnswerFault, Tally, check_answers, schema
from linkage.faults import FileFault
from linkage.running import Busy, _Parts, answer, look_through
from linkage.tests.killed import Matcher
from linkage.tests.sheets import write


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return write(tmp_path / "people.csv", ("id", "name", "nik"), [(f"P{n}", "Budi", "123") for n in range(1, 48)])


def run(people: Path, out: Path, *, part: int = 10, kill_at: int = 0, limit: int | str = "") -> tuple[int, str]:
    """Exit status and what was said."""
    command = [sys.executable, "-m", "linkage.tests.killed", people, out, str(part), str(kill_at), str(limit)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return ended.returncode, (ended.stdout + ended.stderr).strip()


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_a_killed_run_goes_on(people: Path, tmp_path: Path, name: str) -> None:
    assert run(people, tmp_path / f"straight-{name}") == (0, "5 47")
    out = tmp_path / name
    assert run(people, out, kill_at=4)[0] == -signal.SIGKILL
    assert not out.exists()
    assert run(people, out, kill_at=2)[0] == -signal.SIGKILL
    # Three parts were whole, then one more: the last is all that is left to do.
    assert run(people, out) == (0, "1 47")
    assert out.read_bytes() == (tmp_path / f"straight-{name}").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["people.csv", name, f"straight-{name}"])
    assert out.stat().st_mode & 0o777 == 0o600


def test_a_part_that_is_damaged_is_answered_again(people: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    run(people, out, kill_at=4)
    (tmp_path / ".a.csv.parts" / "part-00001.parquet").write_bytes(b"PAR1")
    (tmp_path / ".a.csv.parts" / "part-00002.parquet").unlink()
    assert run(people, out) == (0, "4 47")


def test_a_run_that_asks_something_else_starts_anew(people: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    run(people, out, kill_at=4)
    people.write_text(people.read_text().replace("P5,", "X5,"))
    assert run(people, out) == (0, "5 47")
    run(people, out, kill_at=4)
    assert run(people, out, part=20) == (0, "3 47")
    run(people, out, kill_at=4)
    (tmp_path / ".a.csv.parts" / "manifest.json").write_text("{")
    assert run(people, out) == (0, "5 47")


def test_one_run_at_a_time_writes_one_file(people: Path, tmp_path: Path) -> None:
    with _Parts.opened(tmp_path / "a.csv", {}):
        assert run(people, tmp_path / "a.csv") == (1, "a.csv sedang ditulis oleh proses lain; tunggu sampai selesai.")
        with pytest.raises(Busy):
            answer(look_through(people), Matcher(0), tmp_path / "a.csv", settings={}, answers_only=False)


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_a_full_disk_is_said_and_the_run_goes_on_when_there_is_room(people: Path, tmp_path: Path, name: str) -> None:
    status, said = run(people, tmp_path / name, limit=3_000)
    assert status == 1
    assert said.startswith("Ruang disk untuk")
    assert not (tmp_path / name).exists()
    assert run(people, tmp_path / name)[0] == 0


def test_a_folder_that_cannot_be_written_is_said(people: Path) -> None:
    # Not even root may put a file there.
    assert "hak aksesnya" in run(people, Path("/sys/a.csv"))[1]


def test_a_folder_that_is_not_there_is_said(people: Path, tmp_path: Path) -> None:
    assert "tidak ditemukan" in run(people, tmp_path / "no" / "a.csv")[1]
    (tmp_path / "d.csv").mkdir()
    assert "adalah folder" in run(people, tmp_path / "d.csv")[1]


def test_a_fault_in_the_last_row_is_found_before_anything_is_done(people: Path, tmp_path: Path) -> None:
    with people.open("a") as file:
        file.write("P1,Budi,\n")
    with pytest.raises(FileFault, match="Baris 49: id ini sudah dipakai di baris 2"):
        look_through(people)


def test_people_who_are_too_many_to_hold_are_read_again(people: Path) -> None:
    held, read = look_through(people), look_through(people, most_held=46)
    assert held.held is not None
    assert read.held is None
    for size in (10, 47, 100):
        assert [part.to_pydict() for part in held.parts(size)] == [part.to_pydict() for part in read.parts(size)]


def test_answers_only_keep_the_row_and_nothing_of_the_register(people: Path, tmp_path: Path) -> None:
    for name in ("a.csv", "a.parquet"):
        tally = answer(look_through(people), Matcher(0), tmp_path / name, settings={}, answers_only=True, part=10)
        assert tally == Tally(same=23, look=0, different=24, answers_only=True)
        assert b"990101" not in (tmp_path / name).read_bytes()
        assert check_answers(tmp_path / name, people) == tally


def test_what_was_odd_about_a_person_stands_behind_the_reasons(people: Path, tmp_path: Path) -> None:
    answer(look_through(people), Matcher(0), tmp_path / "a.csv", settings={}, answers_only=True)
    (_header, first, *_rest) = (tmp_path / "a.csv").read_text().splitlines()
    assert first.strip('"').endswith(
        "Nama sesuai. Catatan isian nik: NIK berisi 3 angka, seharusnya 16; periksa kembali dokumennya."
    )


def test_nobody_is_answered_when_nobody_is_asked(tmp_path: Path) -> None:
    nobody = write(tmp_path / "p.csv", ("id", "name"), [])
    tally = answer(look_through(nobody), Matcher(0), tmp_path / "a.csv", settings={}, answers_only=False)
    assert tally.people == 0
    assert check_answers(tmp_path / "a.csv", nobody).people == 0


# --- checking answers that come back


GOOD = [("P1", "same", "9901010102900001", "0.99"), ("P2", "different", None, "1e-07"), ("P3", "look", None, "1")]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([*GOOD, ("P9", "look", None, "0")], "Baris 5: id ini tidak ada di berkas orang"),
        ([*GOOD, GOOD[0]], "Baris 5: id ini tidak ada di berkas orang, atau sudah dijawab"),
        (GOOD[:2], "a.csv tidak menjawab 1 orang dari p.csv"),
        ([("P1", "sama", "9", "1"), *GOOD[1:]], "Baris 2: kolom answer harus same, look, different."),
        ([("P1", "same", None, "1"), *GOOD[1:]], "Baris 2: jawaban same tanpa register_nik."),
        ([("P1", "same", "9", "1.5"), *GOOD[1:]], "Baris 2: kolom probability harus bilangan antara 0 dan 1."),
        ([("P1", "same", "9", None), *GOOD[1:]], "Baris 2: kolom probability harus bilangan antara 0 dan 1."),
    ],
)
def test_answers_that_do_not_belong_are_refused(
    tmp_path: Path, rows: list[tuple[str | None, ...]], sentence: str
) -> None:
    people = write(tmp_path / "p.csv", ("id", "name"), [(f"P{n}", "Budi") for n in (1, 2, 3)])
    columns = ("id", "answer", "register_nik", "probability")
    assert check_answers(write(tmp_path / "good.csv", columns, GOOD), people).people == 3
    with pytest.raises(AnswerFault) as said:
        check_answers(write(tmp_path / "a.csv", columns, rows), people)
    assert str(said.value).startswith(sentence)


def test_answers_name_the_register_in_one_way(tmp_path: Path) -> None:
    assert "register_nik" not in schema(answers_only=True).names
    people = write(tmp_path / "p.csv", ("id", "name"), [])
    both = write(tmp_path / "a.csv", ("id", "answer", "probability", "register_nik", "register_row"), [])
    with pytest.raises(AnswerFault, match="salah satu saja"):
        check_answers(both, people)
