"""Days that belong together, both bounds included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sinergi.foundation.kernel.errors import Invalid


@dataclass(frozen=True, order=True)
class Period:
    """All days from `start` to `end`, both included. Raises Invalid when it would end before it starts."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise Invalid(_("Akhir masa tidak boleh sebelum awalnya."), field="end")

    def contains(self, day: date) -> bool:
        return self.start <= day <= self.end

    def overlaps(self, other: Period) -> bool:
        return self.start <= other.end and other.start <= self.end
