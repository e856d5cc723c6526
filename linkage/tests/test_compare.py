from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.compare import (
    FieldMark,
    Particulars,
    compare,
    jaro,
    jaro_winkler,
    mark_names,
    name_similarity,
)
from linkage.nik import Sex

words = st.text(alphabet="ABDEIKMNRSTU", max_size=9)
NAME_WORDS = "Budi Rudi Santoso Santosa Setiawan Muh. Muhammad Siti Aminah S bin alias Karto"
names = st.lists(st.sampled_from(NAME_WORDS.split()), max_size=5).map(" ".join)
people = st.builds(
    Particulars,
    name=names,
    nik=st.sampled_from([None, "9901021708900001", "9901021708900002", "99", ""]),
    sex=st.sampled_from([None, *Sex]),
    birth_date=st.none() | st.dates(date(1990, 1, 1), date(1990, 3, 5)),
    birth_place=st.sampled_from([None, "Kab. Contoh", "Contoh", "Kota Misal", "Misal Timur"]),
    mother_name=st.none() | names,
)

BUDI = Particulars(
    name="Budi Santoso",
    nik="9901021708900001",
    sex=Sex.MALE,
    birth_date=date(1990, 8, 17),
    birth_place="Kabupaten Contoh",
    mother_name="Siti Aminah",
)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("MARTHA", "MARHTA", 0.961), ("DWAYNE", "DUANE", 0.840), ("DIXON", "DICKSONX", 0.813), ("ABC", "XYZ", 0.0)],
)
def test_jaro_winkler_gives_the_published_values(one: str, other: str, expected: float) -> None:
    assert jaro_winkler(one, other) == pytest.approx(expected, abs=0.0005)


@given(words, words)
def test_jaro_winkler_is_symmetric_and_between_zero_and_one(one: str, other: str) -> None:
    assert 0 <= jaro(one, other) <= jaro_winkler(one, other) <= 1
    assert jaro_winkler(one, other) == jaro_winkler(other, one)
    assert (jaro_winkler(one, other) == 1) == (one == other)


@given(st.one_of(names, st.text()), st.one_of(names, st.text()))
def test_name_similarity_is_symmetric_and_between_zero_and_one(one: str, other: str) -> None:
    assert 0 <= name_similarity(one, other) <= 1
    assert name_similarity(one, other) == name_similarity(other, one)


crowded_names = st.lists(st.text(alphabet="ABT", min_size=1, max_size=4), max_size=4).map(" ".join)


@given(crowded_names, crowded_names)
@settings(max_examples=1000)
def test_words_that_are_equally_alike_are_paired_the_same_from_both_sides(one: str, other: str) -> None:
    assert name_similarity(one, other) == name_similarity(other, one)
    assert mark_names(one, other) == mark_names(other, one)


@given(people, people)
def test_comparing_is_symmetric(one: Particulars, other: Particulars) -> None:
    assert compare(one, other) == compare(other, one)


@given(people, people)
def test_comparing_does_not_depend_on_letter_case(one: Particulars, other: Particulars) -> None:
    shouted = replace(one, name=one.name.upper(), birth_place=one.birth_place and one.birth_place.upper())
    assert compare(shouted, other) == compare(one, other)


@given(people, people)
def test_a_field_that_one_side_lacks_is_never_a_mismatch(one: Particulars, other: Particulars) -> None:
    blank = Particulars(name=one.name)
    marks = compare(blank, other).marks()
    assert {mark for field, mark in marks.items() if field != "name"} == {FieldMark.MISSING}


@given(people)
def test_everybody_agrees_with_themselves(person: Particulars) -> None:
    assert set(compare(person, person).marks().values()) <= {FieldMark.AGREES, FieldMark.MISSING}


@pytest.mark.parametrize(
    ("one", "other", "mark"),
    [
        ("Budi Santoso", "SANTOSO BUDI", FieldMark.AGREES),
        ("Drs. Moh. Rizki", "Muhammad Rizki", FieldMark.AGREES),
        ("Budi Santoso", "Budi Santosa", FieldMark.SIMILAR),
        ("Rizki Ramadhan", "Risky Ramadan", FieldMark.SIMILAR),
        ("Nurhayati", "Nur Hayati", FieldMark.SIMILAR),
        ("Budi S.", "Budi Santoso", FieldMark.SIMILAR),
        ("Budi", "Budi Santoso", FieldMark.SIMILAR),
        ("Otong alias Budi Santoso", "Budi Santoso", FieldMark.SIMILAR),
        ("Budi Santoso", "Budi Setiawan", FieldMark.DIFFERS),
        ("Muhammad", "Muhammad Rizki", FieldMark.DIFFERS),
        ("Muhammad Fajar", "Muhammad Rizki", FieldMark.DIFFERS),
        ("Siti Aminah", "Siti Maryam", FieldMark.DIFFERS),
        ("Otong", "Budi Santoso", FieldMark.DIFFERS),
        ("", "Budi Santoso", FieldMark.MISSING),
        ("???", "Budi Santoso", FieldMark.MISSING),
    ],
)
def test_names_are_marked(one: str, other: str, mark: FieldMark) -> None:
    assert mark_names(one, other) is mark


@pytest.mark.parametrize(
    ("one", "other", "mark"),
    [
        (date(1990, 8, 17), date(1990, 8, 17), FieldMark.AGREES),
        (date(1990, 3, 5), date(1990, 5, 3), FieldMark.SIMILAR),
        (date(1990, 1, 1), date(1990, 5, 3), FieldMark.SIMILAR),
        (date(1990, 1, 1), date(1991, 5, 3), FieldMark.DIFFERS),
        (date(1990, 3, 5), date(1991, 5, 3), FieldMark.DIFFERS),
        (date(1990, 3, 5), date(1990, 3, 6), FieldMark.DIFFERS),
        (None, date(1990, 3, 6), FieldMark.MISSING),
    ],
)
def test_birth_dates_are_marked(one: date | None, other: date | None, mark: FieldMark) -> None:
    assert compare(replace(BUDI, birth_date=one), replace(BUDI, birth_date=other)).birth_date is mark


@pytest.mark.parametrize(
    ("one", "other", "mark"),
    [
        ("Kab. Contoh", "KOTA CONTOH", FieldMark.AGREES),
        ("Tjontoh", "Contoh", FieldMark.AGREES),
        ("Contoh", "Contoh Timur", FieldMark.SIMILAR),
        ("Contoh", "Misalan", FieldMark.DIFFERS),
        ("", "Misalan", FieldMark.MISSING),
    ],
)
def test_birth_places_are_marked(one: str, other: str, mark: FieldMark) -> None:
    assert compare(replace(BUDI, birth_place=one), replace(BUDI, birth_place=other)).birth_place is mark


def test_a_very_long_name_is_compared_all_the_same() -> None:
    assert mark_names("Budi " * 3000, "Budi " * 2999 + "x" * 10_000) is FieldMark.SIMILAR


def test_a_sex_the_register_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="male"):
        Particulars(name="Budi", sex="male")  # type: ignore[arg-type]


def test_an_empty_sex_is_an_unknown_sex() -> None:
    assert Particulars(name="Budi", sex="").sex is None  # type: ignore[arg-type]
