"""The chain holds fast what was committed, and whoever changes anything is found."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from sinergi.foundation.audit import queries
from sinergi.foundation.audit.choices import VIEW, BreakKind, RowKind
from sinergi.foundation.audit.models import Entry, Link, Reading, Seal, Verification
from sinergi.foundation.audit.services import readings, recording, sealing, verifying
from sinergi.foundation.audit.services.verifying import Noted
from sinergi.foundation.audit.tests import sealer_process
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed
from tests.support.factories import NOW, SYSTEM, actor, institution

AUDITOR = actor(VIEW)


def write(number: int = 3, *, seen: int = 0) -> list[Entry]:
    """Some entries about some row, of which the audit needs no more than its name, and readings of it."""
    thing = Verification(pk=7)
    for n in range(seen):
        readings.note(thing, ["nik"], by=SYSTEM, at=NOW, purpose=f"uji {n}")
    return [recording.record("thing.done", thing, by=SYSTEM, at=NOW, number=n) for n in range(number)]


def check(noted: Noted | None = None) -> Verification:
    return verifying.verify(at=NOW, by=AUDITOR, noted=noted)


def behind_the_guards(sql: str, *values: object) -> None:
    """What somebody could do who owns the database: lift the triggers, change, put them back."""
    guards = [
        importlib.import_module(f"sinergi.foundation.audit.migrations.{name}")
        for name in ("0002_append_only", "0004_chain_append_only")
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for guard in guards:
                guard.release(None, _Executes(cursor))
            cursor.execute(sql, values)
            for guard in guards:
                guard.guard(None, _Executes(cursor))
        else:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(sql, values)
            cursor.execute("SET session_replication_role = DEFAULT")


class _Executes:
    """As much of a schema editor as the guards use, inside a transaction."""

    connection = connection

    def __init__(self, cursor: object) -> None:
        self.execute = cursor.execute  # type: ignore[attr-defined]


@pytest.mark.django_db
class TestSealing:
    def test_everything_committed_is_sealed_once_and_a_second_call_finds_nothing(self) -> None:
        write(4, seen=2)
        before = Entry.objects.count() + Reading.objects.count()
        assert sealing.seal(at=NOW).rows == before
        assert sealing.seal(at=NOW) == sealing.Sealed(0, 0)
        assert Link.objects.count() == before

    def test_seals_are_numbered_from_one_and_each_names_the_one_before(self) -> None:
        for _ in range(3):
            write()
            sealing.seal(at=NOW)
        first, second, third = Seal.objects.all()
        assert [first.number, second.number, third.number] == [1, 2, 3]
        assert (second.previous_sha256, third.previous_sha256) == (first.sha256, second.sha256)

    def test_a_long_tail_is_sealed_in_pieces(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sealing, "MOST_ROWS", 2)
        write(5, seen=2)
        sealed = sealing.seal(at=NOW)
        assert (sealed.seals, sealed.rows) == (4, 7)
        assert check().is_intact

    def test_what_becomes_visible_later_with_a_lower_key_is_sealed_too(self) -> None:
        low, _middle, high = write(3)
        late = Entry.objects.get(pk=low.pk)
        behind_the_guards("DELETE FROM audit_entry WHERE id = %s", low.pk)
        sealing.seal(at=NOW)
        late.save(force_insert=True)
        assert sealing.seal(at=NOW + timedelta(minutes=59)).rows == 1
        assert Link.objects.get(kind=RowKind.ENTRY, row=low.pk).seal_id == 2
        assert Seal.objects.get(number=2).highest_entry == high.pk
        assert check().is_intact

    def test_what_becomes_visible_very_late_waits_in_the_tail_for_the_thorough_run(self) -> None:
        low, _high = write(2)
        late = Entry.objects.get(pk=low.pk)
        behind_the_guards("DELETE FROM audit_entry WHERE id = %s", low.pk)
        sealing.seal(at=NOW)
        late.save(force_insert=True)
        later = NOW + timedelta(hours=1)
        assert sealing.seal(at=later).rows == 0
        assert queries.tail(AUDITOR) == queries.Tail(1, NOW)
        assert sealing.seal(at=later, thorough=True).rows == 1
        assert queries.tail(AUDITOR) == queries.Tail(0, None)

    def test_only_the_newest_rows_are_looked_at(self, django_assert_max_num_queries: Callable[..., object]) -> None:
        write()
        sealing.seal(at=NOW)
        with django_assert_max_num_queries(7):  # type: ignore[attr-defined]
            sealing.seal(at=NOW + timedelta(hours=2))

    @pytest.mark.parametrize("model", [Seal, Link, Verification])
    def test_the_database_refuses_to_change_or_remove(self, model: type[Seal] | type[Link]) -> None:
        write()
        sealing.seal(at=NOW)
        check()
        field = "verified_by_label" if model is Verification else "sha256"
        for forbidden in (
            lambda: model.objects.update(**{field: "x"}),
            lambda: model.objects.all()._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError, match="hanya dapat ditambah"), transaction.atomic():
                forbidden()
        assert model.objects.exists()


@pytest.mark.django_db
class TestVerifying:
    def sealed(self) -> list[Entry]:
        entries = write(3, seen=2)
        sealing.seal(at=NOW)
        write(1)
        sealing.seal(at=NOW)
        return entries

    def found(self) -> tuple[str, int | None, str, int | None]:
        result = check()
        assert result.sentence
        return result.broken, result.broken_seal, result.broken_kind, result.broken_row

    def test_an_untouched_chain_is_intact_and_the_check_is_written_down(self) -> None:
        self.sealed()
        result = check()
        assert (result.is_intact, result.seals, result.sentence) == (True, 2, "")
        assert result.rows == Link.objects.count()
        assert result.last_sha256 == Seal.objects.get(number=2).sha256
        assert queries.chain(AUDITOR).verification == result

    def test_an_empty_chain_is_intact(self) -> None:
        assert check().is_intact

    @pytest.mark.parametrize("column", ["actor_key", "actor_label", "action", "subject"])
    def test_a_changed_entry_is_named_with_its_seal(self, column: str) -> None:
        entry = self.sealed()[1]
        behind_the_guards(f"UPDATE audit_entry SET {column} = 'lain' WHERE id = %s", entry.pk)
        assert self.found() == (BreakKind.ROW_CHANGED, 1, RowKind.ENTRY, entry.pk)

    def test_a_changed_entry_with_a_new_hash_of_its_own_is_named_too(self) -> None:
        entry = self.sealed()[1]
        entry.action = "thing.undone"
        behind_the_guards(
            "UPDATE audit_entry SET action = %s, sha256 = %s WHERE id = %s",
            entry.action,
            entry.content_hash(),
            entry.pk,
        )
        assert self.found() == (BreakKind.ROW_CHANGED, 1, RowKind.ENTRY, entry.pk)

    def test_of_two_breaks_the_first_is_named(self) -> None:
        first, second, _third = self.sealed()
        behind_the_guards("UPDATE audit_entry SET action = 'x' WHERE id IN (%s, %s)", first.pk, second.pk)
        assert self.found() == (BreakKind.ROW_CHANGED, 1, RowKind.ENTRY, first.pk)

    def test_a_removed_entry_is_named(self) -> None:
        entry = self.sealed()[2]
        behind_the_guards("DELETE FROM audit_entry WHERE id = %s", entry.pk)
        assert self.found() == (BreakKind.ROW_MISSING, 1, RowKind.ENTRY, entry.pk)

    @pytest.mark.parametrize("change", ["purpose = 'lain'", "actor_label = 'lain'", "subject = 'x:1'"])
    def test_a_changed_reading_is_named(self, change: str) -> None:
        self.sealed()
        reading = Reading.objects.latest("pk")
        behind_the_guards(f"UPDATE audit_reading SET {change} WHERE id = %s", reading.pk)
        assert self.found() == (BreakKind.ROW_CHANGED, 1, RowKind.READING, reading.pk)

    def test_a_seal_that_was_fitted_to_a_changed_row_breaks(self) -> None:
        entry = self.sealed()[1]
        entry.action = "thing.undone"
        entry.sha256 = entry.content_hash()
        behind_the_guards(
            "UPDATE audit_entry SET action = %s, sha256 = %s WHERE id = %s", entry.action, entry.sha256, entry.pk
        )
        behind_the_guards(
            "UPDATE audit_link SET sha256 = %s WHERE kind = 'entry' AND row = %s", entry.link_hash(), entry.pk
        )
        assert self.found() == (BreakKind.SEAL_CHANGED, 1, "", None)

    def test_a_seal_with_a_new_hash_breaks_at_the_next(self) -> None:
        entry = self.sealed()[1]
        behind_the_guards("DELETE FROM audit_link WHERE kind = 'entry' AND row = %s", entry.pk)
        behind_the_guards("DELETE FROM audit_entry WHERE id = %s", entry.pk)
        first = Seal.objects.get(number=1)
        links = list(first.links.order_by("kind", "row").values_list("kind", "row", "sha256"))
        behind_the_guards("UPDATE audit_seal SET sha256 = %s WHERE number = 1", first.content(links).sha256())
        assert self.found() == (BreakKind.SEAL_CHANGED, 2, "", None)

    def test_a_removed_seal_in_the_middle_is_missed(self) -> None:
        self.sealed()
        behind_the_guards("DELETE FROM audit_link WHERE seal_id = 1")
        behind_the_guards("DELETE FROM audit_seal WHERE number = 1")
        assert self.found() == (BreakKind.SEAL_MISSING, 1, "", None)

    def test_removed_seals_at_the_end_are_missed_by_whoever_noted_one(self) -> None:
        self.sealed()
        last = Seal.objects.get(number=2)
        noted = Noted(last.number, last.sha256)
        assert check(noted).is_intact
        behind_the_guards("DELETE FROM audit_link WHERE seal_id = 2")
        behind_the_guards("DELETE FROM audit_seal WHERE number = 2")
        assert (check().is_intact, check().tail) == (True, 1)
        assert check(noted).broken == BreakKind.SEAL_REPLACED

    def test_a_changed_entry_of_the_tail_is_named_without_a_seal(self) -> None:
        self.sealed()
        (entry,) = write(1)
        behind_the_guards("UPDATE audit_entry SET action = 'x' WHERE id = %s", entry.pk)
        assert self.found() == (BreakKind.ROW_CHANGED, None, RowKind.ENTRY, entry.pk)

    def test_the_check_is_for_auditors_of_the_whole(self) -> None:
        for other in (actor(VIEW, at=institution()), Actor("nobody", "Tamu")):
            with pytest.raises(NotAllowed):
                verifying.verify(at=NOW, by=other)
            assert queries.chain(other) == queries.Chain(None, queries.Tail(0, None), None)

    def test_the_tail_tells_how_much_and_since_when(self) -> None:
        self.sealed()
        thing = Verification(pk=7)
        recording.record("thing.done", thing, by=SYSTEM, at=NOW + timedelta(minutes=5))
        readings.note(thing, ["nik"], by=SYSTEM, at=NOW + timedelta(minutes=4), purpose="uji")
        due = queries.Tail(2, NOW + timedelta(minutes=4))
        assert queries.chain(AUDITOR).tail == queries.tail(AUDITOR) == due
        result = check()
        assert (result.tail, result.tail_since) == (due.count, due.since)


type Process = subprocess.Popen[str]


@pytest.fixture
def start() -> Iterator[Callable[[str], Process]]:
    running: list[Process] = []

    def start(mode: str) -> Process:
        process = subprocess.Popen(
            [sys.executable, "-m", sealer_process.__name__, connection.settings_dict["NAME"], mode],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=settings.CODE,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def says(process: Process) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.django_db(transaction=True)
def test_a_sealer_killed_in_the_middle_leaves_nothing_and_the_next_goes_on(start: Callable[[str], Process]) -> None:
    write(5, seen=1)
    process = start("hold")
    assert says(process) == "in the middle"
    process.kill()
    process.wait()
    assert (Seal.objects.count(), Link.objects.count()) == (0, 0)
    assert sealing.seal(at=NOW) == sealing.Sealed(1, 6)
    assert check().is_intact


@pytest.mark.django_db(transaction=True)
def test_three_sealers_at_once_make_one_chain(start: Callable[[str], Process]) -> None:
    write(90, seen=30)
    racing = [start("race") for _ in range(3)]
    assert [says(process) for process in racing] == ["ready"] * 3
    for process in racing:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert sum(int(says(process)) for process in racing) == 120
    assert [process.wait() for process in racing] == [0] * 3
    assert Link.objects.count() == 120
    assert check().is_intact


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_on_postgresql_a_lower_key_committed_after_a_higher_one_is_not_lost() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: keys become visible in their order")
    (model,) = write(1)
    sealing.seal(at=NOW)
    copy = (
        "INSERT INTO audit_entry (action, subject, actor_key, actor_label, at, facts, sha256) "
        "SELECT action, subject, actor_key, actor_label, at, facts, sha256 FROM audit_entry WHERE id = %s RETURNING id"
    )
    slow = connection.copy()
    slow.set_autocommit(False)
    try:
        with slow.cursor() as cursor:
            cursor.execute(copy, [model.pk])
            (low,) = cursor.fetchone()
        with connection.cursor() as cursor:
            cursor.execute(copy, [model.pk])
            (high,) = cursor.fetchone()
        assert low < high
        assert sealing.seal(at=NOW).rows == 1
        slow.commit()
    finally:
        slow.close()
    assert sealing.seal(at=NOW).rows == 1
    assert Link.objects.filter(kind=RowKind.ENTRY).order_by("seal_id").values_list("row", flat=True).last() == low
    assert check().is_intact
