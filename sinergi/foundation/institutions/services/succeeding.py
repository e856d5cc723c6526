from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions import policies
from sinergi.foundation.institutions.choices import SuccessionKind
from sinergi.foundation.institutions.models import Institution, Succession
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid
from sinergi.foundation.kernel.text import clean_line


@transaction.atomic
def succeed(
    predecessor: Institution,
    successor: Institution,
    *,
    kind: str,
    on: date | None,
    source: str,
    by: Actor,
    at: datetime,
) -> Succession:
    """Write down that one institution came after another; known already, nothing changes.

    Raises policies.NotAllowed, Invalid without a source, for an unknown kind, and when the successor came first.
    """
    policies.ensure_can_settle(by)
    source = clean_line(source, field="source", label=_("Sumber"), most=500)
    if kind not in SuccessionKind.values:
        raise Invalid(_("Cara penggantian tidak dikenal. Pilih berganti nama, digabung, atau dipecah."), field="kind")
    if predecessor.is_example != successor.is_example:
        raise Invalid(_("Lembaga contoh tidak dapat menggantikan lembaga nyata."), field="successor")
    same = Institution.objects.same_as
    known = Succession.objects.filter(predecessor__in=same(predecessor), successor__in=same(successor)).first()
    if known is not None:
        return known
    if predecessor.survivor_key in _later(successor):
        raise Invalid(
            _("%(successor)s sudah tercatat lebih dahulu daripada %(predecessor)s.")
            % {"successor": successor.name, "predecessor": predecessor.name},
            field="successor",
        )
    succession = Succession.objects.create(
        predecessor=predecessor, successor=successor, kind=kind, on=on, source=source
    )
    audit.record(
        "institution.succeeded", predecessor, by=by, at=at, successor=str(successor.public_id), kind=kind, on=on
    )
    return succession


def _later(institution: Institution) -> set[int]:
    """The institution and all that came after it, by the keys of those that stand for them."""
    found, newest = {institution.survivor_key}, {institution.survivor_key}
    while newest:
        begun = Q(predecessor__in=newest) | Q(predecessor__merged_into__in=newest)
        after = Succession.objects.filter(begun).values_list("successor", "successor__merged_into")
        newest = {into or key for key, into in after} - found
        found |= newest
    return found
