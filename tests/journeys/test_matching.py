"""Made-up people, a register and the truth: what the cascade answers, by both engines, singly, and trained."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linkage.finding import Finder
from linkage.matching import match
from linkage.model import LEVELS, ModelError, load
from linkage.notes import Notes
from linkage.preparing import Prepared, prepare
from linkage.reading import open_people, particulars, read_people
from linkage.running import look_through
from linkage.scoring import Verdict
from linkage.tests.sheets import write
from linkage.training import train
from synthetic.worlds import World, world

COLUMNS = ("id", "nik", "name", "sex", "birth_date", "birth_place", "mother_name", "aliases")


@pytest.fixture(scope="module")
def country() -> World:
    return world(7, people=4_000, inmates=2_000)


@pytest.fixture(scope="module")
def prepared(country: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("register")
    country.write_register(folder / "register.csv")
    prepare(folder / "register.csv", folder / "prepared", index=True)
    return folder / "prepared"


def entries(country: World) -> list[tuple[object, ...]]:
    return [
        (f"P{one.number}", one.nik, one.name, one.sex, one.birth_date, one.birth_place, one.mother_name, "")
        for one in country.inmates
    ]


def answered(
    rows: list[tuple[object, ...]], prepared: Path, folder: Path, engine: str = "duckdb"
) -> dict[str, dict[str, Any]]:
    """Id → answer."""
    people = write(folder / "people.csv", COLUMNS, rows)
    out = folder / f"{engine}.parquet"
    out.unlink(missing_ok=True)
    match(look_through(people), prepared, out, engine=engine)
    return {row["id"]: row for row in pq.read_table(out).to_pylist()}


def test_whom_it_calls_the_same_is_the_same_and_few_are_missed(country: World, prepared: Path, tmp_path: Path) -> None:
    answers = answered(entries(country), prepared, tmp_path)
    same = {key for key, row in answers.items() if row["answer"] == "same"}
    niks = {
        f"P{one.number}": country.register[one.true_register_row - 2].nik
        for one in country.inmates
        if one.true_register_row
    }
    wrong = [key for key in same if answers[key]["register_nik"] != niks.get(key)]
    assert len(wrong) <= 2
    assert len(same) > 0.9 * len(niks)


def test_both_engines_answer_alike_whatever_the_order_and_the_letter_case(
    country: World, prepared: Path, tmp_path: Path
) -> None:
    rows = entries(country)
    straight = answered(rows, prepared, tmp_path)
    assert answered(rows, prepared, tmp_path, "index") == straight
    mixed = [
        tuple(cell.swapcase() if at in (2, 5, 6) and isinstance(cell, str) else cell for at, cell in enumerate(row))
        for row in rows
    ]
    Random(3).shuffle(mixed)
    assert answered(mixed, prepared, tmp_path, "index") == straight


def test_one_person_alone_gets_the_answer_of_the_whole_file(country: World, prepared: Path, tmp_path: Path) -> None:
    rows = entries(country)[:300]
    answers = answered(rows, prepared, tmp_path, "index")
    finder = Finder(Prepared.open(prepared))
    table = pa.concat_tables(read_people(open_people(tmp_path / "people.csv"), Notes()))
    for row, person in zip(rows, particulars(table), strict=True):
        told = answers[str(row[0])]
        found = finder.find(person)
        if told["answer"] == "same":
            assert found[0].verdict is Verdict.SAME
            assert found[0].weight_bits == pytest.approx(told["weight_bits"], abs=0.01)


def test_somebody_known_by_an_alias_is_found_by_it(country: World, prepared: Path, tmp_path: Path) -> None:
    row = next(row for row in country.register if len(row.name.split()) >= 3)
    nickname = ("A", None, "Si Cungkring", row.sex, row.birth_date, row.birth_place, row.mother_name)
    answers = answered([(*nickname, ""), ("B", *nickname[1:], row.name)], prepared, tmp_path)
    assert answers["B"]["register_nik"] == row.nik
    assert answers["B"]["weight_bits"] > (answers["A"]["weight_bits"] or 0) + 10


def test_training_learns_without_the_truth_and_the_same_from_the_same(
    country: World, prepared: Path, tmp_path: Path
) -> None:
    people = open_people(write(tmp_path / "people.csv", COLUMNS, entries(country)))
    base = load("2026-11-24")
    one = train(people, prepared, name="2026-11-25", base=base, keep=["region"])
    assert one == train(people, prepared, name="2026-11-25", base=base, keep=["region"])
    assert 0.9 < one.one_person < 1
    assert one.model.fields["nik"] == base.fields["nik"]
    assert one.model.fields["region"] == base.fields["region"]
    assert one.model.fields["name"] != base.fields["name"]
    # Levels stay in order where they must: an equal birth date speaks for, another one against.
    assert one.model.fields["birth"]["exact"].weight_bits > 0 > one.model.fields["birth"]["different"].weight_bits
    one.model.write(tmp_path / "model.json")
    assert type(one.model).read(tmp_path / "model.json") == one.model


def test_training_says_what_it_cannot_do(country: World, prepared: Path, tmp_path: Path) -> None:
    people = open_people(write(tmp_path / "people.csv", COLUMNS, entries(country)[:50]))
    with pytest.raises(ModelError, match="melatih model memerlukan 1000"):
        train(people, prepared, name="2026-11-25", base=load())
    with pytest.raises(ModelError, match="shoe tidak dikenal"):
        train(people, prepared, name="2026-11-25", base=load(), keep=["shoe"])
    assert "shoe" not in LEVELS
