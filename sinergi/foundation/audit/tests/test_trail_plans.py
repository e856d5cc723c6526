"""What an auditor looks for is found in an index, on both databases, however long the trail has become."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet

from sinergi.foundation.audit import queries
from sinergi.foundation.audit.choices import VIEW
from sinergi.foundation.audit.models import Entry, Verification
from sinergi.foundation.audit.queries import TrailFilter
from sinergi.foundation.audit.services import readings, recording
from tests.support.factories import NOW, SYSTEM, actor, institution

pytestmark = pytest.mark.django_db
AUDITOR = actor(VIEW)
ASKED = {
    "actor": TrailFilter(actor="udi 33"),
    "key": TrailFilter(actor="system:test"),
    "subject": TrailFilter(subject="institutions.institution"),
    "row": TrailFilter(subject="institutions.institution:x"),
    "day": TrailFilter(since=date(2026, 3, 2), until=date(2026, 3, 2)),
}


@pytest.fixture(autouse=True)
def long_trail() -> None:
    """Enough rows for a planner to care, of many subjects, days and actors."""
    unit = institution()
    entries = [
        recording.prepared(
            f"thing.done{n % 7}", [(unit, {})], by=actor(name=f"Budi {n % 40}"), at=NOW + timedelta(hours=n)
        )[0]
        for n in range(2_000)
    ]
    for n, entry in enumerate(entries):
        entry.subject = f"kind{n % 30}.row:{n}"
    recording.keep(entries)
    readings.note_many((Verification(pk=n) for n in range(500)), ["name"], by=SYSTEM, at=NOW, purpose="uji")
    readings.note_many((Verification(pk=n) for n in range(500)), ["name"], by=SYSTEM, at=NOW, purpose="lain")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # a small table fits into one look; a long one does not


def plan_of(found: QuerySet[Entry]) -> str:
    """The plan of a page of it, without what walks through the different values."""
    text = found[:50].explain()
    return re.sub(r"(?s)CTE walk.*?(?=\n {0,12}->)", "", text) if connection.vendor == "postgresql" else text


@pytest.mark.parametrize("asked", [*ASKED, "action"])
def test_entries_are_looked_up_in_an_index(asked: str) -> None:
    plan = plan_of(queries.entries(AUDITOR, ASKED.get(asked) or TrailFilter(action="done3")))
    assert "entries_" in plan, plan
    assert not re.search(
        r"SCAN audit_entry(?! USING COVERING INDEX)|Seq Scan on audit_entry|USING INTEGER PRIMARY KEY", plan
    ), plan


@pytest.mark.parametrize("asked", [*(name for name in ASKED if name != "actor"), "purpose"])
def test_readings_are_looked_up_in_an_index(asked: str) -> None:
    plan = plan_of(queries.readings(AUDITOR, ASKED.get(asked) or TrailFilter(purpose="UJ")))
    assert "readings_" in plan, plan


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
