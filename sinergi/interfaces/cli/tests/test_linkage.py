"""`sinergi linkage …`: from a register and a file of people to answers, without site or database."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import Result
from typer.testing import CliRunner

from linkage.tests.sheets import write
from sinergi.interfaces.cli.linkage import linkage
from synthetic.worlds import World, world

COMMAND = [sys.executable, "-m", "sinergi.config.command", "linkage"]
COLUMNS = ("id", "nik", "name", "sex", "birth_date", "birth_place", "mother_name")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(linkage, [str(argument) for argument in arguments])


def said(*arguments: object) -> dict[str, Any]:
    """What a command says as JSON when it ends well."""
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def refusal(*arguments: object) -> str:
    """The sentence of a command that refuses; the same as JSON."""
    result = run(*arguments)
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    again = json.loads(run(*arguments, "--json").stdout)
    assert line == f"sinergi: {again['text']}"
    assert again["error"] == "linkage_refused"
    return line.removeprefix("sinergi: ")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def country() -> World:
    return world(11, people=3_000, inmates=400)


@pytest.fixture(scope="module")
def folder(country: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared register, a file of people, and the truth."""
    folder = tmp_path_factory.mktemp("linkage")
    country.write_register(folder / "register.csv")
    said("prepare", folder / "register.csv", "--out", folder / "prepared", "--index")
    entries = [
        (f"P{one.number}", one.nik, one.name, one.sex, one.birth_date, one.birth_place, one.mother_name)
        for one in country.inmates
    ]
    write(folder / "people.csv", COLUMNS, entries)
    truth = [
        (
            f"P{one.number}",
            country.register[one.true_register_row - 2].nik if one.true_register_row else None,
            one.true_register_row and one.true_register_row - 1,
            one.nik_kind,
            one.person,
        )
        for one in country.inmates
    ]
    write(folder / "truth.csv", ("id", "register_nik", "register_row", "nik_kind", "person"), truth)
    return folder


@pytest.mark.parametrize("engine", ["duckdb", "index"])
def test_people_are_matched_and_the_answers_are_right(folder: Path, tmp_path: Path, engine: str) -> None:
    counts = said("match", folder / "people.csv", folder / "prepared", "--out", tmp_path / "a.csv", "--engine", engine)
    assert counts["people"] == 400 == counts["same"] + counts["look"] + counts["different"]
    assert list(rows(tmp_path / "a.csv")[0]) == [
        "id", "answer", "register_nik", "probability", "weight_bits", "margin_bits", "why",
    ]  # fmt: skip
    report = said("quality", tmp_path / "a.csv", folder / "truth.csv")
    assert report["total"]["precision"]["share"] >= 0.99
    assert report["total"]["recall"]["share"] >= 0.9
    assert set(report["groups"]["nik_kind"]) >= {"right", "absent", "damaged"}


def test_both_engines_and_both_kinds_of_file_give_the_same_answers(folder: Path, tmp_path: Path) -> None:
    people = rows(folder / "people.csv")
    parquet = write(tmp_path / "people.parquet", COLUMNS, [list(row.values()) for row in people])
    written = []
    for source, engine in ((folder / "people.csv", "duckdb"), (parquet, "index")):
        out = tmp_path / f"{engine}.csv"
        said("match", source, folder / "prepared", "--out", out, "--engine", engine)
        written.append(out.read_text())
    assert written[0] == written[1]


def test_answers_do_not_depend_on_who_else_is_asked_about_or_on_letter_case(folder: Path, tmp_path: Path) -> None:
    said("match", folder / "people.csv", folder / "prepared", "--out", tmp_path / "all.csv")
    some = [[cell.upper() for cell in row.values()] for row in reversed(rows(folder / "people.csv")[100:200])]
    said("match", write(tmp_path / "some.csv", COLUMNS, some), folder / "prepared", "--out", tmp_path / "few.csv")
    known = {row["id"]: row for row in rows(tmp_path / "all.csv")}
    assert all(known[row["id"]] == row for row in rows(tmp_path / "few.csv"))


def test_people_with_only_a_name_are_answered(folder: Path, tmp_path: Path) -> None:
    names = [(row["id"], row["name"]) for row in rows(folder / "people.csv")[:50]]
    people = write(tmp_path / "names.csv", ("id", "name"), names)
    assert said("match", people, folder / "prepared", "--out", tmp_path / "a.csv")["same"] == 0


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_answers_only_hold_no_value_of_the_register(folder: Path, tmp_path: Path, country: World, name: str) -> None:
    out = tmp_path / name
    said("match", folder / "people.csv", folder / "prepared", "--out", out, "--answers-only")
    # Parquet compresses: what it says is looked at, not only its bytes.
    text = out.read_text() if name.endswith("csv") else json.dumps(pq.read_table(out).to_pylist())
    content = out.read_bytes().decode("latin-1").upper() + text.upper()
    for row in country.register:
        # A name of one word may be part of an Indonesian sentence.
        names = [name for name in (row.name, row.mother_name) if name and " " in name]
        for value in (row.nik, row.address, str(row.birth_date), *names):
            assert not value or value.upper() not in content
    report = said("quality", out, folder / "truth.csv")
    assert report["total"]["precision"]["share"] >= 0.99


