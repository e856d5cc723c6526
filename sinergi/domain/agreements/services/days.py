from __future__ import annotations

from datetime import date, datetime

from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.rules.days import latest_day


def today(agreement: Agreement, at: datetime) -> date:
    """The day it is at `at` in the easternmost unit of the agreement: parties and covered units together."""
    parties = agreement.parties.filter(institution__place__isnull=False).values_list(
        "institution__place__zone", flat=True
    )
    covered = agreement.covered_units.filter(place__isnull=False).values_list("place__zone", flat=True)
    return latest_day(at, {*parties, *covered})
