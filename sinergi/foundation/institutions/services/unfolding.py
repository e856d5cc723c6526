"""A name that lists several institutions: proposed to a person, who says what it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions import policies, queries
from sinergi.foundation.institutions.choices import ListingDecision
from sinergi.foundation.institutions.models import Institution, Listing
from sinergi.foundation.institutions.rules import folded
from sinergi.foundation.institutions.services import founding
from sinergi.foundation.kernel import guarded
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid

MOST_PARTS = 60


class AlreadyDecided(DomainError):
    """Somebody decided about the name first."""

    code = "listing_decided"


@transaction.atomic
def unfold(listing: Listing, names: Sequence[str], *, by: Actor, at: datetime) -> tuple[Institution, ...]:
    """Say that the name stands for the institutions `names`; those nobody knows become provisional ones of the same category.

    Where the name stands as a party is the affair of the room that holds it (`agreements.services.unfolding`).
    Raises policies.NotAllowed, AlreadyDecided, Invalid.
    """
    policies.ensure_can_settle(by)
    whole = listing.institution
    distinct = {folded(name): name for name in names if name.strip()}
    if not 2 <= len(distinct) <= MOST_PARTS:
        raise Invalid(
            _("Tulis sedikitnya 2 dan paling banyak %(most)s lembaga, satu per baris.") % {"most": MOST_PARTS},
            field="names",
        )
    if folded(whole.name) in distinct:
        raise Invalid(_("Nama gabungannya tidak dapat menjadi salah satu bagiannya."), field="names")
    category = whole.partner_profile.category if hasattr(whole, "partner_profile") else ""
    parts = []
    for name in distinct.values():
        part = queries.named(name, viewer=by)
        if part is None:
            part = founding.found(name, category=category, provisional=True, example=whole.is_example, by=by, at=at)
        elif part.is_example != whole.is_example:
            raise Invalid(_("Lembaga contoh tidak dapat berada dalam satu daftar dengan lembaga nyata."), field="names")
        else:
            founding.profile(part, category="")
        parts.append(part)
    _decide(listing, ListingDecision.SEVERAL, by=by, at=at)
    listing.parts.set(parts)
    audit.record("institution.unfolded", whole, by=by, at=at, parts=len(parts))
    return tuple(parts)


@transaction.atomic
def keep_whole(listing: Listing, *, by: Actor, at: datetime) -> Listing:
    """Say that the name is that of one institution. Raises policies.NotAllowed, AlreadyDecided."""
    policies.ensure_can_settle(by)
    _decide(listing, ListingDecision.ONE, by=by, at=at)
    audit.record("institution.kept_whole", listing.institution, by=by, at=at)
    return listing


def _decide(listing: Listing, decision: ListingDecision, *, by: Actor, at: datetime) -> None:
    try:
        guarded.update_one(
            Listing.objects.filter(pk=listing.pk, decision=ListingDecision.OPEN),
            decision=decision,
            decided_at=at,
            decided_by_key=by.key,
        )
    except guarded.Lost:
        raise AlreadyDecided(_("Nama ini sudah diputuskan orang lain. Muat ulang daftarnya.")) from None
    listing.refresh_from_db()
