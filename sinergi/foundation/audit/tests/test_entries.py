from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from sinergi.foundation.audit import queries
from sinergi.foundation.audit.choices import VIEW
from sinergi.foundation.audit.models import Entry, Reading, Seal, Verification
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


# Written on SQLite once. Whatever changes here makes every chain out there look broken.
WRITTEN_ONCE = {
    "facts": {"z": "Fajar – “dua”", "a": [1, None, True, "1.50"], "besar": 10**18, "on": "2026-03-01"},
    "sha256": "62243d268acf0ee717315ecb73c388d440e343b88e5973c9b6aa4137d264312f",
    "link": "31b5e5b0a021ba2d50e4faf776fc5ea53878ae45fb0334470147747b1134ec26",
}


def test_the_form_that_is_hashed_is_the_same_on_every_database_and_never_changes() -> None:
    entry = Entry.objects.create(
        pk=7_000_000_001,
        action="thing.done",
        subject="things.thing:1",
        actor_key="system:test",
        actor_label="Sistem (uji)",
        at=datetime(2026, 3, 2, 3, 0, 0, 120_034, tzinfo=UTC),
        facts=WRITTEN_ONCE["facts"],
        sha256=WRITTEN_ONCE["sha256"],
    )
    entry.refresh_from_db()
    assert (entry.content_hash(), entry.link_hash()) == (WRITTEN_ONCE["sha256"], WRITTEN_ONCE["link"])


def test_a_seal_and_a_reading_are_hashed_as_ever() -> None:
    reading = Reading(pk=3, subject="a:1", fields=["nik"], purpose="uji", actor_key="k", actor_label="L", at=NOW)
    assert reading.link_hash() == "931e50513268522e22694b58162c4b70cd4303841ccf297c79ac01a18b084812"
    seal = Seal(number=2, previous_sha256="0" * 64, highest_entry=5, highest_reading=3, sealed_at=NOW)
    assert (
        seal.content([("entry", 5, "a" * 64)]).sha256()
        == "392d91e9011a20c3227ad31e206365e5a7fdce50e7dbbd660127fdc9e284c1ca"
    )


@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5),
        st.one_of(
            st.none(), st.integers(), st.booleans(), st.dates(), st.decimals(allow_nan=False, allow_infinity=False),
            st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5), max_size=3),
        ),
        max_size=4,
    ).filter(lambda facts: not {"by", "at", "action", "subject"} & facts.keys())
)  # fmt: skip
@settings(max_examples=50)
def test_an_entry_read_back_gives_its_hash(facts: dict[str, object]) -> None:
    entry = recording.record("thing.done", Verification(pk=7), by=SYSTEM, at=NOW, **facts)  # type: ignore[arg-type]
    entry.refresh_from_db()
    assert entry.content_hash() == entry.sha256


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


def test_many_entries_and_readings_are_the_same_as_one_by_one() -> None:
    first, second = institution(), institution()
    recording.record_many("thing.done", [(first, {"number": 1}), (second, {})], by=SYSTEM, at=NOW)
    alone = recording.record("thing.done", first, by=SYSTEM, at=NOW, number=1)
    many = Entry.objects.get(action="thing.done", subject=recording.name_of(first), pk__lt=alone.pk)
    assert (many.sha256, many.facts, many.actor_label) == (alone.sha256, alone.facts, alone.actor_label)
    assert readings.note_many([first, second], ["name"], by=SYSTEM, at=NOW, purpose="uji") == 2
    assert Reading.objects.filter(purpose="uji", fields=["name"]).count() == 2
