from __future__ import annotations

import pytest
import time_machine
from django.conf import settings

from sinergi.interfaces.cli.tests.conftest import as_json, sentence
from tests.support.factories import NOW

PUBLISHED = settings.CODE / "data" / "agreements" / "agreements.csv"
NUMBERS = ("certain", "possible", "unknown", "not_in_force", "total", "examples_left_out")


def test_the_published_agreements_are_counted_on_a_day(run):
    with time_machine.travel(NOW, tick=False):
        as_json(run("import", "agreements", PUBLISHED, "--confirm", "--json"))
    count = as_json(run("count", "agreements", "--on", "2026-11-24", "--json"))
    assert list(count) == ["on", *NUMBERS, "definitions"]
    assert count["on"] == "2026-11-24"
    assert [count[name] for name in NUMBERS] == [0, 61, 24, 0, 85, 0]
    assert count["definitions"].keys() == set(NUMBERS)
    assert all(text.endswith(".") for text in count["definitions"].values())
    before = as_json(run("count", "agreements", "--on", "1-10-2025", "--json"))
    assert before["on"] == "2025-10-01"
    assert before["possible"] < 61
    assert before["not_in_force"] == 61 - before["possible"]


def test_without_a_day_it_is_today_in_jakarta(run):
    with time_machine.travel("2026-03-01T18:00:00Z", tick=False):
        assert as_json(run("count", "agreements", "--json"))["on"] == "2026-03-02"


def test_people_read_each_number_with_what_it_means(run):
    lines = run("count", "agreements", "--on", "2026-11-24").stdout.splitlines()
    assert lines[0] == "Perjanjian pada 24-11-2026:"
    assert [line.split()[0] for line in lines[1:]] == ["0"] * 6
    assert "Pasti berlaku" in lines[1]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("31-02-2025", "tidak ada di kalender"),
        ("2025-02-31", "tidak ada di kalender"),
        ("0000-01-01", "tidak ada di kalender"),
        ("besok", "tidak terbaca"),
        ("", "tidak terbaca"),
        ("20261124", "tidak terbaca"),
        ("२०२६-11-24", "tidak terbaca"),
    ],
)
def test_a_day_that_does_not_exist_is_refused_in_one_sentence(run, day, said):
    assert said in sentence(run("count", "agreements", "--on", day))
    refused = as_json(run("count", "agreements", "--on", day, "--json"), status=1)
    assert refused.keys() == {"error", "text", "field"}
    assert refused["field"] == "on"
