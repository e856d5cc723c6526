from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinergi.domain.agreements.rules.reading import (
    COLUMNS,
    DIRECTORATE_GENERAL,
    Facts,
    as_written,
    completed,
    news,
    read,
    verbatim,
)
from sinergi.domain.agreements.tests.rows import SOURCE, cells
from sinergi.foundation.kernel.errors import DomainError

TODAY = date(2026, 3, 2)
PUBLISHED = Path(__file__).resolve().parents[4] / "data" / "agreements" / "agreements.csv"


def facts(**known: str) -> Facts:
    return read(cells(**known), latest=TODAY)


def test_an_empty_cell_stays_unknown():
    assert facts() == Facts(
        partner="Yayasan Contoh Delapan",
        category="",
        kind="",
        level="",
        scope="",
        location_text="",
        signed_on=None,
        duration_months=None,
        numbers=(),
        sources=(SOURCE,),
        ours=(),
        covered=(),
    )


def test_all_published_rows_are_read_right():
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = {number: read(row, latest=TODAY) for number, row in enumerate(csv.DictReader(file), 2)}
    assert len(rows) == len({row.mark.identity for row in rows.values()}) == 85
    assert [number for number, row in rows.items() if not row.ours] == []
    by_ours = {number: row.ours for number, row in rows.items() if row.ours != (DIRECTORATE_GENERAL,)}
    assert by_ours.pop(26) == by_ours.pop(29) == ("Kementerian Imigrasi dan Pemasyarakatan",)
    assert by_ours.pop(28) == ("Kanwil Banten",)
    assert by_ours.pop(39) == ("Kanwil Sulawesi Barat",)
    assert by_ours.pop(52) == ("Bapas Kelas II Luwuk", "Bapas Kelas II Palu")
    assert all(names == (rows[number].location_text,) == rows[number].covered for number, names in by_ours.items())
    assert len(by_ours) == 46
    covering = {number for number, row in rows.items() if row.covered}
    assert covering == by_ours.keys() | {52}, "prose about places covers no unit"
    assert rows[26].partner == "Kementerian Kelautan dan Perikanan"
    assert rows[29].partner == "PT PLN (Persero)"
    assert rows[52].partner.startswith("Enam Griya Abhipraya Bapas Luwuk dan Bapas Palu (Maleo Ceria;")
    assert (rows[26].level, rows[29].level) == ("", "")
    assert {row.duration_months for row in rows.values()} == {None, 60, 24}
    assert [row.numbers for row in rows.values() if row.numbers] == [("WP.24.PAS.PAS.8.HK.01.05", "18/DP/JC/VIII/2025")]
    assert rows[16].sources == (
        "https://metrozone.net/kolaborasi-nasional-ditjenpas-didukung-penuh-oleh-lapas-kelas-iia-banjarmasin",
        "https://riausindo.com/news/detail/4112/"
        "lapas-pekanbaru-dukung-penuh-perjanjian-kerja-sama-ditjenpas-dengan-9-mitra-strategis",
    )


