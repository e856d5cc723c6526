from __future__ import annotations

from django.db.models import Q

from sinergi.foundation.kernel.periods import Period


def within(field: str, period: Period | None) -> Q:
    """Rows whose day lies in the period, both bounds included; without a period, all rows."""
    return Q() if period is None else Q(**{f"{field}__range": (period.start, period.end)})
