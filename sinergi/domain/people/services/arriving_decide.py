"""Settling by eye what a list leaves open: rows that are doubtful, and people whom a snapshot does not name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.people import policies
from sinergi.domain.people.choices import Departure, PopulationState, Proposal, RowDecision, RowOutcome
from sinergi.domain.people.models import Episode, Person, PopulationImport, PopulationRow
from sinergi.domain.people.rules.arriving import Arrived
from sinergi.domain.people.services import episodes, registering
from sinergi.domain.people.services.arriving_apply import change, said
from sinergi.domain.people.services.arriving_match import Known
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid

FOR_DOUBTFUL = (RowDecision.ACCEPTED, RowDecision.NEW, RowDecision.SKIPPED)
FOR_MISSING = (RowDecision.MOVED, RowDecision.RELEASED, RowDecision.STAYS)
MOST_AT_ONCE = 200

_DEPARTURES = {RowDecision.MOVED: Departure.MOVED, RowDecision.RELEASED: Departure.RELEASED}
_OPEN = (PopulationState.APPLYING, PopulationState.APPLIED)


class NotOpen(DomainError):
    """The row was decided before, or its list is not confirmed."""

    code = "row_not_open"


def decide(
    run: PopulationImport,
    rows: Sequence[PopulationRow],
    *,
    decision: str,
    on: date | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """Carry out one decision for several rows of a confirmed list, each in a transaction of its own; how many were done.

    `on` is the last day at the unit of those who moved or were released, by default the day before the list's. The first
    row that cannot be done stops the rest with its reason. Raises NotAllowed, NotOpen, Invalid and what `episodes.begin`,
    `episodes.end` and `registering.register` raise.
    """
    policies.ensure_can_import_at(by, run.unit)
    if len(rows) > MOST_AT_ONCE:
        raise Invalid(_("Paling banyak %(most)s baris sekali putus.") % {"most": MOST_AT_ONCE}, field="rows")
    for row in rows:
        _decide(run, row.pk, RowDecision(decision), on=on, by=by, at=at)
    return len(rows)


@transaction.atomic
def _decide(
    run: PopulationImport, key: int, decision: RowDecision, *, on: date | None, by: Actor, at: datetime
) -> None:
    row = PopulationRow.objects.select_for_update(of=("self",)).select_related("run__unit__place").get(pk=key, run=run)
    if row.run.state not in _OPEN or row.is_done or row.decision:
        raise NotOpen(_("Baris ini tidak lagi menunggu keputusan. Muat ulang halaman."))
    if row.outcome == RowOutcome.MISSING and decision in FOR_MISSING:
        _leave(row, decision, on=on, by=by, at=at)
    elif row.outcome == RowOutcome.DOUBTFUL and decision in FOR_DOUBTFUL:
        _settle(row, decision, by=by, at=at)
    else:
        raise Invalid(_("Keputusan ini tidak cocok untuk baris itu."), field="decision")
    row.decision, row.decided_at, row.decided_by_key, row.is_done = decision, at, by.key, True
    row.save(update_fields=["decision", "decided_at", "decided_by_key", "is_done", "person", "episode"])
    audit.record("population.decided", row, by=by, at=at, decision=decision, proposal=row.proposal)


def _leave(row: PopulationRow, decision: RowDecision, *, on: date | None, by: Actor, at: datetime) -> None:
    """Whoever left in the meantime by another hand needs nothing more."""
    departure = _DEPARTURES.get(decision)
    if departure is None or row.episode is None or row.episode.ends_on is not None:
        return
    ends_on = max(on or row.run.as_of, row.episode.starts_on)
    episodes.end(row.episode, ends_on=ends_on, ended_as=departure, by=by, at=at)


def _settle(row: PopulationRow, decision: RowDecision, *, by: Actor, at: datetime) -> None:
    if decision == RowDecision.SKIPPED:
        return
    found = said(row)
    if decision == RowDecision.NEW:
        row.person = _register(row.run, found, by=by, at=at)
        return
    if row.person is None or row.proposal == Proposal.NONE:
        raise Invalid(_("Baris ini tidak mempunyai usul. Catat sebagai orang baru, atau lewati."), field="decision")
    person = Person.objects.select_for_update().get(pk=row.person.pk)
    if row.proposal == Proposal.SAME:
        matched = Known(row.run, [found]).match(found)
        if matched.person is not None and matched.person.human_key == person.human_key and matched.fields:
            change(matched, found, by=by, at=at)
        return
    row.episode = episodes.begin(
        person,
        category=found.category,
        unit=row.run.unit,
        registration_number=found.registration_number,
        starts_on=_begins(row.run, found, person),
        ends_previous=row.proposal in {Proposal.STATUS, Proposal.TRANSFER},
        nip=found.nip,
        employment=found.employment,
        by=by,
        at=at,
    )


def _begins(run: PopulationImport, found: Arrived, person: Person) -> date:
    """The day in the list; the list's own where that is when the person came into custody, before what runs now began."""
    episodes_now = Episode.objects.of_human(person.human_key).filter(ends_on=None)
    running = [episode.starts_on for episode in episodes_now]
    if found.starts_on is not None and all(found.starts_on > day for day in running):
        return found.starts_on
    return run.as_of


def _register(run: PopulationImport, found: Arrived, *, by: Actor, at: datetime) -> Person:
    return registering.register(
        name=found.name,
        sex=found.sex,
        birth_date=found.born.on,
        birth_precision=found.born.precision,
        birth_place=found.birth_place,
        nationality=found.nationality,
        region_code=found.region_code,
        nik=found.nik,
        mother_name=found.mother_name,
        family_card_number=found.family_card_number,
        aliases=found.aliases,
        category=found.category,
        unit=run.unit,
        registration_number=found.registration_number,
        starts_on=found.starts_on or run.as_of,
        nip=found.nip,
        employment=found.employment,
        by=by,
        at=at,
    )
