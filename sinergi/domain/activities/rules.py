"""Calculations on values: when something counts, what a number may be, how a name is shown outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from sinergi.domain.agreements.choices import CountedUnit
from sinergi.domain.people.choices import Category
from sinergi.foundation.kernel.errors import Invalid

FIRST_YEAR = 1945
MOST = Decimal(10) ** 12
CENT = Decimal("0.01")
PEOPLE = frozenset({CountedUnit.PERSON, CountedUnit.PARTICIPATION})
"""Units that are counted from attendance and from nothing else."""

WHOLE = frozenset({CountedUnit.SESSION, CountedUnit.DOCUMENT, CountedUnit.PIECE})
"""Units of which there is no half."""

CHILDREN = frozenset({Category.ANAK, Category.ANAK_BINAAN})


class NotYet(Invalid):
    """A day that has not come."""

    code = "not_yet"


class TooEarly(Invalid):
    """A day before the one it must follow."""

    code = "too_early"


class TooLate(Invalid):
    """A day after the last one it can be."""

    code = "too_late"


class CountsPeople(Invalid):
    """People are counted from attendance, never typed in as an output."""

    code = "counts_people"


@dataclass(frozen=True, slots=True)
class OutputSum:
    """What the outputs of one counted unit add up to."""

    unit: str
    outputs: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """Who took part in one category, as it was on the day of enrolment.

    A person who changed category in between is in two of these counts: they do not add up to all persons.
    """

    category: str
    persons: int
    participations: int


@dataclass(frozen=True, slots=True)
class OutcomeSum:
    """What changed in one measure.

    `measured` counts all measurements, `compared` those with a value before; means (to two decimals, None when there
    is nothing to average) and `higher`, `same`, `lower` are over the compared. Whether higher is better depends on
    the measure.
    """

    measure: str
    unit: str
    measured: int
    compared: int
    mean_before: Decimal | None
    mean_after: Decimal | None
    higher: int
    same: int
    lower: int


@dataclass(frozen=True, slots=True)
class PeopleFacts:
    """For whom something was done: `persons` are counted once however often they took part, `participations` each time."""

    persons: int
    persons_verified: int
    children: int
    participations: int
    categories: tuple[CategoryCount, ...]


@dataclass(frozen=True, slots=True)
class TrunkFacts:
    """What was done under one agreement, in a period or ever.

    `persons` are counted once however often they took part, `participations` each time; sums over several agreements
    are not meaningful, for one person may stand in many. Small numbers are NOT suppressed: this is for the inside of
    the service, never for publication as it is.
    """

    activities: int
    persons: int
    persons_verified: int
    children: int
    participations: int
    categories: tuple[CategoryCount, ...]
    outputs: tuple[OutputSum, ...]
    outcomes: tuple[OutcomeSum, ...]


def ensure_come(day: date, *, today: date, field: str, label: str) -> None:
    """Raises NotYet for a day after `today`."""
    if day > today:
        raise NotYet(
            _("%(label)s %(day)s belum tiba. Isi hari ini atau sebelumnya.")
            % {"label": label, "day": f"{day:%d-%m-%Y}"},
            field=field,
        )


def ensure_planned(starts_on: date, ends_on: date | None) -> None:
    """Raises Invalid for a start before 1945 or an end before the start."""
    if starts_on.year < FIRST_YEAR:
        raise Invalid(
            _("Tanggal mulai terlalu lampau. Isi tahun %(first)s atau sesudahnya.") % {"first": FIRST_YEAR},
            field="starts_on",
        )
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(_("Kegiatan tidak dapat berakhir sebelum dimulai. Periksa kedua tanggalnya."), field="ends_on")


def clean_quantity(quantity: Decimal, unit: str) -> Decimal:
    """A quantity of outputs: above 0, below 10¹², two decimals at most, whole where there is no half.

    Raises CountsPeople for units that come from attendance, else Invalid.
    """
    if unit not in CountedUnit.values:
        raise Invalid(_("Satuan tidak dikenal. Pilih dari daftar."), field="unit")
    if unit in PEOPLE:
        raise CountsPeople(_("Orang dan keikutsertaan dihitung dari kehadiran. Catat kehadirannya."), field="unit")
    quantity = _decimal(quantity, field="quantity", label=_("Banyaknya"))
    if quantity <= 0:
        raise Invalid(_("Banyaknya harus lebih dari nol."), field="quantity")
    if unit in WHOLE and quantity != quantity.to_integral_value():
        raise Invalid(
            _("Banyaknya dalam %(unit)s harus bilangan bulat.") % {"unit": CountedUnit(unit).label}, field="quantity"
        )
    return quantity


def clean_measure(value: Decimal, *, field: str, label: str) -> Decimal:
    """A measured value: between -10¹² and 10¹², two decimals at most. Raises Invalid naming `label`."""
    return _decimal(value, field=field, label=label)


def _decimal(value: Decimal, *, field: str, label: str) -> Decimal:
    value = Decimal(value)
    if not value.is_finite():
        raise Invalid(_("%(label)s bukan angka.") % {"label": label}, field=field)
    if abs(value) >= MOST:
        raise Invalid(_("%(label)s terlalu besar. Periksa satuannya.") % {"label": label}, field=field)
    if value != value.quantize(CENT):
        raise Invalid(_("%(label)s paling banyak dua angka di belakang koma.") % {"label": label}, field=field)
    return value.quantize(CENT)


def counted_on(attended_on: date | None, verified_on: date | None, *, requires_verification: bool) -> date | None:
    """The day from which an attendance counts for an obligation, or None while it does not.

    Where verification is required it counts once both are there, whichever comes last.
    """
    if attended_on is None or (requires_verification and verified_on is None):
        return None
    return max(attended_on, verified_on) if requires_verification and verified_on else attended_on


def display_name(name: str) -> str:
    """The first word of a name and the initials of the others: "Contoh Dua Puluh" → "Contoh D. P."."""
    first, *others = name.split()
    return " ".join([first, *(f"{word[0].upper()}." for word in others)])


def mean(total: Decimal | None, count: int) -> Decimal | None:
    """The mean to two decimals, halves to even; None of nothing."""
    return None if total is None or count == 0 else (Decimal(total) / count).quantize(CENT)
