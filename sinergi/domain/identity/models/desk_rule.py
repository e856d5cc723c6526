"""How the review desk works: who gets a second reader, what is sampled, and from where the machine says "same"."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DeskRule(models.Model):
    """One setting of the desk with its reason; the newest counts for cases opened from then on. Rows are never changed.

    Shares are chances in [0, 1]; `high_stake` is in the points of `rules.costing`; `same_from` is the probability from which
    the machine's "same" is left alone but for the sample.
    """

    second_share = models.FloatField(_("bagian yang dibaca dua orang"))
    high_stake = models.FloatField(_("biaya yang dianggap tinggi"))
    sample_share = models.FloatField(_("bagian jawaban otomatis yang ikut dibaca"))
    same_from = models.FloatField(_("ambang “sama”"))
    reason = models.CharField(_("alasan"), max_length=500)
    set_at = models.DateTimeField()
    by_key = models.CharField(max_length=80)
    by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["-set_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_desk_rule_keeps_within_bounds",
                condition=Q(
                    second_share__gte=0,
                    second_share__lte=1,
                    sample_share__gt=0,
                    sample_share__lte=1,
                    same_from__gte=0.5,
                    same_from__lt=1,
                    high_stake__gte=0,
                ),
            ),
            models.CheckConstraint(name="a_desk_rule_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.set_at:%Y-%m-%d}: {self.reason}"
