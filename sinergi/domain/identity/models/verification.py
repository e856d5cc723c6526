"""One answer to the question whether a person is who the file says."""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from sinergi.domain.identity.choices import VERIFY, Method, Result
from sinergi.domain.people.choices import VIEW as SEE_PEOPLE
from sinergi.domain.people.models import Episode, Person
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.queries import prefixed


class VerificationQuerySet(models.QuerySet["Verification"]):
    def confirming(self) -> Self:
        """Those that say: this is the person."""
        return self.filter(result=Result.SESUAI)

    def newest_first(self) -> Self:
        """By the day of the check; of several on one day the last recorded comes first."""
        return self.order_by("-checked_on", "-recorded_at", "-pk")

    def latest_for(self, person: Person) -> "Verification | None":
        """The newest of these about the person, at whichever row, or None."""
        return self.of_human(person.human_key).newest_first().first()

    def of_outer_human(self, name: str) -> Self:
        """In a subquery: those about the human being whose key the outer query has under `name`. Faster than `of_human`."""
        merged = Person.objects.filter(merged_into=OuterRef(OuterRef(name))).values("pk")
        return self.filter(Q(person=OuterRef(name)) | Q(person__in=merged))

    def of_human(self, key: Any) -> Self:
        """Those about one human being, whichever row they stand at; `key` is `Person.human_key`."""
        return self.filter(person__in=Person.objects.of_human(key).values("pk"))

    def visible_to(self, viewer: Actor) -> Self:
        """Verifications of people who are in the viewer's part of the tree, or were there when it was made or later.

        A unit sees what was found before a person came; what is found after the person left is no longer its own. Where
        rows were merged, who has only the absorbed one sees what was found of the survivor since.
        """
        paths = {*viewer.paths(VERIFY), *viewer.paths(SEE_PEOPLE)}
        stays = Episode.objects.filter(prefixed("unit__place__path", paths))
        stays = stays.filter(Q(ends_on=None) | Q(ends_on__gte=OuterRef("checked_on")))
        merged = Q(person__merged_into=OuterRef("person"), person__merged_at__lt=OuterRef("recorded_at"))
        return self.filter(Exists(stays.filter(person=OuterRef("person"))) | Exists(stays.filter(merged)))


class Verification(models.Model):
    """A person asked for in a register, or confirmed by the unit; made once and never changed.

    `marks` and `why` say how fields compared, never what the register holds: nothing of a register is kept here.
    `probability` is the scorer's that the row of an extract is the person; null where no row was weighed.
    Of the verification service's answer its `code`, the `scores` in percent and the `threshold` they were held against stay.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    method = models.CharField(_("cara"), max_length=10, choices=Method)
    result = models.CharField(_("hasil"), max_length=20, choices=Result)
    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.PROTECT, related_name="+", null=True)
    extract = models.ForeignKey("identity.RegisterExtract", on_delete=models.PROTECT, related_name="+", null=True)
    run = models.ForeignKey("identity.VerificationRun", on_delete=models.PROTECT, related_name="+", null=True)
    register_row = models.PositiveIntegerField(null=True)
    code = models.CharField(_("kode layanan"), max_length=3, blank=True, default="")
    threshold = models.PositiveSmallIntegerField(_("ambang"), null=True)
    marks = models.JSONField(default=dict)
    scores = models.JSONField(default=dict)
    probability = models.FloatField(_("peluang"), null=True)
    why = models.JSONField(default=list)
    officer_name = models.CharField(_("nama petugas"), max_length=200, blank=True, default="")
    registration_number = models.CharField(_("nomor registrasi"), max_length=60, blank=True, default="")
    checked_on = models.DateField(_("diperiksa pada"))
    recorded_at = models.DateTimeField()
    by_key = models.CharField(max_length=80)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_verification_has_a_result",
                condition=Q(result__in=[result for result in Result.values if result != Result.BELUM]),
            ),
            models.CheckConstraint(
                name="each_method_names_what_it_rests_on",
                condition=(
                    Q(method=Method.REGISTER, agreement__isnull=False, officer_name="", registration_number="")
                    & (Q(extract__isnull=False) | Q(run__isnull=False))
                )
                | (
                    Q(method=Method.UNIT, agreement=None, extract=None, run=None, register_row=None)
                    & ~Q(officer_name="")
                    & ~Q(registration_number="")
                ),
            ),
            models.CheckConstraint(
                name="a_unit_only_ever_confirms", condition=~Q(method=Method.UNIT) | Q(result=Result.SESUAI)
            ),
        ]
        indexes = [models.Index(fields=["person", "-checked_on"], name="verifications_of_a_person")]

    def __str__(self) -> str:
        return f"{self.get_method_display()}: {self.get_result_display()}"

    @property
    def confirms(self) -> bool:
        return self.result == Result.SESUAI
