from __future__ import annotations

from django.db import models


class Remembered(models.Model):
    """What all processes of the site must know together for some minutes: how often codes were tried, which was used."""

    key = models.CharField(max_length=250, unique=True)
    value = models.JSONField()
    expires_at = models.DateTimeField(null=True, db_index=True)

    objects = models.Manager["Remembered"]()
