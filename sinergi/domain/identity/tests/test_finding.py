"""Whose NIK an extract gives: only of somebody who is likely the person, alone, and still there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from linkage.compare import Particulars
from linkage.held import SearchableExtract
from linkage.nik import Sex
from linkage.registers import RegisterRow, Status
from linkage.verify import verify_exact
from sinergi.domain.identity.rules import finding
from sinergi.domain.identity.rules.told import FoundNik

NAMES = (
    "Contoh Budi Santoso",
    "Contoh Sari Dewi",
    "Contoh Agus Salim",
    "Contoh Ratna Wulandari",
    "Contoh Hendra Gunawan",
)
TOWNS = ("Bandung", "Klaten", "Palu", "Medan", "Jember")
CROWD = [
    RegisterRow(
        row=100 + n, nik=f"9901{n % 40 + 1:02}0101{60 + n % 40}{n + 1:04}", name=f"{NAMES[n % 5]} {chr(65 + n % 26)}",
        sex=Sex.MALE if n % 2 else Sex.FEMALE, birth_date=date(1960 + n % 40, 1 + n % 12, 1 + n % 28),
        birth_place=TOWNS[n % 5], mother_name=f"Ibu {NAMES[(n + 2) % 5].split()[1]}",
    )
    for n in range(300)
]  # fmt: skip
ROW = RegisterRow(
    row=2, nik="9901014107900042", name="Contoh Kartini Maharani", sex=Sex.FEMALE, birth_date=date(1990, 7, 1),
    birth_place="Rembang", mother_name="Contoh Sulastri", region_code="990101", status=Status.ACTIVE,
)  # fmt: skip
ASKED = Particulars(
    name="Contoh Kartini Maharani", sex=Sex.FEMALE, birth_date=date(1990, 7, 1), birth_place="Rembang",
    mother_name="Contoh Sulastri",
)  # fmt: skip


def found(person: Particulars, *rows: RegisterRow) -> FoundNik | None:
    extract = SearchableExtract([*rows, *CROWD])
    answer = verify_exact(person, extract.by_nik(person.nik or ""))
    return finding.nik_for(person, answer, extract.find(person, most=finding.MOST_CANDIDATES))


@pytest.mark.parametrize(
    "person",
    [
        ASKED,
        replace(ASKED, name="KARTINI MAHARANI CONTOH"),
        replace(ASKED, name="Contoh Kartiny Maharany"),
        replace(ASKED, birth_date=date(1990, 1, 7)),
        replace(ASKED, birth_date=date(1991, 7, 1)),
        replace(ASKED, birth_date=None),
        replace(ASKED, nik="9901014107900924"),
        replace(ASKED, nik=CROWD[7].nik),
        replace(ASKED, name="Kartini", aliases=("Contoh Kartini Maharani",)),
    ],
    ids=["as written", "other order", "misspelt", "day and month exchanged", "another year", "no birth date",
        "a NIK nobody has", "somebody else's NIK", "by an alias"],
)  # fmt: skip
def test_whoever_is_likely_the_person_is_proposed(person: Particulars) -> None:
    proposed = found(person, ROW)
    assert proposed is not None
    assert (proposed.nik, proposed.row) == (ROW.nik, ROW.row)
    assert "nik" not in proposed.marks
    assert not any(value in " ".join(proposed.why) for value in ("Kartini", "Rembang", "1990", "Sulastri"))


@pytest.mark.parametrize(
    ("person", "rows"),
    [
        (replace(ASKED, birth_place=None, mother_name=None), [ROW]),
        (ASKED, [replace(ROW, status=Status.DECEASED)]),
        (ASKED, [replace(ROW, status=Status.INACTIVE)]),
        (ASKED, [replace(ROW, nik=None)]),
        (ASKED, [replace(ROW, sex=Sex.MALE)]),
        (ASKED, [ROW, replace(ROW, row=3, nik="9901014107900043")]),
        (replace(ASKED, name="Contoh Kartono Mahardika"), [ROW]),
        (replace(ASKED, name="Contoh Sri Mulyani"), [ROW]),
        (replace(ASKED, birth_date=date(1962, 7, 1)), [ROW]),
        (ASKED, []),
    ],
    ids=["name and birth date alone", "dead", "not active", "no NIK there", "other sex", "two who fit alike",
        "a twin's name", "another name", "another generation", "not there"],
)  # fmt: skip
def test_nobody_is_proposed_on_a_guess(person: Particulars, rows: list[RegisterRow]) -> None:
    assert found(person, *rows) is None


def test_whose_own_nik_is_answered_is_not_looked_for() -> None:
    other = replace(ROW, row=3, nik="9901014107900043", name="Contoh Kartini")
    assert found(replace(ASKED, nik=other.nik), ROW, other) is None
