"""What one row of a list of units and partners says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sinergi.foundation.institutions.choices import PartnerCategory, PlaceKind, Zone
from sinergi.foundation.institutions.rules.names import folded
from sinergi.foundation.kernel.errors import DomainError
from sinergi.foundation.kernel.text import clean_line

COLUMNS = ("name", "kind", "parent", "zone", "category")
REQUIRED = ("name",)
LONGEST_NAME = 300
_ZONES = {label.casefold(): value for value, label in Zone.choices} | {value.casefold(): value for value in Zone.values}


class Impossible(DomainError):
    """A row that cannot be an institution."""

    code = "row_impossible"


@dataclass(frozen=True, slots=True)
class ListedInstitution:
    """A unit (`kind` known) or a partner; "" is what the row leaves unsaid."""

    number: int
    name: str
    kind: str
    parent: str
    zone: str
    category: str

    @property
    def key(self) -> str:
        return folded(self.name)


def read(number: int, cells: Mapping[str, str]) -> ListedInstitution:
    """The row as an institution. Raises Impossible or Invalid, naming what is wrong and in which column."""
    line = {
        column: clean_line(
            cells[column], field=column, label=_("Kolom %(column)s") % {"column": column}, required=False
        )
        for column in COLUMNS
    }
    if not folded(line["name"]) or len(folded(line["name"])) > LONGEST_NAME:
        raise Impossible(
            _("Kolom name harus memuat nama, paling banyak %(most)s karakter.") % {"most": LONGEST_NAME}, field="name"
        )
    kind = _word(line["kind"], PlaceKind.values, "kind")
    if line["parent"] and not kind:
        raise Impossible(_("Hanya unit yang punya induk. Isi kolom kind, atau kosongkan kolom parent."), field="parent")
    if folded(line["parent"]) == folded(line["name"]):
        raise Impossible(_("Sebuah unit tidak dapat menjadi induknya sendiri. Periksa kolom parent."), field="parent")
    zone = _ZONES.get(line["zone"].casefold(), "")
    if line["zone"] and not zone:
        raise Impossible(
            _("Zona “%(zone)s” tidak dikenal. Pakai WIB, WITA, atau WIT.") % {"zone": line["zone"][:40]}, field="zone"
        )
    return ListedInstitution(
        number, line["name"], kind, line["parent"], zone, _word(line["category"], PartnerCategory.values, "category")
    )


def superiors_first(rows: Iterable[ListedInstitution]) -> list[ListedInstitution]:
    """The rows with each unit after the one it names as its parent. Those in a circle come last, in their order."""
    waiting = list(rows)
    names = {row.key for row in waiting}
    ordered: list[ListedInstitution] = []
    while waiting:
        ready = [row for row in waiting if folded(row.parent) not in names]
        if not ready:
            return ordered + waiting
        names -= {row.key for row in ready}
        ordered += ready
        waiting = [row for row in waiting if row not in ready]
    return ordered


def _word(cell: str, words: Iterable[str], column: str) -> str:
    known = {word.casefold(): word for word in words}
    if cell and cell.casefold() not in known:
        raise Impossible(
            _("“%(cell)s” di kolom %(column)s tidak dikenal. Pakai salah satu dari: %(words)s; atau kosongkan.")
            % {"cell": cell[:40], "column": column, "words": ", ".join(known.values())},
            field=column,
        )
    return known.get(cell.casefold(), "")
