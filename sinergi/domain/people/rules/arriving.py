"""What one row of a unit's own list says about a person, however it is written.

Nothing is made up: what cannot be read is unknown and said so. A row without a name, a category or a number is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.people import rules
from sinergi.domain.people.choices import AliasKind, Category, DatePrecision
from sinergi.domain.people.rules import Born, KnownAs
from sinergi.domain.people.rules import arriving_days as days
from sinergi.domain.people.rules import arriving_numbers as numbers
from sinergi.domain.people.rules import arriving_words as words
from sinergi.domain.people.rules.arriving_days import read_birth as read_birth
from sinergi.domain.people.rules.arriving_names import split_name as split_name
from sinergi.domain.people.rules.arriving_words import RowRefused as RowRefused
from sinergi.foundation.imports.rules.streaming import Cell, Kind, folded
from sinergi.foundation.kernel.errors import Invalid
from sinergi.foundation.kernel.text import clean_line

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "nama": (
        "nama lengkap", "nama wbp", "nama tahanan", "nama narapidana", "nama napi", "nama warga binaan", "nama anak",
        "nama anak binaan", "nama klien", "nama penghuni", "nama pegawai", "nama petugas", "nama taruna", "name",
        "nama bin binti", "nama lengkap bin binti", "nama dan alias",
    ),
    "nomor": (
        "no reg", "no registrasi", "nomor registrasi", "noreg", "no register", "nomor register", "no induk",
        "nomor induk", "reg", "registrasi", "nomor reg", "no reg instansi", "nomor registrasi instansi", "number",
    ),
    "kategori": ("status", "golongan", "gol", "jenis", "status hukum", "status wbp", "kategori wbp", "category"),
    "jenis kelamin": ("jk", "j k", "kelamin", "l p", "lp", "sex", "gender", "jns kelamin"),
    "tanggal lahir": ("tgl lahir", "tgl lhr", "tanggal lhr", "tanggal kelahiran", "birth date", "dob"),
    "tempat lahir": ("tmp lahir", "tmpt lahir", "tempat kelahiran", "kota lahir", "birth place"),
    "tempat tanggal lahir": ("ttl", "tempat tgl lahir", "tempat dan tanggal lahir", "tmp tgl lahir", "tempat tgl lhr"),
    "nik": ("no ktp", "nomor ktp", "nik ktp", "no nik", "nomor nik", "nomor induk kependudukan", "no ktp nik", "e ktp"),
    "nama ibu": ("ibu", "ibu kandung", "nama ibu kandung", "nama gadis ibu kandung", "mother name"),
    "nama ayah": ("ayah", "ayah kandung", "nama ayah kandung", "bin binti", "bin"),
    "alias": ("nama alias", "nama panggilan", "panggilan", "nama kecil", "aliases"),
    "nomor kk": ("no kk", "kk", "kartu keluarga", "nomor kartu keluarga", "no kartu keluarga"),
    "kewarganegaraan": ("wn", "warga negara", "kebangsaan", "kewarganegaraan wni wna", "nationality"),
    "kode wilayah": ("kode kecamatan", "kode kemendagri", "kode alamat", "region code"),
    "mulai": ("tanggal masuk", "tgl masuk", "masuk", "sejak", "tmt", "tanggal mulai", "tgl terima", "tanggal diterima"),
    "sampai": ("tanggal keluar", "tgl keluar", "keluar", "tanggal bebas", "tgl bebas", "tanggal selesai"),
    "alasan keluar": ("jenis keluar", "keterangan keluar", "sebab keluar", "alasan"),
    "nip": ("no induk pegawai", "nomor induk pegawai", "nip baru"),
    "kepegawaian": ("status kepegawaian", "jenis pegawai", "pns pppk", "status pegawai"),
}  # fmt: skip
"""The columns of a population file and how headings spell them, folded as `streaming.folded` does."""

REQUIRED = ("nama",)

# Said in errors only, so not translated for every row.
_NAME: Any = gettext_lazy("Nama")
_NUMBER, _PLACE = gettext_lazy("Nomor registrasi"), gettext_lazy("Tempat lahir")
_MOTHER, _CAME, _LEFT = gettext_lazy("Nama ibu"), gettext_lazy("Tanggal masuk"), gettext_lazy("Tanggal keluar")


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a row says. "" and None are unknown; `notes` are sentences, without values, on how it was read.

    `damaged_nik`: there was a number that a spreadsheet has spoiled; it is not used. `starts_on` None: not said.
    """

    name: str
    category: str
    registration_number: str
    aliases: tuple[KnownAs, ...] = ()
    sex: str = ""
    born: Born = field(default_factory=lambda: Born(None, DatePrecision.UNKNOWN))
    birth_place: str = ""
    nationality: str = ""
    region_code: str = ""
    nik: str = ""
    damaged_nik: bool = False
    mother_name: str = ""
    family_card_number: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    ended_as: str = ""
    nip: str = ""
    employment: str = ""
    notes: tuple[str, ...] = ()

    def as_plain(self) -> dict[str, Any]:
        """JSON values, for keeping it (encrypted) until it is applied; `from_plain` is the way back."""
        plain = {name: getattr(self, name) for name in _PLAIN if getattr(self, name)}
        if self.aliases:
            plain["aliases"] = [[alias.name, alias.kind] for alias in self.aliases]
        if self.born.on:
            plain["born"] = [self.born.on.isoformat(), self.born.precision.value]
        for name in ("starts_on", "ends_on"):
            if (day := getattr(self, name)) is not None:
                plain[name] = day.isoformat()
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Arrived:
        known = {name: plain[name] for name in _PLAIN if name in plain}
        born = plain.get("born")
        return cls(
            **(known | {"notes": tuple(plain.get("notes", ()))}),
            aliases=tuple(KnownAs(name, kind) for name, kind in plain.get("aliases", ())),
            born=Born(date.fromisoformat(born[0]), DatePrecision(born[1]))
            if born
            else Born(None, DatePrecision.UNKNOWN),
            starts_on=date.fromisoformat(plain["starts_on"]) if "starts_on" in plain else None,
            ends_on=date.fromisoformat(plain["ends_on"]) if "ends_on" in plain else None,
        )


