"""A register held in memory answers as one that was prepared in a folder."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.compare import Particulars
from linkage.finding import Finder
from linkage.held import Held, SearchableExtract
from linkage.preparing import Prepared, prepare
from linkage.registers import RegisterRow
from linkage.tests.test_singly import people, write

COLUMNS = ("nik", "name", "sex", "birth_date", "birth_place", "mother_name", "address", "region_code")


@given(st.lists(people, min_size=1, max_size=40), st.lists(people, min_size=1, max_size=6), st.sampled_from([1, 130]))
@settings(max_examples=12)
def test_whoever_is_looked_for_is_found_alike(
    register: list[Particulars], asked: list[Particulars], copies: int
) -> None:
    """Some people so often that their keys are too common."""
    rows = [*register, *[register[0]] * (copies - 1)]
    with TemporaryDirectory() as folder:
        cells = [[getattr(one, name) for name in COLUMNS] for one in rows]
        prepare(write(Path(folder, "register.csv"), COLUMNS, cells), Path(folder, "prepared"), index=True)
        prepared, held = Finder(Prepared.open(Path(folder, "prepared"))), Finder(Held(rows))
        for person in [*asked, *register[:3]]:
            found, wanted = held.find(person), prepared.find(person)
            assert [each.register_row for each in found] == [each.register_row for each in wanted]
            for one, other in zip(found, wanted, strict=True):
                assert one.weight_bits == pytest.approx(other.weight_bits, abs=1e-6)
                assert replace(one, weight_bits=0, probability=0, margin_bits=0) == replace(
                    other, weight_bits=0, probability=0, margin_bits=0
                )
                assert one.probability == pytest.approx(other.probability, abs=1e-6)
                assert one.margin_bits == pytest.approx(other.margin_bits, abs=1e-6)


def test_rows_of_an_extract_come_by_their_own_numbers() -> None:
    born = date(1990, 7, 1)
    rows = [RegisterRow(row=row, name=name, birth_date=born) for row, name in ((2, "Sari Dewi"), (5, "Budi Santoso"))]
    asked = Particulars(name="budi santoso", birth_date=born)
    ((row, found),) = SearchableExtract(rows).find(asked, most=1)
    assert (row.row, found.register_row) == (5, 2)


def test_one_row_is_a_register_too() -> None:
    extract = SearchableExtract([RegisterRow(row=2, name="Sari Dewi", nik="9901015203920002")])
    ((row, _found),) = extract.find(Particulars(name="Sari Dewi", nik="9901015203920002"), most=5)
    assert row.row == 2
