from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q

from sinergi.foundation.access.models.user import User


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def unended(self, on: date) -> ApiKeyQuerySet:
        """Those that were not ended and still run on that day. Whether password and epoch stayed, the row cannot tell."""
        return self.filter(ended_at=None, expires_on__gte=on)

    def opening(self, user: User, on: date) -> ApiKeyQuerySet:
        """The user's keys that still open something on that day."""
        return self.unended(on).filter(user=user, auth_hash=user.get_session_auth_hash())


class ApiKey(models.Model):
    """What another program shows in place of a user: it may then read what this user may read.

    The secret is kept nowhere, only its SHA-256: it is random and long, so there is nothing to guess. `hint` are its last
    four characters, by which its owner knows it again. `auth_hash` is what password and epoch gave when it was made: one that
    differs from today's has ended, as sessions have. `expires_on` is its last day.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    purpose = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=4)
    auth_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_on = models.DateField()
    last_used_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [models.CheckConstraint(name="an_api_key_says_what_it_is_for", condition=~Q(purpose=""))]

    def __str__(self) -> str:
        return f"…{self.hint}"
