"""How an agreement's facts are said and coloured, on every page alike."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.agreements.choices import Fact, Standing, State

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Agreement

TONES = {Standing.CERTAIN: "good", Standing.POSSIBLE: "warn", Standing.UNKNOWN: "unknown", Standing.NOT: "neutral"}

WHY = {
    Fact.SIGNED_ON: gettext_lazy("Tanpa tanggal ini perjanjian tidak dapat dihitung pasti berlaku pada hari mana pun."),
    Fact.KIND: gettext_lazy("Nota kesepahaman, PKS, dan adendum mengikat dengan kekuatan yang berbeda."),
    Fact.LEVEL: gettext_lazy("Tingkat menunjukkan siapa yang berwenang memperpanjang atau mengakhiri."),
    Fact.SCOPE: gettext_lazy("Tanpa ruang lingkup tidak jelas apa yang boleh ditagih dari masing-masing pihak."),
    Fact.NUMBER: gettext_lazy("Nomor memastikan bahwa dua berita membicarakan naskah yang sama."),
    Fact.TERM: gettext_lazy("Tanpa awal dan akhir, perpanjangan mudah terlewat dan kewajiban menggantung."),
    Fact.OURS: gettext_lazy("Tanpa pihak pemasyarakatan tidak ada unit yang bertanggung jawab."),
    Fact.PARTNER: gettext_lazy("Tanpa pihak mitra tidak ada yang dapat dimintai penjelasan."),
}


def day(value: date | None) -> str:
    """“2 Oktober 2025”, or "" for an unknown day."""
    return "" if value is None else date_format(value, "j F Y")


def rupiah(amount: int | None) -> str:
    """“Rp12.500.000”, or "" for an unknown amount."""
    return "" if amount is None else f"Rp{number_format(amount, use_l10n=True, force_grouping=True)}"


def standing_words(agreement: Agreement, on: date) -> tuple[str, str]:
    """What a pill says of an agreement on a day, and its tone. A draft is called one; what is not in force says why."""
    if agreement.state == State.DRAFT:
        return _("Rancangan"), "info"
    standing = agreement.standing(on)
    return str((agreement.phase(on) if standing is Standing.NOT else standing).label), TONES[standing]


def term_words(agreement: Agreement) -> str:
    """The days it is in force as agreed, as far as known; "" when nothing is."""
    known = {"start": day(agreement.starts_on), "end": day(agreement.ends_on), "months": agreement.duration_months}
    if known["start"] and known["end"]:
        return _("%(start)s sampai %(end)s") % known
    if known["start"]:
        return _("sejak %(start)s, akhirnya belum diketahui") % known
    if known["end"]:
        return _("sampai %(end)s, awalnya belum diketahui") % known
    if known["months"]:
        return _("%(months)s bulan, awalnya belum diketahui") % known
    return ""


def source_urls(agreement: Agreement) -> tuple[str, ...]:
    return tuple(agreement.source_urls.split())
