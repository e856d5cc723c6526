"""How categories, results and marks are said and coloured, on every page alike."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linkage.compare import FieldMark
from sinergi.domain.identity.choices import Result
from sinergi.domain.people.choices import Category

RESULT_TONES = {
    Result.BELUM: "unknown",
    Result.SESUAI: "good",
    Result.TIDAK_SESUAI: "bad",
    Result.MENINGGAL: "bad",
    Result.GANDA: "bad",
}
"""Results not named here need a look: "warn"."""

MARK_LABELS = {
    FieldMark.AGREES: _("sesuai"),
    FieldMark.SIMILAR: _("mirip"),
    FieldMark.DIFFERS: _("tidak sesuai"),
    FieldMark.MISSING: _("tidak tersedia"),
}
MARK_TONES = {
    FieldMark.AGREES: "good",
    FieldMark.SIMILAR: "warn",
    FieldMark.DIFFERS: "bad",
    FieldMark.MISSING: "unknown",
}
FIELD_LABELS = {
    "nik": _("NIK"),
    "name": _("Nama"),
    "sex": _("Jenis kelamin"),
    "birth_date": _("Tanggal lahir"),
    "birth_place": _("Tempat lahir"),
    "mother_name": _("Nama ibu"),
}


def is_child(category: str) -> bool:
    """Whether a row about somebody in this category is child data (UU 27/2022 Pasal 4)."""
    return category in {Category.ANAK, Category.ANAK_BINAAN}
