"""Numbers that a spreadsheet may have spoiled: NIK, family card, region code."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from linkage import nik as nik_rules
from sinergi.domain.people import rules
from sinergi.domain.people.rules.arriving_words import NOTHING
from sinergi.foundation.imports.rules.streaming import Cell, Kind
from sinergi.foundation.kernel.errors import Invalid

_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+|\d+[.,]\d*")


def digits(cell: Cell | None) -> str:
    """What the cell holds, "" for nothing and for the words that stand for nothing."""
    return "" if cell is None or cell.text.casefold() in NOTHING else cell.text


def nik(cell: Cell | None, notes: list[str]) -> tuple[str, bool]:
    """The NIK as written, and whether a spreadsheet has spoiled it.

    A spreadsheet keeps fifteen digits: a number typed into it ends in 0 whatever stood there. A number of sixteen digits
    that does not was written whole by a program. Everything with a point or an exponent is spoiled.
    """
    text = digits(cell)
    if cell is None or not any(c.isdigit() for c in text) or set(nik_rules.normalised(text)) == {"0"}:
        return "", False
    compact = "".join(text.split()).lstrip("'’‘`")
    is_number = cell.kind == Kind.NUMBER
    if _SCIENTIFIC.fullmatch(compact) or (is_number and len(text) >= nik_rules.LENGTH and text.endswith("0")):
        notes.append(
            _(
                "NIK tersimpan sebagai bilangan sehingga angka terakhirnya hilang; tidak dipakai. Salin ulang sebagai teks."
            )
        )
        return "", True
    nik = rules.clean_nik(text)
    if not nik_rules.is_usable(nik):
        notes += [finding.sentence for finding in nik_rules.explain(nik)]
    return nik, False


def family_card(cell: Cell | None, notes: list[str]) -> str:
    """The number as written; none, with a note, where a spreadsheet has spoiled it."""
    notes_of_number: list[str] = []
    number, damaged = nik(cell, notes_of_number)
    if damaged:
        notes.append(_("Nomor KK tersimpan sebagai bilangan sehingga angka terakhirnya hilang; tidak dipakai."))
    return number


def region(cell: Cell | None, notes: list[str]) -> str:
    """The code as digits; none, with a note, where it is no code."""
    try:
        return rules.clean_region_code(digits(cell))
    except Invalid:
        notes.append(_("Kode wilayah tidak terbaca, jadi belum diketahui."))
        return ""
