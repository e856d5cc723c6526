from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions import policies
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.institutions.rules import folded
from sinergi.foundation.institutions.services.founding import NameTaken, profile, put_in_place
from sinergi.foundation.kernel import guarded
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line


class NotProvisional(DomainError):
    """It was settled before."""

    code = "not_provisional"


@transaction.atomic
def confirm(
    institution: Institution,
    *,
    name: str,
    by: Actor,
    at: datetime,
    kind: str | None = None,
    parent: Institution | None = None,
    zone: str | None = None,
    category: str | None = None,
) -> Institution:
    """A person has looked: this is a real institution, under this name, at this place, of this category.

    Raises NotProvisional when somebody settled it first, NameTaken, Invalid, NotAllowed.
    """
    institution = Institution.objects.select_for_update().get(pk=institution.pk)
    policies.ensure_can_settle(by)
    if not institution.is_provisional:
        raise NotProvisional(f"“{institution.name}” sudah ditetapkan.")
    name = clean_line(name, field="name", label="Nama lembaga")
    if not folded(name):
        raise Invalid("Nama lembaga harus memuat huruf atau angka.", field="name")
    try:
        with transaction.atomic():
            guarded.update_one(
                Institution.objects.provisional().filter(pk=institution.pk),
                name=name, folded_name=folded(name), is_provisional=False,
            )  # fmt: skip
    except IntegrityError:
        raise NameTaken(f"Lembaga “{name}” sudah ada. Gabungkan lewat nama yang sama persis.", field="name") from None
    if kind is not None and institution.path is None:
        put_in_place(institution, kind=kind, parent=parent, **({"zone": zone} if zone else {}))
    elif institution.path is not None and (parent is not None or kind is not None):
        _move(institution, kind=kind, parent=parent, zone=zone)
    if category is not None:
        profile(institution, category=category)
    audit.record("institution.settled", institution, by=by, at=at, name=name, before=institution.name, kind=kind)
    institution.refresh_from_db()
    return institution


def _move(institution: Institution, *, kind: str | None, parent: Institution | None, zone: str | None) -> None:
    """A provisional unit gets its true kind and parent; it has no children yet, so only its own path changes."""
    place = institution.place
    if place.children.exists():
        raise Invalid("Unit ini sudah punya bawahan, sehingga tempatnya tidak dapat dipindah di sini.", field="parent")
    if parent is not None:
        if parent.path is None or parent.pk == institution.pk:
            raise Invalid("Induk yang dipilih tidak punya tempat di pohon unit.", field="parent")
        place.parent = parent.place
        place.path = f"{parent.place.path}{place.pk}."
    place.kind = kind or place.kind
    place.zone = zone or place.zone
    place.save(update_fields=["parent", "path", "kind", "zone"])
