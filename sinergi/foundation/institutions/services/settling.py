from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions import policies
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.institutions.rules import folded
from sinergi.foundation.institutions.services import likening
from sinergi.foundation.institutions.services.founding import NameTaken, clean_name, profile, put_in_place
from sinergi.foundation.institutions.services.mirroring import mirror
from sinergi.foundation.institutions.services.moving import locked, relocate, reshape
from sinergi.foundation.kernel import guarded
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError


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
    policies.ensure_can_settle(by)
    institution = locked(institution)
    if not institution.is_provisional:
        raise NotProvisional(_("“%(institution)s” sudah ditetapkan.") % {"institution": institution.name})
    name = clean_name(name)
    try:
        with transaction.atomic():
            guarded.update_one(
                Institution.objects.provisional().filter(pk=institution.pk),
                name=name, folded_name=folded(name), is_provisional=False,
            )  # fmt: skip
    except IntegrityError:
        raise NameTaken(
            _("Lembaga “%(name)s” sudah ada. Bila keduanya sama, gabungkan.") % {"name": name}, field="name"
        ) from None
    if kind is not None and institution.path is None:
        put_in_place(institution, kind=kind, parent=parent, **({"zone": zone} if zone else {}))
    elif institution.path is not None:
        reshape(institution.place, kind=kind, zone=zone)
        if parent is not None:
            relocate(institution.place, parent)
    if category is not None:
        profile(institution, category=category)
    if name != institution.name:
        renamed = Institution.objects.get(pk=institution.pk)
        mirror(renamed)
        likening.index(renamed)
        likening.propose(renamed, at=at)
    audit.record("institution.settled", institution, by=by, at=at, name=name, before=institution.name, kind=kind)
    institution.refresh_from_db()
    return institution


@transaction.atomic
def take_on(institution: Institution, *, by: Actor, at: datetime) -> Institution:
    """Say that one will settle this provisional institution, so that two do not look for the same thing. Another may take over.

    Raises policies.NotAllowed, NotProvisional.
    """
    policies.ensure_can_settle(by)
    try:
        guarded.update_one(
            Institution.objects.provisional().filter(pk=institution.pk), keeper_key=by.key, keeper_label=by.label
        )
    except guarded.Lost:
        raise NotProvisional(_("“%(institution)s” sudah ditetapkan.") % {"institution": institution.name}) from None
    institution.refresh_from_db()
    audit.record("institution.taken_on", institution, by=by, at=at)
    return institution
