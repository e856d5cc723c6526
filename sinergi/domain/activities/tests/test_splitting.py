"""Merged persons with work behind them: counted once, and split row by row."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sinergi.domain.activities import queries
from sinergi.domain.activities.choices import Stays
from sinergi.domain.activities.models import Outcome, Participation
from sinergi.domain.activities.services import enrolment, splitting
from sinergi.domain.activities.tests.worlds import STARTS, Work, confirmed, delivered, measured, not_found, withdrawn
from sinergi.domain.agreements.choices import CountedUnit
from sinergi.domain.identity import queries as identity
from sinergi.domain.identity.choices import CaseKind, Machine
from sinergi.domain.identity.models import ReviewCase, Verification
from sinergi.domain.identity.services import cases, confirming
from sinergi.domain.people.choices import AliasKind, Category, MergeEnd, Side
from sinergi.domain.people.models import Alias, Episode, Person, PersonMerge
from sinergi.domain.people.rules import KnownAs
from sinergi.domain.people.services import episodes, merging, registering
from sinergi.domain.people.tests.worlds import merger
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY

pytestmark = pytest.mark.django_db

NIK = "9901014107900042"


def pair(work: Work) -> tuple[Person, Person]:
    """Two rows of one human being at the unit: a client and a detainee, so that nothing speaks against it."""
    return work.person(category=Category.KLIEN), work.person(category=Category.NARAPIDANA)


def merged(absorbed: Person, survivor: Person, **how: Any) -> PersonMerge:
    """Merged after all that the helpers of this room recorded at NOW; what follows is `since`."""
    made = merging.merge(absorbed, survivor, **({"reason": "Sama", "by": SYSTEM, "at": NOW} | how))
    PersonMerge.objects.filter(pk=made.pk).update(merged_at=NOW + timedelta(microseconds=1))
    for person in (absorbed, survivor):
        person.refresh_from_db()
    return PersonMerge.objects.get(pk=made.pk)


LATER = NOW + timedelta(hours=1)


def enrolled(activity: Any, person: Person) -> Participation:
    return enrolment.enrol(activity, person, on=STARTS, by=SYSTEM, at=LATER)


def split(made: PersonMerge, **how: Any) -> Person:
    whose = how.pop("whose", {})
    return splitting.split(made, whose, **({"reason": "Keliru", "on": TODAY, "by": SYSTEM, "at": LATER} | how))


class TestCounting:
    def test_both_in_one_activity_are_two_participations_of_one_person(self) -> None:
        work = Work()
        activity = work.carried_out()
        for person in (one := pair(work)):
            work.attended(activity, person)
        before = queries.reach(work.agreement, SYSTEM)
        merged(*one)
        after = queries.reach(work.agreement, SYSTEM)
        assert (before.persons, after.persons) == (2, 1)
        facts = queries.trunk(work.agreement, None, SYSTEM)
        assert (facts.persons, facts.participations) == (1, 2)
        assert queries.participants(activity, SYSTEM).count() == 2
        assert [line.also_enrolled for line in queries.roster(activity, SYSTEM)] == [True, True]

    def test_who_takes_part_by_one_row_is_not_enrolled_by_the_other(self) -> None:
        work = Work()
        activity = work.planned()
        absorbed, survivor = pair(work)
        work.enrolled(activity, absorbed)
        merged(absorbed, survivor)
        for person in (absorbed, survivor):
            with pytest.raises(enrolment.AlreadyEnrolled, match="catatan lain"):
                enrolled(activity, person)
        assert not queries.enrollable(activity, STARTS, SYSTEM).filter(pk__in=[absorbed.pk, survivor.pk]).exists()

    def test_new_rows_are_recorded_at_the_survivor_whoever_was_named(self) -> None:
        work = Work()
        absorbed, survivor = pair(work)
        merged(absorbed, survivor)
        verification = confirmed(absorbed) if absorbed.episodes.on(STARTS).exists() else None
        assert verification is not None
        assert verification.person == survivor
        participation = enrolled(work.planned(), absorbed)
        assert (participation.person, participation.verification) == (survivor, verification)
        assert participation.category == Category.NARAPIDANA
        assert list(queries.of_person(absorbed, SYSTEM)) == [participation]

    def test_a_verification_of_either_serves_both_and_coverage_counts_one(self) -> None:
        work = Work()
        absorbed, survivor = pair(work)
        verification = confirmed(absorbed)
        before = identity.coverage(work.unit, TODAY, SYSTEM)
        merged(absorbed, survivor)
        after = identity.coverage(work.unit, TODAY, SYSTEM)
        assert (before.present, before.confirmed_by_unit, before.unconfirmed) == (2, 1, 1)
        assert (after.present, after.confirmed_by_unit, after.unconfirmed) == (1, 1, 0)
        assert enrolled(work.planned(), survivor).verification == verification
        assert list(identity.history(survivor, SYSTEM)) == [verification]

    def test_one_human_being_is_credited_once(self) -> None:
        work = Work()
        promise = work.promised(CountedUnit.PERSON)
        absorbed, survivor = pair(work)
        first = work.attended(work.carried_out(promise), absorbed)
        merged(absorbed, survivor)
        second = enrolled(work.carried_out(promise), survivor)
        enrolment.attend(second, on=STARTS, by=SYSTEM, at=LATER)
        assert delivered(promise) == 1
        withdrawn(first)
        assert delivered(promise) == 1
        withdrawn(second)
        assert delivered(promise) == 0


class TestUndoing:
    @pytest.mark.parametrize("what", ["enrol", "attend", "withdraw", "measure", "confirm"])
    def test_whatever_was_recorded_since_forbids_undoing(self, what: str) -> None:
        work = Work()
        absorbed, survivor = pair(work)
        participation = work.attended(work.carried_out(), absorbed)
        waiting = work.enrolled(work.carried_out(), survivor)
        made = merged(absorbed, survivor)
        assert merging.can_undo(made)
        if what == "enrol":
            enrolled(work.planned(), survivor)
        elif what == "attend":
            enrolment.attend(waiting, on=STARTS, by=SYSTEM, at=LATER)
        elif what == "withdraw":
            withdrawn(participation)
        elif what == "measure":
            measured(participation, "1", "2")
        else:
            confirmed(survivor)
        assert not merging.can_undo(made)
        with pytest.raises(merging.CannotUndo):
            merging.undo(made, by=SYSTEM, at=LATER)


class TestSplitting:
    def test_each_gets_what_was_given_and_keeps_what_was_its_own(self) -> None:
        work = Work()
        absorbed, survivor = pair(work)
        own, others = work.attended(work.carried_out(), absorbed), work.attended(work.carried_out(), survivor)
        made = merged(absorbed, survivor)
        verification = confirming.confirm_by_unit(
            survivor, officer_name="Petugas Contoh", registration_number=survivor.episodes.get().registration_number,
            on=STARTS, by=SYSTEM, at=LATER,
        )  # fmt: skip
        mine = enrolled(work.carried_out(), survivor)
        theirs = enrolled(work.carried_out(), survivor)
        Alias.objects.create(person=survivor, kind=AliasKind.ALIAS, name="Baru", recorded_at=LATER)
        episodes.end(survivor.episodes.get(), ends_on=TODAY - timedelta(days=1), by=SYSTEM, at=NOW)
        begun = episodes.begin(
            survivor, category=Category.NARAPIDANA, unit=work.unit, registration_number="N.9", starts_on=TODAY,
            by=SYSTEM, at=LATER,
        )  # fmt: skip
        episodes_before, rows_before = Episode.objects.count(), Participation.objects.count()
        recorded = splitting.recorded_since(made, by=SYSTEM)
        assert recorded.episodes == (begun,)
        assert recorded.participations == (mine, theirs)
        assert recorded.verifications == (verification,)
        assert len(recorded.aliases) == 1
        whose = dict.fromkeys(recorded.keys, Side.SURVIVOR.value)
        whose[splitting.key_of(begun)] = whose[splitting.key_of(recorded.aliases[0])] = Side.ABSORBED
        back = split(made, whose=whose)
        assert (back.merged_into, back.merged_at) == (None, None)
        assert set(absorbed.episodes.all()) == {*Episode.objects.filter(category=Category.KLIEN), begun}
        assert set(Participation.objects.filter(person=absorbed)) == {own}
        assert set(Participation.objects.filter(person=survivor)) == {others, mine, theirs}
        assert list(absorbed.aliases.values_list("name", flat=True)) == ["Baru"]
        assert not survivor.aliases.exists()
        assert (Episode.objects.count(), Participation.objects.count()) == (episodes_before, rows_before)
        made.refresh_from_db()
        assert (made.ended_as, made.end_reason) == (MergeEnd.SPLIT, "Keliru")
        entry = Entry.objects.get(action="person.split")
        assert splitting.key_of(begun) in entry.facts["given"]
        assert splitting.key_of(mine) in entry.facts["kept"]
        with pytest.raises(merging.CannotUndo, match="sudah"):
            split(made, whose=whose)

    def test_what_is_not_decided_stops_everything(self) -> None:
        work = Work()
        absorbed, survivor = pair(work)
        made = merged(absorbed, survivor)
        participation = enrolled(work.planned(), survivor)
        key = splitting.key_of(participation)
        for whose, refusal in (({}, splitting.Undecided), ({key: "siapa"}, Invalid)):
            with pytest.raises(refusal) as caught:
                split(made, whose=whose)
            assert caught.value.field == key
        with pytest.raises(Invalid, match="Alasan wajib"):
            split(made, whose={key: Side.SURVIVOR}, reason="")
        absorbed.refresh_from_db()
        assert absorbed.merged_into == survivor

    def test_a_participation_goes_with_its_status(self) -> None:
        work = Work()
        absorbed, survivor = pair(work)
        made = merged(absorbed, survivor)
        participation = enrolled(work.planned(), survivor)
        with pytest.raises(splitting.Torn, match="bersandar"):
            split(made, whose={splitting.key_of(participation): Side.ABSORBED})

    def test_only_who_may_at_all_units(self) -> None:
        work = Work()
        absorbed, survivor = pair(work)
        made = merged(absorbed, survivor)
        for stranger in (work.owner, work.colleague, merger(work.world.elsewhere)):
            with pytest.raises(NotAllowed):
                split(made, by=stranger)
            with pytest.raises(NotAllowed):
                splitting.recorded_since(made, by=stranger)
        split(made, by=merger(work.unit))

    def test_a_verification_of_the_other_is_no_longer_relied_on(self) -> None:
        work = Work()
        promise = work.promised(CountedUnit.PARTICIPATION, requires_verification=True)
        absorbed, survivor = pair(work)
        confirmed(absorbed)
        participation = work.attended(work.carried_out(promise), survivor)
        made = merged(absorbed, survivor)
        enrolment.rely_on(participation, Verification.objects.get(), by=SYSTEM, at=LATER)
        assert delivered(promise) == 1
        split(made)
        participation.refresh_from_db()
        assert participation.verification is None
        assert delivered(promise) == 0

    def test_who_was_credited_once_is_credited_each_after_the_split(self) -> None:
        work = Work()
        promise = work.promised(CountedUnit.PERSON)
        absorbed, survivor = pair(work)
        waiting = work.enrolled(work.carried_out(promise), survivor)
        work.attended(work.carried_out(promise), absorbed)
        made = merged(absorbed, survivor)
        enrolment.attend(waiting, on=STARTS, by=SYSTEM, at=LATER)
        assert delivered(promise) == Decimal(1)
        split(made)
        assert delivered(promise) == Decimal(2)

    @pytest.mark.parametrize(("stays", "kept"), [(Stays.LATER, "later"), (Stays.EARLIER, "earlier")])
    def test_where_both_would_take_part_the_officer_says_which_stays(self, stays: str, kept: str) -> None:
        work = Work()
        activity = work.planned()
        absorbed, survivor = pair(work)
        earlier = work.enrolled(activity, absorbed)
        made = merged(absorbed, survivor)
        begun = episodes.begin(
            survivor, category=Category.TARUNA, unit=work.unit, registration_number="T.9", starts_on=STARTS,
            by=SYSTEM, at=LATER,
        )  # fmt: skip
        # Enrolling refuses this; two enrolments at one moment with the merge can still leave it behind.
        later = Participation.objects.create(
            activity=activity,
            person=survivor,
            episode=begun,
            category=begun.category,
            enrolled_on=STARTS,
            recorded_at=LATER,
        )
        key = splitting.key_of(later)
        assert splitting.recorded_since(made, by=SYSTEM).collisions == {key: earlier}
        whose = {key: Side.ABSORBED, splitting.key_of(begun): Side.ABSORBED}
        with pytest.raises(splitting.Collides, match="sudah menjadi peserta"):
            split(made, whose=whose)
        split(made, whose=whose, stays={key: stays})
        (current,) = Participation.objects.current().filter(person=absorbed)
        assert current == {"later": later, "earlier": earlier}[kept]
        (gone,) = Participation.objects.filter(person=absorbed, withdrawn_on=TODAY)
        assert gone.withdrawal_reason == "Keliru"

    def test_particulars_learned_since_go_to_whom_they_belong(self) -> None:
        work = Work()
        absorbed = work.person(category=Category.KLIEN, birth_place="Bogor", aliases=[KnownAs("Lama", AliasKind.ALIAS)])
        survivor = work.person()
        made = merged(absorbed, survivor)
        registering.correct(
            survivor, name=survivor.name, sex="L", birth_date=date(1990, 1, 1), birth_precision="day",
            birth_place="Bogor", nik=NIK, by=SYSTEM, at=LATER,
        )  # fmt: skip
        recorded = splitting.recorded_since(made, by=SYSTEM)
        assert recorded.particulars == ("sex", "birth_date", "nik")
        whose = dict.fromkeys(recorded.keys, Side.SURVIVOR.value) | {"particular:nik": Side.ABSORBED}
        split(made, whose=whose)
        for person in (absorbed, survivor):
            person.refresh_from_db()
        assert (absorbed.nik, survivor.nik, survivor.nik_index) == (NIK, "", "")
        assert (survivor.sex, survivor.birth_place, absorbed.birth_place) == ("L", "", "Bogor")
        assert not survivor.aliases.exists()

    def test_outcomes_go_with_their_participation(self) -> None:
        work = Work()
        absorbed, survivor = pair(work)
        made = merged(absorbed, survivor)
        participation = enrolled(work.carried_out(), survivor)
        enrolment.attend(participation, on=STARTS, by=SYSTEM, at=LATER)
        outcome = measured(participation, "1", "2")
        recorded = splitting.recorded_since(made, by=SYSTEM)
        assert list(recorded.participations[0].outcomes.all()) == [outcome]
        split(made, whose=dict.fromkeys(recorded.keys, Side.SURVIVOR.value))
        assert Outcome.objects.get().participation.person == survivor

    def test_a_case_without_nik_is_given_and_two_open_ones_stay_apart(self) -> None:
        work = Work()
        absorbed, survivor = pair(work)
        made = merged(absorbed, survivor)
        case = cases.open_case(survivor, by=SYSTEM, at=LATER)
        recorded = splitting.recorded_since(made, by=SYSTEM)
        assert recorded.cases == (case,)
        split(made, whose={splitting.key_of(case): Side.ABSORBED})
        case.refresh_from_db()
        assert case.person == absorbed

    def test_two_open_cases_of_one_person_are_refused(self) -> None:
        work = Work()
        absorbed, survivor = pair(work)
        cases.open_case(absorbed, by=SYSTEM, at=NOW)
        made = merged(absorbed, survivor)
        # Opening refuses a second one; it can come about by a merge at the same moment.
        case = cases.open_case(work.person(), by=SYSTEM, at=LATER)
        type(case).objects.filter(pk=case.pk).update(person=survivor)
        with pytest.raises(splitting.Torn, match="tutup"):
            split(made, whose={splitting.key_of(case): Side.ABSORBED})

    def test_what_lies_on_the_review_desk_goes_with_its_verification(self) -> None:
        work = Work()
        absorbed, survivor = pair(work)
        made = merged(absorbed, survivor)
        check = not_found(survivor, work.agreement)
        Verification.objects.filter(pk=check.pk).update(recorded_at=LATER)
        review = ReviewCase.objects.create(
            kind=CaseKind.ROW, person=survivor, verification=check, extract=check.extract, register_row=1,
            machine=Machine.LOOK, probability=0.5, weight_bits=0, band="x", cost=1, stake=1, readers_needed=1,
            fingerprint="x", recorded_at=LATER, by_key=SYSTEM.key,
        )  # fmt: skip
        recorded = splitting.recorded_since(made, by=SYSTEM)
        split(made, whose={key: Side.ABSORBED for key in recorded.keys if key == splitting.key_of(check)})
        review.refresh_from_db()
        check.refresh_from_db()
        assert (check.person, review.person) == (absorbed, absorbed)
