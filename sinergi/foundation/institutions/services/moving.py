from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext as _

from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions import policies
from sinergi.foundation.institutions.choices import PlaceKind, Zone
from sinergi.foundation.institutions.models import Institution, Place
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid

LONGEST_PATH = 120


class MergedAway(DomainError):
    """It was merged into another: what is to be done is done there."""

    code = "merged_away"


@transaction.atomic
def move(
    institution: Institution,
    *,
    parent: Institution | None,
    by: Actor,
    at: datetime,
    kind: str | None = None,
    zone: str | None = None,
) -> Place:
    """Put a unit with all that stands below it under another parent (None: a root of its own); None leaves kind and zone.

    What grants reach follows the tree at once. Raises policies.NotAllowed, MergedAway, Invalid for a parent that cannot be.
    """
    policies.ensure_can_settle(by)
    institution = locked(institution)
    place = Place.objects.select_for_update().filter(institution=institution).first()
    if place is None:
        raise Invalid(
            _("“%(institution)s” belum punya tempat di pohon unit.") % {"institution": institution.name}, field="parent"
        )
    before = place.parent.institution.name if place.parent else None
    reshape(place, kind=kind, zone=zone)
    relocate(place, parent)
    after = parent.name if parent else None
    audit.record("institution.moved", institution, by=by, at=at, before=before, after=after, kind=place.kind)
    return place


def locked(institution: Institution) -> Institution:
    """The row as it is now, held for this transaction. Raises MergedAway."""
    institution = Institution.objects.select_for_update().get(pk=institution.pk)
    if institution.merged_into_id is not None:
        raise MergedAway(
            _("Lembaga ini sudah digabung ke “%(institution)s”. Ubah lembaga itu.") % {"institution": institution.name}
        )
    return institution


def reshape(place: Place, *, kind: str | None, zone: str | None) -> None:
    """Change what kind of unit stands there, and its zone. Raises Invalid for words that do not exist."""
    if kind and kind not in PlaceKind.values:
        raise Invalid(_("Jenis unit tidak dikenal."), field="kind")
    if zone and zone not in Zone.values:
        raise Invalid(_("Zona waktu tidak dikenal."), field="zone")
    place.kind = kind or place.kind
    place.zone = zone or place.zone
    place.save(update_fields=["kind", "zone"])


def relocate(place: Place, parent: Institution | None) -> None:
    """Rewrite the paths of the place and of all below it, in one statement. Raises Invalid for a parent that cannot be."""
    above = Place.objects.filter(institution=parent).first() if parent else None
    if parent is not None and above is None:
        raise Invalid(_("Induk yang dipilih tidak punya tempat di pohon unit."), field="parent")
    if parent is not None and parent.is_example != place.institution.is_example:
        raise Invalid(_("Unit contoh dan unit nyata tidak boleh berada di pohon yang sama."), field="parent")
    old = Place.objects.values_list("path", flat=True).get(pk=place.pk)
    if above is not None and above.path.startswith(old):
        raise Invalid(
            _("Sebuah unit tidak dapat berada di bawah dirinya sendiri. Pilih induk yang lain."), field="parent"
        )
    new = f"{above.path if above else ''}{place.pk}."
    below = Place.objects.filter(path__startswith=old)
    deepest = below.annotate(length=Length("path")).order_by("-length").values_list("length", flat=True)[0]
    if deepest - len(old) + len(new) > LONGEST_PATH:
        raise Invalid(_("Pohon unit menjadi terlalu dalam. Pilih induk yang lebih dekat ke akar."), field="parent")
    rest = Substr("path", len(old) + 1)
    below.update(path=Concat(Value(new, output_field=CharField()), rest, output_field=CharField()))
    place.path, place.parent = new, above
    place.save(update_fields=["parent"])
