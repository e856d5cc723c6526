from __future__ import annotations

import pytest

from sinergi.interfaces.cli.tests.conftest import as_json, sentence


def test_the_claim_of_250_percent_mixes_of_with_up_by(run):
    checked = as_json(run("claim-check", "--before", 17, "--after", 43, "--stated", "250%", "--json"))
    assert {name: checked[name] for name in ("before", "after", "difference", "change_percent", "ratio_percent")} == {
        "before": "17",
        "after": "43",
        "difference": "26",
        "change_percent": "152.9",
        "ratio_percent": "252.9",
    }
    assert checked["exact"] == {"change_percent": "2600/17", "ratio_percent": "4300/17"}
    assert (checked["stated"], checked["verdict"]) == ("250%", "of")
    assert checked["bases"] == []
    assert checked["sentences"][0] == "43 adalah 252,9 % dari 17; naiknya 26, yaitu +152,9 %."
    assert "mencampur “dari” dan “naik”" in checked["sentences"][1]


def test_people_read_the_sentences(run):
    shown = run("claim-check", "--before", 17, "--after", 43, "--stated", "250%")
    assert shown.exit_code == 0
    assert "+152,9 %" in shown.stdout
    assert "252,9 % dari 17" in shown.stdout


@pytest.mark.parametrize("before", ["0", ""])
def test_a_zero_or_missing_base_is_explained(run, before):
    checked = as_json(run("claim-check", "--before", before, "--after", 43, "--stated", "250%", "--json"))
    assert (checked["change_percent"], checked["ratio_percent"], checked["verdict"]) == (None, None, None)
    assert checked["sentences"]


def test_bases_that_differ_are_named(run):
    checked = as_json(
        run(
            "claim-check", "--before", 17, "--after", 43, "--json",
            "--before-kinds", "pks", "--before-period", "2024-01-01..2024-12-31", "--before-measure", "flow",
            "--after-kinds", "NK, PKS", "--after-period", "2025-01-01..2025-09-30", "--after-measure", "stock",
        )
    )  # fmt: skip
    assert len(checked["bases"]) == 3
    assert checked["bases"][0] == "Jenis naskah berbeda: angka awal PKS, angka akhir NK dan PKS."


@pytest.mark.parametrize("number", ["17,5", "abc", "-5", "1e3", "NaN", "1.700", "१७", "9" * 40, "17\0"])
def test_what_is_no_count_is_refused_in_one_sentence(run, number):
    assert "Angka awal" in sentence(run("claim-check", "--before", number, "--after", 43))
    refused = as_json(run("claim-check", "--before", 17, "--after", number, "--json"), status=1)
    assert (refused["error"], refused["field"]) == ("invalid", "after")


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--stated", "banyak sekali", "tidak terbaca"),
        ("--before-kinds", "MoU", "Jenis naskah “MoU” tidak dikenal"),
        ("--before-period", "2024-01-01", "tidak terbaca"),
        ("--before-period", "2024-01-01..31-02-2025", "tidak ada di kalender"),
        ("--before-period", "2024-12-31..2024-01-01", "berakhir sebelum mulai"),
        ("--after-measure", "jumlah", "Pakai stock atau flow"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(run, option, value, said):
    assert said in sentence(run("claim-check", "--before", 17, "--after", 43, option, value))
