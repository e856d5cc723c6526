from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions.choices import PartnerCategory, PlaceKind, Zone
from sinergi.foundation.institutions.models import Institution, PartnerProfile, Place
from sinergi.foundation.institutions.rules import folded
from sinergi.foundation.institutions.services import likening
from sinergi.foundation.institutions.services.mirroring import mirror
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line
from sinergi.foundation.queue.services import posting as queue

LONGEST_NAME = 300
BATCH_ROWS = 500


class NameTaken(DomainError):
    """Another institution already bears this name."""

    code = "name_taken"


@transaction.atomic
def found(
    name: str,
    *,
    by: Actor,
    at: datetime,
    kind: str | None = None,
    parent: Institution | None = None,
    zone: str = Zone.WIB,
    category: str | None = None,
    provisional: bool = False,
    example: bool = False,
) -> Institution:
    """Make an institution known. With `kind` it gets a place in the tree, with `category` (may be "") a partner's profile.

    Called by services that were allowed already (an import, the set-up, the example country); it asks no permission itself.
    Raises NameTaken, Invalid.
    """
    name = clean_name(name)
    try:
        with transaction.atomic():
            institution = Institution.objects.create(
                name=name, folded_name=folded(name), is_provisional=provisional, is_example=example, recorded_at=at
            )
    except IntegrityError:
        raise NameTaken(_("Lembaga “%(name)s” sudah ada.") % {"name": name}, field="name") from None
    if kind is not None:
        put_in_place(institution, kind=kind, parent=parent, zone=zone)
    if category is not None:
        profile(institution, category=category)
    likening.index(institution)
    likening.propose(institution, at=at)
    audit.record("institution.founded", institution, by=by, at=at, name=name, kind=kind, provisional=provisional)
    return institution


@dataclass(frozen=True)
class Newcomer:
    """One institution to be founded: what `found` takes, for many at a time."""

    name: str
    kind: str | None = None
    parent: Institution | None = None
    zone: str = Zone.WIB
    category: str | None = None


@transaction.atomic
def found_many(
    newcomers: Sequence[Newcomer], *, by: Actor, at: datetime, provisional: bool = False, example: bool = False
) -> list[Institution]:
    """`found` for hundreds at a time, in a constant number of writes for each table; the same in all but one thing.

    By which pieces it is found, and whom it resembles, is worked out afterwards by a job: comparing names within the
    transaction would hold the write lock for long. Raises NameTaken without saying which, Invalid.
    """
    names = [clean_name(newcomer.name) for newcomer in newcomers]
    try:
        with transaction.atomic():
            made = Institution.objects.bulk_create(
                (
                    Institution(
                        name=name,
                        folded_name=folded(name),
                        is_provisional=provisional,
                        is_example=example,
                        recorded_at=at,
                    )
                    for name in names
                ),
                batch_size=BATCH_ROWS,
            )
    except IntegrityError:
        raise NameTaken(_("Salah satu lembaga ini sudah ada."), field="name") from None
    together = list(zip(made, newcomers, strict=True))
    _put_in_places([(row, newcomer) for row, newcomer in together if newcomer.kind is not None])
    partners = [(row, newcomer.category) for row, newcomer in together if newcomer.category is not None]
    for _row, category in partners:
        _ensure_category(category)
    PartnerProfile.objects.bulk_create(
        (PartnerProfile(institution=row, category=category) for row, category in partners), batch_size=BATCH_ROWS
    )
    for start in range(0, len(made), BATCH_ROWS):
        queue.later("institutions.propose", [row.pk for row in made[start : start + BATCH_ROWS]], at=at)
    audit.record_many(
        "institution.founded",
        ((row, {"name": row.name, "kind": new.kind, "provisional": provisional}) for row, new in together),
        by=by,
        at=at,
    )
    return made


