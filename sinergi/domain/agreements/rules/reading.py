"""How a row of a published list of agreements becomes facts: what it states, and nothing that it does not state."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from sinergi.domain.agreements.choices import Kind, Level
from sinergi.domain.agreements.rules.identity import Mark
from sinergi.foundation.institutions.choices import PartnerCategory, PlaceKind
from sinergi.foundation.institutions.rules import folded
from sinergi.foundation.kernel.errors import DomainError
from sinergi.foundation.kernel.text import clean_text

COLUMNS = (
    "signed_on", "partner", "partner_category", "kind", "level", "scope", "locations", "duration_months", "number",
    "source_url",
)  # fmt: skip
DIRECTORATE_GENERAL = "Direktorat Jenderal Pemasyarakatan"
EARLIEST = date(1945, 1, 1)
LONGEST_CELL = 5_000
"""Characters; as long as the fields of an agreement that a person fills in."""
LONGEST_ROW = 20_000
LONGEST_NAME = 300
LONGEST_TERM_MONTHS = 1200

_PLACE_KINDS = {
    "kanwil": PlaceKind.KANWIL,
    "lapas": PlaceKind.LAPAS,
    "rutan": PlaceKind.RUTAN,
    "lpka": PlaceKind.LPKA,
    "lpas": PlaceKind.LPAS,
    "bapas": PlaceKind.BAPAS,
    "rupbasan": PlaceKind.RUPBASAN,
}
_UNIT_WORDS = _PLACE_KINDS.keys() - {"kanwil"}
_OUR_PARTY = re.compile(r"\(\s*pihak\s*:([^()]*)\)", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})")


class Impossible(DomainError):
    """A row that cannot be an agreement as it stands."""

    code = "row_impossible"


@dataclass(frozen=True, slots=True)
class Facts:
    """What one row states; None, "" and () are unknown.

    `ours` are the names of the parties on our side, `covered` those of the units where it applies. Whose number is whose
    no list says, so `numbers` belong to no party.
    """

    partner: str
    category: str
    kind: str
    level: str
    scope: str
    location_text: str
    signed_on: date | None
    duration_months: int | None
    numbers: tuple[str, ...]
    sources: tuple[str, ...]
    ours: tuple[str, ...]
    covered: tuple[str, ...]

    @property
    def mark(self) -> Mark:
        return Mark(
            ours=frozenset(map(folded, self.ours)),
            # not folded further: a bracket decides whether a place is read as a unit
            place="" if self.ours else self.location_text.casefold(),
            partner=folded(self.partner),
            numbers=frozenset("".join(number.split()).casefold() for number in self.numbers),
            kind=self.kind,
            signed_on=self.signed_on,
            sources=frozenset(self.sources),
        )


def read(cells: Mapping[str, str], *, latest: date) -> Facts:
    """The facts of a row, given its cells by column. `latest` is the last day on which it can have been signed.

    Raises Impossible, or Invalid for text that cannot be kept; `field` names the column.
    """
    line = {column: _line(cells[column], column) for column in COLUMNS}
    if len(verbatim(cells)) > LONGEST_ROW:
        raise Impossible(_("Baris ini terlalu panjang: paling banyak %(most)d karakter.") % {"most": LONGEST_ROW})
    partner, named = _parties(line["partner"])
    level = _word(line["level"], Level.values, "level", _("Tingkat"))
    listed = _units(line["locations"])
    ours = named or _our_side(level, line["locations"], listed)
    if folded(partner) in set(map(folded, ours)):
        raise Impossible(
            _("Mitra dan pihak pemasyarakatan adalah lembaga yang sama. Periksa kolom partner."), field="partner"
        )
    return Facts(
        partner=partner,
        category=_word(line["partner_category"], PartnerCategory.values, "partner_category", _("Kategori mitra")),
        kind=_word(line["kind"], Kind.values, "kind", _("Jenis naskah")),
        level=level,
        scope=clean_text(
            cells["scope"],
            field="scope",
            label=_("Kolom %(column)s") % {"column": "scope"},
            most=LONGEST_CELL,
            required=False,
        ),
        location_text=line["locations"],
        signed_on=_day(line["signed_on"], latest),
        duration_months=_months(line["duration_months"]),
        numbers=_pieces(line["number"]),
        sources=_addresses(line["source_url"]),
        ours=ours,
        covered=listed,
    )


def verbatim(cells: Mapping[str, str]) -> str:
    """The row as it was written, one column a line, as JSON: people can read it and `as_written` gets the cells back."""
    return json.dumps({column: cells[column] for column in COLUMNS}, ensure_ascii=False, indent=0)


def as_written(source_text: str) -> dict[str, str]:
    """The cells that `verbatim` kept."""
    cells: dict[str, str] = json.loads(source_text)
    return cells


def completed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """The cells of one agreement from two rows about it: a later cell replaces an earlier one, an empty cell erases nothing.

    Sources are added up. The parties stay those of the rows, provided that both name the same (`Mark.between`).
    """
    cells = {column: after[column] if after[column].strip(" ;\t\r\n") else before[column] for column in COLUMNS}
    known = _addresses(before["source_url"])
    added = [address for address in _addresses(after["source_url"]) if address not in known]
    cells["source_url"] = " ; ".join([before["source_url"].strip(), *added])
    return cells


@dataclass(frozen=True, slots=True)
class News:
    """What a later row adds to what was known: labels of facts that were unknown, and of facts that changed."""

    filled: tuple[str, ...]
    changed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.filled or self.changed)


def news(before: Facts, after: Facts) -> News:
    """What differs between two states of knowledge about one agreement, the category of the partner left aside."""
    differing = [
        (label, bool(old))
        for label, old, new in (
            (_("tanggal penandatanganan"), before.signed_on, after.signed_on),
            (_("jenis naskah"), before.kind, after.kind),
            (_("tingkat"), before.level, after.level),
            (_("ruang lingkup"), before.scope, after.scope),
            (_("lokasi"), before.location_text, after.location_text),
            (_("jangka waktu"), before.duration_months, after.duration_months),
            (_("nomor naskah"), before.numbers, after.numbers),
            (_("sumber"), set(before.sources), set(after.sources)),
        )
        if old != new
    ]
    return News(
        filled=tuple(label for label, was_known in differing if not was_known),
        changed=tuple(label for label, was_known in differing if was_known),
    )


def place_kind(name: str) -> PlaceKind | None:
    """What a unit is by the first word of its name; None where the name does not tell."""
    return _PLACE_KINDS.get(_words(name)[0])


def _line(cell: str, column: str) -> str:
    text = clean_text(
        cell, field=column, label=_("Kolom %(column)s") % {"column": column}, most=LONGEST_CELL, required=False
    )
    return " ".join(text.split())


def _parties(cell: str) -> tuple[str, tuple[str, ...]]:
    """The partner's name, and the parties on our side that the cell names: “PT Contoh (pihak: Kementerian Contoh)”."""
    ours = [" ".join(name.split()) for name in _OUR_PARTY.findall(cell)]
    partner = " ".join(_OUR_PARTY.sub(" ", cell).split())
    if not partner:
        raise Impossible(_("Nama mitra kosong. Isi kolom partner."), field="partner")
    return _name(partner), _distinct(_name(name) for name in ours if name)