_PLAIN = (
    "name", "category", "registration_number", "sex", "birth_place", "nationality", "region_code", "nik", "damaged_nik",
    "mother_name", "family_card_number", "ended_as", "nip", "employment", "notes",
)  # fmt: skip


def read(cells: Mapping[str, Cell], *, sheet: str, fallback: str, by: date) -> Arrived:
    """What the row says on the day `by`; `fallback` is the category of rows that name none. Raises RowRefused."""
    notes: list[str] = []
    broken = [name for name, cell in cells.items() if cell.kind == Kind.BROKEN]
    if broken:
        raise RowRefused(
            _("Kolom %(names)s berisi galat atau karakter yang tidak terlihat.") % {"names": ", ".join(broken)}
        )
    texts = {name: cell.text for name, cell in cells.items() if cell.text.casefold() not in words.NOTHING}
    if "nama" not in texts or not any(c.isalpha() for c in texts["nama"]):
        raise RowRefused(_("Nama kosong atau bukan nama."))
    try:
        name, aliases = _names(texts, notes)
        nip = rules.clean_nip(numbers.digits(cells.get("nip")))
        number = _line(texts.get("nomor", "") or nip, _NUMBER, 60)
        category = words.category(texts.get("kategori", ""), sheet, number, fallback, notes)
        if not number:
            raise RowRefused(_("Nomor registrasi kosong; tanpa nomor orang ini tidak dapat dikenali lagi."))
        nik, damaged = numbers.nik(cells.get("nik"), notes)
        born, place = days.birth(cells, texts, nik, notes, by=by)
        ends_on = days.day(cells.get("sampai"), _LEFT, notes, by=by)
        return Arrived(
            name=name,
            category=category,
            registration_number=number,
            aliases=aliases,
            sex=words.sex(texts.get("jenis kelamin", ""), notes),
            born=born,
            birth_place=_line(place, _PLACE, 120),
            nationality=words.nationality(texts.get("kewarganegaraan", ""), nik),
            region_code=numbers.region(cells.get("kode wilayah"), notes),
            nik=nik,
            damaged_nik=damaged,
            mother_name=_line(texts.get("nama ibu", ""), _MOTHER, 200),
            family_card_number=numbers.family_card(cells.get("nomor kk"), notes),
            starts_on=days.day(cells.get("mulai"), _CAME, notes, by=by),
            ends_on=ends_on,
            ended_as=words.departure(texts.get("alasan keluar", "")) if ends_on else "",
            nip=nip if category == Category.PETUGAS else "",
            employment=words.employment(texts.get("kepegawaian", "")) if category == Category.PETUGAS else "",
            notes=tuple(notes),
        )
    except RowRefused:
        raise
    except Invalid as error:
        raise RowRefused(str(error)) from None


def _line(text: str, label: Any, most: int) -> str:
    return clean_line(text, field="", label=label, most=most, required=False)


def _names(texts: Mapping[str, str], notes: list[str]) -> tuple[str, tuple[KnownAs, ...]]:
    name, found = split_name(clean_line(texts["nama"], field="nama", label=_NAME, most=200))
    if found:
        notes.append(_("Nama dipisah menjadi nama dan alias, bin/binti, atau gelar; periksa pemisahannya."))
    father = texts.get("nama ayah", "")
    if father:
        kind = AliasKind.BINTI if folded(texts.get("jenis kelamin", "")) in words.FEMALE else AliasKind.BIN
        found = (*found, KnownAs(father.removeprefix("bin ").removeprefix("binti "), kind))
    more = re.split(r"\s*[,;/]\s*", texts.get("alias", ""))
    return name, rules.clean_aliases((*found, *(KnownAs(alias, AliasKind.ALIAS) for alias in more)))
