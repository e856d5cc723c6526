from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sinergi.foundation.institutions.choices import SuccessionKind
from sinergi.foundation.institutions.models.institution import Institution


class Succession(models.Model):
    """One institution came after another. `on` is the first day of the successor, None where no source states it."""

    predecessor = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="followed_by")
    successor = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="follows")
    on = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=10, choices=SuccessionKind)
    source = models.CharField(max_length=500)

    objects = models.Manager["Succession"]()

    class Meta:
        ordering = [F("on").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint("predecessor", "successor", name="an_institution_follows_another_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="nothing_follows_itself"),
            models.CheckConstraint(condition=Q(kind__in=SuccessionKind.values), name="a_succession_is_of_a_known_kind"),
            models.CheckConstraint(condition=~Q(source=""), name="a_succession_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
