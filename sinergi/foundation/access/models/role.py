from __future__ import annotations

from django.db import models


class Role(models.Model):
    """A named row of capabilities, kept as data: which role may do what is decided by administrators, not by code."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    capabilities = models.JSONField(default=list)

    objects = models.Manager["Role"]()

    def __str__(self) -> str:
        return self.name