def _name(name: str) -> str:
    if len(name) > LONGEST_NAME or len(folded(name)) > LONGEST_NAME:
        words = {"length": len(name), "most": LONGEST_NAME}
        raise Impossible(
            _("Nama lembaga terlalu panjang: %(length)d karakter, paling banyak %(most)d.") % words, field="partner"
        )
    if not folded(name):
        raise Impossible(_("Nama lembaga “%(name)s” harus memuat huruf atau angka.") % {"name": name}, field="partner")
    return name


def _our_side(level: str, locations: str, listed: tuple[str, ...]) -> tuple[str, ...]:
    """Who signed on our side, where the level and the place leave no doubt; () where they do."""
    if level == Level.DITJEN:
        return (DIRECTORATE_GENERAL,)
    if level == Level.UPT:
        return listed
    if (
        level == Level.KANWIL
        and locations
        and not re.search(r"[():;,]", locations)
        and not _UNIT_WORDS & set(_words(locations))
    ):
        name = locations if _words(locations)[0] == "kanwil" else f"Kanwil {locations}"
        return (name,) if _is_name(name) else ()
    return ()


def _units(locations: str) -> tuple[str, ...]:
    """The units that a place names. Brackets and colons are the marks of prose about places, which names no unit for sure."""
    if re.search(r"[():]", locations):
        return ()
    return _distinct(piece for piece in _pieces(locations) if _is_unit(piece))


