"""Calculations on values: which category a day has, what a birth date may be, how a NIK is masked."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linkage import nik as nik_rules
from sinergi.domain.people.choices import CUSTODY, PRECEDENCE, WARGA_BINAAN, AliasKind, Category, DatePrecision
from sinergi.domain.people.rules import regions
from sinergi.foundation.kernel.encryption import blind_index, blind_indexes
from sinergi.foundation.kernel.errors import Invalid
from sinergi.foundation.kernel.text import clean_line

FIRST_YEAR = 1900
MASK = "•"
SHOWN_AT_EACH_END = 2
NIK_AT_MOST = 40
NIP_LENGTHS = (9, 18)
REGION_LENGTHS = (2, 4, 6, 10)

# Said in errors only, so not translated for every value.
_NIK: Any = gettext_lazy("NIK")
_FAMILY_CARD: Any = gettext_lazy("Nomor KK")
_OTHER_NAME: Any = gettext_lazy("Nama lain")

# Joined to the letter before, as in Ma'ruf; every other sign separates.
_JOINING = str.maketrans(dict.fromkeys("'’‘`´ʼʻ"))

_FORMS = (
    re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<month>\d{1,2})[-/. ](?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})"),
)


@dataclass(frozen=True, slots=True)
class Stay:
    """A category from one day to another, both included; without an end it still lasts."""

    category: str
    starts_on: date
    ends_on: date | None = None

    def contains(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def overlaps(self, other: "Stay") -> bool:
        return (self.ends_on is None or other.starts_on <= self.ends_on) and (
            other.ends_on is None or self.starts_on <= other.ends_on
        )


@dataclass(frozen=True, slots=True)
class Born:
    """A birth date as far as it is known. Unknown parts are 1; nothing known is None."""

    on: date | None
    precision: DatePrecision

    def __str__(self) -> str:
        if self.on is None:
            return _("tidak diketahui")
        form = {DatePrecision.DAY: "j F Y", DatePrecision.MONTH: "F Y"}.get(self.precision, "Y")
        return date_format(self.on, form)


@dataclass(frozen=True, slots=True)
class KnownAs:
    """Another writing of somebody's name, and what it is."""

    name: str
    kind: str


class ImpossibleBirth(Invalid):
    """A birth date that is in no calendar, before 1900 or not yet come."""

    code = "impossible_birth"


def in_words(on: date) -> str:
    """A day as a sentence writes it: "2 Oktober 2025"."""
    return date_format(on, "j F Y")


def category_on(stays: Iterable[Stay], on: date) -> Category | None:
    """The category that counts on `on`; None when nothing holds that day. Several at once: PRECEDENCE decides."""
    present = {Category(stay.category) for stay in stays if stay.contains(on)}
    return next((category for category in PRECEDENCE if category in present), None)


def is_warga_binaan(category: str) -> bool:
    """Whether the law counts this category as Warga Binaan: convicted adults and children, and clients."""
    return category in WARGA_BINAAN


def colliding(stays: Iterable[Stay], new: Stay) -> Stay | None:
    """The first stay in custody that overlaps the new one: nobody is held in two places at once."""
    if new.category not in CUSTODY:
        return None
    return next((stay for stay in stays if stay.category in CUSTODY and stay.overlaps(new)), None)


def born(on: date | None, precision: str, *, by: date) -> Born:
    """A birth date that is possible on the day `by`, with its unknown parts set to 1. Raises ImpossibleBirth."""
    known = DatePrecision(precision)
    if on is None:
        if known is not DatePrecision.UNKNOWN:
            raise ImpossibleBirth(_("Isi tanggal lahir, atau pilih “tidak diketahui”."), field="birth_date")
        return Born(None, known)
    if known is DatePrecision.UNKNOWN:
        raise ImpossibleBirth(
            _("Tanggal lahir terisi tetapi ditandai tidak diketahui; kosongkan tanggalnya atau pilih ketepatannya."),
            field="birth_date",
        )
    if known is not DatePrecision.DAY:
        on = on.replace(day=1)
    if known is DatePrecision.YEAR:
        on = on.replace(month=1)
    if on.year < FIRST_YEAR:
        raise ImpossibleBirth(
            _("Tahun lahir %(year)s terlalu lampau; isi tahun %(first)s atau sesudahnya.")
            % {"year": on.year, "first": FIRST_YEAR},
            field="birth_date",
        )
    if on > by:
        raise ImpossibleBirth(_("Tanggal lahir belum tiba; periksa kembali tahunnya."), field="birth_date")
    return Born(on, known)


