"""What the review desk decided, and how long it stands."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sinergi.domain.identity.choices import Opinion, Scope
from sinergi.domain.identity.models.review_case import ReviewCase
from sinergi.foundation.kernel.actors import Actor


class ReviewDecisionQuerySet(models.QuerySet["ReviewDecision"]):
    def standing(self, on: date) -> ReviewDecisionQuerySet:
        """Neither revoked nor run out on `on`; the last day is included."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=on), revoked_at=None)

    def visible_to(self, viewer: Actor) -> ReviewDecisionQuerySet:
        return self.filter(case__in=ReviewCase.objects.visible_to(viewer).values("pk"))


class ReviewDecision(models.Model):
    """A standing override: later runs and searches keep to it until it expires, is revoked, or who it is about changed.

    `fingerprint` is that of the case: once the people's particulars give another one, the decision no longer speaks of them.
    `nik_index` is the keyed hash of the NIK for decisions about a NIK, "" for the others.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.OneToOneField(ReviewCase, on_delete=models.PROTECT, related_name="decision")
    scope = models.CharField(_("cakupan"), max_length=10, choices=Scope)
    opinion = models.CharField(
        _("putusan"), max_length=10, choices=[(each.value, each.label) for each in (Opinion.SAME, Opinion.DIFFERENT)]
    )
    reason = models.CharField(_("alasan"), max_length=500)
    expires_on = models.DateField(_("berlaku sampai"), null=True)
    fingerprint = models.CharField(max_length=64)
    nik_index = models.CharField(max_length=64, blank=True, default="")
    is_ruling = models.BooleanField(default=False)
    decided_at = models.DateTimeField()
    by_key = models.CharField(max_length=80)
    by_label = models.CharField(max_length=200)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_key = models.CharField(max_length=80, blank=True, default="")
    revoked_by_label = models.CharField(max_length=200, blank=True, default="")
    revoke_reason = models.CharField(_("alasan pencabutan"), max_length=500, blank=True, default="")

    objects = ReviewDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_review_decision_says_same_or_different",
                condition=Q(opinion__in=[Opinion.SAME, Opinion.DIFFERENT]),
            ),
            models.CheckConstraint(name="a_review_decision_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="only_a_decision_about_a_nik_has_its_index",
                condition=Q(scope=Scope.NIK) & ~Q(nik_index="") | (~Q(scope=Scope.NIK) & Q(nik_index="")),
            ),
            models.CheckConstraint(
                name="a_revoked_decision_says_who_when_and_why",
                condition=Q(revoked_at=None, revoked_by_key="", revoke_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_by_key="") & ~Q(revoke_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scope_display()}: {self.get_opinion_display()}"
