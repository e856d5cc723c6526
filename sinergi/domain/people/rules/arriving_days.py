"""Days as people and programs write them, and as much of a birth date as a row tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from linkage import nik as nik_rules
from sinergi.domain.people import rules
from sinergi.domain.people.choices import DatePrecision
from sinergi.domain.people.rules import Born
from sinergi.domain.people.rules.arriving_words import NOTHING
from sinergi.foundation.imports.rules.streaming import Cell, Kind
from sinergi.foundation.kernel.errors import Invalid

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan januari january", "feb februari pebruari", "mar maret march", "apr april", "mei may", "jun juni june",
         "jul juli july", "agu agt ags agustus aug august", "sep sept september", "okt oktober oct october",
         "nov november nopember", "des desember dec december"), 1)
    for name in names.split()
}  # fmt: skip
EPOCH = date(1899, 12, 30)
"""Day 0 of spreadsheets, right from March 1900 on (they know a 29 February 1900, which never was)."""
_OLDEST_AGE, _YOUNGEST_AGE = 100, 10


def birth(
    cells: Mapping[str, Cell], texts: Mapping[str, str], nik: str, notes: list[str], *, by: date
) -> tuple[Born, str]:
    """The birth date and the birth place, also where both stand in one cell. A first of January may be a year only."""
    place, cell = texts.get("tempat lahir", ""), cells.get("tanggal lahir")
    if cell is None and "tempat tanggal lahir" in texts:
        place, cell = _place_and_day(texts["tempat tanggal lahir"], place)
    born = read_birth(cell, notes, by=by) if cell is not None and cell.text.casefold() not in NOTHING else None
    if born is None:
        return Born(None, DatePrecision.UNKNOWN), place
    if _is_first_of_january(born) and not _confirmed_by(nik, born):
        notes.append(_("Lahir 1 Januari sering berarti hanya tahunnya yang diketahui; dicatat tahunnya saja."))
        return replace(born, precision=DatePrecision.YEAR), place
    return born, place


def _is_first_of_january(born: Born) -> bool:
    return born.precision is DatePrecision.DAY and born.on is not None and (born.on.month, born.on.day) == (1, 1)


def _confirmed_by(nik: str, born: Born) -> bool:
    return born.on is not None and nik_rules.is_usable(nik) and nik_rules.parse(nik).fits_birth_date(born.on)


def _place_and_day(text: str, place: str) -> tuple[str, Cell | None]:
    """ "Bandung, 12-01-1990" taken apart at its first digit."""
    match = re.search(r"\d", text)
    if match is None:
        return text.strip(" ,"), None
    return place or text[: match.start()].strip(" ,/-."), Cell(text[match.start() :].strip(" ,."))


def read_birth(cell: Cell, notes: list[str], *, by: date) -> Born | None:
    """A birth date in any of the ways people write one; None, with a note, when it is no date."""
    try:
        found = _as_written(cell, by=by, notes=notes)
        return rules.born(*found, by=by) if found else None
    except (ValueError, Invalid):
        notes.append(_("Tanggal lahir tidak ada di kalender atau tidak mungkin, jadi belum diketahui."))
        return None


def day(cell: Cell | None, label: Any, notes: list[str], *, by: date) -> date | None:
    """A whole day, or None with a note when one was written and cannot be read or has not come."""
    if cell is None or cell.text.casefold() in NOTHING:
        return None
    try:
        found = _as_written(cell, by=by, notes=[])
    except ValueError:
        found = None
    if found is None or found[1] is not DatePrecision.DAY or not date(rules.FIRST_YEAR, 1, 1) <= found[0] <= by:
        notes.append(_("%(label)s tidak terbaca atau belum tiba, jadi belum diketahui.") % {"label": label})
        return None
    return found[0]


def _as_written(cell: Cell, *, by: date, notes: list[str]) -> tuple[date, DatePrecision] | None:
    """The day and how much of it is known. Zeros stand for what is not known. Raises ValueError for what is no date."""
    text = cell.text.strip().strip("'’`")
    if cell.kind == Kind.NUMBER or text.isdigit():
        return _number_as_date(text)
    words = [word for word in re.split(r"[\s./,\-]+", text.split("T")[0].split(" 00:00")[0]) if word]
    parts = [_MONTHS.get(word.casefold(), word) for word in words]
    if not parts or any(isinstance(part, str) and not (part.isascii() and part.isdigit()) for part in parts):
        raise ValueError(text)
    numbers = [int(part) for part in parts]
    match len(numbers):
        case 1:
            return _number_as_date(str(numbers[0]))
        case 2:
            month, year = sorted(numbers)
            return _partial(year, month, 0)
        case 3 if len(words[0]) == 4:
            return _partial(*numbers)
        case 3:
            day, month, year = numbers
            if month > 12 >= day:  # month first, as American programs write it; no other reading is possible
                day, month = month, day
            if len(words[2]) <= 2:
                notes.append(_("Tahun lahir ditulis dua angka; abadnya diduga dari umur."))
                year += 2000 if 2000 + year <= by.year - _YOUNGEST_AGE and 1900 + year < by.year - _OLDEST_AGE else 1900
            return _partial(year, month, day)
    raise ValueError(text)


def _number_as_date(text: str) -> tuple[date, DatePrecision]:
    """A year, a day written without signs (19900112, 12011990), or a spreadsheet's own number of a day."""
    number = int(float(text))
    if len(text) == 4:
        return _partial(number, 0, 0)
    if len(text) == 8:
        year_first = 1900 <= number // 10_000 <= 2100
        digits = (text[:4], text[4:6], text[6:]) if year_first else (text[4:], text[2:4], text[:2])
        return _partial(*map(int, digits))
    if 1_000 < number < 80_000:
        return EPOCH + timedelta(days=number), DatePrecision.DAY
    raise ValueError(text)


def _partial(year: int, month: int, day: int) -> tuple[date, DatePrecision]:
    if month == 0:
        return date(year, 1, 1), DatePrecision.YEAR
    if day == 0:
        return date(year, month, 1), DatePrecision.MONTH
    return date(year, month, day), DatePrecision.DAY
