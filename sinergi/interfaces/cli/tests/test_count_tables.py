"""`sinergi count agreements` split, and over a period."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from sinergi.domain.agreements.services import recording
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement
from sinergi.interfaces.cli.tests.conftest import Run, as_json, sentence
from tests.support.factories import NOW, SYSTEM, partner


@pytest.fixture
def run_with_three(run: Run) -> Run:
    """Three real agreements: two signed in 2025, of one the day is unknown."""
    other = partner("Yayasan Bayangan", example=False)
    for kind, day in (("NK", date(2025, 5, 6)), ("PKS", date(2025, 7, 8)), ("PKS", None)):
        facts = RecordedAgreement(parties=(PartyFacts(other, "mitra"),), kind=kind, signed_on=day)
        recording.record(facts, by=SYSTEM, at=NOW)
    return run


def test_a_period_counts_what_was_signed_in_it(run_with_three: Run) -> None:
    count = as_json(run_with_three("count", "agreements", "--from", "2025-01-01", "--to", "30-6-2025", "--json"))
    assert (count["measure"], count["from"], count["to"]) == ("flow", "2025-01-01", "2025-06-30")
    assert (count["certain"], count["possible"], count["unknown"], count["base"]) == (1, 0, 1, 3)
    assert "rows" not in count


def test_split_by_kind_the_rows_carry_what_is_needed_to_read_them(run_with_three: Run) -> None:
    with time_machine.travel(NOW, tick=False):
        count = as_json(run_with_three("count", "agreements", "--on", "2025-12-31", "--by", "kind", "--json"))
    assert (count["measure"], count["by"], count["adds_up"]) == ("stock", "kind", True)
    assert [(row["key"], row["possible"], row["unknown"]) for row in count["rows"]] == [
        ("NK", 1, 0), ("PKS", 1, 1), ("IA", 0, 0), ("ADENDUM", 0, 0),
    ]  # fmt: skip
    assert count["cutoff"] == NOW.isoformat()
    assert count["unit"] == "naskah perjanjian"
    assert set(count["definitions"]) == {"certain", "possible", "unknown"}


def test_people_read_the_table_with_its_meaning(run_with_three: Run) -> None:
    said = run_with_three("count", "agreements", "--by", "category").stdout
    assert "Masyarakat sipil" in said
    assert "Satu perjanjian dapat masuk beberapa baris" in said
    assert "Batas data" in said


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("--on", "2025-01-01", "--from", "2025-01-01", "--to", "2025-02-01"), "Pilih satu"),
        (("--from", "2025-01-01"), "awal dan akhir"),
        (("--from", "2025-02-01", "--to", "2025-01-01"), "berakhir sebelum mulai"),
        (("--by", "zodiak"), "Tidak dapat dipecah"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_a_sentence(run: Run, asked: tuple[str, ...], words: str) -> None:
    assert words in sentence(run("count", "agreements", *asked))
