"""A list of units and partners comes in: looked at first, then done once and entirely."""

from __future__ import annotations

import io
from itertools import permutations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.services import storing
from sinergi.foundation.imports.choices import Outcome, RunState, Subject
from sinergi.foundation.imports.models import ImportRun
from sinergi.foundation.imports.rules import Counts, TableRefused
from sinergi.foundation.imports.services import institutions as listing
from sinergi.foundation.imports.services import staging
from sinergi.foundation.institutions import policies, queries
from sinergi.foundation.institutions.models import Institution, LikelyPair
from sinergi.foundation.institutions.services import merging
from sinergi.foundation.kernel.errors import NotAllowed
from tests.support.factories import NOW, SYSTEM, actor, institution, partner

pytestmark = pytest.mark.django_db
IMPORTER = actor(policies.IMPORT)
HEADING = "name,kind,parent,zone,category\n"
ROWS = (
    "Kanwil Bayangan,kanwil,,WITA,\n",
    "Lapas Bayangan,lapas,Kanwil Bayangan,wib,\n",
    "Yayasan Bayangan Delapan,,,,masyarakat_sipil\n",
)


def previewed(*rows: str, heading: str = HEADING) -> ImportRun:
    file = storing.store(
        io.BytesIO((heading + "".join(rows)).encode()), name="lembaga.csv", allowed=[FileKind.CSV],
        most_bytes=listing.MOST_BYTES, by=SYSTEM, at=NOW,
    )  # fmt: skip
    return listing.preview(file, by=IMPORTER, at=NOW)


def confirmed(*rows: str) -> ImportRun:
    return listing.confirm(previewed(*rows), by=IMPORTER, at=NOW)


def said(run: ImportRun) -> list[tuple[str, str]]:
    return [(row.outcome, row.message) for row in run.rows.all()]


def test_a_preview_changes_no_institution() -> None:
    run = previewed(*ROWS)
    assert (run.subject, run.counts) == (Subject.INSTITUTIONS, Counts(created=3))
    assert not Institution.objects.exists()


@pytest.mark.parametrize("rows", list(permutations(ROWS)))
def test_confirmed_units_stand_in_the_tree_and_partners_beside_it_whatever_the_order(rows: tuple[str, ...]) -> None:
    run = confirmed(*rows)
    assert (run.state, run.counts) == (RunState.CONFIRMED, Counts(created=3))
    kanwil, lapas, yayasan = (queries.named(row.split(",")[0], viewer=SYSTEM) for row in ROWS)
    assert kanwil is not None
    assert lapas is not None
    assert yayasan is not None
    assert lapas.place.parent == kanwil.place
    assert (kanwil.zone, lapas.zone) == ("Asia/Makassar", "Asia/Jakarta")
    assert yayasan.partner_profile.category == "masyarakat_sipil"
    assert yayasan.path is None
    assert not hasattr(lapas, "partner_profile")
    assert not any(row.is_provisional for row in (kanwil, lapas, yayasan))


def test_the_same_file_again_changes_nothing() -> None:
    confirmed(*ROWS)
    assert confirmed(*ROWS).counts == Counts(unchanged=3)
    assert Institution.objects.count() == 3


