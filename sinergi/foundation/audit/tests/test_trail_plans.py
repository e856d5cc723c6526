"""What an auditor looks for is found in an index, on both databases, however long the trail has become."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection

from sinergi.foundation.audit import queries
from sinergi.foundation.audit.choices import VIEW
from sinergi.foundation.audit.models import Entry, Reading
from sinergi.foundation.audit.queries import TrailFilter
from tests.support.factories import NOW, actor

pytestmark = pytest.mark.django_db
AUDITOR = actor(VIEW)
SITI = actor(name="Siti Contoh")
LATER = NOW + timedelta(days=400)
# Each finds the few rows that Siti left among thousands.
ASKED = {
    "name": TrailFilter(actor="siti"),
    "key": TrailFilter(actor="user:Siti Contoh"),
    "kind": TrailFilter(subject="rare.row"),
    "row": TrailFilter(subject="rare.row:1"),
    "day": TrailFilter(since=LATER.date(), until=LATER.date()),
    "action": TrailFilter(action="rare"),
    "purpose": TrailFilter(purpose="LANGKA"),
}


@pytest.fixture(autouse=True)
def long_trail() -> None:
    """Enough rows for a planner to care, of many subjects, days and actors."""
    entries = []
    for n in range(3_003):
        rare = n % 1_001 == 0
        by, at = (SITI, LATER) if rare else (actor(name=f"Budi {n % 40}"), NOW + timedelta(minutes=n))
        action = "thing.rare" if rare else f"thing.done{n % 7}"
        subject = f"rare.row:{n % 1_000}" if rare else f"kind{n % 30}.row:{n}"
        entries.append(
            Entry(action=action, subject=subject, actor_key=by.key, actor_label=by.label, at=at, sha256="0" * 64)
        )
    Entry.objects.bulk_create(entries)
    Reading.objects.bulk_create(
        Reading(
            subject=entry.subject,
            fields=["name"],
            purpose="langka" if "rare" in entry.action else f"uji {entry.action}",
            actor_key=entry.actor_key,
            actor_label=entry.actor_label,
            at=entry.at,
        )
        for entry in entries
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # a small table fits into one look; a long one does not


@pytest.mark.parametrize("asked", [name for name in ASKED if name != "purpose"])
def test_entries_are_looked_up_in_an_index(asked: str) -> None:
    found = queries.entries(AUDITOR, ASKED[asked])
    assert found.count() == (1 if asked == "row" else 3)
    plan = found[:50].explain()
    assert re.search(r"\bentries_\w+", plan), plan


@pytest.mark.parametrize("asked", [name for name in ASKED if name != "action"])
def test_readings_are_looked_up_in_an_index(asked: str) -> None:
    found = queries.readings(AUDITOR, ASKED[asked])
    assert found.count() == (1 if asked == "row" else 3)
    plan = found[:50].explain()
    assert re.search(r"\breadings_\w+", plan), plan


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (TrailFilter(action="DONE3"), "thing.done3"),
        (TrailFilter(action="done3"), "thing.done3"),
        (TrailFilter(actor="udi 3"), "Budi 3"),
        (TrailFilter(subject="kind3.row"), "kind3.row:3"),
    ],
)
def test_what_is_found_is_what_was_asked_for(asked: TrailFilter, due: str) -> None:
    found = list(queries.entries(AUDITOR, asked))
    values = {value for entry in found for value in (entry.action, entry.actor_label, entry.subject)}
    assert due in values
    part = (asked.action or asked.actor or asked.subject).lower()
    assert all(part in f"{entry.action} {entry.actor_label} {entry.subject}".lower() for entry in found)


@pytest.mark.parametrize("part", ["%", "_", "\\", "a%b", "' OR '1'='1"])
def test_letters_that_mean_something_to_the_database_mean_themselves(part: str) -> None:
    assert not queries.entries(AUDITOR, TrailFilter(action=part)).exists()
    assert not queries.entries(AUDITOR, TrailFilter(actor=part)).exists()
