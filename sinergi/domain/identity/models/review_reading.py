"""What a reader of the review desk said."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sinergi.domain.identity.choices import Opinion

MOST_READERS = 3


class ReviewReading(models.Model):
    """What one reader said of a case; made once and never changed. The readers of one case are different people."""

    case = models.ForeignKey("identity.ReviewCase", on_delete=models.CASCADE, related_name="readings")
    position = models.PositiveSmallIntegerField()
    opinion = models.CharField(_("bacaan"), max_length=10, choices=Opinion)
    reason = models.CharField(_("alasan"), max_length=500, blank=True, default="")
    expires_on = models.DateField(_("berlaku sampai"), null=True)
    read_at = models.DateTimeField()
    reader_key = models.CharField(max_length=80)
    reader_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["case", "position"]
        constraints = [
            models.UniqueConstraint(fields=["case", "reader_key"], name="nobody_reads_a_case_twice"),
            models.UniqueConstraint(fields=["case", "position"], name="readings_come_one_after_the_other"),
            models.CheckConstraint(
                name="a_case_has_three_readers_at_most", condition=Q(position__gte=1, position__lte=MOST_READERS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.position}: {self.opinion}"
