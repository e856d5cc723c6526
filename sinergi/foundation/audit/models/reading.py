from __future__ import annotations

from django.db import models


class Reading(models.Model):
    """Somebody saw personal data: whose, which fields, and what for. Never the values."""

    subject = models.CharField(max_length=120)
    fields = models.JSONField()
    purpose = models.CharField(max_length=200)
    actor_key = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects = models.Manager["Reading"]()

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="readings_of_a_subject")]
        ordering = ["pk"]
