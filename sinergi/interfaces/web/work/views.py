"""What waits for the one who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sinergi.domain.agreements.choices import Fact
from sinergi.insight.work import KINDS, Waiting, work
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.shell.doors import door
from sinergi.interfaces.web.shell.furniture import Tab
from sinergi.interfaces.web.shell.paging import PER_PAGE
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from collections.abc import Callable

ICONS = {
    "sign": "signature", "draft": "edit", "obligation": "obligation", "milestone": "calendar", "judge": "evaluation",
    "lock": "lock", "decide": "decision", "gap": "unknown", "import": "import", "provisional": "institution",
    "pair": "institution", "review": "person", "role": "person", "accept": "check", "dispute": "obligation",
    "due": "calendar",
    "halted": "warning", "desk": "verify", "ruling": "decision", "alarm": "lock", "case": "unknown", "recording": "calendar",
}  # fmt: skip
# Where each kind is dealt with, and whether that address takes the agreement's public id instead of the row's own.
_PLACES = {
    "sign": ("perjanjian-tanda-tangan", True), "draft": ("perjanjian-kisah", True), "obligation": ("kewajiban", False),
    "milestone": ("langkah", False), "judge": ("evaluasi-lihat", False), "lock": ("evaluasi-lihat", False),
    "decide": ("evaluasi-lihat", False), "gap": ("perjanjian-kisah", True), "import": ("impor-pratinjau", False),
    "provisional": ("lembaga-tetapkan", False), "pair": ("lembaga-ganda-putuskan", False),
    "accept": ("penyerahan-terima", False), "dispute": ("penyerahan-selesaikan", False), "due": ("langkah", False),
    "review": ("peran-tinjau", False), "role": ("peran-ubah", False),
    "halted": ("pemeriksaan-lihat", False), "desk": ("meja-tinjau-baca", False), "ruling": ("meja-tinjau-putus", False),
    "alarm": ("jejak-kewaspadaan-jawab", False),
    "case": ("kasus-lihat", False), "recording": ("perekaman-hasil", False),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One thing that waits, with where to deal with it and how long it has been waiting; `since` "" is not known."""

    kind: str
    icon: str
    title: str
    note: str
    url: str
    since: str
    age: str
    is_old: bool
    is_example: bool


OLD_DAYS = 30


@door()
def mine(request: Request) -> HttpResponse:
    """All that waits, longest first; `?jenis=` shows one kind."""
    kind = request.GET.get("jenis", "")
    kind = kind if kind in KINDS else ""
    # Which page there is depends on how much waits, so the number is bounded once that is known.
    asked = Paginator(range(10**6), PER_PAGE).get_page(request.GET.get("halaman")).number
    seen = work(request.actor, on=request.today, kind=kind, start=(asked - 1) * PER_PAGE, count=PER_PAGE)
    count = next((tally.count for tally in seen.tallies if tally.kind == kind), 0) if kind else seen.total
    page = Paginator(range(count), PER_PAGE).get_page(asked)
    if page.number != asked:
        start = (page.number - 1) * PER_PAGE
        seen = work(request.actor, on=request.today, kind=kind, start=start, count=PER_PAGE)
    tabs = [
        Tab(_("Semua"), reverse("pekerjaan"), not kind, seen.total),
        *(
            Tab(str(KINDS[tally.kind]), f"{reverse('pekerjaan')}?jenis={tally.kind}", tally.kind == kind, tally.count)
            for tally in seen.tallies
        ),
    ]
    context = {
        "tabs": tabs,
        "page": page,
        "lines": [_line(item, request.today) for item in seen.items],
        "on": day(request.today),
        "old_days": OLD_DAYS,
    }
    return render(request, "work/mine.html", context)


def _line(item: Waiting, today: date) -> Line:
    name, of_agreement = _PLACES[item.kind]
    title = item.agreement.title if item.agreement else item.text
    note = _NOTES.get(item.kind, _text)(item) if item.agreement else ""
    days = (today - item.since).days if item.since else None
    return Line(
        kind=str(KINDS[item.kind]),
        icon=ICONS[item.kind],
        title=title,
        note=note,
        url=reverse(name, args=[item.agreement.public_id if of_agreement and item.agreement else item.public_id]),
        since=day(item.since),
        age="" if days is None else _age(days),
        is_old=days is None or days >= OLD_DAYS,
        is_example=item.is_example,
    )


def _age(days: int) -> str:
    if days < 0:
        return ngettext("%(days)d hari lagi", "%(days)d hari lagi", -days) % {"days": -days}
    if days == 0:
        return _("sejak hari ini")
    return ngettext("%(days)d hari", "%(days)d hari", days) % {"days": days}


def _text(item: Waiting) -> str:
    return item.text


def _fact(item: Waiting) -> str:
    return _("Belum diketahui: %(fact)s") % {"fact": Fact(item.text).label}


_NOTES: dict[str, Callable[[Waiting], str]] = {"gap": _fact}
