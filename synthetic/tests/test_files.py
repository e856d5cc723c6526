"""Whole worlds as files: the same from the same seed, with the mix they state, and nobody real in them."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from synthetic import files as writing
from synthetic.baseline import INMATES, REGISTER, export
from synthetic.entries import FIRST_ROW
from synthetic.files import Files, write
from synthetic.harsh import HELD_OUT
from synthetic.noise import STUDY
from synthetic.population import REGISTERED

ROWS, PEOPLE = 90_000, 8_000


@pytest.fixture(scope="module", params=["study", "harsh", "harsh-seen"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def made(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Files:
    return write(tmp_path_factory.mktemp(kind), seed=5, rows=ROWS, people=PEOPLE, kind=kind)


def table(path: Path) -> pa.Table:
    return pq.read_table(path)


def share(column: pa.ChunkedArray) -> float:
    return float(pc.mean(pc.fill_null(column, False).cast(pa.float64())).as_py())


def test_one_seed_gives_one_world_and_a_longer_register_begins_with_the_shorter(
    made: Files, kind: str, tmp_path: Path
) -> None:
    again = write(tmp_path / "again", seed=5, rows=ROWS, people=PEOPLE, kind=kind)
    for name in ("register", "people", "truth"):
        assert table(getattr(again, name)).equals(table(getattr(made, name)))
    shorter = write(tmp_path / "shorter", seed=5, rows=70_000, people=50, kind=kind)
    assert table(shorter.register).equals(table(made.register).slice(0, 70_000))
    other = write(tmp_path / "other", seed=6, rows=70_000, people=50, kind=kind)
    assert not table(other.register).equals(table(shorter.register))


def test_every_nik_is_impossible_and_stands_once_in_the_register(made: Files) -> None:
    niks = table(made.register)["nik"]
    assert pc.count_distinct(niks).as_py() == ROWS
    assert pc.all(pc.match_substring_regex(niks, "^99[0-9]{14}$")).as_py()
    digits = pc.replace_substring_regex(pc.drop_null(table(made.people)["nik"]), "[^0-9]", "")
    possible = pc.match_substring_regex(digits, "^(0[1-9]|[1-8][0-9]|9[0-8])[0-9]{14}$")
    assert not pc.any(possible).as_py()


def test_the_truth_names_the_row_by_its_number_and_its_nik(made: Files) -> None:
    truth, register = table(made.truth), table(made.register)
    known = truth.filter(pc.is_valid(truth["register_row"]))
    rows = pc.subtract(known["register_row"], FIRST_ROW)
    assert register["nik"].take(rows).equals(known["register_nik"])
    assert truth["id"].equals(table(made.people)["id"])
    # Who is not in the register lives in the same places under a NIK that is nobody's there.
    right = pc.and_(pc.equal(truth["nik_kind"], "right"), pc.is_null(truth["register_row"]))
    strangers = pc.replace_substring(table(made.people)["nik"].filter(right), " ", "")
    assert not pc.any(pc.is_in(strangers, register["nik"])).as_py()


def test_the_study_has_its_mix(made: Files, kind: str) -> None:
    if kind != "study":
        pytest.skip("only the study states its shares")
    truth, people = table(made.truth), table(made.people)
    for nik_kind, expected in STUDY.nik_shares.items():
        assert share(pc.equal(truth["nik_kind"], str(nik_kind))) == pytest.approx(expected, abs=0.015)
    assert share(pc.is_null(truth["register_row"])) == pytest.approx(STUDY.not_in_register, abs=0.015)
    readmitted = 1 - pc.count_distinct(truth["person"]).as_py() / PEOPLE
    assert readmitted == pytest.approx(STUDY.readmitted, abs=0.015)
    assert share(pc.is_null(people["mother_name"])) == pytest.approx(STUDY.mother_name_absent, abs=0.02)
    assert share(pc.is_null(people["birth_date"])) == pytest.approx(STUDY.birth_date_absent, abs=0.01)


def test_what_is_held_out_stays_out_of_the_seen_part(made: Files, kind: str) -> None:
    truth = table(made.truth)
    noise = {struck for struck in truth["noise"].to_pylist() if struck for struck in struck.split("; ")}
    if kind == "harsh":
        assert share(truth["is_held_out"]) > 0.2
        assert noise >= HELD_OUT
        assert {"papuan", "minahasan"} <= set(truth["naming"].to_pylist())
    else:
        assert share(truth["is_held_out"]) == 0
        assert not noise & HELD_OUT


def test_a_harsh_world_has_families(made: Files, kind: str) -> None:
    truth = table(made.truth)
    expected = kind != "study"
    assert (share(truth["is_twin"]) > 0.003) == expected
    assert (share(truth["is_namesake"]) > 0.001) == expected
    siblings = pa.table(
        {"key": pc.binary_join_element_wise(*(table(made.register)[c] for c in ("mother_name", "address")), "|")}
    )
    counts = siblings.group_by("key").aggregate([([], "count_all")])
    assert (pc.sum(pc.greater(counts["count_all"], 1)).as_py() > 500) == expected


def test_two_people_of_a_whole_country_seldom_share_a_name(made: Files) -> None:
    """About one pair in some ten thousand does in a part of the country; in all of it fewer."""
    register = table(made.register)
    counts = register.group_by(["name", "sex"]).aggregate([([], "count_all")])["count_all"]
    pairs = pc.sum(pc.multiply(counts, pc.subtract(counts, 1))).as_py()
    assert 1e-6 < pairs / ROWS / (ROWS - 1) < 5e-4


def test_the_opponent_reads_the_same_values(made: Files) -> None:
    export(made)
    theirs, ours = table(made.folder / REGISTER), table(made.register)
    assert theirs["rid"].to_pylist()[-1] == ROWS - 1
    assert theirs["nik"].cast(pa.string()).equals(ours["nik"])
    assert theirs["name"].equals(ours["name"])
    inmates, truth = table(made.folder / INMATES), table(made.truth)
    assert inmates["nik_raw"].equals(table(made.people)["nik"])
    rows = pc.add(inmates["true_rid"], FIRST_ROW)
    assert pc.if_else(pc.less(inmates["true_rid"], 0), None, rows).equals(truth["register_row"])


def test_memory_holds_one_block_and_the_people(made: Files) -> None:
    groups = pq.ParquetFile(made.register).metadata
    assert max(groups.row_group(n).num_rows for n in range(groups.num_row_groups)) <= REGISTERED


def test_a_world_that_fails_leaves_no_register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_rows: int) -> None:
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="space"):
        write(tmp_path, seed=1, rows=100, people=10, progress=full)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"rows": 1}, "two people"),
        ({"people": 200}, "only 100"),
        ({"kind": "mild"}, "one of"),
        ({"people": 0}, "somebody"),
    ],
)
def test_what_cannot_be_is_refused(asked: dict[str, object], said: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=said):
        write(tmp_path, **({"seed": 1, "rows": 100, "people": 10, "kind": "study"} | asked))  # type: ignore[arg-type]


def test_names_follow_the_peoples(made: Files) -> None:
    names = set(table(made.register)["name"].to_pylist())
    assert any(name.startswith(("I WAYAN ", "NI LUH ", "I MADE ")) for name in names)
    assert any(name.endswith((" SIREGAR", " NASUTION", " GINTING")) for name in names)
    assert any(" " not in name for name in names)
    assert not any(
        first == second for name in names for first, second in zip(name.split(), name.split()[1:], strict=False)
    )
    assert writing.REGISTERED == REGISTERED
