"""`sinergi import institutions`, and the institutions that an installation begins with."""

from __future__ import annotations

from pathlib import Path

from sinergi.foundation.institutions import queries
from sinergi.foundation.institutions.models import Institution, Succession
from sinergi.interfaces.cli import installation
from sinergi.interfaces.cli.app import OPERATOR
from sinergi.interfaces.cli.tests.conftest import Run, as_json, sentence
from tests.support.factories import NOW

LIST = (
    "name,kind,parent,zone,category\n"
    "Lapas Bayangan,lapas,Direktorat Jenderal Pemasyarakatan,WIT,\n"
    "Yayasan Bayangan,,,,dermawan\n"
)


def written(folder: Path, text: str = LIST) -> Path:
    file = folder / "lembaga.csv"
    file.write_text(text)
    return file


def test_a_preview_says_what_would_be_done_and_does_nothing(run: Run, tmp_path: Path) -> None:
    before = Institution.objects.count()
    document = as_json(run("import", "institutions", written(tmp_path), "--json"))
    assert (document["created"], document["refused"], document["confirmed"]) == (1, 1, False)
    assert [row["name"] for row in document["rows"]] == ["Lapas Bayangan", "Yayasan Bayangan"]
    assert Institution.objects.count() == before
    said = run("import", "institutions", written(tmp_path)).stdout
    assert "Baris 3 (Yayasan Bayangan): “dermawan”" in said
    assert "Belum ada yang dicatat" in said


def test_confirmed_it_is_done_once(run: Run, tmp_path: Path) -> None:
    document = as_json(run("import", "institutions", written(tmp_path), "--confirm", "--json"))
    assert (document["created"], "confirmed" in document) == (1, False)
    lapas = queries.named("Lapas Bayangan", viewer=OPERATOR)
    assert lapas is not None
    assert lapas.zone == "Asia/Jayapura"
    assert as_json(run("import", "institutions", written(tmp_path), "--confirm", "--json"))["unchanged"] == 1


def test_what_is_no_such_list_is_refused_in_a_sentence(run: Run, tmp_path: Path) -> None:
    assert "name" in sentence(run("import", "institutions", written(tmp_path, "nama\nX\n")))
    assert "tidak ditemukan" in sentence(run("import", "institutions", tmp_path / "tiada.csv"))


def test_the_service_and_its_predecessors_are_there_once_however_often_it_is_set_up(run: Run) -> None:
    count = Institution.objects.count(), Succession.objects.count()
    installation.found_the_service(at=NOW)
    assert (Institution.objects.count(), Succession.objects.count()) == count
    assert not queries.open_pairs(OPERATOR).exists()
    kemenkumham, poltekip = (queries.named(name, viewer=OPERATOR) for name in ("Kemenkumham", "Poltekip"))
    assert kemenkumham is not None
    assert poltekip is not None
    assert queries.followers([kemenkumham, poltekip], OPERATOR) == {
        kemenkumham.pk: ("Kementerian Hukum", "Kementerian Imigrasi dan Pemasyarakatan"),
        poltekip.pk: ("Politeknik Imipas",),
    }