def read_born(text: str, *, by: date) -> Born:
    """What a person typed as a birth date: "17-08-1987", "1987-08-17", "08-1987", "1987" or nothing.

    As much as is written is known. Raises ImpossibleBirth, also for text that is no date.
    """
    text = text.strip()
    if not text:
        return Born(None, DatePrecision.UNKNOWN)
    found = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
    if found is None:
        raise ImpossibleBirth(
            _("Tanggal lahir tidak terbaca; tulis seperti 17-08-1987, 08-1987 atau 1987."), field="birth_date"
        )
    parts = found.groupdict()
    year, month, day = int(parts["year"]), int(parts.get("month") or 1), int(parts.get("day") or 1)
    if year < 1 or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        raise ImpossibleBirth(
            _("Tanggal lahir %(text)s tidak ada di kalender; periksa hari dan bulannya.") % {"text": text[:20]},
            field="birth_date",
        )
    precision = DatePrecision.DAY if "day" in parts else DatePrecision.MONTH if "month" in parts else DatePrecision.YEAR
    return born(date(year, month, day), precision, by=by)


def clean_nik(text: str) -> str:
    """The NIK without spaces and signs around its digits; odd ones are kept as they are, only too long ones refused."""
    return clean_line(nik_rules.normalised(text), field="nik", label=_NIK, most=NIK_AT_MOST, required=False)


def nik_index(nik: str) -> str:
    """The blind index under which a NIK is stored and found; "" for none. Spaces and signs do not matter."""
    digits = nik_rules.normalised(nik)
    return blind_index(digits, context="people.person.nik") if digits else ""


def nik_indexes(nik: str) -> tuple[str, ...]:
    """All blind indexes under which a NIK may be stored while the index key is being replaced; () for none."""
    digits = nik_rules.normalised(nik)
    return blind_indexes(digits, context="people.person.nik") if digits else ()


def name_key(name: str) -> str:
    """A name without the order of its words, letter case, accents and signs: equal for “SITI Aminah” and “Aminah, Siti”.

    Kept with the person to be found by, so it must not change with the rules of comparison in `linkage`.
    """
    folded = unicodedata.normalize("NFKD", name).casefold().translate(_JOINING)
    plain = unicodedata.normalize("NFKD", folded).casefold()
    letters = "".join(c if c.isalnum() else " " for c in plain if unicodedata.category(c)[0] != "M")
    return " ".join(sorted(letters.split()))[:200]


def mother_name_index(name: str) -> str:
    """The blind index of a mother's name; "" for none. Order, case and signs do not matter."""
    key = name_key(name)
    return blind_index(key, context="people.person.mother_name") if key else ""


def clean_family_card(text: str) -> str:
    """The number of a family card without spaces and signs; odd ones are kept, only too long ones refused."""
    return clean_line(
        nik_rules.normalised(text), field="family_card_number", label=_FAMILY_CARD, most=NIK_AT_MOST, required=False
    )


def family_card_index(number: str) -> str:
    """The blind index of a family card's number; "" for none."""
    digits = nik_rules.normalised(number)
    return blind_index(digits, context="people.person.family_card_number") if digits else ""


def clean_region_code(text: str) -> str:
    """A region code as digits: province 2, regency 4, district 6, village 10; dots go. Raises Invalid.

    Whether it is on today's list is not asked: regions split, and what was written stays.
    """
    digits = text.strip().replace(".", "").replace(" ", "")
    if digits and (not (digits.isascii() and digits.isdigit()) or len(digits) not in REGION_LENGTHS):
        raise Invalid(_("Kode wilayah berisi 2, 4, 6, atau 10 angka, misalnya 32.01.12."), field="region_code")
    return digits


