from __future__ import annotations

from django.db import models
from django.db.models import Q

from sinergi.domain.agreements.choices import Move, Stage


class Step(models.Model):
    """One step of a draft: who moved it, on which day, and why. `stage` is where it stood afterwards.

    The signature is no step: its day stands in the agreement itself.
    """

    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.CASCADE, related_name="steps")
    move = models.CharField(max_length=20, choices=Move)
    stage = models.CharField(max_length=20, choices=Stage)
    on = models.DateField()
    note = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()
    by_key = models.CharField(max_length=100)
    by_label = models.CharField(max_length=200)

    objects = models.Manager["Step"]()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(move__in=Move.values), name="a_step_is_one_of_four_moves"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="a_step_leads_to_a_known_stage"),
            models.CheckConstraint(
                condition=~Q(move__in=[Move.BACK, Move.WITHDRAW]) | ~Q(note=""), name="a_step_back_has_a_reason"
            ),
        ]
