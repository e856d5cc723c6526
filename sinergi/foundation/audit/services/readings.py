from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import models

from sinergi.foundation.audit.models import Reading
from sinergi.foundation.audit.services.recording import name_of
from sinergi.foundation.kernel.actors import Actor


def note(subject: models.Model, fields: Sequence[str], *, by: Actor, at: datetime, purpose: str) -> Reading:
    """Write down that `by` saw these fields of this row, and what for."""
    return Reading.objects.create(
        subject=name_of(subject), fields=list(fields), purpose=purpose, actor_key=by.key, actor_label=by.label, at=at
    )
