"""Say who is to find out what no source states."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import Fact
from sinergi.domain.agreements.models import Assignment
from sinergi.foundation.access.models import User
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid

MOST_ROWS = 500


@transaction.atomic
def assign(
    agreements: Collection[UUID | str], fact: Fact, *, owner: User | Institution, by: Actor, at: datetime
) -> int:
    """Give one unknown fact of these agreements to a user or a unit, whoever had it before; returns how many.

    All of them or none. Raises policies.NotAllowed where one is not visible or not to be recorded by the actor, Invalid for
    none, more than 500, a fact that is known by now, an owner who cannot be one.
    """
    if not agreements:
        raise Invalid(_("Pilih paling sedikit satu perjanjian."), field="agreements")
    if len(set(map(str, agreements))) > MOST_ROWS:
        raise Invalid(_("Paling banyak %(most)s perjanjian sekaligus.") % {"most": MOST_ROWS}, field="agreements")
    if isinstance(owner, User) and not owner.is_active:
        raise Invalid(_("Pengguna ini tidak aktif lagi. Pilih orang lain."), field="owner")
    if isinstance(owner, Institution) and owner.path is None:
        raise Invalid(_("Hanya unit pemasyarakatan yang dapat diberi tugas. Pilih dari daftar unit."), field="owner")
    rows = policies.ensure_can_record_all(by, agreements)
    known = [row for row in rows if fact not in {unknown.fact for unknown in row.unknowns()}]
    if known:
        raise Invalid(
            _("%(agreement)s: %(fact)s sudah diketahui. Muat ulang daftarnya.")
            % {"agreement": known[0].title, "fact": Fact(fact).label},
            field="agreements",
        )
    user, unit = (owner, None) if isinstance(owner, User) else (None, owner)
    made = Assignment.objects.bulk_create(
        [Assignment(agreement=row, fact=fact, user=user, unit=unit, assigned_at=at, by_key=by.key) for row in rows],
        update_conflicts=True,
        unique_fields=["agreement", "fact"],
        update_fields=["user", "unit", "assigned_at", "by_key"],
    )
    audit.record_many(
        "agreement.gap_assigned",
        ((row, {"fact": Fact(fact).value, "owner": audit.name_of(owner)}) for row in rows),
        by=by,
        at=at,
    )
    return len(made)
