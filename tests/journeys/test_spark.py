"""The cascade on Spark: the same people, the same answers. Needs the extra `spark` and Java: `make test-spark`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from linkage.matching import match
from linkage.preparing import prepare
from linkage.running import look_through
from linkage.spark import SparkFault
from linkage.tests.sheets import write
from synthetic.worlds import world

COLUMNS = ("id", "nik", "name", "sex", "birth_date", "birth_place", "mother_name")

pytest.importorskip("pyspark", reason="the extra `spark` is not installed")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """People, and a register prepared with an index."""
    folder = tmp_path_factory.mktemp("spark")
    country = world(7, people=2_000, inmates=700)
    country.write_register(folder / "register.csv")
    people = [
        (f"P{one.number}", one.nik, one.name, one.sex, one.birth_date, one.birth_place, one.mother_name)
        for one in country.inmates
    ]
    write(folder / "people.csv", COLUMNS, people)
    prepare(folder / "register.csv", folder / "prepared", index=True)
    return folder / "people.csv", folder / "prepared"


def answers(people: Path, register: Path, out: Path, **options: Any) -> list[dict[str, Any]]:
    match(look_through(people), register, out, **options)
    return pq.read_table(out).to_pylist()


@pytest.mark.parametrize("answers_only", [False, True])
def test_the_answers_are_those_of_the_other_engines(
    files: tuple[Path, Path], tmp_path: Path, answers_only: bool
) -> None:
    spread = answers(*files, tmp_path / "spark.parquet", engine="spark", answers_only=answers_only)
    here = answers(*files, tmp_path / "index.parquet", engine="index", answers_only=answers_only)
    assert spread == here
    assert {row["answer"] for row in spread} == {"same", "look", "different"}


def test_a_run_that_stopped_goes_on_with_the_parts_that_are_whole(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, register = files
    out = tmp_path / "spark.parquet"

    def interrupted(_text: str, done: int, _of: int) -> None:
        if done >= 400:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        match(look_through(people), register, out, engine="spark", part=200, progress=interrupted)
    assert not out.exists()
    match(look_through(people), register, out, engine="spark", part=200)
    assert pq.read_table(out).to_pylist() == answers(people, register, tmp_path / "index.parquet", engine="index")


def test_what_goes_wrong_on_an_executor_is_a_sentence_and_writes_nothing(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_there(*_wanted: object) -> None:
        raise FileNotFoundError("/register")

    monkeypatch.setattr("linkage.matching._opened", not_there)
    with pytest.raises(SparkFault, match="folder register"):
        answers(*files, tmp_path / "out.parquet", engine="spark")
    assert not (tmp_path / "out.parquet").exists()
