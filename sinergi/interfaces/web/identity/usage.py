"""What the agreement demands: the usage report of a half-year, and data balikan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sinergi.documents import sheets as workbooks
from sinergi.documents.tables import Column, Table
from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import ReportState
from sinergi.domain.identity.queries import usage as queries
from sinergi.domain.identity.rules.usage import Usage, half_year
from sinergi.domain.identity.services import reporting, returning
from sinergi.foundation.kernel.errors import NotAllowed
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.exports.answers import MEDIA, about
from sinergi.interfaces.web.identity import sheets
from sinergi.interfaces.web.identity.forms import AcceptForm, PeriodForm, ReturnForm, SendForm
from sinergi.interfaces.web.identity.runs import tabs
from sinergi.interfaces.web.people import pages
from sinergi.interfaces.web.shell.doors import FORBIDDEN, NOT_FOUND, OK, door
from sinergi.interfaces.web.shell.furniture import Crumb
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request, asks_for_examples

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Agreement
    from sinergi.domain.identity.models import UsageReport

TONES = {ReportState.DRAFT: "warn", ReportState.SENT: "info", ReportState.ACCEPTED: "good"}


@dataclass(frozen=True)
class ReportLine:
    agreement: str
    url: str
    period: str
    state: str
    tone: str
    questions: int


@door(method="GET POST", reader=FORBIDDEN)
@never_cache
def listing(request: Request) -> HttpResponse:
    """The usage reports, and a new one."""
    _ensure_reports(request)
    examples = asks_for_examples(request)
    last = half_year(half_year(request.today)[0] - timedelta(days=1))
    form = PeriodForm(_reporting(request), last, pages.sent(request))
    if form.is_bound and form.is_valid():
        report = form.submit(reporting.make, **form.cleaned_data, by=request.actor, at=request.now)
        if report is not None:
            messages.success(request, _("Laporan disusun dari catatan permintaan; angkanya sekarang tetap."))
            return redirect("pemanfaatan-lihat", usage_report=report.public_id)
    page = page_of(request, queries.reports(request.actor, examples=examples))
    context = {
        "page": page,
        "lines": [_line(report) for report in page],
        "form": form,
        "is_example": examples,
        "tabs": tabs(request, "pemanfaatan"),
    }
    return render(request, "identity/usage_list.html", context, status=pages.status(form))


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, method="GET POST")
@never_cache
def report(request: Request, usage_report: UUID) -> HttpResponse:
    """One report: its numbers, and the next step."""
    found = pages.found(queries.report_by_id, usage_report, request.actor)
    sending, accepting = found.state == ReportState.DRAFT, found.state == ReportState.SENT
    send_form = SendForm(pages.sent(request) if sending else None)
    owed = queries.obligations_for(found.agreement, request.actor)
    accept_form = AcceptForm(owed, pages.sent(request) if accepting else None)
    acting = {"by": request.actor, "at": request.now}
    done = None
    if send_form.is_bound and send_form.is_valid():
        done = send_form.submit(reporting.send, found, **send_form.cleaned_data, **acting)
    elif accept_form.is_bound and accept_form.is_valid():
        taken = {name: accept_form.cleaned_data[name] for name in ("accepted_on", "receipt_number")}
        done = accept_form.submit(reporting.accept, found, accept_form.obligation(), **taken, **acting)
    if done is not None:
        messages.success(request, _("Tercatat: %(state)s.") % {"state": done.get_state_display().lower()})
        return redirect("pemanfaatan-lihat", usage_report=found.public_id)
    usage = Usage.from_json(found.numbers)
    context = {
        "report": found,
        "agreement_title": found.agreement.title,
        "period": _period(found),
        "state": found.get_state_display(),
        "tone": TONES[ReportState(found.state)],
        "crumbs": [Crumb(_("Laporan pemanfaatan"), reverse("pemanfaatan")), Crumb(_period(found))],
        "usage": usage,
        "outcomes": sheets.outcomes(usage),
        "results": [(sheets.result_label(result), count) for result, count in usage.results],
        "field_headings": sheets.field_headings(),
        "fields": sheets.field_rows(usage),
        "unit_headings": sheets.unit_headings(),
        "units": sheets.unit_rows(usage),
        "sent_on": day(found.sent_on) if found.sent_on else "",
        "accepted_on": day(found.accepted_on) if found.accepted_on else "",
        "send_form": send_form if sending else None,
        "accept_form": accept_form if accepting else None,
    }
    refused = send_form.is_bound or accept_form.is_bound or request.method == "POST"
    return render(request, "identity/usage_report.html", context, status=422 if refused else 200)


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND)
@never_cache
def as_pdf(request: Request, usage_report: UUID) -> HttpResponse:
    found = pages.found(queries.report_by_id, usage_report, request.actor)
    return sheets.download(sheets.of_usage(found, Usage.from_json(found.numbers)), request, "pemanfaatan")


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND)
@never_cache
def as_xlsx(request: Request, usage_report: UUID) -> FileResponse:
    found = pages.found(queries.report_by_id, usage_report, request.actor)
    return sheets.as_xlsx(sheets.usage_table(found, Usage.from_json(found.numbers)), request, "pemanfaatan")


@door(method="GET POST", reader=FORBIDDEN)
@never_cache
def give_back(request: Request) -> HttpResponseBase:
    """Data balikan: what would leave, what it would tell, and the file."""
    _ensure_reports(request)
    form = ReturnForm(_reporting(request), pages.sent(request))
    if form.is_bound and form.is_valid():
        agreement: Agreement = form.cleaned_data["agreement"]
        rows = form.submit(
            returning.give_back, agreement, on=request.today, purpose=form.cleaned_data["purpose"],
            by=request.actor, at=request.now,
        )  # fmt: skip
        if rows is not None:
            table = Table(
                _("Data balikan"), (Column("NIK", 20), Column("NAMA", 40)), rows,
                about(request, agreement.title), agreement.is_example,
            )  # fmt: skip
            name = f"data-balikan{'-CONTOH' if agreement.is_example else ''}-{localtime(request.now):%Y%m%d}.xlsx"
            return FileResponse(
                workbooks.open_file(table), as_attachment=True, filename=name, content_type=MEDIA["xlsx"]
            )
    context = {"form": form, "columns": ("NIK", "NAMA"), "tabs": tabs(request, "data-balikan")}
    return render(request, "identity/give_back.html", context, status=pages.status(form))


def _ensure_reports(request: Request) -> None:
    if not request.actor.may_somewhere(policies.REPORT):
        raise NotAllowed(_("Laporan pemanfaatan hanya terbuka bagi petugas yang melaporkannya."))


def _reporting(request: Request) -> list[Agreement]:
    both = [queries.reporting(request.actor, examples=examples) for examples in (False, True)]
    return [agreement for found in both for agreement in found]


def _line(report: UsageReport) -> ReportLine:
    return ReportLine(
        agreement=report.agreement.title,
        url=reverse("pemanfaatan-lihat", args=[report.public_id]),
        period=_period(report),
        state=report.get_state_display(),
        tone=TONES[ReportState(report.state)],
        questions=report.numbers["questions"],
    )


def _period(report: UsageReport) -> str:
    return f"{day(report.starts_on)} – {day(report.ends_on)}"
