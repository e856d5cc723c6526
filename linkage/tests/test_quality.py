"""Answers are judged by the truth: shares with their intervals, calibration, groups."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.quality import OTHERS, QualityFault, Share, measure
from linkage.tests.sheets import write

ANSWERS = ("id", "answer", "register_nik", "probability")
TRUTH = ("id", "nik", "sex")
ROWS = [
    ("1", "same", "A", 0.99),  # right
    ("2", "same", "X", 0.97),  # another person
    ("3", "same", "C", 0.96),  # not in the register
    ("4", "look", "D", 0.7),  # right, but doubtful
    ("5", "different", None, 0.0),  # missed
    ("6", "different", None, 0.0),  # rightly nobody
]
REAL = [("1", "A", "L"), ("2", "B", "P"), ("3", "", "P"), ("4", "D", "L"), ("5", "E", "L"), ("6", "", "L")]


@pytest.fixture(params=["csv", "parquet"])
def suffix(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_precision_recall_and_f1(tmp_path: Path, suffix: str) -> None:
    report = measure(write(tmp_path / f"a.{suffix}", ANSWERS, ROWS), write(tmp_path / f"t.{suffix}", TRUTH, REAL))
    total = report.total
    assert (total.judged, total.right, total.said, total.true) == (6, 1, 3, 4)
    assert (total.looks, total.right_looks) == (1, 1)
    assert total.precision.share == pytest.approx(1 / 3)
    assert total.recall.share == pytest.approx(1 / 4)
    assert total.f1[0] == pytest.approx(2 / 7)
    assert report.groups["sex"]["P"].precision == Share(0, 2)
    assert report.groups["sex"]["L"].recall == Share(1, 3)
    assert [(one.low, one.high, one.came_true) for one in report.bins] == [
        (0.5, 0.75, Share(1, 1)),
        (0.95, 0.99, Share(0, 2)),
        (0.99, 0.999, Share(1, 1)),
    ]


def test_rows_of_the_register_stand_for_it_too(tmp_path: Path) -> None:
    answers = write(tmp_path / "a.csv", ("id", "answer", "register_row", "probability"), [("1", "same", "7", 1)])
    truth = write(tmp_path / "t.csv", ("id", "register_row"), [("1", "7")])
    assert measure(answers, truth).total.right == 1


def test_wilson_intervals_are_those_of_the_table() -> None:
    share = Share(9, 10)
    assert (share.low, share.high) == (pytest.approx(0.5958, abs=1e-4), pytest.approx(0.9821, abs=1e-4))
    assert (Share(0, 0).share, Share(0, 0).low) == (None, None)


@given(st.integers(1, 10_000), st.data())
def test_an_interval_holds_its_share(of: int, data: st.DataObject) -> None:
    share = Share(data.draw(st.integers(0, of)), of)
    assert share.low is not None
    assert share.high is not None
    assert share.share is not None
    assert 0 <= share.low <= share.share + 1e-12
    assert share.share - 1e-12 <= share.high <= 1


def test_a_truth_about_some_judges_these_only(tmp_path: Path) -> None:
    report = measure(write(tmp_path / "a.csv", ANSWERS, ROWS), write(tmp_path / "t.csv", TRUTH, REAL[:1]))
    assert (report.total.judged, report.unjudged) == (1, 5)


def test_many_values_of_a_group_are_put_together(tmp_path: Path) -> None:
    answers = write(tmp_path / "a.csv", ANSWERS, [(n, "different", None, 0) for n in range(80)])
    truth = write(tmp_path / "t.csv", ("id", "nik", "town"), [(n, "", f"{n:03}") for n in range(80)])
    towns = measure(answers, truth).groups["town"]
    assert len(towns) == 51
    assert towns[OTHERS].judged == 30


@pytest.mark.parametrize(
    ("answers", "truth", "sentence"),
    [
        (ROWS[:2], REAL, "a.csv tidak menjawab 4 orang dari t.csv"),
        ([*ROWS, ROWS[0]], REAL, "Baris 8: orang ini dijawab dua kali"),
        (ROWS, [*REAL, REAL[0]], "Baris 8: id ini sudah dipakai"),
        ([("1", "sama", "A", 1)], REAL[:1], "Baris 2: kolom answer harus same, look atau different"),
        ([("1", "same", "A", 7)], REAL[:1], "Baris 2: kolom probability harus bilangan antara 0 dan 1"),
        ([("1", "same", "A", None)], REAL[:1], "Baris 2: kolom probability harus bilangan"),
    ],
)
def test_files_that_do_not_fit_are_refused(
    tmp_path: Path, answers: list[tuple[object, ...]], truth: list[tuple[object, ...]], sentence: str
) -> None:
    with pytest.raises(QualityFault) as said:
        measure(write(tmp_path / "a.csv", ANSWERS, answers), write(tmp_path / "t.csv", TRUTH, truth))
    assert str(said.value).startswith(sentence)


def test_a_truth_without_the_register_cannot_judge(tmp_path: Path) -> None:
    answers = write(tmp_path / "a.csv", ANSWERS, ROWS)
    with pytest.raises(QualityFault, match="Kolom register_nik tidak ada"):
        measure(answers, write(tmp_path / "t.csv", ("id", "sex"), [("1", "L")]))


# --- pairs


PAIRS = ("id_a", "id_b", "answer", "probability")


def test_pairs_are_judged_by_who_is_one_person(tmp_path: Path) -> None:
    truth = write(
        tmp_path / "t.csv",
        ("id", "person", "nik_kind"),
        [("1", "a", "right"), ("2", "a", "right"), ("3", "a", "absent"), ("4", "b", "right"), ("5", "c", "right")],
    )
    pairs = write(
        tmp_path / "p.csv",
        PAIRS,
        [("1", "2", "same", 0.999), ("4", "5", "same", 0.96), ("1", "3", "look", 0.5), ("1", "9", "same", 1)],
    )
    report = measure(pairs, truth)
    assert (report.total.right, report.total.said, report.total.true) == (1, 2, 3)
    assert (report.total.looks, report.total.right_looks, report.unjudged) == (1, 1, 1)
    assert report.groups["nik_kind"]["right"].recall == Share(1, 1)
    assert report.groups["nik_kind"]["absent + right"].recall == Share(0, 2)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=12))
def test_true_pairs_are_counted_as_if_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, people: list[tuple[int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("pairs")
    rows = [(number, person, kind) for number, (person, kind) in enumerate(people)]
    report = measure(write(folder / "p.csv", PAIRS, []), write(folder / "t.csv", ("id", "person", "kind"), rows))
    true = [(a[1], b[1]) for a, b in combinations(people, 2) if a[0] == b[0]]
    assert report.total.true == len(true)
    assert sum(quality.true for quality in report.groups["kind"].values()) == len(true)
