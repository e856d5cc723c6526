"""Regions by their codes, today's and former ones; and what a NIK says by itself."""

from __future__ import annotations

import csv
from datetime import date

import pytest
from django.conf import settings

from sinergi.domain.people import rules
from sinergi.domain.people.choices import DatePrecision
from sinergi.domain.people.rules import Born, regions

BORN = Born(date(1990, 1, 12), DatePrecision.DAY)
UNKNOWN = Born(None, DatePrecision.UNKNOWN)


def test_a_code_is_named_from_district_to_province_as_far_as_it_is_known() -> None:
    assert regions.in_words("110101") == "Kecamatan Bakongan, Kabupaten Aceh Selatan, Aceh"
    assert regions.in_words("1101") == "Kabupaten Aceh Selatan, Aceh"
    assert regions.in_words("119999") == "Aceh"
    assert regions.in_words("9901") == regions.in_words("") == ""


def test_a_code_from_before_a_split_is_known_as_former() -> None:
    former = [row["code"] for row in rows() if row["status"] == "lama"]
    assert len([code for code in former if code.startswith(("91", "92"))]) > 400
    assert all(regions.is_former(code) for code in former)
    assert not regions.is_former("110101")
    assert not regions.is_former("990101")


def test_the_data_is_whole_and_says_where_it_is_from() -> None:
    codes = [row["code"] for row in rows()]
    assert len(codes) == len(set(codes))
    assert {len(code) for code in codes} == {2, 4, 6}
    assert all(code[:length] in set(codes) for code in codes for length in (2, 4) if not regions.region(code).is_former)  # type: ignore[union-attr]
    assert len(regions.provinces()) == 38
    sources = (settings.CODE / "data" / "regions" / "SOURCES.md").read_text()
    assert "ODbL" in sources
    assert "nik-parser" in sources


def rows() -> list[dict[str, str]]:
    with (settings.CODE / "data" / "regions" / "regions.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


class TestNik:
    """Real regions here come with serial 0000, which was never issued."""

    def test_it_says_where_it_was_issued_only_as_far_as_its_digits_are_shown(self) -> None:
        masked = rules.read_nik("1101011201900000", BORN, "L")
        opened = rules.read_nik("1101011201900000", BORN, "L", opened=True)
        assert "Aceh;" in masked.says[0]
        assert "Bakongan" not in " ".join(masked.says)
        assert "Kecamatan Bakongan, Kabupaten Aceh Selatan, Aceh" in opened.says[0]
        assert any("0000" in sentence for sentence in masked.oddities)

    def test_a_woman_is_told_by_her_day(self) -> None:
        assert "tambahan 40, seperti pada setiap NIK perempuan" in " ".join(
            rules.read_nik("1101015201900000", BORN, "P").says
        )
        assert (
            rules.read_nik("1101015201900000", BORN, "P").oddities
            == rules.read_nik("1101011201900000", BORN, "L").oddities
        )

    def test_it_contradicts_birth_date_and_sex_with_a_warning(self) -> None:
        odd = " ".join(rules.read_nik("1101015301900000", BORN, "L").oddities)
        assert "Tanggal lahir di dalam NIK berbeda" in odd
        assert "Jenis kelamin di dalam NIK berbeda" in odd
        year_only = Born(date(1990, 1, 1), DatePrecision.YEAR)
        assert "Tanggal lahir" not in " ".join(rules.read_nik("1101015301900000", year_only, "").oddities)

    @pytest.mark.parametrize(("code", "words"), [("910101", "kode lama"), ("640401", "tidak berarti salah")])
    def test_a_code_of_a_split_region_is_explained_and_never_odd(self, code: str, words: str) -> None:
        reading = rules.read_nik(f"{code}1201900000", BORN, "L", opened=True)
        assert words in " ".join(reading.says)
        assert not any("wilayah" in sentence for sentence in reading.oddities)

    @pytest.mark.parametrize("nik", ["", "123", "110101120190000X", "0000000000000000"])
    def test_what_is_no_nik_says_nothing(self, nik: str) -> None:
        assert rules.read_nik(nik, UNKNOWN, "").says == ()

    def test_no_sentence_holds_its_digits(self) -> None:
        for nik in ("1101011201900000", "3501015207850000"):
            reading = rules.read_nik(nik, BORN, "L", opened=True)
            assert not any(nik[:6] in s or nik[6:12] in s for s in (*reading.says, *reading.oddities))