def _put_in_places(together: Sequence[tuple[Institution, Newcomer]]) -> None:
    for row, newcomer in together:
        _ensure_placeable(row, kind=newcomer.kind or "", parent=newcomer.parent, zone=newcomer.zone)
    places = Place.objects.bulk_create(
        (
            Place(
                institution=row,
                kind=newcomer.kind or "",
                parent=newcomer.parent.place if newcomer.parent else None,
                zone=newcomer.zone,
                path=f"new:{row.pk}",
            )
            for row, newcomer in together
        ),
        batch_size=BATCH_ROWS,
    )
    for place in places:
        place.path = f"{place.parent.path if place.parent else ''}{place.pk}."
    Place.objects.bulk_update(places, ["path"], batch_size=BATCH_ROWS)


def clean_name(name: str) -> str:
    """A name that can be one. Raises Invalid."""
    name = clean_line(name, field="name", label=_("Nama lembaga"))
    if not folded(name):
        raise Invalid(_("Nama lembaga harus memuat huruf atau angka."), field="name")
    if len(folded(name)) > LONGEST_NAME:
        raise Invalid(
            _("Nama lembaga terlalu panjang, paling banyak %(most)s karakter.") % {"most": LONGEST_NAME}, field="name"
        )
    return name


@transaction.atomic
def complete(
    institution: Institution,
    *,
    by: Actor,
    at: datetime,
    kind: str | None = None,
    parent: Institution | None = None,
    zone: str | None = None,
    category: str | None = None,
) -> Institution:
    """Fill in what was not known: a place where there was none, a partner's profile or category. What is known stays.

    Asks no permission itself, like `found`. Raises Invalid.
    """
    institution = Institution.objects.select_for_update().get(pk=institution.pk)
    if kind is not None and institution.path is None:
        put_in_place(institution, kind=kind, parent=parent, zone=zone or Zone.WIB)
    if category is not None:
        profile(institution, category=category)
    audit.record("institution.completed", institution, by=by, at=at, kind=kind, category=category)
    return institution


def put_in_place(institution: Institution, *, kind: str, parent: Institution | None, zone: str = Zone.WIB) -> Place:
    """Give an institution its place under `parent` (None: a root). Raises Invalid for a kind or zone that does not exist."""
    _ensure_placeable(institution, kind=kind, parent=parent, zone=zone)
    place = Place.objects.create(
        institution=institution,
        kind=kind,
        parent=parent.place if parent else None,
        zone=zone,
        path=f"new:{institution.pk}",
    )
    place.path = f"{parent.place.path if parent else ''}{place.pk}."
    place.save(update_fields=["path"])
    return place


def _ensure_placeable(institution: Institution, *, kind: str, parent: Institution | None, zone: str) -> None:
    if kind not in PlaceKind.values:
        raise Invalid(_("Jenis unit tidak dikenal."), field="kind")
    if zone not in Zone.values:
        raise Invalid(_("Zona waktu tidak dikenal."), field="zone")
    if parent is not None and parent.path is None:
        raise Invalid(_("Induk yang dipilih tidak punya tempat di pohon unit."), field="parent")
    if parent is not None and parent.is_example != institution.is_example:
        raise Invalid(_("Unit contoh dan unit nyata tidak boleh berada di pohon yang sama."), field="parent")


def _ensure_category(category: str) -> None:
    if category and category not in PartnerCategory.values:
        raise Invalid(_("Kategori mitra tidak dikenal."), field="category")


def profile(institution: Institution, *, category: str) -> PartnerProfile:
    """Make an institution a partner too, or fill in a category that was unknown; a known one stays."""
    _ensure_category(category)
    partner, _created = PartnerProfile.objects.get_or_create(institution=institution, defaults={"category": category})
    if category and not partner.category:
        partner.category = category
        partner.save(update_fields=["category"])
    mirror(institution)
    return partner


def state_category(institution: Institution, *, category: str) -> PartnerProfile:
    """Make an institution a partner of this category, whatever was known before. Raises Invalid."""
    partner = profile(institution, category=category)
    if partner.category != category:
        partner.category = category
        partner.save(update_fields=["category"])
        mirror(institution)
    return partner
