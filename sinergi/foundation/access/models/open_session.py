from __future__ import annotations

import uuid

from django.contrib.sessions.models import Session
from django.db import models

from sinergi.foundation.access.models.user import User


class OpenSession(models.Model):
    """A session of a user, in words by which he knows it again. It goes when the session goes.

    `auth_hash` is what password and epoch gave when it began: one that differs from today's has ended. `network` is the
    address it began from, "" where none was seen.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="open_sessions")
    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="+")
    auth_hash = models.CharField(max_length=64)
    device = models.CharField(max_length=80)
    network = models.CharField(max_length=45, blank=True, default="")
    began_at = models.DateTimeField()

    objects = models.Manager["OpenSession"]()

    class Meta:
        ordering = ["-began_at", "-pk"]
