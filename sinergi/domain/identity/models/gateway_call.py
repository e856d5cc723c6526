"""What was sent to the verification service: written down before it is sent, so that nothing is ever sent unseen."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from sinergi.domain.identity.choices import REPORT
from sinergi.domain.identity.gateway.protocol import Kind
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.queries import prefixed


class GatewayCallQuerySet(models.QuerySet["GatewayCall"]):
    def visible_to(self, viewer: Actor) -> GatewayCallQuerySet:
        """Questions about people at units for which the viewer reports."""
        return self.filter(prefixed("unit__place__path", viewer.paths(REPORT)))


class GatewayCall(models.Model):
    """One question to the service: when, about whom, which fields, and how it was answered. No value of anybody.

    It exists before the question is sent; without `answered_at` nobody knows whether it arrived. `day` is the day of the
    service (WIB) whose quota it took. The log from which the usage report is made.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run_person = models.ForeignKey("identity.RunPerson", on_delete=models.PROTECT, related_name="calls")
    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    fields = models.JSONField(default=list)
    threshold = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, blank=True, default="", choices=[(kind.value, kind.value) for kind in Kind])
    code = models.CharField(max_length=3, blank=True, default="")
    problem = models.CharField(max_length=20, blank=True, default="")
    result = models.CharField(max_length=20, blank=True, default="")
    marks = models.JSONField(default=dict)
    quota_left = models.PositiveIntegerField(null=True)
    is_example = models.BooleanField(default=False)
    by_key = models.CharField(max_length=80)

    objects = GatewayCallQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["agreement", "day"], name="calls_by_agreement_and_day"),
            models.Index(fields=["is_example", "day"], name="calls_by_world_and_day"),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_call_is_answered_exactly_when_its_kind_is_known",
                condition=Q(answered_at=None, kind="") | (Q(answered_at__isnull=False) & ~Q(kind="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d %H:%M:%S}: {self.kind or '…'}"


class QuotaDay(models.Model):
    """How many questions of a day are spoken for. One row for each day of the service, real and made-up apart.

    `closed_at` is when the service itself said that the day's quota is used up, whatever we counted.
    """

    is_example = models.BooleanField()
    day = models.DateField()
    most = models.PositiveIntegerField()
    used = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_example", "day"], name="a_day_has_one_quota"),
            models.CheckConstraint(name="a_quota_is_never_exceeded", condition=Q(used__lte=F("most"))),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.used}/{self.most}"
