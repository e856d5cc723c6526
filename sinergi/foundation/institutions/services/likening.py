"""Finding who may be who. A person decides; what was decided is not asked again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions import policies, queries
from sinergi.foundation.institutions.choices import PairDecision
from sinergi.foundation.institutions.models import Institution, LikelyPair, Listing, NameGram
from sinergi.foundation.institutions.rules.likeness import grams
from sinergi.foundation.institutions.rules.names import listed
from sinergi.foundation.kernel import guarded
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError


class AlreadyDecided(DomainError):
    """Somebody decided about the pair first."""

    code = "pair_decided"


def index(institution: Institution) -> None:
    """Keep the pieces by which the institution is found. Call it whenever its name changes."""
    NameGram.objects.filter(institution=institution).delete()
    NameGram.objects.bulk_create(
        NameGram(institution=institution, gram=gram) for gram in sorted(grams(institution.name))
    )


def propose_for(keys: Iterable[int], *, at: datetime) -> None:
    """`index` and `propose` for the institutions with these keys, in small transactions. Bears being done twice."""
    rows = list(Institution.objects.unmerged().filter(pk__in=list(keys)).select_related("place").order_by("pk"))
    for step in (index, partial(propose, at=at)):
        for institution in rows:
            with transaction.atomic():
                step(institution)


def propose(institution: Institution, *, at: datetime) -> None:
    """Propose the institution together with each one it resembles, unless the pair is known; and its name to be taken
    apart, where it lists several outside the tree. For this room's services."""
    if listed(institution.name) and institution.path is None:
        Listing.objects.get_or_create(institution=institution, defaults={"recorded_at": at})
    alike = queries.alike(institution.name, viewer=_SELF, examples=institution.is_example, but=institution)
    LikelyPair.objects.bulk_create(
        [
            LikelyPair(
                first_id=min(institution.pk, each.institution.pk),
                second_id=max(institution.pk, each.institution.pk),
                likeness=each.likeness,
                recorded_at=at,
            )
            for each in alike
        ],
        ignore_conflicts=True,
    )


def look_through(*, at: datetime) -> None:
    """Propose what resembles each other among institutions known before that was looked for. What was decided stays."""
    for institution in Institution.objects.unmerged().filter(recorded_at=None).iterator(chunk_size=500):
        propose(institution, at=at)


@transaction.atomic
def tell_apart(pair: LikelyPair, *, by: Actor, at: datetime) -> LikelyPair:
    """A person says that the two are different; they are not proposed again.

    Raises policies.NotAllowed, AlreadyDecided.
    """
    policies.ensure_can_settle(by)
    try:
        guarded.update_one(
            LikelyPair.objects.filter(pk=pair.pk, decision=PairDecision.OPEN),
            decision=PairDecision.DIFFERENT,
            decided_at=at,
            decided_by_key=by.key,
        )
    except guarded.Lost:
        raise AlreadyDecided(_("Pasangan ini sudah diputuskan orang lain. Muat ulang daftarnya.")) from None
    pair.refresh_from_db()
    audit.record("institution.told_apart", pair.first, by=by, at=at, other=str(pair.second.public_id))
    return pair


_SELF = Actor.system("likening")
