"""Somebody without a usable NIK is a case, with everything that was tried."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from sinergi.domain.identity.choices import CASES, AgeBand, CaseOrigin, CaseState, CloseReason, StepKind
from sinergi.domain.identity.rules import cases as rules
from sinergi.domain.people.models import Person, PersonQuerySet
from sinergi.domain.people.models.person import of_humans
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.encryption import EncryptedTextField
from sinergi.foundation.kernel.queries import prefixed


class NikCaseQuerySet(models.QuerySet["NikCase"]):
    def visible_to(self, viewer: Actor) -> NikCaseQuerySet:
        """Cases that a unit sees to where the viewer does so."""
        return self.filter(prefixed("unit__place__path", viewer.paths(CASES)))

    def of_human(self, key: Any) -> NikCaseQuerySet:
        """Cases of one human being, at whichever row; `key` is `Person.human_key`, a number or an expression."""
        return self.filter(Q(person=key) | Q(person__merged_into=key))

    def of_humans(self, persons: Iterable[Person]) -> NikCaseQuerySet:
        return self.filter(of_humans(persons))

    def open(self) -> NikCaseQuerySet:
        """Those that are not over."""
        return self.exclude(state=CaseState.CLOSED)

    def stuck(self, on: date) -> NikCaseQuerySet:
        """Not over, and without a step for a month; whoever is booked for a day to come waits for that day."""
        silent = self.open().filter(last_step_on__lte=rules.stuck_since(on))
        return silent.exclude(state=CaseState.BOOKED, recording_day__on__gte=on)

    def in_band(self, band: str, on: date) -> NikCaseQuerySet:
        """Those of one band of age on `on`."""
        first, last = rules.opened_between(AgeBand(band), on)
        return self.filter(opened_on__range=(first, last))

    def oldest_first(self) -> NikCaseQuerySet:
        return self.order_by("opened_on", "pk")


class NikCase(models.Model):
    """How far it is with one person. `unit` sees to it: where the person is, or last was.

    The state is what the last telling step left behind; `rules.cases.after` says which. `recording_day` is set exactly
    while the person is booked for one.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.OPEN)
    recording_day = models.ForeignKey(
        "identity.RecordingDay", on_delete=models.PROTECT, related_name="cases", null=True
    )
    origin = models.CharField(max_length=6, choices=CaseOrigin)
    run = models.ForeignKey("identity.VerificationRun", on_delete=models.PROTECT, related_name="+", null=True)
    opened_on = models.DateField(_("dibuka pada"))
    last_step_on = models.DateField(_("langkah terakhir"))
    closed_on = models.DateField(_("ditutup pada"), null=True)
    close_reason = models.CharField(max_length=10, choices=CloseReason, blank=True, default="")
    is_example = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    by_key = models.CharField(max_length=80)
    by_label = models.CharField(max_length=200)

    objects = NikCaseQuerySet.as_manager()

    class Meta:
        ordering = ["opened_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=~Q(state=CaseState.CLOSED), name="a_person_has_one_open_case"
            ),
            models.CheckConstraint(
                name="a_case_has_a_recording_day_exactly_while_booked",
                condition=Q(state=CaseState.BOOKED, recording_day__isnull=False)
                | (~Q(state=CaseState.BOOKED) & Q(recording_day=None)),
            ),
            models.CheckConstraint(
                name="a_closed_case_says_when_and_why",
                condition=Q(state=CaseState.CLOSED, closed_on__isnull=False) & ~Q(close_reason="")
                | (~Q(state=CaseState.CLOSED) & Q(closed_on=None, close_reason="")),
            ),
            models.CheckConstraint(
                name="only_a_run_opens_a_case_from_a_run",
                condition=Q(origin=CaseOrigin.RUN, run__isnull=False) | (~Q(origin=CaseOrigin.RUN) & Q(run=None)),
            ),
            models.CheckConstraint(
                name="the_last_step_of_a_case_is_not_before_it", condition=Q(last_step_on__gte=F("opened_on"))
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "opened_on"], name="cases_of_a_unit_by_age"),
            models.Index(fields=["state", "last_step_on"], name="cases_by_last_step"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.get_state_display()}"

    @property
    def is_over(self) -> bool:
        return self.state == CaseState.CLOSED

    def age(self, on: date) -> int:
        """Days since it was opened, until it was closed if it is."""
        return ((self.closed_on or on) - self.opened_on).days


def without_open_case(persons: PersonQuerySet) -> PersonQuerySet:
    """Of these survivors, those about whom no case is open, at whichever row."""
    return persons.filter(~Exists(NikCase.objects.open().of_human(OuterRef("pk"))))


class NikCaseStep(models.Model):
    """One thing done or one turn taken. Written once; only an erasure takes its words and its paper away.

    `note` is what an officer wrote about the person, so it lies encrypted.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(NikCase, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind)
    on = models.DateField(_("hari"))
    note = EncryptedTextField(_("catatan"), blank=True, default="")
    evidence = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True)
    recording_day = models.ForeignKey(
        "identity.RecordingDay", on_delete=models.PROTECT, related_name="steps", null=True
    )
    recorded_at = models.DateTimeField()
    by_key = models.CharField(max_length=80)
    by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="what_concerns_a_recording_day_names_it",
                condition=~Q(kind__in=[StepKind.BOOKED, StepKind.UNBOOKED, StepKind.ABSENT, StepKind.REFUSED])
                | Q(recording_day__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["recording_day", "kind"], name="steps_of_a_recording_day")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}"
