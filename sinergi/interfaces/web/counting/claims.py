"""Claims that are kept with what they rest on: about named figures, or about two counts of the system."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from sinergi.documents import claim_sheet
from sinergi.documents.claim_sheet import ClaimSheet, Section
from sinergi.domain.agreements.choices import Kind
from sinergi.domain.agreements.queries import AgreementFilter, Measure, claiming
from sinergi.domain.agreements.services import claiming as services
from sinergi.interfaces.web.agreements.addresses import listing
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.counting.forms import (
    BasisForm,
    ClaimForm,
    CountedClaimForm,
    CountForm,
    SourceForm,
)
from sinergi.interfaces.web.shell.doors import FOUND, NOT_FOUND, OK, door
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import ClaimRecord
    from sinergi.domain.agreements.queries.claiming import CountedClaim

VERDICTS = {"change": "good", "of": "warn", "neither": "bad", "": "neutral"}


@door(owner=FOUND, colleague=FOUND, method="POST")
def keep(request: Request) -> HttpResponse:
    """Keep the claim that was checked on the page before, with where it stands."""
    form, source = ClaimForm(request.POST), SourceForm(request.POST)
    before, after = BasisForm(request.POST, prefix="before"), BasisForm(request.POST, prefix="after")
    if all([form.is_valid(), source.is_valid(), before.is_valid(), after.is_valid()]):
        typed = form.cleaned_data
        kept = source.submit(
            services.keep, typed["before"], typed["after"], stated=typed["stated"],
            before_basis=before.basis(), after_basis=after.basis(), source=source.source(),
            by=request.actor, at=request.now,
        )  # fmt: skip
        if kept is not None:
            messages.success(request, _("Pemeriksaan klaim disimpan beserta dasarnya."))
            return redirect("klaim-lihat", claim=kept.public_id)
    context = {"form": form, "before": before, "after": after, "checked": None, "source": source}
    return render(request, "counting/claim.html", context, status=422)


@door(method="GET POST")
def counted(request: Request) -> HttpResponse:
    """A claim about two counts of the system: GET checks it, POST keeps it with both counts as they were."""
    sent = request.POST if request.method == "POST" else request.GET
    form, source = CountedClaimForm(sent), SourceForm(sent if request.method == "POST" else None)
    before, after = CountForm(sent, prefix="awal"), CountForm(sent, prefix="akhir")
    found, status = None, 200
    sides: list[Side] = []
    if all([form.is_valid(), before.is_valid(), after.is_valid()]):
        asked = before.counted(request.today), after.counted(request.today)
        filter = AgreementFilter(
            kind=form.cleaned_data["jenis"],
            level=form.cleaned_data["tingkat"],
            examples=form.cleaned_data["contoh"] == "ya",
        )
        if asked[0] is not None and asked[1] is not None:
            stated = form.cleaned_data["stated"]
            if request.method == "POST" and source.is_valid():
                kept = source.submit(
                    services.keep_counted, *asked, filter=filter, stated=stated, source=source.source(),
                    by=request.actor, at=request.now,
                )  # fmt: skip
                if kept is not None:
                    messages.success(request, _("Pemeriksaan klaim disimpan beserta dasarnya."))
                    return redirect("klaim-lihat", claim=kept.public_id)
            found = form.submit(claiming.counted, *asked, request.actor, at=request.now, filter=filter, stated=stated)
            sides = _sides(found, filter) if found else []
    if found is None or request.method == "POST":
        status = 422
    context = {
        "form": form,
        "before": before,
        "after": after,
        "source": source,
        "found": found,
        "sides": sides,
        "answers": [(name, value) for name, value in sent.items() if name != "csrfmiddlewaretoken"],
        "is_example": found is not None and found.before.is_example,
    }
    return render(request, "counting/counted_claim.html", context, status=status)


@dataclass(frozen=True)
class Side:
    """One of the two counts: what was counted, its certain number with its list, and what it leaves open."""

    title: str
    value: int
    url: str
    origin: str


def _sides(found: CountedClaim, filter: AgreementFilter) -> list[Side]:
    sides = []
    for table, origin, label in zip(
        (found.before, found.after), found.origins, (_("Angka awal"), _("Angka akhir")), strict=True
    ):
        counted = table.counted
        if counted.measure == Measure.STOCK:
            list_of = replace(filter, standing="certain", on=counted.start)
        else:
            list_of = replace(filter, signing="certain", since=counted.start, until=counted.end)
        sides.append(Side(label, table.total.certain, listing(list_of), origin))
    return sides


@dataclass(frozen=True)
class Line:
    title: str
    url_key: UUID
    stated: str
    verdict: str
    tone: str
    on: str
    by: str


@door()
def listing_kept(request: Request) -> HttpResponse:
    """The claims that were kept and that the viewer may see, latest first."""
    page = page_of(request, claiming.kept(request.actor))
    lines = [
        Line(
            title=_figures(record),
            url_key=record.public_id,
            stated=record.stated,
            verdict=_verdict(record),
            tone=VERDICTS[record.verdict],
            on=day(localtime(record.recorded_at).date()),
            by=record.by_label,
        )
        for record in page
    ]
    return render(request, "counting/claims.html", {"page": page, "lines": lines})


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, auditor=OK)
def show(request: Request, claim: UUID) -> HttpResponse:
    record = _found(request, claim)
    context = {
        "record": record,
        "title": _title(record),
        "verdict": _verdict(record),
        "tone": VERDICTS[record.verdict],
        "sections": _sections(record),
        "cutoff": _cutoff(record),
    }
    return render(request, "counting/claim_kept.html", context)


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, auditor=OK)
def sheet(request: Request, claim: UUID) -> HttpResponse:
    """The kept claim on one printable sheet."""
    record = _found(request, claim)
    made = ClaimSheet(
        title=_title(record),
        sentences=tuple(record.sentences),
        sections=_sections(record),
        cutoff=_cutoff(record),
        page_word=_("Halaman"),
        made_by=record.by_label,
    )
    answer = HttpResponse(claim_sheet.typeset(made, at=record.recorded_at), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="klaim-{record.recorded_at:%Y%m%d}.pdf"'
    return answer


def _found(request: Request, public_id: UUID) -> ClaimRecord:
    record = claiming.find_claim(public_id, request.actor)
    if record is None:
        raise Http404
    return record


def _number(value: Decimal | None) -> str:
    return (
        _("belum diketahui")
        if value is None
        else number_format(f"{value.normalize():f}", use_l10n=True, force_grouping=True)
    )


def _figures(record: ClaimRecord) -> str:
    return _("%(before)s menjadi %(after)s") % {"before": _number(record.before), "after": _number(record.after)}


def _title(record: ClaimRecord) -> str:
    if record.stated:
        return _("Periksa klaim “%(stated)s”: %(figures)s") % {"stated": record.stated, "figures": _figures(record)}
    return _("Periksa klaim: %(figures)s") % {"figures": _figures(record)}


def _verdict(record: ClaimRecord) -> str:
    words = {
        "change": _("sesuai sebagai perubahan"),
        "of": _("sesuai sebagai “dari”, bukan kenaikan"),
        "neither": _("tidak cocok"),
    }
    return words.get(record.verdict, _("tidak dinilai"))


def _cutoff(record: ClaimRecord) -> str:
    at = date_format(localtime(record.recorded_at), "j F Y, H.i T")
    return _("Diperiksa %(at)s oleh %(by)s") % {"at": at, "by": record.by_label}


def _sections(record: ClaimRecord) -> tuple[Section, ...]:
    """What the page and the sheet show below the judgement."""
    sections = [
        Section(
            _("Angka awal: %(number)s") % {"number": _number(record.before)},
            _basis(record.before_basis, record.before_origin),
        ),
        Section(
            _("Angka akhir: %(number)s") % {"number": _number(record.after)},
            _basis(record.after_basis, record.after_origin),
        ),
    ]
    if record.differences:
        sections.append(Section(_("Yang tidak sama"), sentences=tuple(record.differences)))
    source = tuple(
        (label, text) for label, text in ((_("Alamat"), record.source_url), (_("Kutipan"), record.source_text)) if text
    )
    sections.append(Section(_("Sumber klaim"), source or ((_("Sumber"), _("tidak disebut")),)))
    return tuple(sections)


def _basis(basis: dict[str, Any], origin: str) -> tuple[tuple[str, str], ...]:
    measures = {"stock": _("yang ada pada satu hari"), "flow": _("yang dibuat selama satu masa")}
    kinds = [str(Kind(kind).label) for kind in basis.get("document_kinds", ())]
    said = (
        (_("Asal angka"), origin or _("disebut orang, tidak dihitung oleh sistem")),
        (_("Jenis naskah"), ", ".join(kinds)),
        (_("Cara menghitung"), measures.get(basis.get("stock_or_flow", ""), "")),
        (_("Tingkat"), basis.get("level", "")),
        (_("Masa mulai"), _iso(basis.get("period_start"))),
        (_("Masa sampai"), _iso(basis.get("period_end"))),
        (_("Data sampai"), _iso(basis.get("cutoff"))),
    )
    return tuple((label, text) for label, text in said if text)


def _iso(text: str | None) -> str:
    return day(date.fromisoformat(text)) if text else ""