def test_what_is_unknown_is_filled_in_and_what_is_known_stays() -> None:
    confirmed("Yayasan Bayangan,,,,\n", "Badan Bayangan,badan,,,\n", "Kanwil Bayangan,kanwil,,,\n")
    run = confirmed("Yayasan Bayangan,,,,pemerintah\n", "Badan Bayangan,,,,lembaga_sdm\n", "Yayasan Bayangan Dua,,,,\n")
    assert [outcome for outcome, _text in said(run)] == [Outcome.UPDATED, Outcome.UPDATED, Outcome.CREATED]
    badan = queries.named("Badan Bayangan", viewer=SYSTEM)
    assert badan is not None
    assert badan.partner_profile.category == "lembaga_sdm"
    assert badan.place.kind == "badan"
    assert queries.named("Yayasan Bayangan", viewer=SYSTEM).partner_profile.category == "pemerintah"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("rows", "number", "sentence"),
    [
        ([",,,,\n", "Yayasan Bayangan,,,,\n", " ,lapas,,,\n"], 4, "memuat nama"),
        (["Lapas Bayangan,gudang,,,\n"], 2, "gudang"),
        (["Lapas Bayangan,lapas,Kanwil Entah,,\n"], 2, "Kanwil Entah"),
        (["Lapas Bayangan,lapas,Lapas Bayangan,,\n"], 2, "induknya sendiri"),
        (["A Bayangan,lapas,B Bayangan,,\n", "B Bayangan,lapas,A Bayangan,,\n"], 2, "tidak dikenal"),
        (["Yayasan Bayangan,,Kanwil Ada,,\n"], 2, "Hanya unit"),
        (["Lapas Bayangan,lapas,,GMT,\n"], 2, "GMT"),
        (["Yayasan Bayangan,,,,dermawan\n"], 2, "dermawan"),
        (["Yayasan Bayangan,,,,\n", "YAYASAN BAYANGAN,,,,\n"], 3, "baris 2"),
        (["Yayasan Ada,,,,pemerintah\n"], 2, "Masyarakat sipil"),
        (["Lapas Ada,rutan,,,\n"], 2, "Lapas"),
        (["Lapas Ada,lapas,Kanwil Ada,,\n", "Kanwil Ada,kanwil,,,\n"], 2, "induk lain"),
        (["Lapas Bayangan,lapas,Yayasan Ada,,\n"], 2, "tidak punya tempat"),
        (["Lapas Contoh,lapas,,,\n"], 2, "contoh"),
        (["Lapas Bayangan,lapas\n"], 2, "sel"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_why_and_the_others_stay(
    rows: list[str], number: int, sentence: str
) -> None:
    partner("Yayasan Ada", example=False)
    institution("Lapas Ada", parent=institution("Kanwil Lain", kind="kanwil", example=False), example=False)
    institution("Kanwil Ada", kind="kanwil", example=False)
    institution("Lapas Contoh")
    run = confirmed(*rows, "Yayasan Baik Sekali,,,,\n")
    refused = {row.number: row.message for row in run.rows.filter(outcome=Outcome.REFUSED)}
    assert sentence in refused[number]
    assert queries.named("Yayasan Baik Sekali", viewer=SYSTEM) is not None


@pytest.mark.parametrize(
    ("heading", "rows", "sentence"),
    [
        ("", [], "kosong"),
        (HEADING, [], "tanpa baris"),
        ("nama,kind\n", ["a,b\n"], "nama"),
        ("kind\n", ["lapas\n"], "name"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_whole(heading: str, rows: list[str], sentence: str) -> None:
    with pytest.raises((TableRefused, storing.Refused), match=sentence):
        previewed(*rows, heading=heading)
    assert not ImportRun.objects.exists()


def test_what_resembles_a_known_one_is_said_and_proposed() -> None:
    partner("Yayasan Tunas Bangsa Bayangan", example=False)
    run = previewed("Tunas Bangsa Bayangan (Yayasan),,,,\n")
    assert "Mirip dengan “Yayasan Tunas Bangsa Bayangan”" in said(run)[0][1]
    listing.confirm(run, by=IMPORTER, at=NOW)
    assert LikelyPair.objects.count() == 1


def test_a_name_that_was_merged_away_is_that_of_its_survivor() -> None:
    wrong, right = (
        partner("Yys Bayangan", category="", example=False),
        partner("Yayasan Bayangan", category="", example=False),
    )
    merging.merge(wrong, right, reason="Ejaan", by=SYSTEM, at=NOW)
    assert confirmed("Yys Bayangan,,,,pemerintah\n").counts == Counts(updated=1)
    assert queries.named("Yayasan Bayangan", viewer=SYSTEM).partner_profile.category == "pemerintah"  # type: ignore[union-attr]


def test_an_import_is_confirmed_once() -> None:
    run = confirmed(*ROWS)
    with pytest.raises(staging.AlreadyConfirmed):
        listing.confirm(run, by=IMPORTER, at=NOW)


def test_only_who_may_import_everywhere_previews_and_confirms() -> None:
    run = previewed(*ROWS)
    for stranger in (actor("agreements.import"), actor(policies.IMPORT, at=institution())):
        with pytest.raises(NotAllowed):
            listing.preview(run.file, by=stranger, at=NOW)
        with pytest.raises(NotAllowed):
            listing.confirm(run, by=stranger, at=NOW)
    assert not Institution.objects.filter(is_example=False).exists()


def test_looking_at_known_rows_asks_as_often_for_many_as_for_few() -> None:
    counts = []
    for size in (2, 40):
        rows = [f"Yayasan Bayangan {'ABCDEFGH'[n % 8] * 3}{n},,,,\n" for n in range(size)]
        confirmed(*rows)
        with CaptureQueriesContext(connection) as asked:
            previewed(*rows)
        counts.append(len(asked))
    assert counts[0] == counts[1]
