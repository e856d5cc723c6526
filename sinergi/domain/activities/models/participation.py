"""One person in one activity."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from sinergi.domain.activities.choices import VIEW
from sinergi.domain.activities.models.activity import Activity
from sinergi.domain.activities.models.days import within
from sinergi.domain.people.choices import VIEW as KNOW_PEOPLE
from sinergi.domain.people.choices import Category
from sinergi.domain.people.models.person import human
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.periods import Period
from sinergi.foundation.kernel.queries import prefixed


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def visible_to(self, viewer: Actor) -> Self:
        """Who took part is seen at the unit of the activity only, not by everybody who sees the agreement; and there by
        those who may know its people, so neither by an auditor nor by a director who counts."""
        at = "activity__unit__place__path"
        return self.filter(prefixed(at, viewer.paths(VIEW)) & prefixed(at, viewer.paths(KNOW_PEOPLE)))

    def current(self) -> Self:
        """Participations that were not withdrawn."""
        return self.filter(withdrawn_on=None)

    def counted(self) -> Self:
        """Those who were there, and whose participation was not withdrawn."""
        return self.current().filter(attended_on__isnull=False)

    def marked_repeated(self) -> Self:
        """With `also_enrolled`: whether the same human being takes part in the activity by another row of theirs as well."""
        others = Participation.objects.current().filter(activity=OuterRef("activity")).exclude(pk=OuterRef("pk"))
        alike = others.filter(Q(person=OuterRef("human")) | Q(person__merged_into=OuterRef("human")))
        return self.annotate(human=human(), also_enrolled=Exists(alike))

    def verified(self) -> Self:
        return self.filter(verification__isnull=False)

    def during(self, period: Period | None) -> Self:
        """Those who were there in the period."""
        return self.filter(within("attended_on", period))


class Participation(models.Model):
    """A person enrolled in an activity, with the category of that day and the verification it relies on.

    `category` and `episode` are those of the day of enrolment and do not follow later changes. A withdrawn
    participation stays as history; the person may be enrolled again.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="participations")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey("people.Episode", on_delete=models.PROTECT, related_name="+")
    category = models.CharField(_("kategori"), max_length=16, choices=Category)
    verification = models.ForeignKey("identity.Verification", on_delete=models.PROTECT, null=True, related_name="+")
    enrolled_on = models.DateField(_("terdaftar"))
    attended_on = models.DateField(_("hadir"), null=True)
    withdrawn_on = models.DateField(_("dicabut"), null=True)
    withdrawal_reason = models.TextField(_("alasan dicabut"), blank=True, default="")
    recorded_at = models.DateTimeField()

    also_enrolled: bool
    """Only after `marked_repeated()`."""

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "person"],
                condition=Q(withdrawn_on=None),
                name="a_person_takes_part_once_in_an_activity",
            ),
            models.CheckConstraint(
                name="nobody_attends_before_being_enrolled",
                condition=Q(attended_on=None) | Q(attended_on__gte=F("enrolled_on")),
            ),
            models.CheckConstraint(
                name="a_participation_is_withdrawn_exactly_when_there_is_a_reason",
                condition=Q(withdrawn_on=None, withdrawal_reason="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawal_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["person", "attended_on"], name="participations_by_person")]

    def __str__(self) -> str:
        return f"{self.get_category_display()} #{self.pk}"

    @property
    def is_counted(self) -> bool:
        return self.attended_on is not None and self.withdrawn_on is None
