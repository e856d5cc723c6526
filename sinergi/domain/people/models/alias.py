"""Other writings of a person's name."""

from django.db import models
from django.db.models import Q

from sinergi.domain.people.choices import AliasKind


class Alias(models.Model):
    """A name somebody also bears, bore, or is written with: as written, beside the name of the person.

    After bin or binti stands the father's name; a title ("Drs. H.", "S.H.") is kept as it stood.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="aliases")
    kind = models.CharField(max_length=10, choices=AliasKind)
    name = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    objects = models.Manager["Alias"]()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="an_alias_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="an_alias_is_of_a_known_kind", condition=Q(kind__in=list(AliasKind.values))),
            models.UniqueConstraint(fields=["person", "kind", "name"], name="a_person_has_an_alias_once"),
        ]

    def __str__(self) -> str:
        return self.name
