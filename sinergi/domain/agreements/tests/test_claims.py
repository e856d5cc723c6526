"""Claims of growth, exactly."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.domain.agreements.rules.bases import Basis, Measure
from sinergi.domain.agreements.rules.claims import ClaimCheck, Reading, as_json, check, parse_stated
from sinergi.domain.agreements.rules.numerals import number, rounded, signed_percent
from sinergi.foundation.kernel.errors import Invalid

counts = st.decimals(0, 10**9, places=2)
above_zero = st.decimals(Decimal("0.01"), 10**9, places=2)


def claim(stated: str, before: int = 17, after: int = 43) -> ClaimCheck:
    return check(before, after, parse_stated(stated))


def test_seventeen_to_forty_three_said_to_be_up_by_250_percent() -> None:
    found = claim("naik 250%")
    assert found.difference == 26
    assert found.change_percent == Fraction(2600, 17)
    assert found.ratio_percent == Fraction(4300, 17)
    assert found.verdict is Reading.OF
    assert found.sentences[:2] == (
        "43 adalah 252,9 % dari 17; naiknya 26, yaitu +152,9 %.",
        "Angka “naik 250%” mencampur “dari” dan “naik”.",
    )


@pytest.mark.parametrize(
    ("stated", "verdict", "sentence"),
    [
        (
            "250%",
            Reading.OF,
            "Angka “250%” dekat dengan “252,9 % dari 17”, bukan dengan kenaikannya (+152,9 %); "
            "menyebutnya “naik 250%” mencampur “dari” dan “naik”.",
        ),
        ("2,5 kali", Reading.OF, "Angka “2,5 kali” sesuai."),
        ("250% dari", Reading.OF, "Angka “250% dari” sesuai."),
        ("naik 153 persen", Reading.CHANGE, "Angka “naik 153 persen” sesuai."),
        ("152,9% dari 17", Reading.CHANGE, "Angka “152,9% dari 17” mencampur “dari” dan “naik”."),
        (
            "152,9 %",
            Reading.CHANGE,
            "Angka “152,9 %” dekat dengan perubahannya (+152,9 %), bukan dengan “252,9 % dari 17”.",
        ),
        (
            "251%",
            Reading.NEITHER,
            "Angka “251%” tidak cocok dengan keduanya: bukan 252,9 % dari 17, bukan pula +152,9 %.",
        ),
    ],
)
def test_a_stated_figure_is_read_with_the_rounding_it_shows(stated: str, verdict: Reading, sentence: str) -> None:
    found = claim(stated)
    assert found.verdict is verdict
    assert found.sentences[1] == sentence


def test_a_fall_is_a_negative_change() -> None:
    found = claim("turun 60%", before=43, after=17)
    assert found.verdict is Reading.CHANGE
    assert found.sentences[0] == "17 adalah 39,5 % dari 43; turunnya 26, yaitu −60,5 %."


def test_no_change_is_said_plainly() -> None:
    assert check(17, 17).sentences[0] == "17 sama dengan angka awal: 100,0 % dari 17, perubahannya 0."


def test_a_base_of_zero_is_explained_and_not_divided_by() -> None:
    found = claim("250%", before=0)
    assert (found.difference, found.change_percent, found.ratio_percent, found.verdict) == (43, None, None, None)
    assert found.sentences[:2] == (
        "Angka awalnya 0, dan 0 tidak dapat menjadi pembagi: selisihnya +43, tanpa persen.",
        "Angka “250%” tidak dapat diperiksa tanpa angka awal di atas 0 dan angka akhir.",
    )


@pytest.mark.parametrize(
    ("before", "after", "missing"),
    [(None, 43, "angka awal"), (17, None, "angka akhir"), (None, None, "angka awal dan angka akhir")],
)
def test_a_missing_count_is_explained(before: int | None, after: int | None, missing: str) -> None:
    found = check(before, after)
    assert found.difference is found.change_percent is found.ratio_percent is None
    assert found.sentences[0] == f"Tanpa {missing}, kenaikan tidak dapat dihitung."


@given(above_zero, counts)
def test_change_and_ratio_are_exact(before: Decimal, after: Decimal) -> None:
    found = check(before, after)
    assert found.change_percent is not None
    assert found.ratio_percent is not None
    assert found.change_percent == found.ratio_percent - 100
    assert found.ratio_percent * Fraction(before) == Fraction(after) * 100
    assert found.difference is not None
    assert before + found.difference == after
    assert found.change_percent * Fraction(before) / 100 == Fraction(found.difference)


@given(above_zero, counts)
def test_the_figure_that_the_check_itself_shows_is_confirmed(before: Decimal, after: Decimal) -> None:
    ratio = check(before, after).ratio_percent
    assert ratio is not None
    shown = number(ratio, 6)
    if ratio < 10**9:
        assert check(before, after, parse_stated(f"{shown} % dari")).verdict is Reading.OF


@pytest.mark.parametrize(
    ("text", "percent", "said_as", "tolerance"),
    [
        ("250%", 250, None, 5),
        ("250", 250, None, 5),
        ("naik 250 persen", 250, Reading.CHANGE, 5),
        ("Naik sebesar 153%", 153, Reading.CHANGE, Fraction(1, 2)),
        ("+152,9%", Fraction("152.9"), Reading.CHANGE, Fraction(1, 20)),
        ("252,9 %", Fraction("252.9"), None, Fraction(1, 20)),
        ("252.9 %", Fraction("252.9"), None, Fraction(1, 20)),
        ("1.250 %", 1250, None, 5),
        ("turun 12%", -12, Reading.CHANGE, Fraction(1, 2)),
        ("−12%", -12, Reading.CHANGE, Fraction(1, 2)),
        ("2,5 kali", 250, Reading.OF, 5),
        ("3 kali lipat", 300, Reading.OF, 50),
        ("menjadi 250%", 250, Reading.OF, 5),
    ],
)
def test_stated_figures_are_read(text: str, percent: Fraction, said_as: Reading | None, tolerance: Fraction) -> None:
    stated = parse_stated(text)
    assert (stated.percent, stated.said_as, stated.tolerance) == (percent, said_as, tolerance)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "banyak",
        "250%%",
        "12.34.5%",
        "1,2,3",
        "250\x00%",
        "٢٥٠%",
        "9" * 10_000,
        "1e5",
        "nan",
        "-",
        "%",
        "250 % naik",
    ],
)
def test_rubbish_is_refused_with_an_example_of_what_can_be_read(text: str) -> None:
    with pytest.raises(Invalid, match="Tulis misalnya") as refusal:
        parse_stated(text)
    assert refusal.value.field == "stated"


@pytest.mark.parametrize("text", ["turun 2 kali", "-250% dari", "menjadi -5%"])
def test_a_fall_is_checked_in_percent_only(text: str) -> None:
    with pytest.raises(Invalid, match="Penurunan"):
        parse_stated(text)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        stated = parse_stated(text)
    except Invalid:
        return
    assert check(17, 43, stated).verdict in set(Reading)


@pytest.mark.parametrize(
    ("before", "after", "field", "sentence"),
    [
        (-1, 43, "before", "Angka awal tidak boleh negatif."),
        (17, Decimal("-0.5"), "after", "Angka akhir tidak boleh negatif."),
        (Decimal("NaN"), 43, "before", "Angka awal bukan angka."),
        (17, Decimal("Infinity"), "after", "Angka akhir bukan angka."),
        (10**15, 43, "before", "Angka awal paling banyak 15 angka, dengan 6 angka di belakang koma."),
        (17, Decimal("0.0000001"), "after", "Angka akhir paling banyak 15 angka, dengan 6 angka di belakang koma."),
    ],
)
def test_counts_that_cannot_be_are_refused(before: Decimal, after: Decimal, field: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check(before, after)
    assert (refusal.value.field, str(refusal.value)) == (field, sentence)


def test_bases_that_differ_are_named() -> None:
    before = Basis(("PKS",), date(2024, 1, 1), date(2024, 12, 31), Measure.FLOW, "ditjen")
    after = Basis(("NK", "PKS"), date(2025, 1, 1), date(2025, 12, 31), Measure.STOCK, "", date(2025, 10, 2))
    found = check(17, 43, None, before, after)
    assert found.bases == (
        "Jenis naskah berbeda: angka awal PKS, angka akhir NK dan PKS.",
        "Panjang masa berbeda: angka awal 12 bulan, angka akhir 275 hari.",
        "Cara menghitung berbeda: angka awal yang dibuat selama satu masa, angka akhir yang ada pada satu hari.",
        "Tingkat angka akhir tidak disebut; angka awal: ditjen.",
        "Angka akhir baru sampai 2 Oktober 2025, padahal masanya berakhir 31 Desember 2025.",
    )
    assert len(found.sentences) == 1


def test_a_leap_year_is_as_long_as_another() -> None:
    before = Basis(period_start=date(2024, 1, 1), period_end=date(2024, 12, 31))
    after = Basis(period_start=date(2025, 1, 1), period_end=date(2025, 12, 31))
    assert check(17, 43, None, before, after).bases == ()


def test_bases_nobody_stated_are_asked_for() -> None:
    assert check(17, 43).sentences[-1] == (
        "Jenis naskah dan masa kedua angka tidak disebut; pastikan keduanya menghitung hal yang sama."
    )


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"period_start": date(2025, 2, 1), "period_end": date(2025, 1, 1)}, "period_end"),
        ({"period_start": date(2025, 2, 1), "cutoff": date(2025, 1, 1)}, "cutoff"),
    ],
)
def test_a_basis_that_cannot_be_is_refused(facts: dict[str, date], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        Basis(**facts)  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_as_json_keeps_the_exact_fraction_beside_the_rounded_decimal() -> None:
    assert as_json(claim("250%")) == {
        "before": "17",
        "after": "43",
        "difference": "26",
        "change_percent": "152.9",
        "ratio_percent": "252.9",
        "exact": {"change_percent": "2600/17", "ratio_percent": "4300/17"},
        "stated": "250%",
        "verdict": "of",
        "sentences": list(claim("250%").sentences),
        "bases": [],
    }


def test_as_json_leaves_out_what_cannot_be_computed() -> None:
    told = as_json(check(0, 10))
    assert told["difference"] == "10"
    assert told["change_percent"] is told["ratio_percent"] is told["stated"] is told["verdict"] is None
    assert told["exact"] == {"change_percent": None, "ratio_percent": None}


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (1234567, None, "1.234.567"),
        (Decimal("1234.50"), None, "1.234,5"),
        (Decimal("1E+3"), None, "1.000"),
        (Fraction(1, 3), None, "0,333333"),
        (Decimal("-0.25"), 1, "−0,3"),
        (Fraction(1, 20), 1, "0,1"),
        (0, 1, "0,0"),
    ],
)
def test_numbers_are_written_as_indonesians_write_them(value: Decimal, places: int | None, text: str) -> None:
    assert number(value, places) == text


def test_a_signed_percentage_shows_its_sign() -> None:
    assert [signed_percent(value) for value in (Decimal("152.94"), 0, -3)] == ["+152,9 %", "0,0 %", "−3,0 %"]


@given(st.fractions(-(10**9), 10**9))
def test_rounding_moves_by_half_a_step_at_most(value: Fraction) -> None:
    assert abs(Fraction(rounded(value, 1)) - value) <= Fraction(1, 20)
