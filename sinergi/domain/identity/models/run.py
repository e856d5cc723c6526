"""A run over a unit or a list of people, and how far it is with each of them."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sinergi.domain.identity.choices import (
    FINAL,
    REPORT,
    UNDER_WAY,
    VERIFY,
    Halt,
    Pause,
    PersonState,
    Result,
    RunKind,
    RunState,
)
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.queries import prefixed


class VerificationRunQuerySet(models.QuerySet["VerificationRun"]):
    def visible_to(self, viewer: Actor) -> VerificationRunQuerySet:
        """Runs over units of the viewer's part of the tree."""
        return self.filter(prefixed("unit__place__path", {*viewer.paths(VERIFY), *viewer.paths(REPORT)}))

    def under_way(self) -> VerificationRunQuerySet:
        return self.filter(state__in=UNDER_WAY)

    def abandoned(self, at: datetime, *, silent_since: datetime) -> VerificationRunQuerySet:
        """Under way, due, and without a sign of life since `silent_since`: nobody works on them."""
        due = Q(waits_until=None) | Q(waits_until__lte=at)
        return self.under_way().filter(due, beat_at__lte=silent_since).exclude(waits_because=Pause.ANSWERS)

    def waiting_for_somebody(self) -> VerificationRunQuerySet:
        """Halted by the system: they go on when somebody has acted."""
        return self.filter(state=RunState.HALTED)


class VerificationRun(models.Model):
    """Everybody at a unit, or a chosen list, asked in one of three ways under one agreement and for one purpose.

    `on` is the day on which they must be at the unit. `beat_at` is when a worker last gave a sign; `waits_until` and
    `waits_because` say why nothing is asked just now. A run at the registry knows the hash of the file that went out, which
    is not kept, and has the file of answers to it. A run that is over keeps who was in it and what came of it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("cara"), max_length=10, choices=RunKind)
    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.PROTECT, related_name="+")
    extract = models.ForeignKey("identity.RegisterExtract", on_delete=models.PROTECT, related_name="+", null=True)
    outgoing_sha256 = models.CharField(max_length=64, blank=True, default="")
    outgoing_rows = models.PositiveIntegerField(default=0)
    answers = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True)
    unit = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("tujuan"), max_length=200)
    on = models.DateField(_("hari pemeriksaan"))
    is_chosen = models.BooleanField(default=False)
    state = models.CharField(_("keadaan"), max_length=10, choices=RunState, default=RunState.GATHERING)
    halted_because = models.CharField(max_length=20, choices=Halt, blank=True, default="")
    waits_because = models.CharField(max_length=10, choices=Pause, blank=True, default="")
    waits_until = models.DateTimeField(null=True)
    failures_in_row = models.PositiveIntegerField(default=0)
    beat_at = models.DateTimeField()
    is_example = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by_key = models.CharField(max_length=80)
    by_label = models.CharField(max_length=200)

    objects = VerificationRunQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        indexes = [models.Index(fields=["state", "beat_at"], name="runs_by_state_and_beat")]
        constraints = [
            models.CheckConstraint(
                name="a_run_asks_an_extract_exactly_when_that_is_its_way",
                condition=Q(kind=RunKind.EXTRACT, extract__isnull=False) | (~Q(kind=RunKind.EXTRACT) & Q(extract=None)),
            ),
            models.CheckConstraint(
                name="a_run_says_why_it_was_halted",
                condition=Q(state=RunState.HALTED) & ~Q(halted_because="")
                | (~Q(state=RunState.HALTED) & Q(halted_because="")),
            ),
            models.CheckConstraint(
                name="a_run_has_ended_exactly_in_a_final_state",
                condition=Q(state__in=FINAL, ended_at__isnull=False) | (~Q(state__in=FINAL) & Q(ended_at=None)),
            ),
            models.CheckConstraint(name="a_run_has_a_purpose", condition=~Q(purpose="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.unit}"

    @property
    def is_over(self) -> bool:
        return self.state in FINAL

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY


class RunPersonQuerySet(models.QuerySet["RunPerson"]):
    def open(self) -> RunPersonQuerySet:
        """Not answered, given up or skipped yet."""
        return self.filter(state__in=[PersonState.WAITING, PersonState.ASKING])

    def takeable(self, at: datetime) -> RunPersonQuerySet:
        """Due, or left behind by a worker whose claim ran out. `due_at` says both."""
        return self.open().filter(due_at__lte=at).order_by("due_at", "pk")


class RunPerson(models.Model):
    """One person in one run. `due_at` is when somebody may ask: while ASKING, when the claim under `token` runs out.

    `unit` is where the person was when the run was gathered. `tries` counts the technical failures, which are bounded;
    `problem` is one machine word about the last one.
    """

    run = models.ForeignKey(VerificationRun, on_delete=models.CASCADE, related_name="persons")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=PersonState, default=PersonState.WAITING)
    due_at = models.DateTimeField()
    token = models.UUIDField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=20, blank=True, default="")
    result = models.CharField(max_length=20, choices=Result, blank=True, default="")
    verification = models.ForeignKey("identity.Verification", on_delete=models.PROTECT, related_name="+", null=True)

    objects = RunPersonQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["run", "state", "due_at"], name="run_persons_by_state_and_due")]
        constraints = [
            models.UniqueConstraint(fields=["run", "person"], name="a_person_stands_once_in_a_run"),
            models.CheckConstraint(
                name="a_person_is_claimed_exactly_while_asked",
                condition=Q(state=PersonState.ASKING, token__isnull=False)
                | (~Q(state=PersonState.ASKING) & Q(token=None)),
            ),
            models.CheckConstraint(
                name="a_person_has_a_result_exactly_when_answered",
                condition=Q(state=PersonState.DONE, verification__isnull=False) & ~Q(result="")
                | (~Q(state=PersonState.DONE) & Q(verification=None, result="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.person_id}: {self.state}"
