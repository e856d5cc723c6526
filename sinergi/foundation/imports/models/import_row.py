from __future__ import annotations

from django.db import models

from sinergi.foundation.imports.choices import Outcome
from sinergi.foundation.imports.models.import_run import ImportRun


class ImportRow(models.Model):
    """What one row of the file holds and does. `number` is its row in a spreadsheet; `message` says why it is refused."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    message = models.TextField(blank=True, default="")
    values = models.JSONField(default=dict)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("run", "number", name="a_row_stands_once_in_an_import"),
            models.CheckConstraint(
                condition=~models.Q(outcome=Outcome.REFUSED, message=""), name="a_refused_row_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"Baris {self.number}: {self.get_outcome_display()}"