@pytest.mark.parametrize(
    ("level", "locations", "ours", "covered"),
    [
        ("ditjen", "", (DIRECTORATE_GENERAL,), ()),
        ("ditjen", "Lapas Contoh Tiga", (DIRECTORATE_GENERAL,), ("Lapas Contoh Tiga",)),
        ("upt", "Lapas Contoh Tiga", ("Lapas Contoh Tiga",), ("Lapas Contoh Tiga",)),
        ("upt", "Bapas Contoh; Rutan Contoh", ("Bapas Contoh", "Rutan Contoh"), ("Bapas Contoh", "Rutan Contoh")),
        ("upt", "LPKA Contoh; Kota Contoh", ("LPKA Contoh",), ("LPKA Contoh",)),
        ("upt", "Lapas Contoh; lapas contoh", ("lapas contoh",), ("lapas contoh",)),
        ("upt", "Kota Contoh", (), ()),
        ("upt", "Lapas", (), ()),
        ("upt", "Lapas Contoh dan Rutan Contoh", (), ()),
        ("upt", "Lapas Contoh (tempat acara)", (), ()),
        ("upt", "Pulau Contoh: Lapas Contoh; Rutan Contoh", (), ()),
        ("", "Lapas Contoh Tiga", (), ("Lapas Contoh Tiga",)),
        ("kementerian", "", (), ()),
        ("kanwil", "Provinsi Contoh", ("Kanwil Provinsi Contoh",), ()),
        ("kanwil", "Kanwil Contoh", ("Kanwil Contoh",), ()),
        ("kanwil", "Provinsi Contoh (tempat acara)", (), ()),
        ("kanwil", "Lapas Contoh", (), ("Lapas Contoh",)),
        ("kanwil", "", (), ()),
    ],
)
def test_our_side_is_named_only_where_the_row_leaves_no_doubt(level, locations, ours, covered):
    row = facts(level=level, locations=locations)
    assert (row.ours, row.covered, row.location_text) == (ours, covered, locations)


def test_a_party_of_ours_named_behind_the_partner_is_cut_from_its_name():
    row = facts(partner="PT Contoh (Persero) ( PIHAK: Kementerian  Contoh )", level="upt", locations="Lapas Contoh")
    assert (row.partner, row.ours, row.covered) == ("PT Contoh (Persero)", ("Kementerian Contoh",), ("Lapas Contoh",))


@pytest.mark.parametrize(
    ("cell", "day"),
    [("2025-10-02", date(2025, 10, 2)), ("02-10-2025", date(2025, 10, 2)), ("2/10/2025", date(2025, 10, 2))],
)
def test_days_are_read_as_people_write_them(cell, day):
    assert facts(signed_on=cell).signed_on == day


def test_words_are_read_in_any_case():
    row = facts(kind="pks", level="DITJEN", partner_category="Dunia_Usaha")
    assert (row.kind, row.level, row.category) == ("PKS", "ditjen", "dunia_usaha")


@pytest.mark.parametrize(
    ("known", "field", "said"),
    [
        ({"partner": ""}, "partner", "Nama mitra kosong"),
        ({"partner": " (pihak: Kementerian Contoh)"}, "partner", "Nama mitra kosong"),
        ({"partner": "???"}, "partner", "harus memuat huruf atau angka"),
        ({"partner": "A" * 301}, "partner", "terlalu panjang: 301"),
        ({"partner": "㎏" * 200}, "partner", "terlalu panjang"),
        ({"partner": "Direktorat Jenderal Pemasyarakatan", "level": "ditjen"}, "partner", "lembaga yang sama"),
        ({"signed_on": "2025-02-31"}, "signed_on", "tidak ada di kalender"),
        ({"signed_on": "31-02-2025"}, "signed_on", "tidak ada di kalender"),
        ({"signed_on": "1944-12-31"}, "signed_on", "sebelum tahun 1945"),
        ({"signed_on": "2026-03-03"}, "signed_on", "belum tiba"),
        ({"signed_on": "kemarin"}, "signed_on", "tidak terbaca"),
        ({"signed_on": "2025"}, "signed_on", "tidak terbaca"),
        ({"signed_on": "२०२५-10-02"}, "signed_on", "tidak terbaca"),
        ({"kind": "MoU"}, "kind", "NK, PKS, IA, ADENDUM"),
        ({"level": "pusat"}, "level", "kementerian, ditjen, kanwil, upt"),
        ({"partner_category": "swasta"}, "partner_category", "pemerintah, dunia_usaha, masyarakat_sipil"),
        ({"duration_months": "0"}, "duration_months", "1 sampai 1200"),
        ({"duration_months": "1201"}, "duration_months", "1 sampai 1200"),
        ({"duration_months": "-6"}, "duration_months", "bilangan bulat"),
        ({"duration_months": "2,5"}, "duration_months", "bilangan bulat"),
        ({"duration_months": "²"}, "duration_months", "bilangan bulat"),
        ({"duration_months": "9" * 4000}, "duration_months", "bilangan bulat"),
        ({"source_url": ""}, "source_url", "Alamat sumber kosong"),
        ({"source_url": " ; "}, "source_url", "Alamat sumber kosong"),
        ({"source_url": "berita.example"}, "source_url", "bukan alamat halaman"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "bukan alamat halaman"),
        ({"source_url": "https://"}, "source_url", "bukan alamat halaman"),
        ({"source_url": "https://[/"}, "source_url", "bukan alamat halaman"),
        ({"source_url": f"{SOURCE} ; http://"}, "source_url", "bukan alamat halaman"),
        ({"scope": "a\0b"}, "scope", "tidak terlihat"),
        ({"scope": "a\u202eb"}, "scope", "tidak terlihat"),
        ({"number": "1\x07"}, "number", "tidak terlihat"),
        ({"scope": "a" * 10_001}, "scope", "terlalu panjang: 10001"),
    ],
)
def test_an_impossible_row_is_refused_with_the_column_to_mend(known, field, said):
    with pytest.raises(DomainError, match=said) as refused:
        facts(**known)
    assert refused.value.field == field


