"""What was done with the access in half a year, as the agreement wants it told."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sinergi.domain.agreements.models import Party
from sinergi.domain.identity.choices import REPORT, ReportState
from sinergi.foundation.kernel.actors import Actor


class UsageReportQuerySet(models.QuerySet["UsageReport"]):
    def visible_to(self, viewer: Actor) -> UsageReportQuerySet:
        """Those under agreements that a part of the tree concluded for which the viewer reports."""
        ours = Party.objects.ours().within(viewer.paths(REPORT))
        return self.filter(models.Exists(ours.filter(agreement=models.OuterRef("agreement"))))


class UsageReport(models.Model):
    """The numbers of one agreement and one half-year, fixed when it was made. `numbers` is `rules.usage.Usage` as JSON.

    `obligation` is what it is credited to once the other side took it: the service that is not reported on is switched off.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.PROTECT, related_name="+")
    obligation = models.ForeignKey("agreements.Obligation", on_delete=models.PROTECT, related_name="+", null=True)
    starts_on = models.DateField(_("dari"))
    ends_on = models.DateField(_("sampai"))
    numbers = models.JSONField()
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.DRAFT)
    sent_on = models.DateField(_("dikirim pada"), null=True)
    letter_number = models.CharField(_("nomor surat"), max_length=120, blank=True, default="")
    accepted_on = models.DateField(_("diterima pada"), null=True)
    receipt_number = models.CharField(_("nomor tanda terima"), max_length=120, blank=True, default="")
    is_example = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    by_key = models.CharField(max_length=80)
    by_label = models.CharField(max_length=200)

    objects = UsageReportQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "starts_on", "ends_on"], name="a_period_is_reported_once_under_an_agreement"
            ),
            models.CheckConstraint(name="a_report_covers_days", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="a_report_is_sent_before_it_is_accepted",
                condition=Q(state=ReportState.DRAFT, sent_on=None, accepted_on=None)
                | Q(state=ReportState.SENT, sent_on__isnull=False, accepted_on=None)
                | Q(state=ReportState.ACCEPTED, sent_on__isnull=False, accepted_on__gte=F("sent_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"
