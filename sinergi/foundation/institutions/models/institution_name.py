from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sinergi.foundation.institutions.models.institution import Institution
from sinergi.foundation.institutions.rules.names import Validity


class InstitutionName(models.Model):
    """A name that an institution bore, with the days as far as a source states them.

    Of two rows of one institution no two claim the same day (`services.naming` sees to it); with both days unknown a row
    is another spelling and claims none.
    """

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=300)
    folded_name = models.CharField(max_length=300, db_index=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=500, blank=True, default="")

    objects = models.Manager["InstitutionName"]()

    class Meta:
        ordering = ["institution", F("starts_on").asc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_former_name_is_a_name"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="a_name_does_not_end_before_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def validity(self) -> Validity:
        return Validity(self.starts_on, self.ends_on)
