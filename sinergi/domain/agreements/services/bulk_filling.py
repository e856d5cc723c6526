"""Fill the same unknown facts in for many agreements at once: all of them, or none."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.queries import bulk
from sinergi.domain.agreements.queries.bulk import Filling, FillingLine
from sinergi.domain.agreements.services.recording import each_once, ensure_not_withdrawn
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions import policies as institution_policies
from sinergi.foundation.institutions.services import founding
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError


class ChangedSince(DomainError):
    """Other rows would be changed than those that were previewed."""

    code = "bulk_changed_since"


@transaction.atomic
def fill(
    public_ids: Collection[UUID | str], filling: Filling, *, expected: int, by: Actor, at: datetime
) -> tuple[FillingLine, ...]:
    """Fill in what is unknown; what is known stays as it is. Returns a line for each agreement, as the preview did.

    `expected` is how many agreements the preview said would change. A category of a partner is shared by all units: only
    whoever may settle institutions states it. Raises policies.NotAllowed, Withdrawn, Invalid for none or more than 500,
    ChangedSince.
    """
    bulk.ensure_few(public_ids, by)
    rows = policies.ensure_can_record_all(by, public_ids)
    for row in rows:
        ensure_not_withdrawn(row)
    if filling.category:
        institution_policies.ensure_can_settle(by)
    prefetch_related_objects(rows, "programmes", "fields")
    lines = bulk.lines(rows, filling, by)
    changing = [line for line in lines if line.fills]
    if len(changing) != expected:
        raise ChangedSince(_("Isinya berubah sejak pratinjau. Lihat pratinjaunya sekali lagi sebelum menyimpan."))
    _fill_columns(changing, filling)
    _add("programmes", changing, filling.programme)
    _add("fields", changing, filling.field)
    for partner in each_once(partner.survivor for line in changing for partner in line.partners):
        founding.profile(partner, category=filling.category)
        audit.record("institution.category_stated", partner, by=by, at=at, category=filling.category)
    audit.record_many(
        "agreement.filled",
        ((line.agreement, {"changed": ", ".join(line.fills), "bulk": len(changing)}) for line in changing),
        by=by,
        at=at,
    )
    return lines


def _fill_columns(changing: Iterable[FillingLine], filling: Filling) -> None:
    for name in ("kind", "level"):
        keys = [line.agreement.pk for line in changing if name in line.columns]
        if keys:
            Agreement.objects.filter(pk__in=keys, **{name: ""}).update(**{name: getattr(filling, name)})


def _add(name: str, changing: Iterable[FillingLine], row: object) -> None:
    if row is None:
        return
    through = getattr(Agreement, name).through
    column = "programme" if name == "programmes" else "subjectfield"
    through.objects.bulk_create(
        [through(agreement=line.agreement, **{column: row}) for line in changing if name in line.columns]
    )
