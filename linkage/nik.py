"""The NIK, the population number on every Indonesian identity card: read it, and say what looks odd about it.

Sixteen digits: PPKKCC (where it was first issued) + DDMMYY (birth date, day + 40 for women) + SSSS (serial).
Nothing here rejects a NIK. Region codes split and disappear while the numbers issued under them live on, and some old
numbers break the rules, so a finding is a warning for a person; only the population register decides.
Source: PP 37/2007 on population administration; codes are those of the Ministry of Home Affairs, not of BPS.
"""

import re
import unicodedata
from calendar import isleap
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LENGTH = 16
WOMAN_DAY_OFFSET = 40
PLACEHOLDER = "0" * LENGTH
MADE_UP_PROVINCES = frozenset({"00", "99"})

_APOSTROPHES = "'’‘`"
_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE][+]?[0-9]+")
_DECIMALS = re.compile(r"[0-9]+[.,]0{1,2}")


class Sex(StrEnum):
    """Sex as the register writes it: laki-laki or perempuan."""

    MALE = "L"
    FEMALE = "P"


class Oddity(StrEnum):
    """What can look odd about a NIK, for machines."""

    MISSING = "missing"
    SPREADSHEET_NUMBER = "spreadsheet_number"
    NOT_DIGITS = "not_digits"
    WRONG_LENGTH = "wrong_length"
    PLACEHOLDER = "placeholder"
    MADE_UP_REGION = "made_up_region"
    IMPOSSIBLE_DATE = "impossible_date"
    SERIAL_ZERO = "serial_zero"
    CONTRADICTS_BIRTH_DATE = "contradicts_birth_date"
    CONTRADICTS_SEX = "contradicts_sex"


@dataclass(frozen=True, slots=True)
class Finding:
    """One warning: a code for machines and an Indonesian sentence for the person at the screen."""

    code: Oddity
    sentence: str


class NikError(ValueError):
    """The text does not hold sixteen digits, so it has no parts to read."""


@dataclass(frozen=True, slots=True)
class Nik:
    """The parts of a NIK as they are written, possible or not."""

    digits: str

    @property
    def region_code(self) -> str:
        """PPKKCC: province, regency or city, and district of first issuance. It need not be on any current list."""
        return self.digits[:6]

    @property
    def province_code(self) -> str:
        return self.digits[:2]

    @property
    def sex(self) -> Sex | None:
        """The sex the day field states; None when the day fits neither a man (1–31) nor a woman (41–71)."""
        if 1 <= self._day_field <= 31:
            return Sex.MALE
        if 1 <= self._day_field - WOMAN_DAY_OFFSET <= 31:
            return Sex.FEMALE
        return None

    @property
    def day(self) -> int:
        """Day of birth, without the 40 added for women; outside 1–31 when the number is odd."""
        return self._day_field - WOMAN_DAY_OFFSET if self._day_field > WOMAN_DAY_OFFSET else self._day_field

    @property
    def month(self) -> int:
        """Month of birth, 0–99 as written."""
        return int(self.digits[8:10])

    @property
    def year_of_century(self) -> int:
        """Year of birth modulo 100: a NIK does not say the century."""
        return int(self.digits[10:12])

    @property
    def serial(self) -> str:
        """Four digits, issued from 0001 for each region and date."""
        return self.digits[12:]

    @property
    def has_possible_date(self) -> bool:
        """Whether day and month exist in the written year of some century."""
        if not 1 <= self.month <= 12:
            return False
        # Of 1900 and 2000 one had a leap day; the century is unknown, so 00 counts as a leap year, as year 0 does.
        days = (31, 29 if isleap(self.year_of_century) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
        return 1 <= self.day <= days[self.month - 1]

    def fits_birth_date(self, birth_date: date) -> bool:
        """Whether day, month and the two digits of the year are those of `birth_date`."""
        written = (self.day, self.month, self.year_of_century)
        return written == (birth_date.day, birth_date.month, birth_date.year % 100)

    @property
    def _day_field(self) -> int:
        return int(self.digits[6:8])


def normalised(text: str) -> str:
    """`text` without what people and spreadsheets put around the digits.

    Spaces of every kind, invisible characters, dashes, dots, leading apostrophes and a decimal tail (“.0”) go;
    everything else stays, so that a letter in the number remains visible. Normalising twice changes nothing.
    """
    if _are_digits(text):
        return text
    kept = "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cf", "Pd"))
    kept = kept.lstrip(_APOSTROPHES + ".")
    # Without this a fifteen-digit number read as a decimal would become sixteen digits of somebody else.
    if _DECIMALS.fullmatch(kept) and "." in kept:
        kept, _, _ = kept.partition(".")
    return kept.replace(".", "")


