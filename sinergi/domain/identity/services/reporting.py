"""The usage report that keeps the access open: made from the log, sent, and credited once the other side took it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements.models import Agreement, Obligation
from sinergi.domain.agreements.services import delivering
from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import ReportState
from sinergi.domain.identity.models import UsageReport
from sinergi.domain.identity.queries import usage
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.choices import Zone
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line


class AlreadyReported(DomainError):
    """There is a report about that period under that agreement."""

    code = "already_reported"


class NotYet(DomainError):
    """The report is not at the step at which this is done."""

    code = "report_in_another_state"


def make(agreement: Agreement, *, starts_on: date, ends_on: date, by: Actor, at: datetime) -> UsageReport:
    """Fix what the log says of the period, both days included. Raises NotAllowed, Invalid, AlreadyReported."""
    policies.ensure_can_report(by, agreement)
    if ends_on < starts_on:
        raise Invalid(_("Akhir masa mendahului awalnya; periksa keduanya."), field="ends_on")
    if ends_on >= today_at(Zone.WIB, at):
        raise Invalid(
            _("Masa ini belum selesai, jadi angkanya masih berubah; pilih masa yang sudah lewat."), field="ends_on"
        )
    numbers = usage.usage(agreement, starts_on, ends_on, by)
    try:
        with transaction.atomic():
            report = UsageReport.objects.create(
                agreement=agreement,
                starts_on=starts_on,
                ends_on=ends_on,
                numbers=numbers.as_json(),
                is_example=agreement.is_example,
                recorded_at=at,
                by_key=by.key,
                by_label=by.label,
            )
            audit.record("usage_report.made", report, by=by, at=at, starts_on=starts_on, ends_on=ends_on)
    except IntegrityError:
        raise AlreadyReported(
            _("Masa ini sudah dilaporkan menurut perjanjian ini; buka laporannya."), field="starts_on"
        ) from None
    return report


@transaction.atomic
def send(report: UsageReport, *, sent_on: date, letter_number: str, by: Actor, at: datetime) -> UsageReport:
    """Write down that it was sent, with the number of the letter. Raises NotAllowed, NotYet, Invalid."""
    report = _locked(report, ReportState.DRAFT, by)
    if not report.ends_on < sent_on <= today_at(Zone.WIB, at):
        raise Invalid(_("Tanggal kirim harus sesudah masa laporan dan sudah tiba."), field="sent_on")
    report.state, report.sent_on = ReportState.SENT, sent_on
    report.letter_number = clean_line(letter_number, field="letter_number", label=_("Nomor surat"), most=120)
    report.save(update_fields=["state", "sent_on", "letter_number"])
    audit.record("usage_report.sent", report, by=by, at=at, sent_on=sent_on)
    return report


@transaction.atomic
def accept(
    report: UsageReport,
    obligation: Obligation,
    *,
    accepted_on: date,
    receipt_number: str,
    evidence: StoredFile | None = None,
    by: Actor,
    at: datetime,
) -> UsageReport:
    """Write down that the other side took it, and credit it to what was promised: one document.

    Raises NotAllowed, NotYet, Invalid, and what `delivering.credit` raises.
    """
    report = _locked(report, ReportState.SENT, by)
    assert report.sent_on is not None, "by constraint"
    if obligation.agreement_id != report.agreement_id:
        raise Invalid(_("Kewajiban ini milik perjanjian lain; pilih dari daftar."), field="obligation")
    if not report.sent_on <= accepted_on <= today_at(Zone.WIB, at):
        raise Invalid(_("Tanggal terima harus sejak tanggal kirim dan sudah tiba."), field="accepted_on")
    number = clean_line(receipt_number, field="receipt_number", label=_("Nomor tanda terima"), most=120)
    delivering.credit(
        obligation,
        quantity=Decimal(1),
        on=accepted_on,
        origin=f"identity.usage_report:{report.public_id}",
        verified=True,
        note=f"Laporan pemanfaatan {report.starts_on:%d-%m-%Y} sampai {report.ends_on:%d-%m-%Y}, tanda terima {number}",
        evidence=evidence,
        by=by,
        at=at,
    )
    report.state, report.accepted_on, report.receipt_number = ReportState.ACCEPTED, accepted_on, number
    report.obligation = obligation
    report.save(update_fields=["state", "accepted_on", "receipt_number", "obligation"])
    audit.record("usage_report.accepted", report, by=by, at=at, obligation=str(obligation.public_id), on=accepted_on)
    return report


def _locked(report: UsageReport, state: ReportState, by: Actor) -> UsageReport:
    report = UsageReport.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=report.pk)
    policies.ensure_can_report(by, report.agreement)
    if report.state != state:
        raise NotYet(
            _("Laporan ini sekarang %(state)s; muat ulang halamannya.") % {"state": report.get_state_display().lower()}
        )
    return report
