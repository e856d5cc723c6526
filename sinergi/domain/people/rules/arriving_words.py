"""The words of a list: which category, sex, nationality, employment or departure a cell means."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from linkage import nik as nik_rules
from sinergi.domain.people.choices import Category, Departure, Employment, Nationality
from sinergi.foundation.imports.rules.streaming import folded
from sinergi.foundation.kernel.errors import DomainError

_WORDS: tuple[tuple[Category, re.Pattern[str]], ...] = tuple(
    (category, re.compile(rf"\b(?:{words})\b"))
    for category, words in (
        (Category.ANAK_BINAAN, "anak binaan|anak didik|andik|andikpas"),
        (Category.NARAPIDANA, "narapidana|nara pidana|napi|wbp|terpidana"),
        (Category.TAHANAN, "tahanan|tahan|titipan"),
        (Category.ANAK, "anak|abh"),
        (Category.KLIEN, "klien"),
        (Category.PETUGAS, "petugas|pegawai|asn"),
        (Category.TARUNA, "taruna|taruni"),
    )
)
_CODES = (
    (Category.NARAPIDANA, re.compile(r"B[\s.]*I{1,3}[AB]?\b")),
    (Category.TAHANAN, re.compile(r"A[\s.]*(?:IV|V|I{1,3})\b")),
)
"""How registers begin the numbers of convicts and of detainees (B I, B IIa …; A I to A V)."""
_MALE = frozenset({"l", "lk", "laki", "laki laki", "pria", "m", "male", "lelaki", "1"})
FEMALE = frozenset({"p", "pr", "perempuan", "wanita", "w", "f", "female", "2"})
NOTHING = frozenset(
    {"", "-", "--", "0", "n/a", "#n/a", "tidak ada", "belum ada", "tdk ada", "nihil", "null", "none", "tanpa"}
)


class RowRefused(DomainError):
    """The row cannot be brought in at all; the text says why."""

    code = "row_refused"


def category(text: str, sheet: str, number: str, fallback: str, notes: list[str]) -> Category:
    """By the column, else the sheet's name, else what the file is said to be about, else the form of the number."""
    found = _category_in(text) or _coded(text)
    if found is not None:
        return found
    found = _category_in(sheet) or (Category(fallback) if fallback else None) or _coded(number)
    shown = {"text": text[:40]}
    if found is None and text:
        raise RowRefused(_("Kategori “%(text)s” tidak dikenal.") % shown)
    if found is None:
        raise RowRefused(_("Kategori tidak disebut; pilih kategori untuk baris tanpa kategori, atau isi kolomnya."))
    if text:
        notes.append(_("Kategori “%(text)s” tidak dikenal; diambil dari lembar, pilihan, atau nomornya.") % shown)
    return found


def _category_in(text: str) -> Category | None:
    return next((category for category, words in _WORDS if words.search(folded(text))), None)


def _coded(text: str) -> Category | None:
    return next((category for category, form in _CODES if form.match(text.upper())), None)


def sex(text: str, notes: list[str]) -> str:
    """L, P, or "" with a note where a word is none of either."""
    word = folded(text)
    if word in _MALE or word in FEMALE:
        return "L" if word in _MALE else "P"
    if word:
        notes.append(_("Jenis kelamin tidak terbaca, jadi belum diketahui."))
    return ""


def nationality(text: str, nik: str) -> str:
    """What the cell says; who has a usable NIK is a national."""
    word = folded(text)
    if word in {"wni", "indonesia", "indonesian", "ri"} or (not word and nik_rules.is_usable(nik)):
        return Nationality.WNI
    return Nationality.WNA if word else Nationality.UNKNOWN


def employment(text: str) -> str:
    """How an officer is employed, as far as it is said."""
    word = folded(text)
    if "pppk" in word or "p3k" in word:
        return Employment.PPPK
    return Employment.PNS if "pns" in word else Employment.UNKNOWN


def departure(text: str) -> str:
    """Why somebody left, as far as it is said."""
    word = folded(text)
    for departure, pattern in (
        (Departure.MOVED, "pindah|mutasi"), (Departure.DIED, "meninggal|wafat"),
        (Departure.RELEASED, "bebas|pb|cb|cmb|asimilasi|selesai|habis"),
    ):  # fmt: skip
        if re.search(rf"\b({pattern})", word):
            return departure
    return Departure.UNKNOWN
