"""Categories, birth dates and masks, on values alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.domain.people import rules
from sinergi.domain.people.choices import PRECEDENCE, WARGA_BINAAN, Category, DatePrecision
from sinergi.domain.people.rules import ImpossibleBirth, Stay

BY = date(2026, 3, 2)
days = st.dates(date(1950, 1, 1), date(2050, 1, 1))
categories = st.sampled_from(list(Category))


@st.composite
def stays(draw: st.DrawFn) -> Stay:
    starts_on = draw(days)
    length = draw(st.none() | st.integers(0, 4000))
    return Stay(draw(categories), starts_on, None if length is None else starts_on + timedelta(days=length))


class TestCategoryOnADay:
    def test_tahanan_and_anak_are_not_warga_binaan(self) -> None:
        assert {category for category in Category if rules.is_warga_binaan(category)} == {
            Category.NARAPIDANA,
            Category.ANAK_BINAAN,
            Category.KLIEN,
        }
        assert not {Category.TAHANAN, Category.ANAK} & WARGA_BINAAN

    def test_the_day_decides_and_the_last_day_still_counts(self) -> None:
        changed = [
            Stay(Category.TAHANAN, date(2025, 1, 10), date(2025, 6, 30)),
            Stay(Category.NARAPIDANA, date(2025, 7, 1)),
        ]
        assert rules.category_on(changed, date(2025, 1, 9)) is None
        assert rules.category_on(changed, date(2025, 6, 30)) is Category.TAHANAN
        assert rules.category_on(changed, date(2025, 7, 1)) is Category.NARAPIDANA

    def test_every_category_has_one_rank(self) -> None:
        assert sorted(PRECEDENCE) == sorted(Category)

    @given(st.lists(stays(), max_size=5), days)
    def test_it_is_a_category_that_holds_that_day_or_nothing_does(self, some: list[Stay], day: date) -> None:
        holding = [stay.category for stay in some if stay.contains(day)]
        counted = rules.category_on(some, day)
        assert (counted is None) == (not holding)
        assert counted is None or counted in holding

    @given(st.lists(stays(), max_size=5), days, st.randoms())
    def test_the_order_of_the_episodes_does_not_matter(self, some: list[Stay], day: date, random: object) -> None:
        shuffled = some[:]
        random.shuffle(shuffled)  # type: ignore[attr-defined]
        assert rules.category_on(shuffled, day) == rules.category_on(some, day)

    @given(st.lists(stays(), max_size=5), days)
    def test_an_episode_that_ended_before_does_not_move_the_answer(self, some: list[Stay], day: date) -> None:
        gone = Stay(Category.NARAPIDANA, day - timedelta(days=20), day - timedelta(days=1))
        assert rules.category_on([*some, gone], day) == rules.category_on(some, day)

    @given(stays(), stays())
    def test_overlap_is_a_day_that_both_contain(self, one: Stay, other: Stay) -> None:
        later_start = max(one.starts_on, other.starts_on)
        assert one.overlaps(other) == other.overlaps(one) == (one.contains(later_start) and other.contains(later_start))

    @given(st.lists(stays(), max_size=5), stays())
    def test_only_custody_collides(self, some: list[Stay], new: Stay) -> None:
        found = rules.colliding(some, new)
        if found is not None:
            assert found.overlaps(new)
            assert {found.category, new.category} <= {"tahanan", "anak", "narapidana", "anak_binaan"}


class TestBirthDates:
    @pytest.mark.parametrize(
        ("typed", "on", "precision"),
        [
            ("17-08-1987", date(1987, 8, 17), "day"),
            ("17/8/1987", date(1987, 8, 17), "day"),
            ("1987-08-17", date(1987, 8, 17), "day"),
            ("08-1987", date(1987, 8, 1), "month"),
            ("1987-08", date(1987, 8, 1), "month"),
            ("1987", date(1987, 1, 1), "year"),
            ("  ", None, "unknown"),
        ],
    )
    def test_as_much_as_is_written_is_known(self, typed: str, on: date | None, precision: str) -> None:
        assert rules.read_born(typed, by=BY) == rules.Born(on, DatePrecision(precision))

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("31-02-1990", "tidak ada di kalender"),
            ("29-02-1900", "tidak ada di kalender"),
            ("13-1990", "tidak ada di kalender"),
            ("00-00-0000", "tidak ada di kalender"),
            ("1899", "terlalu lampau"),
            ("03-03-2026", "belum tiba"),
            ("2027", "belum tiba"),
            ("kira-kira 1990", "tidak terbaca"),
            ("\0", "tidak terbaca"),
            ("9" * 10_000, "tidak terbaca"),
        ],
    )
    def test_what_cannot_be_is_refused_in_a_sentence(self, typed: str, sentence: str) -> None:
        with pytest.raises(ImpossibleBirth, match=sentence):
            rules.read_born(typed, by=BY)

    @given(st.dates(date(1900, 1, 1), BY), st.sampled_from([p for p in DatePrecision if p != DatePrecision.UNKNOWN]))
    def test_the_unknown_part_is_never_kept_and_survives_writing_again(
        self, day: date, precision: DatePrecision
    ) -> None:
        known = rules.born(day, precision, by=BY)
        assert known.on is not None
        assert known.on.year == day.year
        assert known.on.month == (1 if precision == DatePrecision.YEAR else day.month)
        assert known.on.day == (day.day if precision == DatePrecision.DAY else 1)
        assert rules.born(known.on, precision, by=BY) == known

    @given(st.dates(date(1, 1, 1), date(1899, 12, 31)) | st.dates(BY + timedelta(days=1)))
    def test_no_precision_makes_an_impossible_day_possible(self, day: date) -> None:
        with pytest.raises(ImpossibleBirth):
            rules.born(day, DatePrecision.DAY, by=BY)

    def test_a_date_without_precision_and_a_precision_without_date_are_refused(self) -> None:
        with pytest.raises(ImpossibleBirth, match="ditandai tidak diketahui"):
            rules.born(date(1990, 1, 1), DatePrecision.UNKNOWN, by=BY)
        with pytest.raises(ImpossibleBirth, match="Isi tanggal lahir"):
            rules.born(None, DatePrecision.YEAR, by=BY)

    def test_only_what_is_known_is_shown(self) -> None:
        assert str(rules.read_born("1987", by=BY)) == "1987"
        assert str(rules.read_born("08-1987", by=BY)) == "Agustus 1987"
        assert str(rules.read_born("17-08-1987", by=BY)) == "17 Agustus 1987"
        assert str(rules.read_born("", by=BY)) == "tidak diketahui"


class TestNik:
    @given(st.text("0123456789", max_size=40))
    def test_a_mask_shows_at_most_four_digits_and_keeps_the_length(self, nik: str) -> None:
        mask = rules.masked(nik)
        shown = [character for character in mask if character != rules.MASK]
        assert len(mask) == len(nik)
        assert len(shown) <= 4
        assert len(shown) <= len(nik) / 2

    def test_a_mask_shows_the_first_two_and_the_last_two(self) -> None:
        assert rules.masked("9901014107900042") == "99••••••••••••42"

    @given(st.text(max_size=60))
    def test_whatever_is_typed_is_kept_or_refused_in_a_sentence(self, typed: str) -> None:
        try:
            cleaned = rules.clean_nik(typed)
        except rules.Invalid as refusal:
            cleaned, sentence = "", str(refusal)
        else:
            sentence = "NIK"
        assert "NIK" in sentence
        assert len(cleaned) <= rules.NIK_AT_MOST
        assert "\0" not in cleaned

    def test_spaces_and_signs_do_not_change_the_index(self) -> None:
        assert rules.nik_index("99.01.01 410790-0042") == rules.nik_index("9901014107900042") != ""
        assert rules.nik_index("") == rules.nik_index(" - ") == ""

    def test_oddities_are_sentences_without_the_number(self) -> None:
        found = rules.oddities("990101410790", rules.Born(None, DatePrecision.UNKNOWN), "")
        assert found
        assert all("990101" not in sentence for sentence in found)

    def test_a_birth_date_known_by_year_only_does_not_contradict_a_nik(self) -> None:
        exact = rules.oddities("9901014107900042", rules.Born(date(1990, 1, 1), DatePrecision.DAY), "P")
        by_year = rules.oddities("9901014107900042", rules.Born(date(1990, 1, 1), DatePrecision.YEAR), "P")
        assert any("berbeda" in sentence for sentence in exact)
        assert not any("berbeda" in sentence for sentence in by_year)
