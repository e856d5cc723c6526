"""A unit's list comes in by command; killed twice and run again it records everybody once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sinergi.domain.people.models import Person
from sinergi.domain.people.tests.worlds import somebody
from sinergi.interfaces.cli.tests.conftest import Run, as_json, sentence
from tests.support.factories import institution

HEADING = "Nama;No Reg;Kategori;Tgl Lahir;NIK\n"
UNIT = "Direktorat Jenderal Pemasyarakatan"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "isi.csv"
    path.write_text(
        HEADING + "Contoh Satu;B.1;Narapidana;17-08-1987;\nContoh Dua;B.2;Tahanan;;9.90101E+15\n;B.3;Klien;;\n"
    )
    return path


def test_a_list_is_previewed_then_recorded(run: Run, file: Path) -> None:
    unit = institution("Lapas Contoh Perintah")
    command = ("import", "people", file, "--unit", unit.name, "--kind", "snapshot")
    shown = run(*command)
    assert "Belum ada yang dicatat" in shown.output
    assert "Baris 4 (ditolak): Nama kosong" in shown.output
    assert not Person.objects.exists()
    document = as_json(run(*command, "--confirm", "--json"))
    assert document["state"] == "applied"
    assert document["rows"] == {"new": 2, "changed": 0, "unchanged": 0, "doubtful": 0, "refused": 1, "missing": 0}
    assert sorted(Person.objects.values_list("name", flat=True)) == ["Contoh Dua", "Contoh Satu"]
    again = as_json(run(*command, "--confirm", "--json"))
    assert (again["rows"]["unchanged"], Person.objects.count()) == (2, 2)


def test_it_stops_and_asks_where_many_are_missing(run: Run, file: Path) -> None:
    unit = institution("Lapas Contoh Perintah")
    somebody(unit)
    command = ("import", "people", file, "--unit", unit.name, "--kind", "snapshot", "--confirm")
    assert "1 dari 1 orang yang tercatat" in sentence(run(*command))
    assert as_json(run(*command, "--despite-missing", "--json"))["waiting"] == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--unit", "Lapas Yang Tidak Ada"], "tidak dikenal"),
        (["--category", "napi"], "Pilih: tahanan"),
        (["--as-of", "30-02-2026"], "tidak ada di kalender"),
    ],
)
def test_what_cannot_be_is_said(run: Run, file: Path, more: list[str], words: str) -> None:
    institution("Lapas Contoh Perintah")
    assert words in sentence(
        run("import", "people", file, "--unit", "Lapas Contoh Perintah", "--kind", "changes", *more)
    )


def test_a_file_that_is_no_list_is_refused(run: Run, tmp_path: Path) -> None:
    institution("Lapas Contoh Perintah")
    path = tmp_path / "apa.csv"
    path.write_text("apa;itu\n1;2\n")
    assert "judul kolom" in sentence(
        run("import", "people", path, "--unit", "Lapas Contoh Perintah", "--kind", "changes")
    )


def test_killed_twice_and_run_again_it_records_everybody_once(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"SINERGI_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "sinergi.config.settings"}
    path = tmp_path / "isi.csv"
    path.write_text(HEADING + "".join(f"Contoh Orang {n};B.{n};Narapidana;17-08-1987;\n" for n in range(600)))
    command = ["import", "people", str(path), "--unit", UNIT, "--kind", "changes", "--confirm", "--json"]

    def process(where: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sinergi.interfaces.cli.tests.killed", where, *command],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    for where in ("people_populationrow:2", "people_person:2", "people_episode:1"):
        killed = process(where)
        assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, ""), killed.stderr
    done = json.loads(process("").stdout)
    assert (done["state"], done["rows"]["new"]) == ("applied", 600)
    again = json.loads(process("").stdout)
    assert (again["rows"]["new"], again["rows"]["unchanged"]) == (0, 600)