def test_what_is_odd_is_noted_and_answered_all_the_same(folder: Path, tmp_path: Path) -> None:
    people = write(
        tmp_path / "p.csv",
        ("id", "name", "nik", "birth_date"),
        [("1", "Budi", "990101010290001", "30-02-1990"), ("2", "Budi", "99010101O2900001", "0001-01-01")],
    )
    result = run("match", people, folder / "prepared", "--out", tmp_path / "a.csv")
    assert result.exit_code == 0
    assert "Catatan: 2 baris, kolom birth_date: tanggal lahir tidak ada dalam kalender" in result.stderr
    assert "NIK berisi 15 angka" in result.stderr
    assert "NIK berisi 15 angka" in rows(tmp_path / "a.csv")[0]["why"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"id,nik\n1,2\n", "Kolom name tidak ada di p.csv; periksa judul kolom di baris pertama."),
        (
            b"id,name\n1,Budi\n1,Putri\n",
            "Baris 3: id ini sudah dipakai di baris 2; setiap orang harus punya id sendiri.",
        ),
        (b"id,name\n1,\n", "Baris 2: kolom name kosong; setiap orang harus bernama."),
        (b"id,name\n1,Bu\0di\n", "Baris 2: berkas memuat bita NUL; simpan ulang tanpa bita itu."),
        (b"id,name\n1,Jos\xe9\n", "Baris 2: berkas bukan teks UTF-8; simpan ulang sebagai CSV UTF-8."),
    ],
)
def test_a_bad_file_of_people_is_refused_and_nothing_is_written(
    folder: Path, tmp_path: Path, content: bytes, sentence: str
) -> None:
    (tmp_path / "p.csv").write_bytes(content)
    out = tmp_path / "out"
    out.mkdir()
    assert refusal("match", tmp_path / "p.csv", folder / "prepared", "--out", out / "a.csv") == sentence
    assert refusal("dedupe", tmp_path / "p.csv", "--out", out / "pairs.csv") == sentence
    assert list(out.iterdir()) == []


def test_a_truncated_register_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "r.parquet", ("nik", "name"), [("1", "Budi")] * 50)
    path.write_bytes(path.read_bytes()[:-20])
    assert refusal("prepare", path, "--out", tmp_path / "out").startswith("r.parquet bukan berkas Parquet yang utuh")


def test_folders_that_are_no_prepared_register_are_refused(folder: Path, tmp_path: Path) -> None:
    sentence = refusal("match", folder / "people.csv", tmp_path, "--out", tmp_path / "a.csv")
    assert "bukan register yang selesai disiapkan" in sentence
    assert not (tmp_path / "a.csv").exists()


def test_answers_go_where_they_can_be_written(folder: Path, tmp_path: Path) -> None:
    match = ("match", folder / "people.csv", folder / "prepared", "--out")
    assert "hak aksesnya" in refusal(*match, "/sys/a.csv")
    assert "tidak berakhiran .csv atau .parquet" in refusal(*match, tmp_path / "a.xlsx")
    assert "tidak ditemukan" in refusal(*match, tmp_path / "no" / "a.csv")


