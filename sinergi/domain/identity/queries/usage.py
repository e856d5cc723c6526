"""What was done with the access: usage reports, and what the agreement lets flow back."""

from __future__ import annotations

import uuid
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from sinergi.domain.agreements.models import Agreement, Obligation, Party
from sinergi.domain.identity.choices import REPORT
from sinergi.domain.identity.models import GatewayCall, UsageReport, UsageReportQuerySet
from sinergi.domain.identity.rules.usage import Call, Usage, counted
from sinergi.domain.people.models.person import human
from sinergi.foundation.kernel.actors import Actor


def reports(viewer: Actor, *, examples: bool) -> UsageReportQuerySet:
    """The usage reports under the viewer's agreements, the newest period first."""
    found = UsageReport.objects.visible_to(viewer).filter(is_example=examples).select_related("agreement")
    return found.prefetch_related("agreement__parties__institution")


def report_by_id(public_id: uuid.UUID, viewer: Actor) -> UsageReport:
    """One report; raises UsageReport.DoesNotExist."""
    found = UsageReport.objects.visible_to(viewer).select_related("agreement", "obligation")
    return found.prefetch_related("agreement__parties__institution").get(public_id=public_id)


def reporting(viewer: Actor, *, examples: bool) -> QuerySet[Agreement]:
    """The concluded agreements under which the viewer reports and under which something was asked."""
    ours = Party.objects.ours().within(viewer.paths(REPORT))
    concluded = Agreement.objects.concluded().filter(is_example=examples)
    asked = GatewayCall.objects.filter(agreement=OuterRef("pk"))
    return concluded.filter(Exists(ours.filter(agreement=OuterRef("pk"))), Exists(asked)).with_parties()


def obligations_for(agreement: Agreement, viewer: Actor) -> QuerySet[Obligation]:
    """What our side owes under the agreement, to credit a report to."""
    ours = Obligation.objects.visible_to(viewer).filter(agreement=agreement)
    return ours.filter(owed_by__in=Party.objects.ours()).order_by("pk")


def usage(agreement: Agreement, start: date, end: date, viewer: Actor) -> Usage:
    """What the log says of the days from `start` to `end`, both included. Nothing for who does not report on it."""
    calls = GatewayCall.objects.visible_to(viewer).filter(agreement=agreement, day__range=(start, end))
    rows = calls.order_by("pk").values_list(
        "unit__name", human("run_person__person"), "fields", "kind", "code", "result", "marks"
    )
    return counted(Call(*row) for row in rows.iterator(chunk_size=2_000))
