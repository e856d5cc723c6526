"""Runs over the verification service, against the sandbox over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from linkage.nik import Sex
from linkage.registers import RegisterRow, Status
from sinergi.domain.agreements.services import ending
from sinergi.domain.identity.choices import Halt, Pause, PersonState, Result, RunKind, RunState
from sinergi.domain.identity.gateway.access import Accesses
from sinergi.domain.identity.models import GatewayCall, QuotaDay, Verification, VerificationRun
from sinergi.domain.identity.services import carrying, runs, ways
from sinergi.domain.identity.tests.carrying import Clock, once, reach, through
from sinergi.domain.identity.tests.columns import everything_stored
from sinergi.domain.identity.tests.worlds import NIK, World
from sinergi.domain.people.services import episodes
from sinergi.foundation.access.models import Grant
from sinergi.foundation.access.queries import actor_for
from sinergi.foundation.access.services import granting, roles
from sinergi.foundation.audit.models import Entry, Reading
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from sinergi.foundation.queue.models import Job
from synthetic.sandbox import Faults, Sandbox
from tests.support.factories import NOW, SYSTEM, TODAY, actor
from tests.support.world import user

pytestmark = pytest.mark.django_db

ROW = RegisterRow(
    row=2, nik=NIK, name="CONTOH SATU", sex=Sex.FEMALE, birth_date=date(1990, 7, 1), birth_place="KOTA RAHASIA",
    mother_name="IBU RAHASIA",
)  # fmt: skip


def nik(number: int) -> str:
    return f"99010141079{number:05}"


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    rows = [replace(ROW, nik=nik(number)) for number in range(1, 41)]
    with Sandbox([ROW, *rows, replace(ROW, nik=nik(70), status=Status.DECEASED)]) as running:
        reach(monkeypatch, running.base)
        yield running


@pytest.fixture
def world() -> World:
    return World()


def begin(world: World, **known: Any) -> VerificationRun:
    facts: dict[str, Any] = {
        "kind": RunKind.GATEWAY,
        "purpose": "Verifikasi unit",
        "on": TODAY,
        "by": SYSTEM,
        "at": NOW,
    }
    agreement = known.pop("agreement", None) or world.agreement()
    return runs.begin(agreement, known.pop("unit", world.lapas), **(facts | known))


def someone(world: World) -> Actor:
    """A user who may verify at the first lapas, as he comes in by a door."""
    roles.deliver()
    return actor_for(user("pemeriksa", ("registrasi",), world.lapas), on=TODAY)


def _dies(*args: object, **kwargs: object) -> None:
    raise KeyboardInterrupt


def _gathered(run: VerificationRun) -> VerificationRun:
    carrying._gather(run, 0, Clock(), until=NOW + timedelta(seconds=5))
    return run


class TestWhatComesOfIt:
    def test_everybody_at_the_unit_is_asked_once_and_nobody_else(self, world: World, sandbox: Sandbox) -> None:
        there = [world.person(nik=nik(number)) for number in range(1, 4)]
        world.person(world.other_lapas, nik=nik(4))
        gone = world.person(nik=nik(5))
        episodes.end(gone.episodes.get(), ends_on=TODAY - timedelta(days=1), by=SYSTEM, at=NOW)
        run = through(begin(world))
        assert run.state == RunState.DONE
        assert set(Verification.objects.values_list("person", "result")) == {
            (person.pk, Result.SESUAI) for person in there
        }
        assert sandbox.tally.asked == GatewayCall.objects.count() == 3

    @pytest.mark.parametrize(
        ("known", "result", "asked"),
        [
            ({}, Result.SESUAI, 1),
            ({"name": "Contoh Satu bin Ayah"}, Result.SESUAI, 1),
            ({"birth_date": date(1991, 8, 2)}, Result.SESUAI_SEBAGIAN, 1),
            ({"birth_date": date(1991, 1, 1), "birth_precision": "year"}, Result.SESUAI, 1),
            ({"name": "Xaverius Zulkarnain", "sex": "L"}, Result.TIDAK_SESUAI, 1),
            ({"name": "Xaverius Zulkarnain"}, Result.SESUAI_SEBAGIAN, 1),
            ({"nik": nik(99)}, Result.TIDAK_DITEMUKAN, 1),
            ({"nik": nik(70)}, Result.MENINGGAL, 1),
            ({"nik": ""}, Result.TANPA_NIK, 0),
            ({"nik": "12345"}, Result.TANPA_NIK, 0),
            ({"nik": "", "nationality": "WNA"}, Result.WNA, 0),
        ],
    )
    def test_the_answer_becomes_a_result(
        self, world: World, sandbox: Sandbox, known: dict[str, Any], result: Result, asked: int
    ) -> None:
        world.person(**known)
        run = through(begin(world))
        made = Verification.objects.get()
        assert (made.result, made.run, made.agreement) == (result, run, run.agreement)
        assert sandbox.tally.asked == GatewayCall.objects.count() == asked
        assert made.why

    def test_marks_scores_and_threshold_stay_and_no_value_of_the_register(self, world: World, sandbox: Sandbox) -> None:
        world.person(birth_place="Desa Contoh", mother_name="Contoh Ibu")
        through(begin(world))
        made = Verification.objects.get()
        assert (made.threshold, made.marks["name"], made.marks["birth_place"]) == (90, "sesuai", "tidak_sesuai")
        assert made.scores["name"] == 100
        kept = everything_stored()
        assert not [word for word in ("RAHASIA", NIK) if word in kept.upper()]

    def test_asking_is_written_down_with_who_asked_and_what_for(self, world: World, sandbox: Sandbox) -> None:
        person, who = world.person(), someone(world)
        run = through(begin(world, by=who, purpose="Semester I"))
        reading = Reading.objects.get()
        assert (reading.purpose, reading.actor_key) == ("Semester I", f"run:{run.public_id}")
        assert who.label in reading.actor_label
        assert set(reading.fields) == {"nik", "name", "sex", "birth_date"}
        call = GatewayCall.objects.get()
        assert (call.fields, call.kind, call.result) == (reading.fields, "answered", Result.SESUAI)
        assert call.by_key == who.key
        assert Entry.objects.filter(action="identity.checked", subject__contains="verification").count() == 1
        assert str(person.public_id) in reading.subject

    def test_a_chosen_list_is_asked_and_nobody_else(self, world: World, sandbox: Sandbox) -> None:
        chosen = [world.person(nik=nik(number)) for number in (1, 2)]
        world.person(nik=nik(3))
        through(begin(world, persons=chosen))
        assert set(Verification.objects.values_list("person", flat=True)) == {person.pk for person in chosen}


class TestFaults:
    def test_a_technical_failure_is_repeated_and_is_never_a_mismatch(self, world: World, sandbox: Sandbox) -> None:
        for number in range(1, 31):
            world.person(nik=nik(number))
        sandbox.faults = Faults(0.3, ("drop", "error", "html", "garbage", "somebody_else"))
        run = through(begin(world))
        assert (run.state, Verification.objects.filter(result=Result.SESUAI).count()) == (RunState.DONE, 30)
        assert Verification.objects.count() == 30
        assert GatewayCall.objects.filter(kind="failed").count() == sandbox.tally.faults.total() > 0

    def test_repetition_is_bounded_and_leaves_no_verification(self, world: World, sandbox: Sandbox) -> None:
        world.person()
        sandbox.faults = Faults(1, ("html",))
        run = through(begin(world))
        there = run.persons.get()
        assert (there.state, there.tries, there.problem) == (PersonState.FAILED, 5, "not_json")
        assert (run.state, sandbox.tally.asked) == (RunState.DONE, 5)
        assert not Verification.objects.exists()

    def test_many_failures_in_a_row_let_the_run_rest(self, world: World, sandbox: Sandbox) -> None:
        for number in range(1, 31):
            world.person(nik=nik(number))
        sandbox.faults = Faults(1, ("error",))
        run = once(begin(world))
        assert (run.waits_because, sandbox.tally.asked) == (Pause.TROUBLE, 20)
        assert run.waits_until == NOW + timedelta(minutes=1)

    def test_a_quota_said_to_be_used_up_ends_the_day_and_mismatches_nobody(
        self, world: World, sandbox: Sandbox
    ) -> None:
        for number in range(1, 4):
            world.person(nik=nik(number))
        sandbox.faults = Faults(quota=1)
        run = once(begin(world))
        assert (run.state, run.waits_because) == (RunState.RUNNING, Pause.QUOTA)
        assert run.waits_until == datetime.fromisoformat("2026-03-03T00:00+07:00")
        assert (Verification.objects.count(), run.persons.open().count()) == (1, 2)
        again = once(run, Clock(NOW + timedelta(hours=1)))
        assert sandbox.tally.asked == 2, "nobody asks again that day"
        sandbox.faults = Faults()
        assert through(again).state == RunState.DONE
        assert Verification.objects.filter(result=Result.SESUAI).count() == 3

    def test_our_own_quota_is_never_exceeded(
        self, world: World, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reach(monkeypatch, sandbox.base, per_day=2)
        for number in range(1, 6):
            world.person(nik=nik(number))
        run = begin(world)
        once(run)
        assert (sandbox.tally.asked, QuotaDay.objects.get().used) == (2, 2)
        assert through(run).state == RunState.DONE
        assert list(QuotaDay.objects.order_by("day").values_list("used", flat=True)) == [2, 2, 1]

    def test_outside_the_hours_nothing_is_sent(
        self, world: World, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reach(monkeypatch, sandbox.base, opens=time(20), closes=time(22))
        world.person()
        run = once(begin(world))
        assert (run.waits_because, sandbox.tally.asked) == (Pause.HOURS, 0)
        assert run.waits_until == datetime.fromisoformat("2026-03-02T20:00+07:00")
        assert through(run).state == RunState.DONE

    def test_being_sent_away_outside_the_hours_backs_off(self, world: World, sandbox: Sandbox) -> None:
        world.person()
        sandbox.faults = Faults(closed=True)
        run = once(begin(world))
        assert run.waits_until == NOW + timedelta(minutes=1)
        run = once(run, Clock(NOW + timedelta(minutes=1)))
        assert run.waits_until == NOW + timedelta(minutes=3)
        sandbox.faults = Faults()
        assert through(run).state == RunState.DONE
        assert run.persons.get().tries == 0, "being too early is nobody's failure"

    @pytest.mark.parametrize("code", ["16", "17"])
    def test_an_access_that_was_switched_off_halts_every_run_and_is_written_down(
        self, world: World, sandbox: Sandbox, code: str
    ) -> None:
        world.person()
        world.person(world.other_lapas, nik=nik(1))
        first, second = begin(world), begin(world, unit=world.other_lapas)
        sandbox.faults = Faults(off=code)
        once(first)
        second.refresh_from_db()
        assert first.state == second.state == RunState.HALTED
        assert first.halted_because == second.halted_because == Halt.SWITCHED_OFF
        assert Entry.objects.filter(action="run.halted").count() == 2
        assert sandbox.tally.asked == 1
        sandbox.faults = Faults()
        runs.resume(first, by=SYSTEM, at=NOW)
        assert through(first).state == RunState.DONE

    @pytest.mark.parametrize(
        ("changed", "halt"),
        [
            ({"password": "x"}, Halt.LOGIN),
            ({"ip": "10.1.1.1"}, Halt.ADDRESS),
            ({"customer": "lain"}, Halt.NOWHERE),
        ],
    )
    def test_a_wrong_account_halts_the_run_with_a_sentence(
        self, world: World, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any], halt: Halt
    ) -> None:
        reach(monkeypatch, sandbox.base, **changed)
        world.person()
        run = once(begin(world))
        assert (run.state, run.halted_because) == (RunState.HALTED, halt)
        assert run.persons.get().state == PersonState.WAITING


class TestComingAndGoing:
    def test_a_paused_run_rests_and_goes_on_where_it_was(self, world: World, sandbox: Sandbox) -> None:
        for number in range(1, 4):
            world.person(nik=nik(number))
        run = begin(world)
        runs.pause(run, by=SYSTEM, at=NOW)
        once(run)
        assert sandbox.tally.asked == 0
        runs.resume(run, by=SYSTEM, at=NOW)
        assert through(run).state == RunState.DONE
        assert (sandbox.tally.asked, sandbox.tally.answered.total()) == (3, 3)

    def test_a_stopped_run_is_over(self, world: World, sandbox: Sandbox) -> None:
        world.person()
        run = runs.stop(begin(world), by=SYSTEM, at=NOW)
        assert through(run).state == RunState.STOPPED
        assert sandbox.tally.asked == 0
        for move in (runs.pause, runs.resume, runs.stop):
            with pytest.raises(runs.NotInThatState, match="dihentikan"):
                move(run, by=SYSTEM, at=NOW)

    def test_a_claim_that_was_left_behind_runs_out_and_is_taken_once_more(self, world: World, sandbox: Sandbox) -> None:
        world.person()
        run = _gathered(begin(world))
        way = ways.way_of(run)
        assert carrying._claim(run, way, 0, NOW) is not None  # and the worker dies before it asks
        once(run, Clock(NOW + timedelta(seconds=4)))
        assert (sandbox.tally.asked, run.state) == (0, RunState.RUNNING)
        assert through(run).state == RunState.DONE
        assert list(GatewayCall.objects.values_list("kind", flat=True)) == ["", "answered"]
        assert (sandbox.tally.asked, QuotaDay.objects.get().used) == (1, 2)

    def test_a_late_answer_of_a_lost_claim_is_logged_and_not_kept(self, world: World, sandbox: Sandbox) -> None:
        world.person()
        run = _gathered(begin(world))
        way = ways.way_of(run)
        slow = carrying._claim(run, way, 0, NOW)
        assert slow is not None
        answer = carrying._ask(way, slow)
        through(run)
        carrying._keep(run, slow, answer, NOW + timedelta(minutes=9))
        assert (Verification.objects.count(), GatewayCall.objects.filter(kind="answered").count()) == (1, 2)

    def test_the_log_says_answered_exactly_when_the_answer_is_kept(
        self, world: World, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world.person()
        run = _gathered(begin(world))
        way = ways.way_of(run)
        claim = carrying._claim(run, way, 0, NOW)
        assert claim is not None
        answer = carrying._ask(way, claim)
        with monkeypatch.context() as broken:
            broken.setattr(carrying.keeping, "answer", _dies)
            with pytest.raises(KeyboardInterrupt):
                carrying._keep(run, claim, answer, NOW)
        assert GatewayCall.objects.get().kind == ""
        assert through(run).state == RunState.DONE
        assert GatewayCall.objects.filter(kind="answered").count() == Verification.objects.count() == 1

    def test_runs_whose_workers_died_are_posted_anew_once(self, world: World, sandbox: Sandbox) -> None:
        world.person()
        run = begin(world)
        Job.objects.all().delete()
        assert carrying.tend(at=NOW + timedelta(minutes=1)) == 0
        later = NOW + timedelta(minutes=5)
        assert (carrying.tend(at=later), carrying.tend(at=later)) == (1, 0)
        assert Job.objects.count() == 1
        assert through(run).state == RunState.DONE

    def test_who_left_in_the_meantime_is_skipped(self, world: World, sandbox: Sandbox) -> None:
        person = world.person()
        run = begin(world)
        carrying._gather(run, 0, Clock(), until=NOW + timedelta(seconds=5))
        episodes.end(person.episodes.get(), ends_on=TODAY - timedelta(days=1), by=SYSTEM, at=NOW)
        run = through(run)
        assert (run.state, run.persons.get().state) == (RunState.DONE, PersonState.SKIPPED)
        assert (sandbox.tally.asked, Reading.objects.count()) == (0, 0)


class TestRefusals:
    def test_outside_the_term_no_run_begins_and_a_running_one_is_halted(self, world: World, sandbox: Sandbox) -> None:
        agreement = world.agreement()
        world.person()
        run = begin(world, agreement=agreement)
        ending.end(agreement, ended_on=TODAY, reason="Mitra mundur", by=SYSTEM, at=NOW)
        assert once(run).halted_because == Halt.OUTSIDE_TERM
        with pytest.raises(runs.OutsideTerm):
            begin(world, agreement=agreement, unit=world.other_lapas)
        with pytest.raises(runs.OutsideTerm):
            begin(world, agreement=agreement, unit=world.other_lapas, on=TODAY - timedelta(days=9))
        with pytest.raises(runs.OutsideTerm):
            runs.resume(run, by=SYSTEM, at=NOW)
        assert sandbox.tally.asked == 0

    def test_an_agreement_that_does_not_cover_the_unit_is_refused(self, world: World, sandbox: Sandbox) -> None:
        with pytest.raises(NotAllowed, match="tidak mencakup"):
            begin(world, agreement=World().agreement())

    def test_real_and_made_up_never_meet(self, world: World, sandbox: Sandbox) -> None:
        real = World(example=False)
        with pytest.raises(runs.NotSetUp):
            begin(real)

    def test_without_an_account_no_run_begins(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("django.conf.settings.POPULATION_REGISTER", Accesses())
        with pytest.raises(runs.NotSetUp, match="belum diatur"):
            begin(world)

    def test_a_second_run_of_a_kind_waits_for_the_first(self, world: World, sandbox: Sandbox) -> None:
        begin(world)
        with pytest.raises(runs.UnderWay):
            begin(world)

    @pytest.mark.parametrize(
        ("known", "sentence"),
        [
            ({"purpose": " "}, "Tujuan pemeriksaan wajib"),
            ({"on": TODAY + timedelta(days=2)}, "belum tiba"),
            ({"kind": "lain"}, "cara"),
            ({"kind": RunKind.EXTRACT}, "ekstrak"),
        ],
    )
    def test_what_cannot_be_is_refused(
        self, world: World, sandbox: Sandbox, known: dict[str, Any], sentence: str
    ) -> None:
        with pytest.raises(Invalid, match=sentence):
            begin(world, **known)

    def test_somebody_who_is_not_there_cannot_be_chosen(self, world: World, sandbox: Sandbox) -> None:
        with pytest.raises(Invalid, match="tidak ada di unit"):
            begin(world, persons=[world.person(world.other_lapas)])
        assert not VerificationRun.objects.exists()


class TestWho:
    def test_owner_begins_colleague_and_stranger_do_not(self, world: World, sandbox: Sandbox) -> None:
        for other in (world.colleague, world.stranger, actor("people.view", at=world.lapas), actor()):
            with pytest.raises(NotAllowed):
                begin(world, by=other)
        run = begin(world, by=world.owner)
        for other in (world.colleague, world.stranger):
            for move in (runs.pause, runs.resume, runs.stop):
                with pytest.raises(NotAllowed):
                    move(run, by=other, at=NOW)
            assert not VerificationRun.objects.visible_to(other).exists()
        assert VerificationRun.objects.visible_to(world.above).get() == run

    def test_a_run_ends_with_the_authority_of_who_began_it(self, world: World, sandbox: Sandbox) -> None:
        who = someone(world)
        world.person()
        run = begin(world, by=who)
        grant = Grant.objects.get(user=who.user_id)
        granting.end(grant, last_day=TODAY - timedelta(days=1), by=SYSTEM, at=NOW)
        assert once(run).halted_because == Halt.AUTHORITY
        assert sandbox.tally.asked == 0
