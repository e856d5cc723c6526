"""A piece of the population register that an agreement allows to hold."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from sinergi.domain.agreements.models import Agreement, Party
from sinergi.domain.identity.choices import EXTRACT, VERIFY
from sinergi.domain.identity.rules import register as rules
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.queries import prefixed


class RegisterExtractQuerySet(models.QuerySet["RegisterExtract"]):
    def visible_to(self, viewer: Actor) -> Self:
        """Extracts under agreements whose parties or covered units lie in the viewer's part of the tree, or above it.

        Above, for an agreement of the directorate serves all units below.
        """
        paths = {*viewer.paths(VERIFY), *viewer.paths(EXTRACT)}
        if "" in paths:
            return self.all()
        near = prefixed("institution__place__path", paths) | Q(institution__place__path__in=rules.above(paths))
        covered = Agreement.covered_units.through.objects.filter(agreement=OuterRef("agreement"))
        parties = Party.objects.filter(agreement=OuterRef("agreement"))
        return self.filter(Exists(parties.filter(near)) | Exists(covered.filter(near)))


class RegisterExtract(models.Model):
    """A CSV file of the population register, received under an agreement.

    The database knows that it exists and how many rows it has; its content stays in the private file.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    label = models.CharField(_("nama ekstrak"), max_length=200)
    taken_on = models.DateField(_("diambil pada"))
    rows = models.PositiveIntegerField(_("jumlah baris"))
    is_example = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    by_key = models.CharField(max_length=80)

    objects = RegisterExtractQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="an_extract_has_rows", condition=Q(rows__gt=0)),
            models.CheckConstraint(name="an_extract_has_a_label", condition=~Q(label="")),
        ]

    def __str__(self) -> str:
        return self.label
