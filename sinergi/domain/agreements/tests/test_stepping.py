"""A draft on its way: on, back, or out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import Move, Side, Stage, State, Stated
from sinergi.domain.agreements.models import Agreement, Step
from sinergi.domain.agreements.queries.lifecycle import readiness, steps
from sinergi.domain.agreements.rules.completeness import Incomplete
from sinergi.domain.agreements.services import amending, cataloguing, recording, signing, stepping
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement, Withdrawn
from sinergi.domain.agreements.services.signing import NotADraft
from sinergi.domain.agreements.services.stepping import NothingFollows
from sinergi.domain.agreements.tests.worlds import ENDS, SIGNED, STARTS, World
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)
PLANNED = {"urgency": "Warga binaan perempuan belum terlatih", "duration_months": 24}


@pytest.fixture
def world() -> World:
    return World()


def go_on(draft: Agreement, **known: Any) -> Step:
    return stepping.go_on(draft, **({"on": TODAY, "by": SYSTEM, "at": NOW} | known))


def go_back(draft: Agreement, **known: Any) -> Step:
    facts = {"stage": Stage.EXPLORING, "reason": "Mitra meminta perubahan", "on": TODAY, "by": SYSTEM, "at": NOW}
    return stepping.go_back(draft, **(facts | known))


def withdraw(draft: Agreement, **known: Any) -> Step:
    return stepping.withdraw(draft, **({"reason": "Mitra mundur", "on": TODAY, "by": SYSTEM, "at": NOW} | known))


def fresh(draft: Agreement) -> Agreement:
    return Agreement.objects.get(pk=draft.pk)


class TestGoingOn:
    def test_brings_a_draft_through_its_stages_and_keeps_who_when_and_what(self, world: World) -> None:
        draft = world.draft()
        petugas = actor(policies.RECORD, at=world.lapas, name="Petugas Contoh")
        for note in ("Surat balasan", "", "Disepakati"):
            go_on(draft, note=note, by=petugas)
        assert fresh(draft).stage == Stage.READY
        told = [(step.move, step.stage, step.note, step.on, step.by_label) for step in steps(draft, SYSTEM)]
        assert told == [
            (Move.BEGIN, Stage.EXPLORING, "", TODAY, "Sistem (test)"),
            (Move.FORWARD, Stage.DRAFTING, "Surat balasan", TODAY, "Petugas Contoh"),
            (Move.FORWARD, Stage.DISCUSSING, "", TODAY, "Petugas Contoh"),
            (Move.FORWARD, Stage.READY, "Disepakati", TODAY, "Petugas Contoh"),
        ]
        moved = Entry.objects.filter(action="agreement.moved")
        assert [entry.facts["after"] for entry in moved] == ["penyusunan", "pembahasan", "siap"]

    def test_is_refused_with_all_that_the_regulations_of_the_day_still_ask_for(self, world: World) -> None:
        cataloguing.deliver()
        draft = world.draft(scope="")
        with pytest.raises(Incomplete) as refusal:
            go_on(draft)
        assert str(refusal.value) == (
            "Tahap penjajakan belum selesai. Lengkapi dahulu: urgensi, pokok kerja sama, jangka waktu."
        )
        recording.fill(draft, RecordedAgreement(parties=(), scope="Menjahit", **PLANNED), by=SYSTEM, at=NOW)
        assert go_on(draft).stage == Stage.DRAFTING

    def test_asks_for_nothing_that_is_not_asked_for_any_more(self, world: World) -> None:
        cataloguing.deliver()
        basis = cataloguing.Basis("Aturan lama", "tinggi", ends_on=TODAY - timedelta(days=1))
        keep = {"stage": Stage.EXPLORING, "basis": basis, "by": SYSTEM, "at": NOW}
        for row in cataloguing.Requirement.objects.filter(stage=Stage.EXPLORING):
            cataloguing.keep_requirement(row, fact=row.fact, **keep)
        assert go_on(world.draft()).stage == Stage.DRAFTING

    def test_ends_where_only_the_signature_follows(self, world: World) -> None:
        draft = world.draft()
        for _ in range(3):
            go_on(draft)
        with pytest.raises(NothingFollows):
            go_on(draft)

    def test_does_not_happen_tomorrow_or_before_the_step_before(self, world: World) -> None:
        draft = world.draft()
        for day in (TOMORROW, TODAY - timedelta(days=1)):
            with pytest.raises(Invalid) as refusal:
                go_on(draft, on=day)
            assert refusal.value.field == "on"
        assert draft.steps.count() == 1

    def test_what_is_signed_has_no_stage_any_more(self, world: World) -> None:
        signed = world.signed()
        assert signed.stage == ""
        assert readiness(signed, TODAY, SYSTEM) is None
        with pytest.raises(NotADraft):
            go_on(signed)


class TestReadiness:
    def test_names_each_missing_fact_with_the_rules_that_ask_for_it(self, world: World) -> None:
        cataloguing.deliver()
        told = readiness(world.draft(), TODAY, SYSTEM)
        assert told is not None
        assert (told.stage, told.next, told.back) == (Stage.EXPLORING, Stage.DRAFTING, ())
        assert [fact for fact, _rules in told.lacking] == [Stated.URGENCY, Stated.TERM]
        assert all("Permenkumham 65/2016" in rule.legal_basis for _fact, rules in told.lacking for rule in rules)

    def test_of_the_last_stage_names_what_no_signature_can_do_without(self, world: World) -> None:
        draft = world.draft(parties=(PartyFacts(world.lapas, Side.OURS),), kind="")
        for _ in range(3):
            go_on(draft)
        told = readiness(fresh(draft), TODAY, SYSTEM)
        assert told is not None
        assert told.lacking == ((Stated.KIND, ()), (Stated.PARTNER, ()))
        assert told.next is None
        assert not told.is_ready


class TestGoingBack:
    def test_leads_to_an_earlier_stage_with_its_reason(self, world: World) -> None:
        draft = world.draft()
        go_on(draft)
        go_on(draft)
        assert go_back(draft, stage=Stage.DRAFTING).note == "Mitra meminta perubahan"
        assert fresh(draft).stage == Stage.DRAFTING

    @pytest.mark.parametrize("stage", [Stage.DRAFTING, Stage.READY, "harmonisasi", ""])
    def test_never_leads_forward_or_nowhere(self, world: World, stage: str) -> None:
        draft = world.draft()
        go_on(draft)
        with pytest.raises(Invalid) as refusal:
            go_back(draft, stage=stage)
        assert refusal.value.field == "stage"

    def test_needs_a_reason(self, world: World) -> None:
        draft = world.draft()
        go_on(draft)
        with pytest.raises(Invalid) as refusal:
            go_back(draft, reason="  ")
        assert refusal.value.field == "reason"
        assert fresh(draft).stage == Stage.DRAFTING


class TestWithdrawing:
    def test_keeps_the_draft_readable_with_its_last_stage_and_the_reason(self, world: World) -> None:
        draft = world.draft()
        go_on(draft)
        step = withdraw(draft)
        assert (step.move, step.stage, step.note) == (Move.WITHDRAW, Stage.DRAFTING, "Mitra mundur")
        assert (fresh(draft).state, fresh(draft).stage) == (State.WITHDRAWN, "")
        assert list(Agreement.objects.visible_to(actor("agreements.view", at=world.lapas))) == [draft]

    def test_needs_a_reason(self, world: World) -> None:
        with pytest.raises(Invalid):
            withdraw(world.draft(), reason="")

    def test_what_was_withdrawn_is_not_signed_moved_filled_promised_on_or_withdrawn_again(self, world: World) -> None:
        draft = world.draft()
        withdraw(draft)
        with pytest.raises(NotADraft, match="sudah ditarik"):
            signing.sign(draft, signed_on=SIGNED, starts_on=STARTS, ends_on=ENDS, by=SYSTEM, at=NOW)
        for change in (go_on, go_back, withdraw):
            with pytest.raises(NotADraft):
                change(draft)
        with pytest.raises(Withdrawn):
            recording.fill(draft, world.facts(), by=SYSTEM, at=NOW)
        with pytest.raises(Withdrawn):
            world.promised(draft)

    def test_a_withdrawn_extension_no_longer_stands_in_the_way_of_another(self, world: World) -> None:
        signed = world.signed()
        days = {"starts_on": date(2027, 10, 3), "ends_on": date(2029, 10, 2), "reason": "Baik", "by": SYSTEM, "at": NOW}
        first = amending.extend(signed, **days)
        withdraw(first)
        second = amending.extend(signed, **days)
        assert second.continues == signed
        assert [step.note for step in second.steps.all()] == ["Alasan perpanjangan: Baik"]

    def test_a_withdrawn_draft_is_not_extended(self, world: World) -> None:
        draft = world.draft()
        withdraw(draft)
        with pytest.raises(amending.NotSigned):
            amending.amend(draft, scope="Lain", reason="Lain", by=SYSTEM, at=NOW)


@pytest.mark.parametrize("change", [go_on, go_back, withdraw])
def test_others_do_not_move_a_draft(world: World, change: Any) -> None:
    draft = world.draft()
    colleague = actor(policies.VIEW, policies.SIGN, at=world.lapas)
    stranger = actor(policies.RECORD, at=world.elsewhere)
    for somebody in (colleague, stranger):
        with pytest.raises(NotAllowed):
            change(draft, by=somebody)
    assert fresh(draft).stage == Stage.EXPLORING
