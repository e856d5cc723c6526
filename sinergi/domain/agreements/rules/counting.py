"""A count with everything needed to read it: what is counted, from what, how surely, and as known when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sinergi.domain.agreements.choices import Dimension, Signing, Standing
from sinergi.domain.agreements.rules.bases import Measure
from sinergi.foundation.kernel.errors import Invalid

CERTAINTIES = ("certain", "possible", "unknown")
"""The three columns of each table; their words are alike for a stock (`Standing`) and a flow (`Signing`)."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Agreements that are counted certainly, possibly, or of which nothing says whether; `base` were looked at."""

    certain: int
    possible: int
    unknown: int
    base: int


@dataclass(frozen=True, slots=True)
class CountRow:
    """One line of a table; `key` is the word it stands for, "" where no source states one."""

    key: str
    label: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted: a stock on the day `start` (then also `end`), or a flow from `start` to `end`, both included.

    Raises Invalid for a period that ends before it starts, or a stock of more than a day.
    """

    measure: Measure
    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise Invalid(_("Masa berakhir sebelum mulai. Perbaiki salah satu tanggalnya."), field="until")
        if self.measure == Measure.STOCK and self.start != self.end:
            raise Invalid(_("Yang ada dihitung pada satu hari, bukan selama satu masa."), field="on")

    @classmethod
    def stock(cls, on: date) -> Counted:
        return cls(Measure.STOCK, on, on)

    @classmethod
    def flow(cls, start: date, end: date) -> Counted:
        return cls(Measure.FLOW, start, end)

    @property
    def title(self) -> str:
        words = {"start": date_format(self.start, "j F Y"), "end": date_format(self.end, "j F Y")}
        if self.measure == Measure.STOCK:
            return _("Perjanjian yang berlaku pada %(start)s") % words
        return _("Perjanjian yang ditandatangani %(start)s sampai %(end)s") % words

    def definitions(self) -> dict[str, str]:
        """What each column holds, one sentence each."""
        if self.measure == Measure.STOCK:
            return {
                Standing.CERTAIN.value: _(
                    "Tanggal tanda tangan, mulai, dan akhirnya diketahui, dan semuanya mencakup hari itu."
                ),
                Standing.POSSIBLE.value: _(
                    "Tidak ada tanggal yang menyangkal, tetapi mulai atau akhirnya tidak disebut sumber."
                ),
                Standing.UNKNOWN.value: _("Tanggal tanda tangan dan tanggal mulainya tidak disebut sumber."),
            }
        return {
            Signing.CERTAIN.value: _("Tanggal tanda tangannya diketahui dan jatuh dalam masa itu."),
            Signing.POSSIBLE.value: _(
                "Tanggal tanda tangannya tidak disebut sumber, tetapi mulai berlakunya jatuh dalam masa itu."
            ),
            Signing.UNKNOWN.value: _(
                "Tanggal tanda tangannya tidak disebut sumber; tidak ada yang menyangkal masa itu."
            ),
        }


@dataclass(frozen=True, slots=True)
class CountTable:
    """A count, whole or split by `dimension`. `total` is of distinct agreements; where `adds_up` is False an agreement can
    stand in several rows and the rows add up to more. `at` is the moment the records were read.
    """

    counted: Counted
    dimension: Dimension | None
    rows: tuple[CountRow, ...]
    total: Tally
    adds_up: bool
    is_example: bool
    at: datetime

    @property
    def unit(self) -> str:
        return _("naskah perjanjian")

    @property
    def base(self) -> str:
        """What was looked at, in a sentence."""
        words = {"base": self.total.base}
        if self.is_example:
            return _("%(base)d perjanjian contoh yang sudah ditandatangani dan terlihat oleh Anda. Rekaan.") % words
        return (
            _("%(base)d perjanjian nyata yang sudah ditandatangani dan terlihat oleh Anda; rancangan dan contoh tidak.")
            % words
        )

    @property
    def note(self) -> str:
        """Why the rows do not add up to the total; "" where they do."""
        if self.adds_up:
            return ""
        return _(
            "Satu perjanjian dapat masuk beberapa baris, jadi jumlah baris dapat lebih besar daripada total. "
            "Total menghitung setiap perjanjian satu kali."
        )
