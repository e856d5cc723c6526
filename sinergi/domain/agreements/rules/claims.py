"""Claims of growth, checked exactly: "17 became 43, up 250%".

Two readings of such a claim are confused all the time: the change ("naik", +152,9 %) and the ratio ("dari", 252,9 %).
Everything is computed in fractions and rounded only where a person reads it, half away from zero.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext as _

from sinergi.domain.agreements.rules.bases import Basis, differences
from sinergi.domain.agreements.rules.numerals import number, percent, rounded, signed, signed_percent
from sinergi.foundation.kernel.errors import Invalid

MOST_DIGITS = 15
MOST_DECIMALS = 6
LONGEST_STATEMENT = 60
COARSEST_STEP = Fraction(10)


class Reading(StrEnum):
    """Which of the two true figures a stated figure is near to."""

    CHANGE = "change"
    OF = "of"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as someone said it.

    `percent` is what it says in percent (2,5 kali is 250), negative for a fall. `said_as` is the reading its own words
    claim: "naik 250%" a change, "250% dari" and "2,5 kali" a ratio, "250%" neither (None).
    `tolerance` is half a unit of its last stated digit, in percentage points: whoever says 250 may have rounded to
    tens, whoever says 252,9 has rounded to tenths. Percentages are taken as rounded to tens at the coarsest.
    """

    text: str
    percent: Fraction
    said_as: Reading | None
    tolerance: Fraction


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """What two counts really say. None: cannot be computed, and `sentences` says why.

    `change_percent` and `ratio_percent` are exact; change is always ratio − 100.
    `bases` names, one sentence each, where the two counts do not count the same thing.
    """

    before: Decimal | None
    after: Decimal | None
    difference: Decimal | None
    change_percent: Fraction | None
    ratio_percent: Fraction | None
    stated: Stated | None
    verdict: Reading | None
    sentences: tuple[str, ...]
    bases: tuple[str, ...]

    @property
    def difference_words(self) -> str:
        """“+26”, or "" where it cannot be computed; so too below."""
        return "" if self.difference is None else signed(self.difference)

    @property
    def change_words(self) -> str:
        """“+152,9 %”."""
        return "" if self.change_percent is None else signed_percent(self.change_percent)

    @property
    def ratio_words(self) -> str:
        """“252,9 % dari 17”."""
        if self.ratio_percent is None or self.before is None:
            return ""
        return _("%(ratio)s dari %(before)s") % {"ratio": percent(self.ratio_percent), "before": number(self.before)}


def check(
    before: Decimal | int | None,
    after: Decimal | int | None,
    stated: Stated | None = None,
    before_basis: Basis | None = None,
    after_basis: Basis | None = None,
) -> ClaimCheck:
    """Compare two counts, and the figure stated about them if there is one.

    Counts are at least 0, with at most 15 digits and 6 decimals; None is unknown. Raises Invalid otherwise.
    """
    first, last = _count(before, "before", _("Angka awal")), _count(after, "after", _("Angka akhir"))
    difference = None if first is None or last is None else last - first
    ratio = None if not first or last is None else Fraction(last) / Fraction(first) * 100
    change = None if ratio is None else ratio - 100
    verdict = None if stated is None or ratio is None else _nearest(stated, ratio)
    sentences = [_arithmetic(first, last)]
    if stated is not None:
        sentences.append(_judgement(stated, verdict, first, ratio))
    if before_basis is None and after_basis is None:
        sentences.append(
            _("Jenis naskah dan masa kedua angka tidak disebut; pastikan keduanya menghitung hal yang sama.")
        )
    return ClaimCheck(
        before=first,
        after=last,
        difference=difference,
        change_percent=change,
        ratio_percent=ratio,
        stated=stated,
        verdict=verdict,
        sentences=tuple(sentences),
        bases=differences(before_basis or Basis(), after_basis or Basis()),
    )


def as_json(claim: ClaimCheck) -> dict[str, object]:
    """For machines: decimals are strings rounded to one place, `exact` keeps the percentages as fractions."""
    return {
        "before": _plain(claim.before),
        "after": _plain(claim.after),
        "difference": _plain(claim.difference),
        "change_percent": _one_place(claim.change_percent),
        "ratio_percent": _one_place(claim.ratio_percent),
        "exact": {
            "change_percent": None if claim.change_percent is None else str(claim.change_percent),
            "ratio_percent": None if claim.ratio_percent is None else str(claim.ratio_percent),
        },
        "stated": None if claim.stated is None else claim.stated.text,
        "verdict": None if claim.verdict is None else claim.verdict.value,
        "sentences": list(claim.sentences),
        "bases": list(claim.bases),
    }


_STATEMENT = re.compile(
    r"""(?P<verb>naik|meningkat|tumbuh|bertambah|turun|menurun|berkurang|menjadi)?\s*(?:sebesar|hingga|sampai)?\s*
        (?P<sign>[+\-−])?\s*(?P<figure>[0-9][0-9.,]*)\s*(?P<unit>%|persen|kali\slipat|kali|x)?
        (?P<of>\s+dari(?:\s+(?:[0-9][0-9.,]*|semula|sebelumnya))?)?""",
    re.VERBOSE,
)
_FALLS = {"turun", "menurun", "berkurang"}