def clean_nip(text: str) -> str:
    """An officer's number as digits: 18, or 9 for one issued before 2009. Raises Invalid."""
    digits = nik_rules.normalised(text)
    if digits and (not (digits.isascii() and digits.isdigit()) or len(digits) not in NIP_LENGTHS):
        raise Invalid(_("NIP berisi 18 angka (NIP lama 9 angka); periksa kembali."), field="nip")
    return digits


def clean_aliases(aliases: Iterable[KnownAs]) -> tuple[KnownAs, ...]:
    """The other names in their order, each once and as one line. Raises Invalid."""
    found: dict[KnownAs, None] = {}
    for alias in aliases:
        if alias.kind not in AliasKind.values:
            raise Invalid(_("Pilih jenis nama lain: alias, bin, binti, gelar, atau nama lama."), field="aliases")
        name = clean_line(alias.name, field="aliases", label=_OTHER_NAME, most=200, required=False)
        if name:
            found[KnownAs(name, alias.kind)] = None
    return tuple(found)


def masked(nik: str) -> str:
    """Two characters at each end and dots between; nothing at all of a number shorter than eight."""
    if len(nik) < 4 * SHOWN_AT_EACH_END:
        return MASK * len(nik)
    return nik[:SHOWN_AT_EACH_END] + MASK * (len(nik) - 2 * SHOWN_AT_EACH_END) + nik[-SHOWN_AT_EACH_END:]


def masked_words(name: str) -> str:
    """The first letter of each word and three dots, so that not even its length is told: “S••• A•••”."""
    return " ".join(word[0] + 3 * MASK for word in name.split())


@dataclass(frozen=True, slots=True)
class NikReading:
    """What a NIK says by itself, and what looks odd about it: sentences without its digits. Only warnings.

    `says` is neutral. Unless opened it names no more of the region than the digits that are shown anyway.
    """

    says: tuple[str, ...]
    oddities: tuple[str, ...]


def read_nik(nik: str, birth: Born, sex: str, *, opened: bool = False) -> NikReading:
    """Explain a NIK; both parts are empty without one. `opened`: its digits are shown, so the whole region may be named."""
    if not nik:
        return NikReading((), ())
    findings = nik_rules.explain(
        nik,
        birth_date=birth.on if birth.precision is DatePrecision.DAY else None,
        sex=nik_rules.Sex(sex) if sex else None,
    )
    says = tuple(_says(nik_rules.parse(nik), opened)) if nik_rules.is_usable(nik) else ()
    return NikReading(says, tuple(finding.sentence for finding in findings))


def oddities(nik: str, birth: Born, sex: str) -> tuple[str, ...]:
    """What looks odd about a NIK, as sentences without its digits; warnings only. Empty without a NIK."""
    return read_nik(nik, birth, sex).oddities


def _says(nik: nik_rules.Nik, opened: bool) -> Iterator[str]:
    if nik.province_code not in nik_rules.MADE_UP_PROVINCES:
        code = nik.region_code if opened else nik.province_code
        if where := regions.in_words(code):
            yield _("Pertama kali diterbitkan di %(region)s; wilayah ini tidak berubah bila orangnya pindah.") % {
                "region": where
            }
        if regions.region(nik.region_code if opened else nik.region_code[:4]) is None:
            yield _(
                "Kode wilayahnya tidak ada di daftar yang tersedia; itu tidak berarti salah, wilayah dapat dimekarkan."
            )
        elif opened and regions.is_former(nik.region_code):
            yield _("Kode wilayahnya kode lama: wilayah itu sudah dimekarkan, dan NIK-nya tetap berlaku.")
    if nik.sex is nik_rules.Sex.FEMALE:
        yield _("Hari lahirnya ditulis dengan tambahan 40, seperti pada setiap NIK perempuan.")
    elif nik.sex is nik_rules.Sex.MALE:
        yield _("Hari lahirnya ditulis tanpa tambahan 40, seperti pada setiap NIK laki-laki.")
