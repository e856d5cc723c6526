from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import time_machine
from django.conf import settings

from sinergi.interfaces.cli.tests.conftest import Run, as_json, sentence
from tests.support.factories import NOW

PUBLISHED = settings.CODE / "data" / "agreements" / "agreements.csv"
HEADING = PUBLISHED.read_text(encoding="utf-8").splitlines()[0]
ROW = "2025-10-02,Yayasan Contoh Delapan,masyarakat_sipil,PKS,ditjen,Pelatihan,,24,,https://berita.example/1"
COUNTS = ("created", "updated", "unchanged", "refused")

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def write(tmp_path):
    def write(content: str | bytes, name: str = "daftar.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def total(run: Run) -> int:
    return as_json(run("count", "agreements", "--json"))["total"]


def test_without_confirm_the_published_list_is_only_previewed(run):
    previewed = as_json(run("import", "agreements", PUBLISHED, "--json"))
    assert list(previewed) == [*COUNTS, "rows", "confirmed"]
    assert [previewed[name] for name in COUNTS] == [85, 0, 0, 0]
    assert previewed["confirmed"] is False
    assert total(run) == 0


def test_confirmed_the_published_list_is_recorded_and_a_second_time_nothing_changes(run):
    first = as_json(run("import", "agreements", PUBLISHED, "--confirm", "--json"))
    assert list(first) == [*COUNTS, "rows"]
    assert [first[name] for name in COUNTS] == [85, 0, 0, 0]
    assert [row["row"] for row in first["rows"]] == list(range(2, 87))
    assert first["rows"][0] == {
        "row": 2,
        "outcome": "created",
        "partner": "Direktorat Jenderal Kependudukan dan Pencatatan Sipil Kementerian Dalam Negeri",
        "text": "Perjanjian baru. Lembaga yang belum dikenal, dicatat sementara: "
        "Direktorat Jenderal Kependudukan dan Pencatatan Sipil Kementerian Dalam Negeri.",
    }
    second = as_json(run("import", "agreements", PUBLISHED, "--confirm", "--json"))
    assert [second[name] for name in COUNTS] == [0, 0, 85, 0]
    assert total(run) == 85


def test_people_read_the_counts_and_the_rows_they_should_know_about(run, write):
    file = write(f"{HEADING}\n{ROW}\n2025-02-31{ROW[10:]}\n")
    shown = run("import", "agreements", file)
    assert shown.exit_code == 0
    assert shown.stdout.splitlines() == [
        "Pratinjau daftar.csv: 2 baris",
        "  Baru: 1",
        "  Diperbarui: 0",
        "  Tidak berubah: 0",
        "  Ditolak: 1",
        "Baris 3 (Yayasan Contoh Delapan): Tanggal 2025-02-31 tidak ada di kalender. Periksa hari dan bulannya.",
        "Belum ada yang dicatat. Ulangi dengan --confirm untuk mencatatnya.",
    ]
    confirmed = run("import", "agreements", file, "--confirm")
    assert confirmed.stdout.startswith("Impor daftar.csv: 2 baris\n")
    assert "--confirm" not in confirmed.stdout
    assert total(run) == 1


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({0: "2025-02-31"}, "tidak ada di kalender"),
        ({0: "2027-03-03"}, "belum tiba"),
        ({1: ""}, "Nama mitra kosong"),
        ({3: "MoU"}, "NK, PKS, IA, ADENDUM"),
        ({5: "a" * 10_001}, "10001 karakter"),
        ({5: "a\u200bb"}, "tidak terlihat"),
        ({7: "dua puluh"}, "bilangan bulat"),
        ({9: "koran"}, "http://"),
    ],
)
def test_an_impossible_row_is_refused_with_its_number_and_the_others_go_in(run, write, cells, said):
    bad = ",".join(cells.get(place, cell) for place, cell in enumerate(ROW.split(",")))
    result = as_json(run("import", "agreements", write(f"{HEADING}\n{bad}\n{ROW}\n"), "--confirm", "--json"))
    assert [result[name] for name in COUNTS] == [1, 0, 0, 1]
    refused = result["rows"][0]
    assert (refused["row"], refused["outcome"]) == (2, "refused")
    assert said in refused["text"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Berkas ini kosong"),
        (b"%PDF-1.7\n1 0 obj\n", "sebenarnya PDF"),
        (f"{HEADING}\n{ROW}\nx\0y\n".encode(), "Baris 3"),
        (f"{HEADING},catatan\n{ROW},x\n".encode(), "“catatan”"),
        (f"{HEADING.removesuffix(',source_url')}\n{ROW.rpartition(',')[0]}\n".encode(), "tidak ditemukan: source_url"),
        (f"{HEADING}\n".encode(), "tanpa baris data"),
        (f"{HEADING}\n{ROW}\n".encode("utf-16"), "UTF-16"),
    ],
    ids=["empty", "pdf", "nul", "unknown column", "missing column", "no rows", "utf-16"],
)
def test_a_broken_file_is_refused_whole_in_one_sentence(run, write, content, said):
    file = write(content)
    assert said in sentence(run("import", "agreements", file, "--confirm"))
    refused = as_json(run("import", "agreements", file, "--confirm", "--json"), status=1)
    assert said in refused["text"]
    assert refused["error"] in {"file_refused", "table_refused"}
    assert total(run) == 0


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADING}\n{ROW}\n".encode("utf-8-sig"),
        f"{HEADING}\n{ROW}\n".replace("Pelatihan", "Café").encode("latin-1"),
        f"{HEADING}\n{ROW}\n".replace(",", ";").replace("\n", "\r\n").encode(),
        (",".join(reversed(HEADING.split(","))) + "\n" + ",".join(reversed(ROW.split(","))) + "\n").encode(),
    ],
    ids=["bom", "latin-1", "semicolons", "other order"],
)
def test_files_are_read_as_spreadsheets_write_them(run, write, content):
    assert as_json(run("import", "agreements", write(content), "--confirm", "--json"))["created"] == 1


def test_a_file_that_is_not_there_or_a_folder_is_refused_in_one_sentence(run, write, tmp_path):
    assert "tidak ditemukan" in sentence(run("import", "agreements", tmp_path / "tidak-ada.csv"))
    assert "adalah folder" in sentence(run("import", "agreements", tmp_path))
    assert "tidak dapat dibuka" in sentence(run("import", "agreements", write("") / "daftar.csv"))
    assert "tidak dapat dibuka" in sentence(run("import", "agreements", "a" * 1_000))
    assert as_json(run("import", "agreements", tmp_path, "--json"), status=1)["error"] == "invalid"


def test_a_killed_import_leaves_nothing_and_can_be_repeated(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"SINERGI_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "sinergi.config.settings"}
    command = ["import", "agreements", str(PUBLISHED), "--confirm", "--json"]

    def process(table: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sinergi.interfaces.cli.tests.killed", table, *command],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    killed = process("agreements_party")
    assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, ""), killed.stderr
    again = json.loads(process("").stdout)
    assert again["created"] == 85
    assert "belum dikenal" in again["rows"][0]["text"], "the institutions of the killed import are gone too"
