from __future__ import annotations

from typing import ClassVar

from django.db import models

from sinergi.foundation.calendar.choices import CorrectionKind
from sinergi.foundation.calendar.rules import Correction


class DayCorrection(models.Model):
    """A decision about one day that overrules the library. Rows stay; of several about one day the latest counts."""

    day = models.DateField(db_index=True)
    kind = models.CharField(max_length=10, choices=CorrectionKind)
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by_key = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=CorrectionKind.values), name="a_correction_is_libur_or_kerja"
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="a_correction_names_its_source"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.kind}: {self.name}"

    def correction(self) -> Correction:
        return Correction(self.day, CorrectionKind(self.kind), self.name, self.source)
