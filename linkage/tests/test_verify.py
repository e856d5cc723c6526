from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.compare import FieldMark, Particulars
from linkage.nik import Sex
from linkage.registers import RegisterRow, Status
from linkage.verify import Verdict, verify_exact

ROW = RegisterRow(
    row=2,
    nik="9901021708900001",
    name="Budi Santoso",
    sex=Sex.MALE,
    birth_date=date(1990, 8, 17),
    birth_place="Contoh",
    mother_name="Siti Aminah",
    address="Jalan Contoh 1",
    region_code="990102",
    status=Status.ACTIVE,
)
PERSON = Particulars(**{field.name: getattr(ROW, field.name) for field in fields(Particulars)})

name_texts = st.sampled_from(["Budi Santoso", "Budi Santosa", "Drs. Budi", "Rudi Hartono", "Siti Aminah", ""])
niks = st.sampled_from([None, "", "9901021708900001", "9901021708900002", "99.01.02.170890.0001", "123", "0" * 16])
sexes = st.sampled_from([None, *Sex])
birth_dates = st.sampled_from([None, date(1990, 8, 17), date(1990, 1, 1), date(1985, 2, 3)])
people = st.builds(Particulars, name=name_texts, nik=niks, sex=sexes, birth_date=birth_dates)
registers = st.lists(
    st.builds(
        RegisterRow,
        row=st.just(0),
        name=name_texts,
        nik=niks,
        sex=sexes,
        birth_date=birth_dates,
        status=st.sampled_from([None, *Status]),
    ),
    max_size=5,
).map(lambda rows: [replace(row, row=number) for number, row in enumerate(rows, start=2)])


def test_exact_nik_and_name_are_the_same_person() -> None:
    answer = verify_exact(PERSON, [ROW])
    assert (answer.verdict, answer.rows) == (Verdict.SAME, (2,))
    assert "Nama sesuai dengan register." in answer.why


def test_a_similar_name_is_enough_beside_the_nik() -> None:
    assert verify_exact(replace(PERSON, name="H. Budi Santosa, S.H."), [ROW]).verdict is Verdict.SAME


def test_the_nik_is_the_same_however_it_is_written() -> None:
    answer = verify_exact(replace(PERSON, nik="'99.01.02.170890.0001"), [replace(ROW, nik="990102 170890 0001")])
    assert answer.verdict is Verdict.SAME


def test_what_the_person_lacks_does_not_contradict() -> None:
    assert verify_exact(Particulars(name="Budi Santoso", nik=PERSON.nik), [ROW]).verdict is Verdict.SAME


def test_a_nik_with_another_name_is_another_person() -> None:
    answer = verify_exact(replace(PERSON, name="Rudi Hartono"), [ROW])
    assert answer.verdict is Verdict.DIFFERENT
    assert "Nama tidak sesuai dengan register." in answer.why


def test_the_same_birth_date_and_sex_do_not_help_another_name() -> None:
    person = replace(PERSON, name="Rudi Hartono")
    without = replace(person, birth_date=None, sex=None)
    assert verify_exact(person, [ROW]).verdict is verify_exact(without, [ROW]).verdict is Verdict.DIFFERENT


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"birth_date": date(1985, 2, 3)}, "Tanggal lahir tidak sesuai dengan register."),
        ({"sex": Sex.FEMALE}, "Jenis kelamin tidak sesuai dengan register."),
    ],
)
def test_a_contradicting_birth_date_or_sex_needs_a_look(change: dict[str, date | Sex], sentence: str) -> None:
    answer = verify_exact(replace(PERSON, **change), [ROW])  # type: ignore[arg-type]
    assert answer.verdict is Verdict.LOOK
    assert sentence in answer.why


def test_day_and_month_exchanged_do_not_contradict() -> None:
    row = replace(ROW, birth_date=date(1990, 3, 5))
    assert verify_exact(replace(PERSON, birth_date=date(1990, 5, 3)), [row]).verdict is Verdict.SAME


@pytest.mark.parametrize(("status", "word"), [(Status.DECEASED, "meninggal"), (Status.INACTIVE, "tidak aktif")])
def test_an_entry_that_is_no_longer_alive_needs_a_look(status: Status, word: str) -> None:
    answer = verify_exact(PERSON, [replace(ROW, status=status)])
    assert (answer.verdict, answer.status) == (Verdict.LOOK, status)
    assert any(word in sentence for sentence in answer.why)


def test_a_name_without_letters_needs_a_look() -> None:
    assert verify_exact(replace(PERSON, name="???"), [ROW]).verdict is Verdict.LOOK


def test_two_rows_with_one_nik_are_a_duplicate() -> None:
    answer = verify_exact(PERSON, [replace(ROW, row=9), ROW])
    assert (answer.verdict, answer.rows) == (Verdict.DUPLICATE, (2, 9))


def test_a_nik_the_register_lacks_is_not_found_and_its_oddities_are_said() -> None:
    answer = verify_exact(replace(PERSON, nik="9901023102900001"), [ROW])
    assert answer.verdict is Verdict.NOT_FOUND
    assert any("kalender" in sentence for sentence in answer.why)


@pytest.mark.parametrize("nik", [None, "", "990102170890000", "0000000000000000", "9,9E+15"])
def test_without_sixteen_digits_nothing_can_be_asked(nik: str | None) -> None:
    answer = verify_exact(replace(PERSON, nik=nik), [replace(ROW, nik=nik)])
    assert answer.verdict is Verdict.NO_NIK
    assert answer.why


@given(people, registers)
def test_name_and_birth_date_alone_never_accept(person: Particulars, register: list[RegisterRow]) -> None:
    answer = verify_exact(replace(person, nik=None), register)
    assert answer.verdict is Verdict.NO_NIK
    unlike = [replace(row, nik="9901021708909999") for row in register]
    assert verify_exact(person, unlike).verdict in (Verdict.NOT_FOUND, Verdict.NO_NIK)


@given(people, registers, st.randoms(use_true_random=False))
def test_the_answer_depends_neither_on_row_order_nor_on_letter_case(
    person: Particulars, register: list[RegisterRow], random: object
) -> None:
    shuffled = [replace(row, name=row.name.lower()) for row in register]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert verify_exact(replace(person, name=person.name.upper()), shuffled) == verify_exact(person, register)


@given(people, registers)
def test_every_answer_gives_its_reasons_and_the_same_is_never_contradicted(
    person: Particulars, register: list[RegisterRow]
) -> None:
    answer = verify_exact(person, register)
    assert answer.why
    assert all(sentence.endswith(".") for sentence in answer.why)
    if answer.verdict is Verdict.SAME:
        assert answer.comparison is not None
        assert answer.comparison.nik is FieldMark.AGREES
        assert answer.comparison.name in (FieldMark.AGREES, FieldMark.SIMILAR)
        assert FieldMark.DIFFERS not in (answer.comparison.birth_date, answer.comparison.sex)


def test_an_answer_holds_no_value_of_the_register() -> None:
    row = replace(ROW, name="Budi Zzyzx", mother_name="Qwerty", birth_place="Uiop", address="Asdf")
    told = repr(verify_exact(PERSON, [row]))
    assert not any(value in told for value in ("Zzyzx", "Qwerty", "Uiop", "Asdf", "990102", "1990"))