def test_a_row_that_is_too_long_altogether_is_refused():
    with pytest.raises(DomainError, match="Baris ini terlalu panjang"):
        facts(**dict.fromkeys(("scope", "locations", "number", "kind", "level"), "a" * 5_000))


@settings(deadline=None)
@given(st.fixed_dictionaries({column: st.text(max_size=40) for column in COLUMNS}))
def test_a_row_of_any_text_is_read_or_refused_in_a_sentence(row):
    try:
        said = read(row, latest=TODAY).sources
    except DomainError as error:
        said = str(error)
    assert said
    assert isinstance(said, tuple) or said.endswith(".")


@given(st.fixed_dictionaries({column: st.text(max_size=40) for column in COLUMNS}))
def test_the_source_text_gives_the_row_back(row):
    assert as_written(verbatim(row)) == row


some = st.sampled_from
related = st.fixed_dictionaries(
    {
        "signed_on": some(["", "2025-10-02", "03-11-2025"]),
        "partner": some(["Yayasan Contoh", "yayasan  contoh.", "Yayasan Contoh (pihak: Lapas Contoh)"]),
        "partner_category": some(["", "pemerintah"]),
        "kind": some(["", "PKS", "nk"]),
        "level": some(["", "upt", "kanwil", "ditjen", "kementerian"]),
        "scope": some(["", "Pelatihan"]),
        "locations": some(["", "Lapas Contoh", "lapas contoh", "Lapas Contoh (acara)", "Kota Contoh"]),
        "duration_months": some(["", "24"]),
        "number": some(["", " ; ", "PAS-1", "MITRA-2 ; PAS-1"]),
        "source_url": some([SOURCE, f"{SOURCE} (catatan)", f"{SOURCE} ; https://berita.example/2"]),
    }
)


@settings(max_examples=400, deadline=None)
@given(related, related)
def test_two_rows_put_together_say_what_both_say_and_name_the_same_parties(before, after):
    first, second = read(before, latest=TODAY), read(after, latest=TODAY)
    if first.mark.between != second.mark.between:
        return
    both = read(completed(before, after), latest=TODAY)
    assert both.mark == first.mark.filled_by(second.mark)
    assert news(both, read(completed(completed(before, after), after), latest=TODAY)) == news(both, both)


def test_the_news_tells_what_was_filled_from_what_changed():
    before, after = facts(scope="Pelatihan", kind="PKS"), facts(scope="Pendidikan", kind="PKS", signed_on="2025-10-02")
    found = news(before, after)
    assert (found.filled, found.changed) == (("tanggal penandatanganan",), ("ruang lingkup",))
    assert not news(before, before)
