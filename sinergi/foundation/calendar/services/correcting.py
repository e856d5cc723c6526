from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.foundation.calendar import policies
from sinergi.foundation.calendar.choices import CorrectionKind
from sinergi.foundation.calendar.models import DayCorrection
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.text import clean_line


@transaction.atomic
def correct(day: date, *, kind: CorrectionKind, name: str, source: str, by: Actor, at: datetime) -> DayCorrection:
    """Decide that a day is off or worked, with the decree that says so, until a later correction overrules it.

    The rows themselves are the trail (who, when, on what ground): none is ever changed or deleted.
    Raises NotAllowed, and Invalid for a name or source that is missing or too long.
    """
    policies.ensure_can_correct(by)
    return DayCorrection.objects.create(
        day=day,
        kind=CorrectionKind(kind),
        name=clean_line(name, field="name", label=_("Nama hari"), most=200),
        source=clean_line(source, field="source", label=_("Dasar koreksi"), most=300),
        recorded_at=at,
        recorded_by_key=by.key,
    )
