"""Something done, or to be done, for what an agreement promised."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from sinergi.domain.activities.choices import VIEW, ActivityState
from sinergi.domain.activities.models.days import within
from sinergi.domain.agreements.models import Agreement, Obligation
from sinergi.domain.people.choices import VIEW as KNOW_PEOPLE
from sinergi.domain.people.models.person import human
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.periods import Period
from sinergi.foundation.kernel.queries import prefixed


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, viewer: Actor) -> Self:
        """Activities of the viewer's units, and all that serve an agreement the viewer sees."""
        if not viewer.may_somewhere(VIEW):
            return self.none()
        at_own_units = prefixed("unit__place__path", viewer.paths(VIEW))
        return self.filter(at_own_units | Q(pk__in=_serving(Agreement.objects.visible_to(viewer))))

    def serving(self, agreement: Agreement) -> Self:
        """Activities for at least one obligation of the agreement, each once."""
        return self.filter(pk__in=_serving([agreement.pk]))

    def serving_any(self, agreements: models.QuerySet[Agreement]) -> Self:
        """Activities for at least one obligation of any of the agreements, each once."""
        return self.filter(pk__in=_serving(agreements))

    def at(self, unit: Institution) -> Self:
        """Activities at the unit or at a unit below it; none when the unit has no place in the tree."""
        return self.filter(prefixed("unit__place__path", [unit.path] if unit.path else []))

    def with_counts(self) -> Self:
        """With `enrolled`, `attended` and `verified`: who takes part and was not withdrawn, those of them who were there, and
        those who were there and are verified. Each human being once."""
        current = Q(participations__withdrawn_on=None)
        there = current & Q(participations__attended_on__isnull=False)
        who = human("participations__person")
        return self.annotate(
            enrolled=Count(who, filter=current, distinct=True),
            attended=Count(who, filter=there, distinct=True),
            verified=Count(who, filter=there & Q(participations__verification__isnull=False), distinct=True),
        )

    def planned(self) -> Self:
        return self.filter(state=ActivityState.PLANNED)

    def carried_out(self) -> Self:
        return self.filter(state=ActivityState.CARRIED_OUT)

    def during(self, period: Period | None) -> Self:
        """Activities carried out in the period; None is any time."""
        return self.carried_out().filter(within("carried_out_on", period))

    def real(self) -> Self:
        return self.filter(is_example=False)

    def examples(self) -> Self:
        return self.filter(is_example=True)


def _serving(agreements: models.QuerySet[Agreement] | Iterable[int]) -> models.QuerySet[models.Model]:
    links = Activity.obligations.through.objects.filter(obligation__agreement__in=agreements)
    return links.values("activity_id")  # type: ignore[return-value]


class Activity(models.Model):
    """A day or some days of work at a unit, serving obligations of one or more agreements.

    `carried_out_on` is the day from which it counts as done; until then it credits nothing.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("judul"), max_length=300)
    unit = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="+")
    obligations = models.ManyToManyField(Obligation, related_name="+")
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("sampai"), null=True)
    place_text = models.CharField(_("tempat"), max_length=300, blank=True, default="")
    state = models.CharField(_("keadaan"), max_length=16, choices=ActivityState, default=ActivityState.PLANNED)
    carried_out_on = models.DateField(_("dilaksanakan"), null=True)
    cancel_reason = models.TextField(_("alasan batal"), blank=True, default="")
    is_example = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    enrolled: int
    attended: int
    verified: int
    """Only after `with_counts()`."""

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="an_activity_does_not_end_before_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="an_activity_is_carried_out_exactly_when_its_day_is_known",
                condition=Q(state=ActivityState.CARRIED_OUT, carried_out_on__isnull=False)
                | (~Q(state=ActivityState.CARRIED_OUT) & Q(carried_out_on=None)),
            ),
            models.CheckConstraint(
                name="an_activity_is_not_carried_out_before_it_starts",
                condition=Q(carried_out_on=None) | Q(carried_out_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="an_activity_is_cancelled_exactly_when_there_is_a_reason",
                condition=(Q(state=ActivityState.CANCELLED) & ~Q(cancel_reason=""))
                | (~Q(state=ActivityState.CANCELLED) & Q(cancel_reason="")),
            ),
            models.CheckConstraint(name="an_activity_has_a_title", condition=~Q(title="")),
        ]
        indexes = [models.Index(fields=["unit", "starts_on"], name="activities_by_unit_and_day")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_carried_out(self) -> bool:
        return self.state == ActivityState.CARRIED_OUT

    @property
    def is_cancelled(self) -> bool:
        return self.state == ActivityState.CANCELLED

    def shows_participants_to(self, viewer: Actor) -> bool:
        """Whether the viewer may know who takes part: only at the unit, not wherever the agreement is seen, and only who
        may know its people."""
        return self.shows_roster_to(viewer) and viewer.may(KNOW_PEOPLE, self.unit.path)

    def shows_roster_to(self, viewer: Actor) -> bool:
        """Whether the viewer may have the attendance list, on which names are shortened."""
        return viewer.may(VIEW, self.unit.path)

    @property
    def last_day(self) -> date:
        """The last day on which somebody can have taken part: it may have been carried out later than planned."""
        return max(self.ends_on or self.starts_on, self.carried_out_on or self.starts_on)
