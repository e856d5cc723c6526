from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage import model, scoring
from linkage.compare import Particulars
from linkage.nik import Sex
from linkage.scoring import Scorer, Verdict
from linkage.tests.people import people

SCORER = Scorer(model.load(), prior_weight_bits=-23.4)

BUDI = Particulars(
    name="Budi Santoso",
    nik="9901021708900001",
    sex=Sex.MALE,
    birth_date=date(1990, 8, 17),
    birth_place="Kabupaten Contoh",
    mother_name="Siti Aminah",
)


@given(people, people)
def test_the_score_does_not_depend_on_which_person_comes_first(one, other):
    there, back = SCORER.score(one, other), SCORER.score(other, one)
    assert there.weight_bits == pytest.approx(back.weight_bits, abs=1e-4)
    assert there.verdict == back.verdict
    assert [e.level for e in there.evidence] == [e.level for e in back.evidence]


@given(people, people)
def test_the_score_does_not_depend_on_letter_case(one, other):
    shouted = replace(
        one,
        name=one.name.upper(),
        mother_name=one.mother_name and one.mother_name.upper(),
        birth_place=one.birth_place and one.birth_place.lower(),
        aliases=tuple(alias.lower() for alias in one.aliases),
        address=one.address and one.address.lower(),
    )
    assert SCORER.score(shouted, other).weight_bits == pytest.approx(SCORER.score(one, other).weight_bits, abs=1e-4)


@given(
    people,
    people,
    st.sampled_from(["nik", "sex", "birth_date", "birth_place", "mother_name", "address", "region_code"]),
)
def test_a_missing_field_weighs_nothing(one, other, field):
    score = SCORER.score(replace(one, **{field: None}), other)
    label = {"birth_date": "birth", "birth_place": "place", "mother_name": "mother", "region_code": "region"}.get(
        field, field
    )
    (told,) = [e for e in score.evidence if e.field == label]
    assert (told.level, told.bits) == ("missing", 0)
    assert "tidak dinilai" in told.sentence


@given(people, people)
def test_many_pairs_at_once_score_as_each_alone(one, other):
    normaliser = SCORER.normaliser
    crowd = [one, other, BUDI, one]
    against = [other, other, one, one]
    weighed = SCORER.weigh(normaliser.columns(crowd), normaliser.columns(against))
    for row, (a, b) in enumerate(zip(crowd, against, strict=True)):
        assert weighed.weight_bits[row] == pytest.approx(SCORER.score(a, b).weight_bits, abs=1e-4)


@given(people, people)
def test_the_evidence_names_no_value_of_anybody(one, other):
    told = " ".join(e.sentence for e in SCORER.score(one, other).evidence)
    assert not any(character.isdigit() for character in told.replace("1 Januari", ""))
    assert not any(word in told for word in ("Budi", "Santos", "Setiawan", "Aminah", "Contoh", "Misal", "Karto"))


def test_a_person_is_the_same_as_himself():
    assert SCORER.score(BUDI, BUDI).verdict is Verdict.SAME


def test_name_and_birth_date_alone_never_accept():
    rare = Particulars(name="Xaverius Quintarelli Bontoharja", birth_date=date(1961, 11, 3), sex=Sex.MALE)
    score = SCORER.score(rare, rare)
    assert score.probability > 0.95
    assert score.verdict is Verdict.LOOK


def test_twins_are_not_accepted():
    twin = replace(BUDI, name="Rudi Santoso", nik="9901021708900002", address="Jalan Contoh 1")
    assert SCORER.score(replace(BUDI, nik=None), replace(twin, nik=None)).verdict is not Verdict.SAME
    assert SCORER.score(BUDI, twin).verdict is not Verdict.SAME


def test_father_and_son_are_not_accepted():
    father = replace(BUDI, birth_date=date(1960, 3, 2), nik=None, address="Jalan Contoh 1", region_code="990101")
    son = replace(father, birth_date=date(1990, 8, 17))
    assert SCORER.score(son, father).verdict is not Verdict.SAME
    named = replace(BUDI, name="Agus bin Budi Santoso", nik=None, birth_date=None)
    assert SCORER.score(named, replace(father, birth_date=None)).verdict is not Verdict.SAME


def test_a_neighbour_of_the_nik_does_not_count_the_birth_date_twice():
    slip = replace(BUDI, nik="9901021708900002", name="Budi Santoso", mother_name=None, birth_place=None)
    with_date = SCORER.score(slip, replace(BUDI, birth_place=None)).weight_bits
    without_date = SCORER.score(replace(slip, birth_date=None, sex=None), BUDI).weight_bits
    assert with_date - without_date < 2


def test_a_stranger_beside_whom_one_digit_differs_is_not_accepted():
    stranger = replace(BUDI, nik="9901021708900002", name="Joko Purnomo", mother_name=None)
    assert SCORER.score(BUDI, stranger).verdict is not Verdict.SAME


def test_the_nik_of_another_person_is_looked_at():
    bearer = replace(BUDI, name="Joko Purnomo", birth_date=date(1971, 2, 3), mother_name="Rina", birth_place="Misal")
    assert SCORER.score(BUDI, bearer).verdict is not Verdict.SAME


def test_an_alias_counts():
    known_as = replace(BUDI, name="Gareng", nik=None, aliases=("Budi Santoso",))
    without = replace(known_as, aliases=())
    assert SCORER.score(known_as, BUDI).weight_bits > SCORER.score(without, BUDI).weight_bits + 10


def test_the_chance_of_a_candidate_shrinks_with_its_rivals():
    assert scoring.probability(10.0) > 0.99
    assert scoring.probability(10.0, others=[10.0]) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Drs. H. Budi Santoso, S.H.", "BUDI SANTOSO", "exact"),
        ("Moch. Djaelani", "Muhammad Jaelani", "exact"),
        ("Akhmad Syaiful", "Ahmad Saeful", "sounds"),
        ("Budisantoso Wijaya", "Budi Santoso Wijaya", "sounds"),
        ("Budi Wijaya", "Budi Santoso Wijaya", "parts"),
        ("Muhammad", "Muhammad Rizki", "part"),
        ("Budi S.", "Budi Santoso", "near"),
        ("Yanto", "Supriyanto", "faint"),
        ("Budi Santoso", "Budi Setiawan", "shared"),
        ("Budi Santoso", "Agus Setiawan", "different"),
    ],
)
def test_names_compare_as_indonesians_write_them(one, other, level):
    evidence = SCORER.score(Particulars(name=one), Particulars(name=other)).evidence
    assert next(e.level for e in evidence if e.field == "name") == level
