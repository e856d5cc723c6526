from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from sinergi.foundation.audit.choices import READINGS, VIEW, Unusual
from sinergi.foundation.kernel.actors import Actor


class BrowsingAlarmQuerySet(models.QuerySet["BrowsingAlarm"]):
    def visible_to(self, viewer: Actor) -> BrowsingAlarmQuerySet:
        """All of them for an auditor or a privacy officer of the whole; none for anybody else."""
        return self.all() if ("",) in (viewer.paths(VIEW), viewer.paths(READINGS)) else self.none()

    def unanswered(self) -> BrowsingAlarmQuerySet:
        """Nobody has looked into them yet."""
        return self.filter(answered_at=None)


class BrowsingAlarm(models.Model):
    """Somebody opened unusually many people's data on a day. A question to ask, not a verdict.

    `persons` are the different people of that day (by night only, where that is the reason; where lists are, the names that
    their pages showed), `usual` the median of the days on which the same one opened any. What the question came to stands in
    `answer`, without personal data.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    day = models.DateField()
    reason = models.CharField(max_length=10, choices=Unusual)
    actor_key = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=200)
    persons = models.PositiveIntegerField()
    usual = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by_label = models.CharField(max_length=200, blank=True, default="")
    answer = models.CharField(max_length=500, blank=True, default="")

    objects = BrowsingAlarmQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint("actor_key", "day", "reason", name="a_day_of_somebody_alarms_once_for_a_reason"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", answered_by_label="")
                | (Q(answered_at__isnull=False) & ~Q(answer="") & ~Q(answered_by_label="")),
                name="an_answered_alarm_says_what_it_was",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor_label}, {self.day}"
