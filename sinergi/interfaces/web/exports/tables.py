"""What each list looks like as a table: its headings, and how a row becomes values. Unknown stays empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sinergi.documents.tables import EXAMPLE, Column, Value
from sinergi.domain.agreements.choices import Side, State
from sinergi.domain.people.rules import category_on, is_warga_binaan
from sinergi.interfaces.web.agreements.words import standing_words

if TYPE_CHECKING:
    from sinergi.domain.activities.models import Activity
    from sinergi.domain.agreements.models import Agreement, Obligation
    from sinergi.domain.people.models import Person
    from sinergi.foundation.audit.models import Entry
    from sinergi.foundation.imports.models import ImportRow
    from sinergi.foundation.institutions.models import Institution

type Row = tuple[Value, ...]
type Cells[T] = tuple[tuple[str, int, Callable[[T], Value]], ...]


def columns(cells: Cells[Any]) -> tuple[Column, ...]:
    return tuple(Column(heading, width) for heading, width, _value in cells)


def rows[T](cells: Cells[T], things: Iterable[T]) -> Iterator[Row]:
    """One row at a time, so that a queryset behind it is never held as a whole."""
    return (tuple(value(thing) for _heading, _width, value in cells) for thing in things)


def agreements(on: date) -> Cells[Agreement]:
    """One row each; how it stands is that of the day `on`. For whole rows of `queries.listed`."""
    return (
        (_("Perjanjian"), 50, lambda row: row.title),
        (_("Pihak pemasyarakatan"), 32, lambda row: _parties(row, Side.OURS)),
        (_("Pihak mitra"), 32, lambda row: _parties(row, Side.PARTNER)),
        (_("Kategori mitra"), 18, _categories),
        (_("Nomor naskah"), 24, lambda row: _joined(party.number for party in row.parties.all())),
        (_("Jenis"), 12, lambda row: row.kind),
        (_("Tingkat"), 14, lambda row: row.level),
        (_("Ruang lingkup"), 50, lambda row: row.scope),
        (_("Tahap naskah"), 16, lambda row: str(State(row.state).label)),
        (_("Ditandatangani"), 14, lambda row: row.signed_on),
        (_("Mulai berlaku"), 14, lambda row: row.starts_on),
        (_("Hari terakhir berlaku"), 14, lambda row: row.ends_on),
        (_("Diakhiri sejak"), 14, lambda row: row.ended_on),
        (_("Jangka waktu (bulan)"), 12, lambda row: row.duration_months),
        (_("Keadaan pada %(day)s") % {"day": on.isoformat()}, 18, lambda row: standing_words(row, on)[0]),
        (_("Lokasi"), 24, lambda row: row.location_text),
        (_("Unit dicakup"), 32, lambda row: _joined(unit.name for unit in row.covered_units.all())),
        (_("Kewajiban terbuka"), 12, lambda row: row.open_obligations),
        (_("Belum diketahui"), 32, lambda row: _joined(unknown.label for unknown in row.unknowns())),
        (_("Sumber"), 40, lambda row: row.source_urls),
        (_("Data"), 10, lambda row: _mark(row.is_example)),
        (pgettext("kolom", "Kunci"), 38, lambda row: str(row.public_id)),
    )


def obligations(on: date) -> Cells[Obligation]:
    """For rows of `queries.listed_obligations`; the state is that of the day `on`."""
    return (
        (_("Kewajiban"), 50, lambda row: row.description),
        (_("Perjanjian"), 50, lambda row: row.agreement.title),
        (_("Ditanggung oleh"), 32, lambda row: row.owed_by.institution.name),
        (_("Dijanjikan"), 12, lambda row: row.quantity),
        (_("Diserahkan"), 12, lambda row: row.delivered),
        (_("Satuan"), 14, lambda row: row.get_unit_display()),
        (_("Batas waktu"), 14, lambda row: row.due_on),
        (_("Keadaan pada %(day)s") % {"day": on.isoformat()}, 18, lambda row: str(row.state(on).label)),
        (_("Perlu verifikasi"), 12, lambda row: _yes(row.requires_verification)),
        (_("Di unit"), 32, lambda row: _joined(unit.name for unit in row.units.all())),
        (_("Data"), 10, lambda row: _mark(row.agreement.is_example)),
        (pgettext("kolom", "Kunci"), 38, lambda row: str(row.public_id)),
    )


def activities() -> Cells[Activity]:
    return (
        (_("Kegiatan"), 50, lambda row: row.title),
        (_("Unit"), 32, lambda row: row.unit.name),
        (_("Mulai"), 14, lambda row: row.starts_on),
        (_("Sampai"), 14, lambda row: row.ends_on),
        (_("Tempat"), 24, lambda row: row.place_text),
        (_("Keadaan"), 16, lambda row: row.get_state_display()),
        (_("Dilaksanakan"), 14, lambda row: row.carried_out_on),
        (_("Alasan batal"), 24, lambda row: row.cancel_reason),
        (_("Peserta terdaftar"), 12, lambda row: row.enrolled),
        (_("Hadir"), 12, lambda row: row.attended),
        (_("Terverifikasi"), 12, lambda row: row.verified),
        (_("Perjanjian"), 50, lambda row: _joined(sorted({each.agreement.title for each in row.obligations.all()}))),
        (_("Data"), 10, lambda row: _mark(row.is_example)),
        (pgettext("kolom", "Kunci"), 38, lambda row: str(row.public_id)),
    )


def people(on: date) -> Cells[Person]:
    """Never with the NIK, masked or not: it leaves by its own page, one at a time and with a purpose."""
    return (
        (_("Nama"), 32, lambda row: row.name),
        (_("Jenis kelamin"), 14, lambda row: row.get_sex_display() if row.sex else None),
        (_("Kategori pada %(day)s") % {"day": on.isoformat()}, 18, lambda row: _category(row, on)),
        (_("Warga Binaan menurut undang-undang"), 14, lambda row: _lawful(row, on)),
        (_("Unit"), 32, lambda row: _episodes(row)[0].unit.name),
        (_("Nomor registrasi"), 18, lambda row: _episodes(row)[0].registration_number),
        (_("Di unit sejak"), 14, lambda row: _episodes(row)[0].starts_on),
        (_("Di unit sampai"), 14, lambda row: _episodes(row)[0].ends_on),
        (_("Data"), 10, lambda row: _mark(row.is_example)),
        (pgettext("kolom", "Kunci"), 38, lambda row: str(row.public_id)),
    )


def institutions() -> Cells[Institution]:
    return (
        (_("Lembaga"), 50, lambda row: row.name),
        (_("Jenis unit"), 18, lambda row: row.place.get_kind_display() if row.path else None),
        (_("Di bawah"), 32, lambda row: row.place.parent.institution.name if row.path and row.place.parent else None),
        (_("Kategori mitra"), 18, _partner_category),
        (_("Menunggu ditetapkan"), 14, lambda row: _yes(row.is_provisional)),
        (_("Data"), 10, lambda row: _mark(row.is_example)),
        (pgettext("kolom", "Kunci"), 38, lambda row: str(row.public_id)),
    )


def import_rows(headings: Iterable[str]) -> Cells[ImportRow]:
    """Each row of the file as it was read, with what became of it."""
    read = tuple((heading, 24, _cell(heading)) for heading in headings)
    return (
        (_("Baris"), 8, lambda row: row.number),
        (_("Hasil"), 14, lambda row: row.get_outcome_display()),
        (_("Keterangan"), 50, lambda row: row.message),
        *read,
    )


def entries() -> Cells[Entry]:
    return (
        (_("Nomor"), 10, lambda row: row.pk),
        (_("Saat (WIB)"), 20, lambda row: row.at),
        (_("Pelaku"), 24, lambda row: row.actor_label),
        (_("Kunci pelaku"), 42, lambda row: row.actor_key),
        (_("Tindakan"), 28, lambda row: row.action),
        (_("Terhadap"), 60, lambda row: row.subject),
        (_("Rincian"), 50, lambda row: "; ".join(f"{name}={value}" for name, value in row.facts.items())),
        (_("Sidik SHA-256"), 66, lambda row: row.sha256),
    )


def _joined(words: Iterable[str]) -> str:
    return "; ".join(word for word in words if word)


def _parties(agreement: Agreement, side: Side) -> str:
    return _joined(party.institution.name for party in agreement.parties.all() if party.side == side)


def _partner_category(institution: Institution) -> str | None:
    profile = getattr(institution, "partner_profile", None)
    return str(profile.get_category_display()) if profile and profile.category else None


def _categories(agreement: Agreement) -> str:
    partners = (party.institution for party in agreement.parties.all() if party.side == Side.PARTNER)
    return _joined(sorted({_partner_category(partner) or "" for partner in partners}))


def _cell(heading: str) -> Callable[[ImportRow], Value]:
    return lambda row: row.values.get(heading)


def _episodes(person: Person) -> list[Any]:
    """Those that the viewer may see, newest first; at least one, or the person would not be listed."""
    return person.shown_episodes


def _category(person: Person, on: date) -> str | None:
    category = category_on([episode.stay for episode in _episodes(person)], on)
    return None if category is None else str(category.label)


def _lawful(person: Person, on: date) -> str | None:
    category = category_on([episode.stay for episode in _episodes(person)], on)
    return None if category is None else _yes(is_warga_binaan(category))


def _yes(value: bool) -> str:
    return _("ya") if value else _("tidak")


def _mark(is_example: bool) -> str:
    return EXAMPLE if is_example else _("nyata")