def _is_unit(piece: str) -> bool:
    """One unit word, at the front, and a name behind it: “Lapas Contoh dan Rutan Contoh” are two."""
    first, *others = _words(piece)
    return first in _UNIT_WORDS and bool(others) and not _UNIT_WORDS & set(others) and _is_name(piece)


def _is_name(name: str) -> bool:
    return max(len(name), len(folded(name))) <= LONGEST_NAME


def _words(text: str) -> list[str]:
    """At least one word, which may be empty."""
    return folded(text).split() or [""]


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple({folded(name): name for name in names}.values())


def _pieces(cell: str) -> tuple[str, ...]:
    return tuple(piece.strip() for piece in cell.split(";") if piece.strip())


def _word(cell: str, words: Iterable[str], column: str, label: str) -> str:
    known = {word.casefold(): word for word in words}
    if cell and cell.casefold() not in known:
        raise Impossible(
            _("%(label)s “%(word)s” tidak dikenal. Pakai salah satu dari: %(known)s; atau kosongkan.")
            % {"label": label, "word": cell[:60], "known": ", ".join(known.values())},
            field=column,
        )
    return known.get(cell.casefold(), "")


def _day(cell: str, latest: date) -> date | None:
    if not cell:
        return None
    if match := _YEAR_FIRST.fullmatch(cell):
        year, month, day = map(int, match.groups())
    elif match := _DAY_FIRST.fullmatch(cell):
        day, month, year = map(int, match.groups())
    else:
        raise Impossible(
            _("Tanggal “%(cell)s” tidak terbaca. Tulis tahun-bulan-hari, misalnya 2025-10-02; atau kosongkan.")
            % {"cell": cell[:40]},
            field="signed_on",
        )
    try:
        signed_on = date(year, month, day)
    except ValueError:
        raise Impossible(
            _("Tanggal %(cell)s tidak ada di kalender. Periksa hari dan bulannya.") % {"cell": cell}, field="signed_on"
        ) from None
    if signed_on < EARLIEST:
        raise Impossible(
            _("Tanggal %(cell)s sebelum tahun 1945. Periksa tahunnya.") % {"cell": cell}, field="signed_on"
        )
    if signed_on > latest:
        raise Impossible(
            _("Tanggal %(cell)s belum tiba, jadi belum ada yang ditandatangani. Periksa tahunnya.") % {"cell": cell},
            field="signed_on",
        )
    return signed_on


def _months(cell: str) -> int | None:
    if not cell:
        return None
    if not re.fullmatch(r"0*[1-9][0-9]{0,3}", cell) or int(cell) > LONGEST_TERM_MONTHS:
        raise Impossible(
            _("Jangka waktu “%(cell)s” bukan jumlah bulan. Tulis bilangan bulat 1 sampai %(most)d, atau kosongkan.")
            % {"cell": cell[:40], "most": LONGEST_TERM_MONTHS},
            field="duration_months",
        )
    return int(cell)


def _addresses(cell: str) -> tuple[str, ...]:
    """The addresses in a cell, in their order; whatever stands between and behind them is remark."""
    if not cell.strip(" ;"):
        raise Impossible(
            _("Alamat sumber kosong. Isi kolom source_url: tanpa sumber, perjanjian tidak dicatat."), field="source_url"
        )
    addresses = tuple(dict.fromkeys(word for word in cell.split() if re.match("https?://", word, re.IGNORECASE)))
    if not addresses or not all(map(_has_host, addresses)):
        raise Impossible(
            _("Alamat sumber “%(cell)s” bukan alamat halaman. Tulis lengkap dengan http:// atau https://.")
            % {"cell": cell[:80]},
            field="source_url",
        )
    return addresses


def _has_host(address: str) -> bool:
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:
        return False
