"""What one row of a unit's own list says about a person, however it is written.

Nothing is made up: what cannot be read is unknown and said so. A row without a name, a category or a number is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linkage import nik as nik_rules
from sinergi.domain.people import rules
from sinergi.domain.people.choices import AliasKind, Category, DatePrecision, Departure, Employment, Nationality
from sinergi.domain.people.rules import Born, KnownAs
from sinergi.foundation.imports.rules.streaming import Cell, Kind, folded
from sinergi.foundation.kernel.errors import DomainError, Invalid
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
_FEMALE = frozenset({"p", "pr", "perempuan", "wanita", "w", "f", "female", "2"})
_NOTHING = frozenset(
    {"", "-", "--", "0", "n/a", "#n/a", "tidak ada", "belum ada", "tdk ada", "nihil", "null", "none", "tanpa"}
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan januari january", "feb februari pebruari", "mar maret march", "apr april", "mei may", "jun juni june",
         "jul juli july", "agu agt ags agustus aug august", "sep sept september", "okt oktober oct october",
         "nov november nopember", "des desember dec december"), 1)
    for name in names.split()
}  # fmt: skip
_TITLES_BEFORE = frozenset(
    (
        "h",
        "hj",
        "hi",
        "kh",
        "dr",
        "drs",
        "dra",
        "drg",
        "ir",
        "prof",
        "ust",
        "ustad",
        "ustadz",
        "haji",
        "hajjah",
        "sdr",
        "sdri",
        "bpk",
        "tn",
        "ny",
        "nn",
        "alm",
        "almh",
    )
)
_TITLES_AFTER = frozenset(
    ("sh", "se", "st", "sip", "spd", "spdi", "spsi", "sag", "ssos", "skm", "skom", "sst", "spt", "amd", "amk", "mh", "mm",
     "msi", "mpd", "map", "mkn", "mhum")
)  # fmt: skip
_DOTTED = re.compile(r"(?:[A-Za-z]{1,6}\.\s?){1,4}[A-Za-z]{0,6}")
_MARKER = re.compile(
    r"\s*(?:\b(alias|als|a\.k\.a\.?|aka)\b\.?|(@)|\b(bin)\b\.?|\b(binti|bte|bt)\b\.?)\s*:?\s*", re.IGNORECASE
)
_BRACKETS = re.compile(r"\s*[(\[]([^)\]]{2,})[)\]]\s*")
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+|\d+[.,]\d*")
EPOCH = date(1899, 12, 30)
"""Day 0 of spreadsheets, right from March 1900 on (they know a 29 February 1900, which never was)."""
_OLDEST_AGE, _YOUNGEST_AGE = 100, 10


# Said in errors only, so not translated for every row.
_NAME: Any = gettext_lazy("Nama")
_NUMBER, _PLACE = gettext_lazy("Nomor registrasi"), gettext_lazy("Tempat lahir")
_MOTHER, _CAME, _LEFT = gettext_lazy("Nama ibu"), gettext_lazy("Tanggal masuk"), gettext_lazy("Tanggal keluar")


class RowRefused(DomainError):
    """The row cannot be brought in at all; the text says why."""

    code = "row_refused"


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
    texts = {name: cell.text for name, cell in cells.items() if cell.text.casefold() not in _NOTHING}
    if "nama" not in texts or not any(c.isalpha() for c in texts["nama"]):
        raise RowRefused(_("Nama kosong atau bukan nama."))
    try:
        name, aliases = _names(texts, notes)
        nip = rules.clean_nip(_digits(cells.get("nip")))
        number = _line(texts.get("nomor", "") or nip, _NUMBER, 60)
        category = _category(texts.get("kategori", ""), sheet, number, fallback, notes)
        if not number:
            raise RowRefused(_("Nomor registrasi kosong; tanpa nomor orang ini tidak dapat dikenali lagi."))
        nik, damaged = _nik(cells.get("nik"), notes)
        born, place = _birth(cells, texts, nik, notes, by=by)
        ends_on = _day(cells.get("sampai"), _LEFT, notes, by=by)
        return Arrived(
            name=name,
            category=category,
            registration_number=number,
            aliases=aliases,
            sex=_sex(texts.get("jenis kelamin", ""), notes),
            born=born,
            birth_place=_line(place, _PLACE, 120),
            nationality=_nationality(texts.get("kewarganegaraan", ""), nik),
            region_code=_region(cells.get("kode wilayah"), notes),
            nik=nik,
            damaged_nik=damaged,
            mother_name=_line(texts.get("nama ibu", ""), _MOTHER, 200),
            family_card_number=_family_card(cells.get("nomor kk"), notes),
            starts_on=_day(cells.get("mulai"), _CAME, notes, by=by),
            ends_on=ends_on,
            ended_as=_departure(texts.get("alasan keluar", "")) if ends_on else "",
            nip=nip if category == Category.PETUGAS else "",
            employment=_employment(texts.get("kepegawaian", "")) if category == Category.PETUGAS else "",
            notes=tuple(notes),
        )
    except RowRefused:
        raise
    except Invalid as error:
        raise RowRefused(str(error)) from None


def split_name(text: str) -> tuple[str, tuple[KnownAs, ...]]:
    """The name, and what is merged into it: aliases, the father's name, titles; all as written, signs around them gone."""
    found: list[KnownAs] = []

    def bracketed(match: re.Match[str]) -> str:
        found.append(KnownAs(match[1].strip(), AliasKind.ALIAS))
        return " "

    text = _BRACKETS.sub(bracketed, text)
    pieces = _MARKER.split(text)
    main = pieces[0]
    for at in range(1, len(pieces), 5):
        _alias, _sign, bin_, binti, tail = pieces[at : at + 5]
        kind = AliasKind.BIN if bin_ else AliasKind.BINTI if binti else AliasKind.ALIAS
        found += [KnownAs(piece.strip(" ,./"), kind) for piece in re.split(r"\s*/\s*", tail) if piece.strip(" ,./")]
    if not main.strip(" ,./"):  # a marker that opens the name is part of it
        return " ".join(text.split()), ()
    first, *others = re.split(r"\s*/\s*", main.strip(" /"))
    found = [KnownAs(other.strip(), AliasKind.ALIAS) for other in others if other.strip()] + found
    name, titles = _without_titles(first)
    return name, (*(KnownAs(title, AliasKind.TITLE) for title in titles), *found)


