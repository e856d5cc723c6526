from __future__ import annotations

from django.db import models
from django.db.models import Q


class SigningWarning(models.Model):
    """That an agreement was signed at a level the table of authority does not name, and what was answered to it.

    `sentence` is the warning as it was shown. Kept as it is, whatever becomes of the table or of the agreement.
    """

    agreement = models.OneToOneField("agreements.Agreement", on_delete=models.CASCADE, related_name="signing_warning")
    sentence = models.TextField()
    recorded_at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_key = models.CharField(max_length=100, blank=True, default="")
    answered_by_label = models.CharField(max_length=200, blank=True, default="")

    objects = models.Manager["SigningWarning"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(sentence=""), name="a_signing_warning_says_something"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by_key="")
                | (~Q(answer="") & Q(answered_at__isnull=False) & ~Q(answered_by_key="")),
                name="an_answer_to_a_warning_says_who_and_when",
            ),
        ]
