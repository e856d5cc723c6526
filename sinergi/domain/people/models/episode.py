"""A stretch of time that a person spends in one category at one unit."""

import uuid
from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sinergi.domain.people.choices import CUSTODY, VIEW, Category, Departure, Employment
from sinergi.domain.people.rules import Stay
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.institutions.choices import Zone
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.queries import prefixed


class EpisodeQuerySet(models.QuerySet["Episode"]):
    def on(self, day: date) -> Self:
        """Episodes that hold on `day`, first and last day included."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def lasting_at(self, moment: datetime) -> Self:
        """Episodes that hold today, where each unit's own zone says which day `moment` is."""
        return self.filter(lasts_at(moment))

    def of_human(self, key: Any) -> Self:
        """All episodes of one human being, whichever row they stand at; `key` is `Person.human_key`."""
        return self.filter(Q(person=key) | Q(person__merged_into=key))

    def custody(self) -> Self:
        return self.filter(category__in=CUSTODY)

    def at(self, unit: Institution) -> Self:
        """Episodes at the unit or at a unit below it; none when the unit has no place in the tree."""
        return self.filter(prefixed("unit__place__path", [unit.path] if unit.path else []))

    def visible_to(self, viewer: Actor) -> Self:
        """Episodes at units of the viewer's subtree: after a transfer the old unit keeps only its own rows."""
        return self.filter(prefixed("unit__place__path", viewer.paths(VIEW)))


def lasts_at(moment: datetime) -> Q:
    """Whether an episode holds on the day that `moment` is at its unit: a condition on episodes."""
    today = Q(pk__in=())
    for zone in Zone:
        day = today_at(zone, moment)
        today |= Q(unit__place__zone=zone, starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))
    return today


class Episode(models.Model):
    """A person in one category at one unit under one registration number, from day to day.

    A change of category or unit is a new episode; the former ends the day before. So each day has one answer.
    `nip` (18 digits, old ones 9) and `employment` are an officer's. `ended_as` says why it ended, as far as it was said.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="episodes")
    category = models.CharField(_("kategori"), max_length=16, choices=Category)
    unit = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="+")
    registration_number = models.CharField(_("nomor registrasi"), max_length=60)
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("sampai"), null=True)
    ended_as = models.CharField(max_length=10, choices=Departure, blank=True, default=Departure.UNKNOWN)
    nip = models.CharField(_("NIP"), max_length=18, blank=True, default="")
    employment = models.CharField(max_length=4, choices=Employment, blank=True, default=Employment.UNKNOWN)
    recorded_at = models.DateTimeField()

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="an_episode_does_not_end_before_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="an_episode_has_a_known_category", condition=Q(category__in=list(Category.values))
            ),
            models.CheckConstraint(name="an_episode_has_a_number", condition=~Q(registration_number="")),
            models.CheckConstraint(
                name="only_an_officer_has_a_nip_and_an_employment",
                condition=Q(category=Category.PETUGAS) | Q(nip="", employment=""),
            ),
            models.CheckConstraint(
                name="only_an_ended_episode_ended_as_something",
                condition=Q(ends_on__isnull=False) | Q(ended_as=""),
            ),
            models.UniqueConstraint(
                fields=["unit", "registration_number", "category"], name="a_number_stands_once_per_unit_and_category"
            ),
        ]
        indexes = [models.Index(fields=["unit", "starts_on", "ends_on"], name="episodes_by_unit_and_days")]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.registration_number}"

    @property
    def stay(self) -> Stay:
        return Stay(self.category, self.starts_on, self.ends_on)
