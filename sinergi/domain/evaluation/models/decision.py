"""What was decided after a locked round."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sinergi.domain.evaluation.choices import DecisionKind
from sinergi.domain.evaluation.models.evaluation import Evaluation


class Decision(models.Model):
    """Extend, amend or end: once per round. `result` is the new document that follows, where there is one."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT, related_name="decision")
    kind = models.CharField(_("keputusan"), max_length=16, choices=DecisionKind)
    reason = models.TextField(_("alasan"))
    decided_on = models.DateField(_("tanggal keputusan"))
    by_key = models.CharField(max_length=80)
    result = models.OneToOneField("agreements.Agreement", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    objects = models.Manager["Decision"]()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_decision_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="only_a_decision_to_end_leads_to_no_document",
                condition=Q(kind=DecisionKind.END, result=None) | (~Q(kind=DecisionKind.END) & Q(result__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
