from __future__ import annotations

import uuid

from django.db import models


class Role(models.Model):
    """A named row of capabilities, kept as data: which role may do what is decided by administrators, not by code.

    Whoever holds a role that `requires_second_factor` sets one up before anything else opens.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    capabilities = models.JSONField(default=list)
    requires_second_factor = models.BooleanField(default=False)

    objects = models.Manager["Role"]()

    def __str__(self) -> str:
        return self.name