def is_usable(text: str) -> bool:
    """Whether the normalised text is exactly sixteen digits, so that a register can be asked for it.

    Sixteen zeros are how prison files write “none”, and would join all who have none: not usable.
    """
    digits = normalised(text)
    return len(digits) == LENGTH and _are_digits(digits) and digits != PLACEHOLDER


def parse(text: str) -> Nik:
    """The parts of the NIK in `text`, which is normalised first. Raises NikError unless that leaves sixteen digits."""
    if not is_usable(text):
        raise NikError(explain(text)[0].sentence)
    return Nik(normalised(text))


def explain(text: str, *, birth_date: date | None = None, sex: Sex | None = None) -> tuple[Finding, ...]:
    """Everything odd about the NIK in `text`, and where it contradicts the birth date or sex otherwise known.

    Empty when nothing is odd. An unknown region code is not odd: most lists lack the codes of regions that were split.
    """
    digits = normalised(text)
    if not digits:
        return (Finding(Oddity.MISSING, "NIK belum diisi."),)
    findings = []
    if _is_spreadsheet_number(text):
        findings.append(
            Finding(
                Oddity.SPREADSHEET_NUMBER,
                "NIK tersimpan sebagai bilangan lembar kerja sehingga angka terakhirnya dapat hilang; "
                "salin ulang dari dokumen asal sebagai teks.",
            )
        )
    if not is_usable(text):
        return (*findings, *_shape_findings(digits))
    return (*findings, *_content_findings(Nik(digits), birth_date, sex))


def _is_spreadsheet_number(text: str) -> bool:
    compact = "".join(text.split()).lstrip(_APOSTROPHES)
    return bool(_SCIENTIFIC.fullmatch(compact) or _DECIMALS.fullmatch(compact))


def _shape_findings(digits: str) -> list[Finding]:
    if not _are_digits(digits):
        sentence = "NIK hanya boleh berisi angka; periksa huruf atau tanda yang ikut terketik."
        return [Finding(Oddity.NOT_DIGITS, sentence)]
    if digits == PLACEHOLDER:
        return [Finding(Oddity.PLACEHOLDER, "NIK hanya berisi angka nol; kosongkan, atau isi dari dokumen asal.")]
    sentence = f"NIK berisi {len(digits)} angka, seharusnya {LENGTH}; periksa kembali dokumennya."
    return [Finding(Oddity.WRONG_LENGTH, sentence)]


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _content_findings(nik: Nik, birth_date: date | None, sex: Sex | None) -> list[Finding]:
    findings = []
    if nik.province_code in MADE_UP_PROVINCES:
        findings.append(
            Finding(
                Oddity.MADE_UP_REGION,
                f"Kode wilayah {nik.province_code} tidak pernah ada; NIK ini hanya contoh atau isian sementara.",
            )
        )
    if not nik.has_possible_date:
        findings.append(
            Finding(
                Oddity.IMPOSSIBLE_DATE,
                "Tanggal lahir di dalam NIK tidak ada dalam kalender; periksa angka ke-7 sampai ke-12.",
            )
        )
    elif birth_date is not None and not nik.fits_birth_date(birth_date):
        findings.append(
            Finding(
                Oddity.CONTRADICTS_BIRTH_DATE,
                "Tanggal lahir di dalam NIK berbeda dengan tanggal lahir yang tercatat; periksa keduanya.",
            )
        )
    if sex is not None and nik.sex is not None and nik.sex != sex:
        findings.append(
            Finding(
                Oddity.CONTRADICTS_SEX,
                "Jenis kelamin di dalam NIK berbeda dengan yang tercatat; periksa keduanya.",
            )
        )
    if nik.serial == "0000":
        findings.append(
            Finding(
                Oddity.SERIAL_ZERO,
                "Nomor urut 0000 tidak pernah diterbitkan; NIK ini hanya contoh atau isian sementara.",
            )
        )
    return findings
