import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.nik import Oddity, explain, is_usable
from linkage.registers import Extract, Status, read_extract
from linkage.verify import Answer, Verdict, verify_exact
from synthetic import STUDY, Inmate, NikKind, World, world

seeds = st.integers(0, 10**6)
small_worlds = st.builds(world, seeds, people=st.just(60), inmates=st.just(30))


@pytest.fixture(scope="module")
def study() -> World:
    return world(1, people=5000, inmates=4000)


@given(seeds)
@settings(max_examples=20)
def test_one_seed_gives_one_world(seed: int) -> None:
    assert world(seed, people=40, inmates=20) == world(seed, people=40, inmates=20)
    assert world(seed, people=40, inmates=20).register == world(seed, people=40, inmates=5).register


def test_another_seed_gives_another_world() -> None:
    assert world(1, people=40, inmates=20).register != world(2, people=40, inmates=20).register
    assert world(1, people=40, inmates=20).inmates != world(2, people=40, inmates=20).inmates


def test_the_world_does_not_depend_on_the_hash_seed() -> None:
    def told(hash_seed: str) -> str:
        code = "from synthetic import world; print(world(7, people=50, inmates=40))"
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        return subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        ).stdout

    assert told("1") == told("2") != ""


@given(small_worlds)
@settings(max_examples=30)
def test_every_nik_is_impossible(made: World) -> None:
    niks = [row.nik for row in made.register] + [inmate.nik for inmate in made.inmates if inmate.nik]
    assert all(nik is not None and (nik.startswith("99") or set(nik) == {"0"}) for nik in niks)


@given(small_worlds)
@settings(max_examples=30)
def test_a_register_nik_is_unique_and_fits_its_person(made: World) -> None:
    assert len({row.nik for row in made.register}) == len(made.register)
    for row in made.register:
        findings = explain(row.nik or "", birth_date=row.birth_date, sex=row.sex)
        assert [finding.code for finding in findings] == [Oddity.MADE_UP_REGION]
        assert row.region_code == (row.nik or "")[:6]


@given(small_worlds)
@settings(max_examples=30)
def test_the_kind_of_nik_is_the_truth_about_it(made: World) -> None:
    for inmate in made.inmates:
        own = made.register[inmate.true_register_row - 2].nik if inmate.true_register_row else None
        match inmate.nik_kind:
            case NikKind.RIGHT:
                assert inmate.nik is not None
                assert own is None or inmate.nik == own
            case NikKind.ANOTHERS:
                assert inmate.nik in {row.nik for row in made.register} - {own}
            case NikKind.DAMAGED:
                assert inmate.nik not in (None, own)
            case NikKind.ABSENT:
                assert inmate.nik is None
            case NikKind.ZEROS:
                assert not is_usable(inmate.nik or "")


@given(small_worlds)
@settings(max_examples=30)
def test_two_entries_are_one_person_exactly_when_they_share_a_row(made: World) -> None:
    rows: dict[int, set[int | None]] = {}
    for inmate in made.inmates:
        rows.setdefault(inmate.person, set()).add(inmate.true_register_row)
    assert all(len(found) == 1 for found in rows.values())
    shared = [row for found in rows.values() for row in found if row is not None]
    assert len(shared) == len(set(shared))


def test_the_register_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    made = world(3, people=200, inmates=10)
    path = tmp_path / "register.csv"
    made.write_register(path)
    assert tuple(read_extract(path)) == made.register
    first = path.read_bytes()
    made.write_register(path)
    assert path.read_bytes() == first


def test_only_the_living_are_imprisoned(study: World) -> None:
    rows = [study.register[inmate.true_register_row - 2] for inmate in study.inmates if inmate.true_register_row]
    assert {row.status for row in rows} == {Status.ACTIVE}
    assert any(row.status is Status.DECEASED for row in study.register)


def test_the_mix_is_that_of_the_profile(study: World) -> None:
    entries = len(study.inmates)
    kinds = Counter(inmate.nik_kind for inmate in study.inmates)
    for kind, share in STUDY.nik_shares.items():
        assert kinds[kind] / entries == pytest.approx(share, abs=0.03)
    strangers = sum(inmate.true_register_row is None for inmate in study.inmates)
    assert strangers / entries == pytest.approx(STUDY.not_in_register, abs=0.03)
    readmitted = entries - len({inmate.person for inmate in study.inmates})
    assert readmitted / entries == pytest.approx(STUDY.readmitted, abs=0.02)
    first_of_january = sum(
        inmate.birth_date is not None and inmate.birth_date.replace(year=2000) == date(2000, 1, 1)
        for inmate in study.inmates
    )
    assert first_of_january / entries == pytest.approx(STUDY.birth_date_first_of_january, abs=0.02)


def test_everybody_is_born_between_the_days_asked_for() -> None:
    first, last = date(2009, 2, 27), date(2009, 3, 2)
    made = world(5, people=60, inmates=20, birthdays=(first, last))
    assert {row.birth_date for row in made.register if row.birth_date} == {
        first + timedelta(days=n) for n in range((last - first).days + 1)
    }
    with pytest.raises(ValueError, match="before the first"):
        world(5, birthdays=(last, first))


def test_a_world_too_small_for_its_inmates_is_refused() -> None:
    with pytest.raises(ValueError, match="inmates"):
        world(1, people=10, inmates=11)
    with pytest.raises(ValueError, match="two people"):
        world(1, people=1, inmates=0)


def test_exact_verification_accepts_nobody_falsely_and_nearly_everyone_with_a_right_nik(
    study: World, tmp_path: Path
) -> None:
    path = tmp_path / "register.csv"
    study.write_register(path)
    extract = Extract.load(path)
    answers = [(inmate, verify_exact(inmate, extract.by_nik(inmate.nik or ""))) for inmate in study.inmates]
    accepted = [(inmate, answer) for inmate, answer in answers if answer.verdict is Verdict.SAME]
    assert all(answer.rows == (inmate.true_register_row,) for inmate, answer in accepted)
    askable = [inmate for inmate in study.inmates if inmate.true_register_row and inmate.nik_kind is NikKind.RIGHT]
    assert len(accepted) / len(askable) > 0.99


def test_anothers_nik_is_not_accepted() -> None:
    everyone_lies = world(2, people=5000, inmates=1000, profile=replace(STUDY, nik_right=0, nik_anothers=0.699))
    by_nik = {row.nik: row for row in everyone_lies.register}

    def answer(inmate: Inmate) -> Answer:
        return verify_exact(inmate, [by_nik[inmate.nik]])

    liars = [inmate for inmate in everyone_lies.inmates if inmate.nik_kind is NikKind.ANOTHERS]
    verdicts = Counter(answer(inmate).verdict for inmate in liars)
    assert len(liars) > 500
    assert verdicts[Verdict.SAME] == 0
