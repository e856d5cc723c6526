from __future__ import annotations

import uuid

from django.db import models


class Role(models.Model):
    """A named row of capabilities, kept as data: which role may do what is decided by administrators, not by code.

    `delivered` is what the newest delivery that was taken in gives it, None for a role that an administrator made. One that
    is not edited follows each delivery; to an edited one additions are `proposed`, since `proposed_at` (ADR 0021).
    Whoever holds a role that `requires_second_factor` sets one up before anything else opens.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    capabilities = models.JSONField(default=list)
    requires_second_factor = models.BooleanField(default=False)
    delivered = models.JSONField(null=True)
    proposed = models.JSONField(default=list)
    proposed_at = models.DateTimeField(null=True)

    objects = models.Manager["Role"]()

    def __str__(self) -> str:
        return self.name

    @property
    def is_edited(self) -> bool:
        """Whether an administrator made it do other than it was delivered with; taken back, it is as delivered again."""
        return self.delivered is not None and set(self.delivered) != set(self.capabilities)