def parse_stated(text: str) -> Stated:
    """Read a stated figure: "250%", "naik 250 persen", "252,9 %", "2,5 kali", "250% dari", "250" (a percentage).

    Comma or dot may mark the decimals; dots before groups of three digits are thousands.
    Raises Invalid (field "stated").
    """
    tidy = " ".join(text.split())
    match = _STATEMENT.fullmatch(tidy.casefold()) if len(tidy) <= LONGEST_STATEMENT else None
    figure = None if match is None else _figure(match["figure"])
    if match is None or figure is None:
        raise Invalid(
            _("Angka yang disebut tidak terbaca. Tulis misalnya “250%”, “naik 250 persen” atau “2,5 kali”."),
            field="stated",
        )
    verb, of, times = match["verb"], match["of"], match["unit"] not in {None, "%", "persen"}
    falls = verb in _FALLS or match["sign"] in {"-", "−"}
    if falls and (times or of or verb == "menjadi"):
        raise Invalid(_("Penurunan hanya dapat diperiksa dalam persen. Tulis misalnya “turun 20%”."), field="stated")
    value, decimals = figure
    said_as = Reading.OF if times or of or verb == "menjadi" else Reading.CHANGE if verb or match["sign"] else None
    return Stated(
        text=tidy,
        percent=(-value if falls else value) * (100 if times else 1),
        said_as=said_as,
        tolerance=_last_digit(value, decimals, times=times) / 2,
    )


def _figure(digits: str) -> tuple[Fraction, int] | None:
    """The value and its number of decimals, or None when it is no number."""
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?", digits):
        digits = digits.replace(".", "")
    digits = digits.replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", digits):
        return None
    return Fraction(digits), len(digits.partition(".")[2])


def _last_digit(value: Fraction, decimals: int, *, times: bool) -> Fraction:
    """One unit of the last digit that carries something, in percentage points."""
    if times:
        return 100 * Fraction(1, 10**decimals)
    if decimals or value % 10:
        return Fraction(1, 10**decimals)
    return COARSEST_STEP


def _nearest(stated: Stated, ratio: Fraction) -> Reading:
    distance, reading = min(
        (abs(stated.percent - ratio), Reading.OF), (abs(stated.percent - (ratio - 100)), Reading.CHANGE)
    )
    return reading if distance <= stated.tolerance else Reading.NEITHER


def _arithmetic(before: Decimal | None, after: Decimal | None) -> str:
    if before is None or after is None:
        missing = [label for count, label in ((before, _("angka awal")), (after, _("angka akhir"))) if count is None]
        return _("Tanpa %(missing)s, kenaikan tidak dapat dihitung.") % {"missing": _(" dan ").join(missing)}
    words = {"before": number(before), "after": number(after), "difference": signed(after - before)}
    if not before:
        return _("Angka awalnya 0, dan 0 tidak dapat menjadi pembagi: selisihnya %(difference)s, tanpa persen.") % words
    ratio = Fraction(after) / Fraction(before) * 100
    words |= {"ratio": percent(ratio), "change": signed_percent(ratio - 100), "step": number(abs(after - before))}
    if after > before:
        return _("%(after)s adalah %(ratio)s dari %(before)s; naiknya %(step)s, yaitu %(change)s.") % words
    if after < before:
        return _("%(after)s adalah %(ratio)s dari %(before)s; turunnya %(step)s, yaitu %(change)s.") % words
    return _("%(after)s sama dengan angka awal: %(ratio)s dari %(before)s, perubahannya 0.") % words


def _judgement(stated: Stated, verdict: Reading | None, before: Decimal | None, ratio: Fraction | None) -> str:
    if verdict is None or ratio is None or before is None:
        return _("Angka “%(stated)s” tidak dapat diperiksa tanpa angka awal di atas 0 dan angka akhir.") % {
            "stated": stated.text
        }
    words = {
        "stated": stated.text,
        "ratio": percent(ratio),
        "change": signed_percent(ratio - 100),
        "before": number(before),
    }
    if verdict is Reading.NEITHER:
        return (
            _("Angka “%(stated)s” tidak cocok dengan keduanya: bukan %(ratio)s dari %(before)s, bukan pula %(change)s.")
            % words
        )
    if stated.said_as is verdict:
        return _("Angka “%(stated)s” sesuai.") % words
    if stated.said_as is not None:
        return _("Angka “%(stated)s” mencampur “dari” dan “naik”.") % words
    if verdict is Reading.OF:
        return (
            _(
                "Angka “%(stated)s” dekat dengan “%(ratio)s dari %(before)s”, bukan dengan kenaikannya (%(change)s); "
                "menyebutnya “naik %(stated)s” mencampur “dari” dan “naik”."
            )
            % words
        )
    return (
        _("Angka “%(stated)s” dekat dengan perubahannya (%(change)s), bukan dengan “%(ratio)s dari %(before)s”.")
        % words
    )


def _count(value: Decimal | int | None, field: str, label: str) -> Decimal | None:
    if value is None:
        return None
    count = Decimal(value)
    if not count.is_finite():
        raise Invalid(_("%(label)s bukan angka.") % {"label": label}, field=field)
    if count < 0:
        raise Invalid(_("%(label)s tidak boleh negatif.") % {"label": label}, field=field)
    if count >= 10**MOST_DIGITS or count != round(count, MOST_DECIMALS):
        raise Invalid(
            _("%(label)s paling banyak %(most_digits)s angka, dengan %(most_decimals)s angka di belakang koma.")
            % {"label": label, "most_digits": MOST_DIGITS, "most_decimals": MOST_DECIMALS},
            field=field,
        )
    return count


def _plain(value: Decimal | None) -> str | None:
    """17, not 17.00 and not 1.7E+1."""
    return None if value is None else f"{value.normalize():f}"


def _one_place(value: Fraction | None) -> str | None:
    return None if value is None else f"{rounded(value, 1):f}"