def _without_titles(text: str) -> tuple[str, list[str]]:
    main, *after = [piece.strip() for piece in text.split(",")]
    titles = []
    if after and all(_is_title(piece) for piece in after if piece):
        titles = [", ".join(piece for piece in after if piece)]
    elif after:
        main = " ".join(text.replace(",", " ").split())
    words = main.split()
    before: list[str] = []
    while len(words) > 1 and words[0].strip(".").casefold() in _TITLES_BEFORE:
        before.append(words.pop(0))
    found = [" ".join(before)] if before else []
    return " ".join(words), found + [title for title in titles if title]


def _is_title(piece: str) -> bool:
    """“S.H.” or “SH” behind a comma; a word without dots that is on no list is more likely a part of the name."""
    return bool(_DOTTED.fullmatch(piece)) or piece.casefold() in _TITLES_AFTER


def _line(text: str, label: Any, most: int) -> str:
    return clean_line(text, field="", label=label, most=most, required=False)


def _names(texts: Mapping[str, str], notes: list[str]) -> tuple[str, tuple[KnownAs, ...]]:
    name, found = split_name(clean_line(texts["nama"], field="nama", label=_NAME, most=200))
    if found:
        notes.append(_("Nama dipisah menjadi nama dan alias, bin/binti, atau gelar; periksa pemisahannya."))
    father = texts.get("nama ayah", "")
    if father:
        kind = AliasKind.BINTI if folded(texts.get("jenis kelamin", "")) in _FEMALE else AliasKind.BIN
        found = (*found, KnownAs(father.removeprefix("bin ").removeprefix("binti "), kind))
    more = re.split(r"\s*[,;/]\s*", texts.get("alias", ""))
    return name, rules.clean_aliases((*found, *(KnownAs(alias, AliasKind.ALIAS) for alias in more)))


def _category(text: str, sheet: str, number: str, fallback: str, notes: list[str]) -> Category:
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


def _sex(text: str, notes: list[str]) -> str:
    word = folded(text)
    if word in _MALE or word in _FEMALE:
        return "L" if word in _MALE else "P"
    if word:
        notes.append(_("Jenis kelamin tidak terbaca, jadi belum diketahui."))
    return ""


def _digits(cell: Cell | None) -> str:
    return "" if cell is None or cell.text.casefold() in _NOTHING else cell.text


def _nik(cell: Cell | None, notes: list[str]) -> tuple[str, bool]:
    """The NIK as written, and whether a spreadsheet has spoiled it.

    A spreadsheet keeps fifteen digits: a number typed into it ends in 0 whatever stood there. A number of sixteen digits
    that does not was written whole by a program. Everything with a point or an exponent is spoiled.
    """
    text = _digits(cell)
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


def _family_card(cell: Cell | None, notes: list[str]) -> str:
    notes_of_number: list[str] = []
    number, damaged = _nik(cell, notes_of_number)
    if damaged:
        notes.append(_("Nomor KK tersimpan sebagai bilangan sehingga angka terakhirnya hilang; tidak dipakai."))
    return number


def _region(cell: Cell | None, notes: list[str]) -> str:
    try:
        return rules.clean_region_code(_digits(cell))
    except Invalid:
        notes.append(_("Kode wilayah tidak terbaca, jadi belum diketahui."))
        return ""


def _nationality(text: str, nik: str) -> str:
    word = folded(text)
    if word in {"wni", "indonesia", "indonesian", "ri"} or (not word and nik_rules.is_usable(nik)):
        return Nationality.WNI
    return Nationality.WNA if word else Nationality.UNKNOWN


def _employment(text: str) -> str:
    word = folded(text)
    if "pppk" in word or "p3k" in word:
        return Employment.PPPK
    return Employment.PNS if "pns" in word else Employment.UNKNOWN


def _departure(text: str) -> str:
    word = folded(text)
    for departure, pattern in (
        (Departure.MOVED, "pindah|mutasi"), (Departure.DIED, "meninggal|wafat"),
        (Departure.RELEASED, "bebas|pb|cb|cmb|asimilasi|selesai|habis"),
    ):  # fmt: skip
        if re.search(rf"\b({pattern})", word):
            return departure
    return Departure.UNKNOWN


def _birth(
    cells: Mapping[str, Cell], texts: Mapping[str, str], nik: str, notes: list[str], *, by: date
) -> tuple[Born, str]:
    place, cell = texts.get("tempat lahir", ""), cells.get("tanggal lahir")
    if cell is None and "tempat tanggal lahir" in texts:
        place, cell = _place_and_day(texts["tempat tanggal lahir"], place)
    born = read_birth(cell, notes, by=by) if cell is not None and cell.text.casefold() not in _NOTHING else None
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


def _day(cell: Cell | None, label: Any, notes: list[str], *, by: date) -> date | None:
    """A whole day, or None with a note when one was written and cannot be read or has not come."""
    if cell is None or cell.text.casefold() in _NOTHING:
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
