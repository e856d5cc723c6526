"""The review desk: what comes before it, who reads, what a decision does, and how long it holds."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from sinergi.domain.identity.choices import CaseKind, Machine, Opinion, ProposalState, Result, ReviewState, Scope
from sinergi.domain.identity.models import NikProposal, ReviewCase, ReviewDecision, ReviewReading, Verification
from sinergi.domain.identity.queries import desk
from sinergi.domain.identity.services import checking, claiming, proposals, reviewing, settling
from sinergi.domain.identity.services.claiming import CLAIM, NotWaiting, Taken
from sinergi.domain.identity.tests.columns import everything_stored
from sinergi.domain.identity.tests.desks import LATER, doubtful, found_nik, reader, rule, superior
from sinergi.domain.identity.tests.worlds import NIK, SECRETS, World, register_row
from sinergi.domain.people.models import Person
from sinergi.foundation.audit.models import Reading
from sinergi.foundation.files.services import storing
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db

SAME, DIFFERENT, UNKNOWN = Opinion.SAME, Opinion.DIFFERENT, Opinion.UNKNOWN


@pytest.fixture
def world() -> World:
    rule()
    return World()


class TestWhatComesBeforeIt:
    def test_a_doubtful_answer_is_a_case_that_holds_no_value_of_the_register(self, world: World) -> None:
        case = doubtful(world)
        assert (case.kind, case.machine, case.state, case.register_row) == (CaseKind.ROW, Machine.LOOK, "reading", 2)
        assert case.marks["birth_date"] == "tidak_sesuai"
        assert {each["field"] for each in case.evidence} >= {"nik", "name", "birth", "guard"}
        assert 0 < case.cost <= case.stake
        kept = everything_stored()
        assert not [secret for secret in SECRETS if secret in kept]
        # As a date: digests and odds may hold the four digits by chance.
        assert not re.search(r"date(?:time)?\(1971, |\b1971-\d\d-\d\d\b|\b1971\d{4}\b", kept)

    def test_a_found_nik_is_a_case_too(self, world: World) -> None:
        case = found_nik(world)
        assert case.proposal == NikProposal.objects.get()
        assert case.stake > doubtful(World()).stake, "a NIK that would be written weighs more"

    def test_of_sure_answers_a_sample_comes(self) -> None:
        rule(sample_share=1.0)
        world = World()
        checking.check(world.person(), world.extract(), on=TODAY, purpose="Uji", by=SYSTEM, at=NOW)
        case = ReviewCase.objects.get()
        assert (case.machine, case.share) == (Machine.SAME, 1.0)
        assert Verification.objects.get().probability == pytest.approx(case.probability)

    def test_a_sure_answer_below_the_threshold_always_comes(self) -> None:
        rule(same_from=0.999999)
        world = World()
        person = world.person(name="Contoh Sato", birth_precision="year")
        checking.check(person, world.extract(), on=TODAY, purpose="Uji", by=SYSTEM, at=NOW)
        verification = Verification.objects.get()
        assert verification.result == Result.SESUAI
        assert verification.probability is not None
        assert ReviewCase.objects.exists() == (verification.probability < 0.999999)

    def test_the_same_doubt_waits_once(self, world: World) -> None:
        case = doubtful(world)
        assert case.extract is not None
        checking.check(case.person, case.extract, on=TODAY, purpose="Uji", by=SYSTEM, at=NOW)
        assert ReviewCase.objects.count() == 1


class TestWhoReads:
    def test_the_owner_reads_a_colleague_and_a_stranger_do_not(self, world: World) -> None:
        case = doubtful(world)
        reviewing.look(case, by=reader(world.lapas, "Ani"), at=NOW)
        for other in (reader(world.other_lapas, "Rekan"), reader(World().lapas, "Asing"), world.owner):
            with pytest.raises(NotAllowed):
                reviewing.look(case, by=other, at=NOW)
            with pytest.raises(ReviewCase.DoesNotExist):
                desk.case_by_id(case.public_id, other)
            with pytest.raises(NotAllowed):
                reviewing.read(case, SAME, by=other, at=NOW)
        assert not ReviewReading.objects.exists()

    def test_whoever_asked_for_a_nik_does_not_read_it(self, world: World) -> None:
        asking = actor(
            "identity.verify", "identity.extract", "identity.review", "people.view", at=world.lapas, name="Ani"
        )
        case = found_nik(world, by=asking)
        with pytest.raises(NotAllowed, match="petugas kedua"):
            reviewing.look(case, by=asking, at=NOW)
        assert not desk.queue(asking, at=NOW, examples=True).exists()

    def test_one_at_a_time_until_the_claim_runs_out(self, world: World) -> None:
        case = doubtful(world)
        ani, budi = reader(world.lapas, "Ani"), reader(world.lapas, "Budi")
        reviewing.look(case, by=ani, at=NOW)
        assert not desk.queue(budi, at=NOW, examples=True).exists()
        with pytest.raises(Taken):
            reviewing.look(case, by=budi, at=NOW + CLAIM / 2)
        reviewing.look(case, by=budi, at=NOW + CLAIM)
        with pytest.raises(Taken):
            reviewing.read(case, SAME, by=ani, at=NOW + CLAIM)

    def test_leaving_frees(self, world: World) -> None:
        one, other = doubtful(world), doubtful(world)
        ani, budi = reader(world.lapas, "Ani"), reader(world.lapas, "Budi")
        reviewing.look(one, by=ani, at=NOW)
        assert list(desk.queue(budi, at=NOW, examples=True)) == [other]
        claiming.free(by=ani)
        assert list(desk.queue(budi, at=NOW, examples=True)) == sorted([one, other], key=lambda c: (-c.cost, c.pk))

    def test_each_reading_is_recorded_and_masked_values_only_open_to_their_role(self, world: World) -> None:
        case = doubtful(world)
        seen = reviewing.look(case, by=reader(world.lapas, "Ani"), at=NOW)
        assert seen.row is not None
        assert not seen.opened
        claiming.free(by=reader(world.lapas, "Ani"))
        assert reviewing.look(case, by=reader(world.lapas, "Budi", "people.reveal"), at=NOW).opened
        masked, opened = Reading.objects.filter(purpose="Membaca kasus di meja tinjau").order_by("pk")
        assert "nik" not in masked.fields
        assert {"nik", "mother_name", "candidate_nik"} <= set(opened.fields)

    def test_a_lost_file_is_said(self, world: World) -> None:
        case = doubtful(world)
        assert case.extract is not None
        storing.path_of(case.extract.file.sha256).unlink()
        with pytest.raises(reviewing.NoCandidate, match="tidak dapat dibaca"):
            reviewing.look(case, by=reader(world.lapas, "Ani"), at=NOW)


class TestHowManyRead:
    def test_one_settles_where_one_is_needed(self, world: World) -> None:
        case = reviewing.read(doubtful(world), SAME, by=reader(world.lapas, "Ani"), at=NOW)
        decision = ReviewDecision.objects.get(case=case)
        assert (case.state, decision.opinion, decision.scope) == (ReviewState.SETTLED, SAME, Scope.ROW)
        assert decision.reason.startswith("Menurut isian yang paling menentukan")

    def test_dear_cases_have_two_readers_of_whom_the_second_cannot_know(self) -> None:
        rule(high_stake=0.0)
        world = World()
        case = doubtful(world)
        ani, budi = reader(world.lapas, "Ani"), reader(world.lapas, "Budi")
        case = reviewing.read(case, SAME, by=ani, at=NOW)
        assert case.state == ReviewState.READING
        with pytest.raises(NotWaiting):
            reviewing.read(case, SAME, by=ani, at=NOW)
        [waiting] = desk.queue(budi, at=NOW, examples=True)
        assert waiting == case
        assert desk.opinions(case, superior(world.lapas)) == ()
        assert reviewing.read(case, SAME, by=budi, at=NOW).state == ReviewState.SETTLED

    def test_a_third_decides_between_two(self) -> None:
        rule(high_stake=0.0)
        world = World()
        case = doubtful(world)
        for name, opinion, state in (
            ("Ani", SAME, "reading"),
            ("Budi", DIFFERENT, "reading"),
            ("Cici", DIFFERENT, "settled"),
        ):
            case = reviewing.read(case, opinion, by=reader(world.lapas, name), at=NOW)
            assert case.state == state
        assert ReviewDecision.objects.get().opinion == DIFFERENT

    def test_who_cannot_agree_hands_it_up_and_no_reader_rules(self, world: World) -> None:
        case = doubtful(world)
        ani = superior(world.lapas, "Ani")
        for name, opinion in (("Ani", UNKNOWN), ("Budi", SAME), ("Cici", DIFFERENT)):
            case = reviewing.read(case, opinion, by=superior(world.lapas, name), at=NOW)
        assert case.state == ReviewState.REFERRED
        with pytest.raises(NotAllowed, match="ikut membaca"):
            settling.rule(case, SAME, reason="Saya yakin", by=ani, at=NOW)
        with pytest.raises(NotAllowed):
            settling.rule(case, SAME, reason="Saya yakin", by=superior(world.other_lapas), at=NOW)
        head = superior(world.kanwil, "Kepala")
        assert [each.opinion for each in desk.opinions(case, head)] == [UNKNOWN, SAME, DIFFERENT]
        with pytest.raises(Invalid, match="Alasan"):
            settling.rule(case, SAME, reason=" ", by=head, at=NOW)
        decision = settling.rule(case, SAME, reason="Sesuai akta kelahiran", by=head, at=NOW)
        assert decision.is_ruling
        with pytest.raises(settling.NotReferred):
            settling.rule(case, SAME, reason="Lagi", by=head, at=NOW)


class TestWhatADecisionDoes:
    def test_same_verifies_now_and_in_later_runs(self, world: World) -> None:
        case = reviewing.read(doubtful(world), SAME, by=reader(world.lapas, "Ani"), at=NOW)
        assert Verification.objects.newest_first().latest_for(case.person).result == Result.SESUAI  # type: ignore[union-attr]
        assert case.extract is not None
        again = checking.check(case.person, case.extract, on=TODAY, purpose="Uji", by=SYSTEM, at=NOW)
        assert again.result == Result.SESUAI
        assert "meja tinjau" in again.why[0]
        assert ReviewCase.objects.open().count() == 0

    def test_different_never_becomes_sesuai_by_itself(self) -> None:
        rule(sample_share=1.0)
        world = World()
        person, extract = world.person(), world.extract()
        checking.check(person, extract, on=TODAY, purpose="Uji", by=SYSTEM, at=NOW)
        reviewing.read(
            ReviewCase.objects.get(), DIFFERENT, reason="NIK dipinjam", by=reader(world.lapas, "Ani"), at=NOW
        )
        again = checking.check(person, extract, on=TODAY, purpose="Uji", by=SYSTEM, at=NOW)
        assert again.result == Result.TIDAK_SESUAI
        assert not ReviewCase.objects.open().exists()

    @pytest.mark.parametrize("how", ["expired", "revoked", "changed"])
    def test_a_decision_holds_until_it_expires_is_revoked_or_the_person_changes(self, world: World, how: str) -> None:
        case = doubtful(world)
        ani = reader(world.lapas, "Ani")
        reviewing.read(case, SAME, expires_on=TODAY + timedelta(days=1), by=ani, at=NOW)
        decision, at, on = ReviewDecision.objects.get(), NOW, TODAY
        if how == "expired":
            at, on = NOW + timedelta(days=2), TODAY + timedelta(days=2)
        elif how == "revoked":
            with pytest.raises(NotAllowed):
                settling.revoke(decision, reason="Keliru", by=ani, at=NOW)
            settling.revoke(decision, reason="Keliru", by=superior(world.lapas), at=NOW)
            with pytest.raises(settling.Revoked):
                settling.revoke(decision, reason="Lagi", by=superior(world.lapas), at=NOW)
        else:
            Person.objects.filter(pk=case.person_id).update(name="Contoh Satu Putri")
        assert case.extract is not None
        again = checking.check(
            Person.objects.get(pk=case.person_id), case.extract, on=on, purpose="Uji", by=SYSTEM, at=at
        )
        assert again.result == Result.SESUAI_SEBAGIAN
        assert ReviewCase.objects.open().count() == 1

    def test_it_holds_for_the_same_content_received_again(self, world: World) -> None:
        """Under another agreement; sealed anew, it lies there under another hash."""
        case = reviewing.read(doubtful(world), SAME, by=reader(world.lapas, "Ani"), at=NOW)
        again = world.extract(register_row(birth_date="1971-01-01"), agreement=world.agreement())
        assert case.extract is not None
        assert again.file.sha256 != case.extract.file.sha256
        assert checking.check(case.person, again, on=TODAY, purpose="U", by=SYSTEM, at=NOW).result == Result.SESUAI

    def test_spelling_in_another_order_changes_nothing(self, world: World) -> None:
        case = reviewing.read(doubtful(world), SAME, by=reader(world.lapas, "Ani"), at=NOW)
        Person.objects.filter(pk=case.person_id).update(name="SATU, Contoh")
        assert case.extract is not None
        person = Person.objects.get(pk=case.person_id)
        assert checking.check(person, case.extract, on=TODAY, purpose="U", by=SYSTEM, at=NOW).result == Result.SESUAI

    def test_a_date_that_is_over_is_refused_and_nothing_is_kept(self, world: World) -> None:
        case = doubtful(world)
        with pytest.raises(Invalid, match="sudah lewat"):
            reviewing.read(case, SAME, expires_on=TODAY, by=reader(world.lapas, "Ani"), at=NOW)
        assert not ReviewReading.objects.exists()


class TestANikThatWasFound:
    def test_it_reaches_the_person_by_a_decision_with_a_reason(self, world: World) -> None:
        case, ani = found_nik(world), reader(world.lapas, "Ani")
        with pytest.raises(Invalid, match="Alasan"):
            reviewing.read(case, SAME, by=ani, at=NOW)
        reviewing.read(case, SAME, reason="Sesuai KTP-el yang ditunjukkan", expires_on=LATER, by=ani, at=NOW)
        case.person.refresh_from_db()
        proposal = NikProposal.objects.get()
        assert (case.person.nik, proposal.state, proposal.nik) == (NIK, ProposalState.ACCEPTED, "")
        assert ReviewDecision.objects.get().scope == Scope.NIK
        assert Verification.objects.newest_first().latest_for(case.person).result == Result.SESUAI  # type: ignore[union-attr]

    def test_decided_different_it_is_not_found_again(self, world: World) -> None:
        case = found_nik(world)
        reviewing.read(case, DIFFERENT, by=reader(world.lapas, "Ani"), at=NOW)
        case.person.refresh_from_db()
        assert (case.person.nik, NikProposal.objects.get().state) == ("", ProposalState.REFUSED)
        newer = world.extract(
            register_row(name="Contoh Lain", nik="9901014107900099"), register_row(birth_place="Bandung")
        )
        checking.check(case.person, newer, on=TODAY, purpose="Uji", by=SYSTEM, at=NOW)
        assert NikProposal.objects.count() == 1

    def test_there_is_no_second_way(self, world: World) -> None:
        case, other = found_nik(world), doubtful(world)
        reviewing.read(other, SAME, by=reader(world.lapas, "Ani"), at=NOW)
        assert case.proposal is not None
        with pytest.raises(proposals.NotDecided):
            proposals.carry_out(case.proposal, ReviewDecision.objects.get(), by=SYSTEM, at=NOW)
