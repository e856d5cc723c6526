"""Entries of one file that are one person are found; twins, fathers and namesakes stay apart."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.csv
import pytest

from linkage import model
from linkage.answers import AnswerFault
from linkage.dedupe import Found, dedupe
from linkage.running import look_through
from linkage.tests.sheets import write

COLUMNS = ("id", "nik", "name", "sex", "birth_date", "birth_place", "mother_name", "aliases")
WORDS = [
    "AGUS",
    "BUDI",
    "EKO",
    "HENDRA",
    "RUDI",
    "DEDI",
    "IWAN",
    "JOKO",
    "SLAMET",
    "SANTOSO",
    "WIJAYA",
    "GUNAWAN",
    "SETIAWAN",
    "KURNIAWAN",
    "SAPUTRA",
    "NUGROHO",
    "PRASETYO",
    "HIDAYAT",
    "FIRMANSYAH",
    "SURYADI",
    "HARYANTO",
    "SUSANTO",
    "WIBOWO",
    "MULYADI",
    "SUHENDRA",
    "RAMADHAN",
    "HAKIM",
    "FAUZI",
    "RAHMAT",
    "YUSUF",
    "IBRAHIM",
    "SITI",
    "AMINAH",
    "LESTARI",
    "RATNA",
    "WULANDARI",
    "HANDAYANI",
    "PERTIWI",
    "RAHAYU",
    "MARYAM",
    "FATIMAH",
    "NURHAYATI",
    "TABUNI",
    "SIREGAR",
    "LUBIS",
    "TANJUNG",
]
PLACES = [
    "BANDUNG",
    "SEMARANG",
    "SURABAYA",
    "MEDAN",
    "PALEMBANG",
    "MAKASSAR",
    "MALANG",
    "BOGOR",
    "TEGAL",
    "KEDIRI",
    "PADANG",
    "JAMBI",
    "PALU",
    "AMBON",
]
NIK = "99010101029000"
BUDI = (f"{NIK}01", "Budi Santoso Wijaya", "L", "1990-02-01", "Bandung", "Siti Aminah Lestari", None)


@pytest.fixture(scope="module")
def crowd() -> list[tuple[object, ...]]:
    """Strangers, so that the file knows which names are common."""
    chance = random.Random(7)
    return [(f"Z{number}", *stranger(chance, number)) for number in range(1500)]


def stranger(chance: random.Random, number: int) -> tuple[str | None, ...]:
    day = date(1950, 1, 1) + timedelta(days=chance.randrange(20_000))
    name, mother = (" ".join(chance.sample(WORDS, chance.choice((1, 2, 2, 3)))) for _ in range(2))
    return (
        f"99{number % 40:02}01{day:%d%m%y}{number:04}",
        name,
        "L",
        day.isoformat(),
        chance.choice(PLACES),
        mother,
        None,
    )


def pairs_of(path: Path, rows: list[tuple[Any, ...]], **options: Any) -> tuple[list[dict[str, Any]], Found]:
    people = write(path / "people.csv", COLUMNS, rows)
    found = dedupe(look_through(people), path / "pairs.csv", model.load(), **options)
    return pyarrow.csv.read_csv(path / "pairs.csv").to_pylist(), found


def answer_of(path: Path, crowd: list[tuple[Any, ...]], *entries: tuple[Any, ...]) -> dict[tuple[str, str], str]:
    """The answers about pairs of these entries, which stand in a crowd as A, B, C …"""
    own = [(name, *entry) for name, entry in zip("ABCDEF", entries, strict=False)]
    pairs, _found = pairs_of(path, [*crowd, *own])
    return {
        (pair["id_a"], pair["id_b"]): pair["answer"] for pair in pairs if len(pair["id_a"]) == len(pair["id_b"]) == 1
    }


def test_the_same_nik_and_name_are_one_person(tmp_path: Path, crowd: list[tuple[Any, ...]]) -> None:
    again = (f"{NIK}01", "Drs. Budi Santoso", "L", "1990-02-01", "Kota Bandung", None, None)
    assert answer_of(tmp_path, crowd, BUDI, again) == {("A", "B"): "same"}


def test_a_returner_without_nik_is_found_by_particulars(tmp_path: Path, crowd: list[tuple[Any, ...]]) -> None:
    again = (None, "Budi Santoso W.", "L", "1990-02-01", "Bandung", "Siti Aminah Lestari", None)
    assert answer_of(tmp_path, crowd, BUDI, again) == {("A", "B"): "same"}


def test_the_same_nik_with_another_name_is_for_a_person_to_look_at(
    tmp_path: Path, crowd: list[tuple[Any, ...]]
) -> None:
    other = (f"{NIK}01", "Hendra Gunawan", "L", "1985-07-09", "Medan", "Ratna", None)
    assert answer_of(tmp_path, crowd, BUDI, other) in ({("A", "B"): "look"}, {})


def test_twins_are_never_joined(tmp_path: Path, crowd: list[tuple[Any, ...]]) -> None:
    twin = (f"{NIK}02", "Budi Santosa Wijaya", "L", "1990-02-01", "Bandung", "Siti Aminah Lestari", None)
    other_twin = (f"{NIK}03", "Beni Wijaya", "L", "1990-02-01", "Bandung", "Siti Aminah Lestari", None)
    assert "same" not in answer_of(tmp_path, crowd, BUDI, twin, other_twin).values()


def test_father_and_son_of_one_name_are_never_joined(tmp_path: Path, crowd: list[tuple[Any, ...]]) -> None:
    son = (None, "Budi Santoso Wijaya bin Budi Santoso Wijaya", "L", "2012-02-01", "Bandung", None, None)
    assert "same" not in answer_of(tmp_path, crowd, BUDI, son).values()


def test_an_entry_that_resembles_two_twins_does_not_chain_them(tmp_path: Path, crowd: list[tuple[Any, ...]]) -> None:
    twin = (f"{NIK}52", "Badu Santoso Wijaya", "L", "1990-02-01", "Bandung", "Siti Aminah Lestari", None)
    between = (None, "Santoso Wijaya", "L", "1990-02-01", "Bandung", "Siti Aminah Lestari", None)
    assert answer_of(tmp_path, crowd, BUDI, twin, between).get(("A", "B")) != "same"


def test_all_entries_of_one_person_are_one_group(tmp_path: Path, crowd: list[tuple[Any, ...]]) -> None:
    entries = [
        ("A", *BUDI),
        ("B", None, "Budi Santoso Wijaya", "L", "1990-02-01", "Bandung", "Siti Aminah Lestari", None),
        ("C", f"{NIK}01", "Budi Santoso", "L", "1990-02-01", "Bandung", None, None),
    ]
    pairs, found = pairs_of(tmp_path, [*crowd, *entries])
    own = {(pair["id_a"], pair["id_b"]): pair for pair in pairs if pair["id_a"] in "ABC"}
    assert {key: (pair["answer"], pair["group"]) for key, pair in own.items()} == {
        ("A", "B"): ("same", "A"),
        ("A", "C"): ("same", "A"),
        ("B", "C"): ("same", "A"),
    }
    assert found.entries - found.people >= 2
    assert all(0.9 < pair["probability"] <= 1 and "Nama" in pair["why"] for pair in own.values())


def test_evidence_holds_no_value_of_anybody(tmp_path: Path, crowd: list[tuple[Any, ...]]) -> None:
    pairs, _found = pairs_of(tmp_path, [*crowd, ("A", *BUDI), ("B", *BUDI)])
    (pair,) = [pair for pair in pairs if pair["id_a"] == "A"]
    for value in ("Santoso", "9901", "1990", "Aminah"):
        assert value.lower() not in pair["why"].lower()


# --- anchors of a register


def test_whom_the_register_knows_as_one_is_one(tmp_path: Path, crowd: list[tuple[Any, ...]]) -> None:
    stranger = ("B", None, "Ucok", "L", None, None, None, None)
    answers = write(
        tmp_path / "answers.csv",
        ("id", "answer", "register_row", "probability"),
        [("A", "same", "77", "0.999"), ("B", "same", "77", "0.98"), ("Z5", "look", "77", "0.5")],
    )
    pairs, _found = pairs_of(tmp_path, [*crowd, ("A", *BUDI), stranger], answers=answers)
    (pair,) = [pair for pair in pairs if (pair["id_a"], pair["id_b"]) == ("A", "B")]
    assert pair["answer"] == "same"
    assert pair["probability"] == pytest.approx(0.999 * 0.98, abs=0.02)
    assert pair["why"].startswith("Keduanya dicocokkan dengan baris register yang sama.")


def test_whom_the_register_knows_as_two_are_two(tmp_path: Path, crowd: list[tuple[Any, ...]]) -> None:
    answers = write(
        tmp_path / "answers.csv",
        ("id", "answer", "register_nik", "probability"),
        [("A", "same", f"{NIK}01", "0.999"), ("B", "same", f"{NIK}02", "0.98")],
    )
    again = ("B", None, *BUDI[1:])
    pairs, _found = pairs_of(tmp_path, [*crowd, ("A", *BUDI), again], answers=answers)
    (pair,) = [pair for pair in pairs if pair["id_a"] == "A"]
    assert pair["answer"] == "look"
    assert pair["why"].startswith("Keduanya dicocokkan dengan baris register yang berbeda.")


def test_answers_to_other_people_anchor_nobody(tmp_path: Path) -> None:
    answers = write(
        tmp_path / "answers.csv", ("id", "answer", "register_row", "probability"), [("X", "same", "7", "1")]
    )
    with pytest.raises(AnswerFault, match="Baris 2: id ini tidak ada di berkas orang"):
        pairs_of(tmp_path, [("A", *BUDI)], answers=answers)


# --- properties


def test_the_order_of_the_rows_and_letter_case_do_not_matter(tmp_path: Path, crowd: list[tuple[Any, ...]]) -> None:
    chance = random.Random(2)
    again = [
        (f"Y{at}", chance.choice((one[1], None)), " ".join(one[2].split()[:2]), *one[3:])
        for at, one in enumerate(chance.sample(crowd, 100))
    ]
    rows = [*crowd, *again]
    first, _found = pairs_of(tmp_path, rows)
    shuffled = [tuple(str(cell).upper() if cell else cell for cell in row) for row in rows]
    random.Random(1).shuffle(shuffled)
    (tmp_path / "again").mkdir()
    assert pairs_of(tmp_path / "again", shuffled)[0] == first
    assert len(first) > 20


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_file_of_few_has_few_pairs(tmp_path: Path, number: int) -> None:
    pairs, found = pairs_of(tmp_path, [(f"A{n}", *BUDI) for n in range(number)])
    assert (len(pairs), found.entries) == (number // 2, number)
