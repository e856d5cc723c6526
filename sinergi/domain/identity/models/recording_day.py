"""A day on which the civil registry comes to a unit, or takes people in, to record them."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sinergi.domain.identity.choices import CASES, DayState
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.queries import prefixed

MOST_PLACES = 500


class RecordingDayQuerySet(models.QuerySet["RecordingDay"]):
    def visible_to(self, viewer: Actor) -> RecordingDayQuerySet:
        """Days at units where the viewer sees to such cases."""
        return self.filter(prefixed("unit__place__path", viewer.paths(CASES)))

    def to_come(self, on: date) -> RecordingDayQuerySet:
        """Planned, and not over on `on`."""
        return self.filter(state=DayState.PLANNED, on__gte=on)

    def with_room(self) -> RecordingDayQuerySet:
        return self.filter(booked__lt=F("capacity"))


class RecordingDay(models.Model):
    """`office` is the Dinas Dukcapil; `booked` of `capacity` places are taken, and never more: by constraint.

    Whose places they are say the cases while the day is planned, and their steps ever after.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("tanggal"))
    capacity = models.PositiveSmallIntegerField(_("kapasitas"))
    booked = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=DayState, default=DayState.PLANNED)
    reason = models.CharField(_("alasan"), max_length=300, blank=True, default="")
    is_example = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    by_key = models.CharField(max_length=80)
    by_label = models.CharField(max_length=200)

    objects = RecordingDayQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "office", "on"],
                condition=~Q(state=DayState.CANCELLED),
                name="an_office_comes_once_a_day_to_a_unit",
            ),
            models.CheckConstraint(
                name="a_recording_day_has_some_hundred_places_at_most",
                condition=Q(capacity__gt=0, capacity__lte=MOST_PLACES),
            ),
            models.CheckConstraint(
                name="a_recording_day_is_never_overbooked", condition=Q(booked__gte=0, booked__lte=F("capacity"))
            ),
            models.CheckConstraint(
                name="a_cancelled_recording_day_says_why_and_holds_nobody",
                condition=Q(state=DayState.CANCELLED, booked=0) & ~Q(reason="")
                | (~Q(state=DayState.CANCELLED) & Q(reason="")),
            ),
        ]
        indexes = [models.Index(fields=["unit", "state", "on"], name="recording_days_of_a_unit")]

    def __str__(self) -> str:
        return f"{self.on:%d-%m-%Y}"

    @property
    def room(self) -> int:
        """Places that are still free."""
        return self.capacity - self.booked
