from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.nik import NikError, Oddity, Sex, explain, is_usable, normalised, parse

MAN = "9901021708900001"  # 17 August 1990
WOMAN = "9901025708900001"  # the same day, plus 40

birth_dates = st.dates(date(1900, 1, 1), date(2099, 12, 31))
sexes = st.sampled_from(Sex)


def nik_of(birth_date: date, sex: Sex, region: str = "990102", serial: str = "0001") -> str:
    day = birth_date.day + (40 if sex is Sex.FEMALE else 0)
    return f"{region}{day:02}{birth_date.month:02}{birth_date.year % 100:02}{serial}"


def codes(text: str, birth_date: date | None = None, sex: Sex | None = None) -> list[Oddity]:
    return [finding.code for finding in explain(text, birth_date=birth_date, sex=sex)]


def test_a_nik_says_region_birth_date_sex_and_serial() -> None:
    nik = parse(WOMAN)
    assert (nik.region_code, nik.province_code, nik.serial) == ("990102", "99", "0001")
    assert (nik.day, nik.month, nik.year_of_century, nik.sex) == (17, 8, 90, Sex.FEMALE)
    assert parse(MAN).sex is Sex.MALE


@given(birth_dates, sexes)
def test_a_nik_made_from_a_birth_date_and_sex_contradicts_neither(born: date, sex: Sex) -> None:
    assert codes(nik_of(born, sex), born, sex) == [Oddity.MADE_UP_REGION]


@given(birth_dates, sexes)
def test_the_century_is_not_known_so_it_cannot_contradict(born: date, sex: Sex) -> None:
    if (born.month, born.day) != (2, 29):
        other_century = born.replace(year=born.year + 100 if born.year < 2000 else born.year - 100)
        assert Oddity.CONTRADICTS_BIRTH_DATE not in codes(nik_of(born, sex), other_century, sex)


@given(birth_dates, sexes, st.integers(1, 3000))
def test_another_birth_date_is_a_contradiction(born: date, sex: Sex, days: int) -> None:
    assert Oddity.CONTRADICTS_BIRTH_DATE in codes(nik_of(born, sex), born + timedelta(days=days), sex)


def test_another_sex_is_a_contradiction() -> None:
    assert Oddity.CONTRADICTS_SEX in codes(MAN, sex=Sex.FEMALE)
    assert Oddity.CONTRADICTS_SEX in codes(WOMAN, sex=Sex.MALE)
    assert Oddity.CONTRADICTS_SEX not in codes(WOMAN)


def test_the_leap_day_of_2000_is_possible_and_that_of_1901_is_not() -> None:
    assert Oddity.IMPOSSIBLE_DATE not in codes("9901022902000001")
    assert Oddity.IMPOSSIBLE_DATE in codes("9901022902010001")


@pytest.mark.parametrize("date_field", ["000890", "320890", "400890", "720890", "171390", "170090", "310690"])
def test_a_date_outside_the_calendar_is_said(date_field: str) -> None:
    text = f"990102{date_field}0001"
    assert Oddity.IMPOSSIBLE_DATE in codes(text)
    assert is_usable(text), "a warning never rejects"


@pytest.mark.parametrize("region", ["910101", "640401", "647301", "123456"])
def test_a_region_that_is_on_no_current_list_is_not_odd(region: str) -> None:
    assert codes(f"{region}1708900000") == [Oddity.SERIAL_ZERO]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [Oddity.MISSING]),
        ("  ", [Oddity.MISSING]),
        ("990102170890000", [Oddity.WRONG_LENGTH]),
        ("99010217089000011", [Oddity.WRONG_LENGTH]),
        ("99010217O8900001", [Oddity.NOT_DIGITS]),
        ("٩٩٠١٠٢١٧٠٨٩٠٠٠٠١", [Oddity.NOT_DIGITS]),
        ("9,9E+15", [Oddity.SPREADSHEET_NUMBER, Oddity.NOT_DIGITS]),
        ("9.90102170890e+15", [Oddity.SPREADSHEET_NUMBER, Oddity.NOT_DIGITS]),
        ("9901021708900001.0", [Oddity.SPREADSHEET_NUMBER, Oddity.MADE_UP_REGION]),
        ("9901021708900001,00", [Oddity.SPREADSHEET_NUMBER, Oddity.NOT_DIGITS]),
        ("0000000000000000", [Oddity.PLACEHOLDER]),
        ("9901021708900000", [Oddity.MADE_UP_REGION, Oddity.SERIAL_ZERO]),
    ],
)
def test_each_oddity_is_named(text: str, expected: list[Oddity]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "'9901021708900001",
        "’99.01.02.170890.0001",
        "99-01-02 170890 0001",
        "9901021708900001\N{NO-BREAK SPACE}",
        "\N{ZERO WIDTH SPACE}9901 0217 0890 0001\t",
        "9901021708900001.0",
    ],
)
def test_what_people_put_around_the_digits_is_removed(text: str) -> None:
    assert normalised(text) == MAN


def test_a_decimal_tail_does_not_make_a_sixteenth_digit() -> None:
    assert not is_usable("990102170890000.0")


def test_sixteen_zeros_stand_for_no_nik() -> None:
    assert not is_usable("0000 0000 0000 0000")


@given(st.text(alphabet="0123456789.,-–'’ eE+\N{NO-BREAK SPACE}x"))
def test_normalising_a_nik_twice_is_normalising_it_once(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@given(st.text())
def test_any_text_is_explained_in_sentences_and_parsed_or_refused(text: str) -> None:
    findings = explain(text, birth_date=date(1990, 8, 17), sex=Sex.MALE)
    assert all(finding.sentence.endswith(".") for finding in findings)
    if is_usable(text):
        assert parse(text).digits == normalised(text)
    else:
        with pytest.raises(NikError):
            parse(text)
