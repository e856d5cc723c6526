from __future__ import annotations

from django.db import models
from django.db.models import Q

from sinergi.domain.agreements.choices import Confidence, Stated


class FactSource(models.Model):
    """Where one fact of an agreement is stated, and how sure that makes it. Noted, never changed: the latest one counts."""

    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.CASCADE, related_name="fact_sources")
    fact = models.CharField(max_length=20, choices=Stated)
    url = models.CharField(max_length=1000, blank=True, default="")
    text = models.TextField(blank=True, default="")
    confidence = models.CharField(max_length=10, choices=Confidence)
    noted_at = models.DateTimeField()
    noted_by_key = models.CharField(max_length=100)
    noted_by_label = models.CharField(max_length=200)

    objects = models.Manager["FactSource"]()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(fact__in=Stated.values), name="a_source_is_about_a_known_fact"),
            models.CheckConstraint(condition=Q(confidence__in=Confidence.values), name="a_source_says_how_sure_it_is"),
            models.CheckConstraint(condition=~Q(url="", text=""), name="a_source_has_an_address_or_words"),
        ]
