"""Which day it is, where a country has three time zones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sinergi.foundation.kernel.errors import Invalid

CAPITAL = "Asia/Jakarta"


def latest_day(at: datetime, zones: Iterable[str]) -> date:
    """The day it is at the moment `at` in the easternmost of the zones; in Jakarta when there is none."""
    return max(
        (at.astimezone(ZoneInfo(zone)).date() for zone in zones), default=at.astimezone(ZoneInfo(CAPITAL)).date()
    )


def ensure_not_after(day: date, today: date, *, field: str, label: str) -> None:
    """What is recorded has happened. Raises Invalid when `day` lies after `today`."""
    if day > today:
        raise Invalid(
            _("%(label)s %(day)s belum tiba. Isi hari ini atau sebelumnya.")
            % {"label": label, "day": f"{day:%d-%m-%Y}"},
            field=field,
        )