def test_a_killed_match_is_continued_by_the_same_command(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    command = [*COMMAND, "match", folder / "people.csv", folder / "prepared", "--out", out]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    parts = tmp_path / ".a.csv.parts"
    while process.poll() is None and not parts.exists():
        pass
    process.send_signal(signal.SIGKILL)
    process.communicate()
    said("match", folder / "people.csv", folder / "prepared", "--out", out)
    said("match", folder / "people.csv", folder / "prepared", "--out", tmp_path / "straight.csv")
    assert out.read_text() == (tmp_path / "straight.csv").read_text()
    assert not parts.exists()


def test_one_person_is_found(folder: Path, country: World) -> None:
    row = country.register[100]
    prepared = folder / "prepared"
    options = (
        "--name",
        row.name.lower(),
        "--born",
        row.birth_date,
        "--mother",
        row.mother_name,
        "--place",
        row.birth_place,
    )
    (best, *_others) = said("find", prepared, *options, "--sex", row.sex)["found"]
    assert best["register_row"] == 101
    assert best["answer"] == "same"
    assert "Tanggal lahir sama." in best["why"]
    result = run("find", prepared, *options)
    assert "Baris 101: sama, peluang" in result.stdout
    assert row.nik not in result.stdout
    assert said("find", prepared, "--name", "Xyzzy Qwrty")["found"] == []
    assert run("find", prepared, "--name", "Xyzzy Qwrty").stdout == "Tidak ada calon dalam register.\n"


def test_what_is_typed_wrong_is_refused(folder: Path) -> None:
    prepared = folder / "prepared"
    assert "kalender" in refusal("find", prepared, "--name", "Budi", "--born", "30-02-1990")
    assert "NIK berisi 15 angka" in refusal("find", prepared, "--name", "Budi", "--nik", "990101010290001")
    assert refusal("find", prepared, "--name", " ") == "Nama kosong; sebutkan nama orang yang dicari."


def test_spark_is_asked_for_where_it_is_not_installed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    out = tmp_path / "a.csv"
    said_no = refusal("match", folder / "people.csv", folder / "prepared", "--out", out, "--engine", "spark")
    assert said_no == 'Mesin spark belum terpasang: pasang dengan pip install "sinergi[spark]".'
    assert list(tmp_path.iterdir()) == []


def test_finding_needs_an_index(folder: Path, tmp_path: Path) -> None:
    said("prepare", folder / "register.csv", "--out", tmp_path / "plain")
    assert "tanpa indeks" in refusal("find", tmp_path / "plain", "--name", "Budi")


def test_duplicates_are_found_with_and_without_a_register(folder: Path, tmp_path: Path) -> None:
    said("match", folder / "people.csv", folder / "prepared", "--out", tmp_path / "a.csv")
    for options in ((), ("--answers", tmp_path / "a.csv")):
        counts = said("dedupe", folder / "people.csv", "--out", tmp_path / "pairs.csv", *options)
        assert counts["entries"] == 400 > counts["people"]
        report = said("quality", tmp_path / "pairs.csv", folder / "truth.csv")
        assert report["total"]["precision"]["share"] >= 0.95
        assert report["total"]["recall"]["share"] >= 0.8
        assert report["groups"]["nik_kind"]["right"]["f1"]["share"] >= 0.97


def test_quality_is_said_in_words_too(folder: Path, tmp_path: Path) -> None:
    said("match", folder / "people.csv", folder / "prepared", "--out", tmp_path / "a.csv")
    result = run("quality", tmp_path / "a.csv", folder / "truth.csv")
    assert result.exit_code == 0
    assert "Semua: 400 dinilai" in result.stdout
    assert "nik_kind = right" in result.stdout


# --- at the registry


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    said("key", tmp_path / "unit.key")
    said("key", tmp_path / "registry.key")
    return tmp_path / "unit.key", tmp_path / "registry.key"


def test_two_sides_exchange_sealed_files(folder: Path, tmp_path: Path, keys: tuple[Path, Path]) -> None:
    unit, registry = keys
    people = tmp_path / "people.csv"
    people.write_bytes((folder / "people.csv").read_bytes())
    said("seal", people, "--key", unit)
    assert said("check", people, "--key", f"{unit}.pub", "--kind", "people")["rows"] == 400
    answers = tmp_path / "answers.parquet"
    said("match", people, folder / "prepared", "--out", answers, "--answers-only")
    said("seal", answers, "--key", registry, "--answers-to", people)
    checked = said("check", answers, "--key", f"{registry}.pub", "--answers-to", people)
    assert checked["same"] + checked["look"] + checked["different"] == 400
    assert "utuh" in run("check", answers, "--key", f"{registry}.pub").stdout
    # The wrong key, another file, a changed and a cut one.
    assert "disegel dengan kunci lain" in refusal("check", answers, "--key", f"{unit}.pub")
    other = write(tmp_path / "other.csv", COLUMNS, [("P1", None, "Budi", *[None] * 4)])
    assert "menjawab berkas lain" in refusal("check", answers, "--key", f"{registry}.pub", "--answers-to", other)
    assert "id ini tidak ada di berkas orang" in refusal("seal", answers, "--key", registry, "--answers-to", other)
    content = answers.read_bytes()
    answers.write_bytes(content[:-1])
    assert "terpotong" in refusal("check", answers, "--key", f"{registry}.pub")
    answers.write_bytes(content[:-1] + b"x")
    assert "berubah setelah disegel" in refusal("check", answers, "--key", f"{registry}.pub")


def test_a_key_is_made_once(keys: tuple[Path, Path]) -> None:
    assert "tidak pernah ditimpa" in refusal("key", keys[0])


# --- without site or database


def test_it_starts_without_django_and_without_what_only_some_commands_need() -> None:
    script = (
        "import sys; sys.argv = ['sinergi', 'linkage', '--help']\n"
        "from sinergi.config.command import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([name for name in ('django', 'pyarrow', 'duckdb', 'numpy') if name in sys.modules])"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SINERGI", "DJANGO"))}
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)
    assert ended.stdout.splitlines()[-1] == "[]"
    assert "match" in ended.stdout


def test_matching_never_imports_django(folder: Path, tmp_path: Path) -> None:
    script = (
        "import sys; sys.argv = ['sinergi', 'linkage', *sys.argv[1:]]\n"
        "from sinergi.config.command import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('django' in sys.modules)"
    )
    arguments = ["match", folder / "people.csv", folder / "prepared", "--out", tmp_path / "a.csv"]
    ended = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "False"


def test_the_whole_command_lists_it() -> None:
    ended = subprocess.run([*COMMAND[:-1], "--help"], capture_output=True, text=True, check=True)
    assert "linkage" in ended.stdout
