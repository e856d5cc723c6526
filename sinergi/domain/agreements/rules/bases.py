"""What a count counts. Two counts can be compared only where their bases are alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sinergi.foundation.kernel.errors import Invalid


class Measure(StrEnum):
    """A stock counts what exists on a day, a flow what happened in a period."""

    STOCK = "stock"
    FLOW = "flow"


@dataclass(frozen=True, slots=True)
class Basis:
    """What one count rests on; None, "" and () are unknown.

    `document_kinds` as in `Kind`; the period has both bounds included; `cutoff` is the last day the data reaches.
    Raises Invalid when the period ends before it starts, or the data ends before the period does start.
    """

    document_kinds: tuple[str, ...] = ()
    period_start: date | None = None
    period_end: date | None = None
    stock_or_flow: Measure | None = None
    level: str = ""
    cutoff: date | None = None

    def __post_init__(self) -> None:
        if self.period_start and self.period_end and self.period_end < self.period_start:
            raise Invalid(_("Masa angka berakhir sebelum mulai. Perbaiki salah satu tanggalnya."), field="period_end")
        if self.period_start and self.cutoff and self.cutoff < self.period_start:
            raise Invalid(_("Tanggal data mendahului awal masanya. Perbaiki salah satu tanggalnya."), field="cutoff")


def differences(before: Basis, after: Basis) -> tuple[str, ...]:
    """One Indonesian sentence for each basis on which the two counts differ, or on which only one is known."""
    found = (
        _compared(_("Jenis naskah"), _kinds(before), _kinds(after)),
        _compared(_("Panjang masa"), _length(before), _length(after)),
        _compared(_("Cara menghitung"), _measure(before), _measure(after)),
        _compared(_("Tingkat"), before.level, after.level),
        *_cut_short(_("Angka awal"), before),
        *_cut_short(_("Angka akhir"), after),
    )
    return tuple(sentence for sentence in found if sentence)


def _compared(label: str, before: str, after: str) -> str:
    words = {"label": label, "before": before, "after": after}
    if before == after:
        return ""
    if not before:
        return _("%(label)s angka awal tidak disebut; angka akhir: %(after)s.") % words
    if not after:
        return _("%(label)s angka akhir tidak disebut; angka awal: %(before)s.") % words
    return _("%(label)s berbeda: angka awal %(before)s, angka akhir %(after)s.") % words


def _kinds(basis: Basis) -> str:
    return _(" dan ").join(sorted(set(basis.document_kinds)))


def _measure(basis: Basis) -> str:
    words = {Measure.STOCK: _("yang ada pada satu hari"), Measure.FLOW: _("yang dibuat selama satu masa"), None: ""}
    return words[basis.stock_or_flow]


def _length(basis: Basis) -> str:
    """In whole months where the period is made of them (a leap year is as long as another), else in days."""
    start, end = basis.period_start, _reach(basis)
    if start is None or end is None:
        return ""
    after = date.fromordinal(end.toordinal() + 1) if end < date.max else end
    if start.day == after.day == 1:
        return _("%(months)d bulan") % {"months": (after.year - start.year) * 12 + after.month - start.month}
    return _("%(days)d hari") % {"days": (end - start).days + 1}


def _reach(basis: Basis) -> date | None:
    """The last day the count covers: the end of its period, or the day its data stops."""
    return min((day for day in (basis.period_end, basis.cutoff) if day), default=None)


def _cut_short(label: str, basis: Basis) -> Iterable[str]:
    if basis.cutoff and basis.period_end and basis.cutoff < basis.period_end:
        yield _("%(label)s baru sampai %(cutoff)s, padahal masanya berakhir %(end)s.") % {
            "label": label,
            "cutoff": date_format(basis.cutoff, "j F Y"),
            "end": date_format(basis.period_end, "j F Y"),
        }
