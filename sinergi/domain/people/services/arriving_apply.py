"""Recording what a confirmed list says, in chunks that bear being killed and done again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import transaction

from sinergi.domain.people import rules
from sinergi.domain.people.choices import BirthSource, PopulationState, RowOutcome
from sinergi.domain.people.models import Alias, Episode, Person, PopulationImport, PopulationRow
from sinergi.domain.people.rules.arriving import Arrived
from sinergi.domain.people.services.arriving_match import OF_EPISODES, Known, Matched
from sinergi.domain.people.services.arriving_preview import state as state_row
from sinergi.domain.people.services.merging import PARTICULARS
from sinergi.domain.people.services.registering import state_family_card, state_mother, state_nik
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel import guarded
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.turns import Turns

AT_ONCE = 250
"""Rows in one transaction: each writes a person, an episode, names and two entries, well under two seconds together."""

type Progress = Callable[[int, int], None]


def apply(
    run: PopulationImport, *, at: datetime, progress: Progress = lambda done, of: None, at_once: int = AT_ONCE
) -> PopulationImport:
    """Record the new and changed rows of a confirmed run; a run in another state is left as it is.

    Each chunk is worked out anew against what is recorded by then, so that doing it twice changes nothing and what became
    doubtful since the preview waits for a person. `progress` hears how many rows are done, of how many.
    """
    run = PopulationImport.objects.select_related("unit__place").get(pk=run.pk)
    if run.state != PopulationState.APPLYING:
        return run
    by = Actor(run.confirmed_by_key, run.confirmed_by_label)
    todo = run.rows.filter(outcome__in=[RowOutcome.NEW, RowOutcome.CHANGED], is_done=False)
    of = run.applied_rows + todo.count()
    turns = Turns()
    while rows := list(todo.order_by("place")[:at_once]):
        with transaction.atomic():
            guarded.update_one(
                PopulationImport.objects.filter(
                    pk=run.pk, state=PopulationState.APPLYING, applied_rows=run.applied_rows
                ),
                applied_rows=run.applied_rows + len(rows),
            )
            _record(run, rows, by=by, at=at)
        run.applied_rows += len(rows)
        progress(run.applied_rows, of)
        turns.pause()
    with transaction.atomic():
        guarded.update_one(
            PopulationImport.objects.filter(pk=run.pk, state=PopulationState.APPLYING),
            state=PopulationState.APPLIED,
            ended_at=at,
        )
        audit.record("population.applied", run, by=by, at=at, rows=run.applied_rows)
    run.refresh_from_db()
    return run


def said(row: PopulationRow) -> Arrived:
    """What a row of the list says; its values must not be forgotten yet."""
    return Arrived.from_plain(json.loads(row.values))


def _record(run: PopulationImport, rows: Sequence[PopulationRow], *, by: Actor, at: datetime) -> None:
    arrived = [said(row) for row in rows]
    known = Known(run, arrived)
    new: list[tuple[PopulationRow, Arrived]] = []
    for row, found in zip(rows, arrived, strict=True):
        matched = known.match(found)
        state_row(row, found, matched)
        if matched.outcome == RowOutcome.NEW:
            new.append((row, found))
        elif matched.outcome == RowOutcome.CHANGED:
            change(matched, found, by=by, at=at)
        row.is_done = matched.outcome != RowOutcome.DOUBTFUL
    _admit(run, new, by=by, at=at)
    # They are all there: an INSERT that meets them, since bulk_update's CASE per row and field took half of a chunk's time.
    PopulationRow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["pk"],
        update_fields=["outcome", "proposal", "why", "person", "episode", "is_done"],
    )  # fmt: skip


def _admit(run: PopulationImport, new: Sequence[tuple[PopulationRow, Arrived]], *, by: Actor, at: datetime) -> None:
    """What `registering.register` does, for a chunk at a time."""
    people = [_person(run, found, at=at) for _row, found in new]
    episodes = []
    Person.objects.bulk_create(people)
    for (row, found), person in zip(new, people, strict=True):
        episode = _episode(run, found, person, at=at)
        row.person, row.episode = person, episode
        episodes.append(episode)
    Episode.objects.bulk_create(episodes)
    keep_aliases(zip(people, (found.aliases for _row, found in new), strict=True), at=at)
    unit = str(run.unit.public_id)
    audit.record_many(
        "person.registered",
        (
            (person, {"unit": unit, "has_nik": bool(person.nik_index), "import": str(run.public_id)})
            for person in people
        ),
        by=by,
        at=at,
    )
    audit.record_many(
        "episode.begun", ((one, {"unit": unit, "starts_on": one.starts_on}) for one in episodes), by=by, at=at
    )


def _person(run: PopulationImport, found: Arrived, *, at: datetime) -> Person:
    person = Person(is_example=run.unit.is_example, recorded_at=at)
    _state(person, found, ("name", "sex", "born", "birth_place", "nationality", "region_code"))
    state_nik(person, found.nik)
    state_mother(person, found.mother_name)
    state_family_card(person, found.family_card_number)
    return person


def _episode(run: PopulationImport, found: Arrived, person: Person, *, at: datetime) -> Episode:
    starts_on = found.starts_on or run.as_of
    ends_on = found.ends_on if found.ends_on and found.ends_on >= starts_on else None
    return Episode(
        person=person,
        category=found.category,
        unit=run.unit,
        registration_number=found.registration_number,
        starts_on=starts_on,
        ends_on=ends_on,
        ended_as=found.ended_as if ends_on else "",
        nip=found.nip,
        employment=found.employment,
        recorded_at=at,
    )


def change(matched: Matched, found: Arrived, *, by: Actor, at: datetime) -> None:
    """Write what the row fills or changes of a person and an episode that it was recognised as."""
    person, episode, fields = matched.person, matched.episode, matched.fields
    assert person is not None
    _state(person, found, fields)
    if "nik" in fields:
        state_nik(person, found.nik)
    if "mother_name" in fields:
        state_mother(person, found.mother_name)
    if "family_card_number" in fields:
        state_family_card(person, found.family_card_number)
    person.save(update_fields=PARTICULARS)
    if "aliases" in fields:
        held = {(alias.kind, alias.name.casefold()) for alias in person.aliases.all()}
        keep_aliases([(person, [a for a in found.aliases if (a.kind, a.name.casefold()) not in held])], at=at)
    about_person = [field for field in fields if field not in OF_EPISODES]
    if about_person:
        audit.record("person.corrected", person, by=by, at=at, fields=", ".join(about_person))
    if episode is not None and len(about_person) < len(fields):
        _change_episode(episode, found, fields, by=by, at=at)


def _change_episode(episode: Episode, found: Arrived, fields: Iterable[str], *, by: Actor, at: datetime) -> None:
    if "nip" in fields:
        episode.nip = found.nip
    if "employment" in fields:
        episode.employment = found.employment
    if "ends_on" in fields:
        episode.ends_on, episode.ended_as = found.ends_on, found.ended_as
        audit.record("episode.ended", episode, by=by, at=at, ends_on=found.ends_on, ended_as=found.ended_as)
    episode.save(update_fields=["nip", "employment", "ends_on", "ended_as"])


def _state(person: Person, found: Arrived, fields: Iterable[str]) -> None:
    for field in fields:
        if field == "name":
            person.name, person.name_key = found.name, rules.name_key(found.name)
        elif field == "born":
            person.birth_date, person.birth_precision = found.born.on, found.born.precision
            person.birth_source = BirthSource.OTHER if found.born.on else BirthSource.UNKNOWN
        elif field in {"sex", "birth_place", "nationality", "region_code"}:
            setattr(person, field, getattr(found, field))


def keep_aliases(about: Iterable[tuple[Person, Sequence[rules.KnownAs]]], *, at: datetime) -> None:
    """Add other names to people, each once."""
    Alias.objects.bulk_create(
        (
            Alias(person=person, kind=alias.kind, name=alias.name, recorded_at=at)
            for person, aliases in about
            for alias in aliases
        ),
        ignore_conflicts=True,
    )
