from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from sinergi.foundation.audit import queries
from sinergi.foundation.audit.choices import VIEW
from sinergi.foundation.audit.models import Entry, Reading
from sinergi.foundation.audit.rules import entry_hash
from sinergi.foundation.audit.services import readings, recording
from sinergi.foundation.kernel.actors import Actor
from tests.support.factories import NOW, SYSTEM, actor, institution

pytestmark = pytest.mark.django_db
AUDITOR = actor(VIEW)


def test_an_entry_says_who_did_what_to_which_row() -> None:
    unit = institution()
    entry = recording.record(
        "thing.done", unit, by=SYSTEM, at=NOW, on=date(2026, 3, 1), amount=Decimal("1.50"), names=["a"]
    )
    entry.refresh_from_db()
    assert entry.subject == f"institutions.institution:{unit.public_id}"
    assert (entry.actor_key, entry.action) == ("system:test", "thing.done")
    assert entry.facts == {"on": "2026-03-01", "amount": "1.50", "names": ["a"]}


def test_an_entry_stands_or_falls_with_the_change_it_tells_of() -> None:
    before = Entry.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        institution()
        raise RuntimeError
    assert Entry.objects.count() == before


@pytest.mark.parametrize("model", [Entry, Reading])
def test_the_database_refuses_to_change_or_remove(model: type[Entry] | type[Reading]) -> None:
    unit = institution()
    readings.note(unit, ["nik"], by=SYSTEM, at=NOW, purpose="uji")
    for forbidden in (
        lambda: model.objects.update(actor_label="lain"),
        lambda: model.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="hanya dapat ditambah"), transaction.atomic():
            forbidden()
    assert model.objects.exists()


def test_entries_are_for_auditors_of_the_whole() -> None:
    unit = institution()
    assert queries.entries(AUDITOR).exists()
    for other in (actor(VIEW, at=unit), actor("agreements.view"), Actor("nobody", "Tamu")):
        assert not queries.entries(other).exists()


def test_stored_entries_give_their_hash() -> None:
    recording.record("thing.done", institution(), by=SYSTEM, at=NOW, amount=Decimal("1.50"))
    assert queries.broken(AUDITOR) == []


facts = st.dictionaries(st.text(max_size=5), st.one_of(st.none(), st.integers(), st.text(max_size=5)), max_size=4)


@given(facts, facts)
def test_two_entries_share_a_hash_only_when_they_say_the_same(a: dict[str, object], b: dict[str, object]) -> None:
    def digest(given_facts: dict[str, object]) -> str:
        return entry_hash(action="x", subject="y", actor_key="z", at=NOW, facts=given_facts)  # type: ignore[arg-type]

    assert (digest(a) == digest(b)) == (a == b)


def test_the_hash_does_not_depend_on_the_zone_the_moment_was_written_in() -> None:
    here = datetime(2026, 3, 2, 10, 0, tzinfo=timezone(timedelta(hours=7)))
    there = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    first, second = (entry_hash(action="x", subject="y", actor_key="z", at=at, facts={}) for at in (here, there))
    assert first == second
