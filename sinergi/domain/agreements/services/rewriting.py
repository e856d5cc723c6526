"""Say all facts of an agreement anew. For this room's services, inside their transaction and after their checks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from sinergi.domain.agreements.models import Agreement, Party
from sinergi.domain.agreements.rules.changes import Change, Kept
from sinergi.domain.agreements.rules.umbrellas import may_carry_out
from sinergi.domain.agreements.services.recording import (
    NoParty,
    NotAnUmbrella,
    PartyFacts,
    RecordedAgreement,
    add_party,
    checked,
    each_once,
    ensure_alike,
    ensure_umbrella,
    many,
    party_values,
    standing_as,
    values,
)
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError


class StillOwes(DomainError):
    """A party that owes something cannot be taken out."""

    code = "party_still_owes"


def rewrite(
    agreement: Agreement, facts: RecordedAgreement, *, ended_on: date | None = None, by: Actor, at: datetime
) -> tuple[Change, ...]:
    """Make the agreement say `facts` and nothing else; what that changed, old and new. () when it said so already.

    `ended_on` is the day of an end by decision. Unlike `recording.fill`, what is left unsaid becomes unknown, and a party
    that is not named leaves.
    Raises Invalid for values that cannot be, NoParty, StandsTwice, Mixed, NotAnUmbrella, StillOwes.
    """
    known = list(agreement.parties.select_related("institution").order_by("pk"))
    facts = checked(facts, at, standing=known)
    if not facts.parties:
        raise NoParty(_("Perjanjian belum memuat satu pihak pun. Sebutkan paling sedikit satu pihak."))
    ensure_alike(agreement, [*(party.institution for party in facts.parties), *facts.covered_units])
    if facts.umbrella != agreement.umbrella or facts.kind != agreement.kind:
        ensure_umbrella(facts.umbrella, kind=facts.kind, is_example=agreement.is_example, by=by)
    _ensure_still_above(agreement, facts.kind)
    changes = [*_plain(agreement, values(facts) | {"ended_on": ended_on}), *_parties(agreement, known, facts.parties)]
    for name, chosen in many(facts).items():
        changes += _related(agreement, name, chosen)
    return tuple(changes)


def _plain(row: Agreement | Party, wanted: dict[str, Any], party: str = "") -> list[Change]:
    changes = [
        Change(name, party, kept(getattr(row, name)), kept(value))
        for name, value in wanted.items()
        if value != getattr(row, name)
    ]
    for change in changes:
        setattr(row, change.fact, wanted[change.fact])
    row.save(update_fields=[change.fact for change in changes])
    return changes


def _related(agreement: Agreement, name: str, chosen: Iterable[Model]) -> list[Change]:
    known, wanted = list(getattr(agreement, name).all()), list(chosen)
    gone, new = each_once(known, but=wanted), each_once(wanted, but=known)
    if not gone and not new:
        return []
    # What was merged away stays as the row it is, so that undoing the merge leaves everything as it was.
    after = [*(row for row in known if row not in gone), *new]
    getattr(agreement, name).set(after)
    return [Change(name, "", kept(known), kept(after))]


def _parties(agreement: Agreement, known: list[Party], wanted: tuple[PartyFacts, ...]) -> list[Change]:
    known, changes = list(known), list[Change]()
    for facts in wanted:
        party = standing_as(facts.institution, known)
        if party is None:
            key = str(facts.institution.public_id)
            add_party(agreement, facts)
            changes.append(Change("side", key, None, facts.side.value))
            changes += [
                Change(name, key, "" if name != "mandate_on" else None, kept(value))
                for name, value in party_values(facts).items()
                if value
            ]
        else:
            known.remove(party)
            key = str(party.institution.public_id)
            changes += _plain(party, {"side": facts.side.value, **party_values(facts)}, key)
    for party in known:
        changes += _without(party)
    return changes


def _without(party: Party) -> list[Change]:
    key = str(party.institution.public_id)
    said = {name: getattr(party, name) for name in party_values(PartyFacts(party.institution, party.side))}  # type: ignore[arg-type]
    gone = [
        Change("side", key, party.side, None),
        *(
            Change(name, key, kept(value), None if name == "mandate_on" else "")
            for name, value in said.items()
            if value
        ),
    ]
    try:
        party.delete()
    except ProtectedError:
        raise StillOwes(
            _("%(party)s masih memikul kewajiban dalam perjanjian ini, jadi tidak dapat dikeluarkan dari para pihak.")
            % {"party": party}
        ) from None
    return gone


def kept(value: Any) -> Kept:
    """A value as a correction keeps it: text, a number, a day as ISO, other rows by their public id in order."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Model):
        return str(value.public_id)  # type: ignore[attr-defined]  # every row that a fact names has one
    return sorted(str(row.public_id) for row in value)


def _ensure_still_above(agreement: Agreement, kind: str) -> None:
    """What carries it out must stay below it, whatever kind it turns out to be."""
    for below in agreement.carried_out_by.all():
        if not may_carry_out(below.kind, kind):
            raise NotAnUmbrella(
                _("%(below)s melaksanakan naskah ini, jadi jenisnya harus lebih tinggi daripada naskah itu.")
                % {"below": below.title},
                field="kind",
            )
