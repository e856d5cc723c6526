"""A unit's own list of its people on the way in, and what each of its rows says."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sinergi.domain.people.choices import (
    IMPORT,
    Category,
    PopulationKind,
    PopulationState,
    Proposal,
    RowDecision,
    RowOutcome,
)
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.encryption import EncryptedTextField
from sinergi.foundation.kernel.queries import prefixed


class PopulationImportQuerySet(models.QuerySet["PopulationImport"]):
    def visible_to(self, viewer: Actor) -> Self:
        """Those of units at which the viewer may import."""
        return self.filter(prefixed("unit__place__path", viewer.paths(IMPORT)))

    def unfinished(self) -> Self:
        return self.filter(state__in=[PopulationState.READING, PopulationState.APPLYING])


class PopulationImport(models.Model):
    """One file with the people of one unit, true on the day `as_of`.

    `read_rows` and `applied_rows` are the marks: how far reading and applying have come, written in the transaction of what
    they count, so that whoever goes on knows where. `present` counts who was recorded at the unit in the `categories` of
    the file on that day, `missing` who of them is not in a snapshot. `failure` is why the file could not be read.
    The file itself goes once it was read, the values of the rows some weeks after (`forgotten_at`); the counts stay.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True)
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(_("jenis berkas"), max_length=10, choices=PopulationKind)
    as_of = models.DateField(_("keadaan pada"))
    fallback = models.CharField(max_length=16, choices=Category, blank=True, default="")
    state = models.CharField(max_length=10, choices=PopulationState, default=PopulationState.READING)
    notes = models.JSONField(default=list)
    failure = models.CharField(max_length=500, blank=True, default="")
    categories = models.JSONField(default=list)
    read_rows = models.PositiveIntegerField(default=0)
    missing_mark = models.BigIntegerField(default=0)
    applied_rows = models.PositiveIntegerField(default=0)
    present = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    by_key = models.CharField(max_length=80)
    by_label = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by_key = models.CharField(max_length=80, blank=True, default="")
    confirmed_by_label = models.CharField(max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    objects = PopulationImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_population_is_of_a_known_kind", condition=Q(kind__in=list(PopulationKind.values))
            ),
            models.CheckConstraint(
                name="a_population_is_applied_only_when_confirmed",
                condition=~Q(state__in=[PopulationState.APPLYING, PopulationState.APPLIED])
                | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_population_that_is_refused_says_why", condition=~Q(state=PopulationState.REFUSED, failure="")
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(state__in=[PopulationState.READING, PopulationState.APPLYING]),
                name="a_unit_has_one_import_under_way",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class PopulationRow(models.Model):
    """What one row of the file does. `values` (encrypted JSON of `rules.arriving.Arrived`) and `why` hold what it says.

    `why` are sentences without values. `person` and `episode` are whom it was recognised as. A missing row has no number:
    it stands for an episode that the snapshot does not name. `place` is its order. `is_done`: nothing is left to do.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(PopulationImport, on_delete=models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField()
    sheet = models.CharField(max_length=60, blank=True, default="")
    number = models.PositiveIntegerField(null=True)
    outcome = models.CharField(max_length=10, choices=RowOutcome)
    proposal = models.CharField(max_length=10, choices=Proposal, blank=True, default=Proposal.NONE)
    why = models.JSONField(default=list)
    values = EncryptedTextField(blank=True, default="")
    number_key = models.CharField(max_length=80, blank=True, default="")
    nik_index = models.CharField(max_length=64, blank=True, default="", editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.SET_NULL, related_name="+", null=True)
    episode = models.ForeignKey("people.Episode", on_delete=models.SET_NULL, related_name="+", null=True)
    is_done = models.BooleanField(default=False)
    decision = models.CharField(max_length=10, choices=RowDecision, blank=True, default=RowDecision.OPEN)
    decided_by_key = models.CharField(max_length=80, blank=True, default="")
    decided_at = models.DateTimeField(null=True)

    objects = models.Manager["PopulationRow"]()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["run", "place"], name="a_place_in_a_population_is_taken_once"),
            models.CheckConstraint(
                name="a_population_row_is_decided_at_a_moment",
                condition=Q(decision="", decided_at=None, decided_by_key="")
                | (~Q(decision="") & Q(decided_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["run", "outcome", "place"], name="population_rows_by_outcome"),
            models.Index(fields=["run", "number_key"], name="population_rows_by_number"),
            models.Index(fields=["run", "nik_index"], name="population_rows_by_nik", condition=~Q(nik_index="")),
            models.Index(fields=["run", "episode"], name="population_rows_by_episode"),
            models.Index(fields=["run", "person"], name="population_rows_by_person"),
        ]

    def __str__(self) -> str:
        return f"Baris {self.number}" if self.number else "Tidak ada di berkas"
