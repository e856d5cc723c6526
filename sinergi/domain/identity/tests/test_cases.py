"""Cases of people without a NIK: who opens them, what follows what, how they end."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from sinergi.domain.identity.choices import (
    CASES,
    CaseOrigin,
    CaseState,
    CloseReason,
    Opinion,
    Result,
    RunKind,
    StepKind,
)
from sinergi.domain.identity.models import NikCase, NikCaseStep, RunPerson
from sinergi.domain.identity.queries import cases as queries
from sinergi.domain.identity.queries.cases import CaseFilter
from sinergi.domain.identity.rules.cases import WrongStep
from sinergi.domain.identity.services import (
    case_tending,
    cases,
    confirming,
    forgetting,
    recording_days,
    reviewing,
    runs,
)
from sinergi.domain.identity.tests import desks as desk
from sinergi.domain.identity.tests.worlds import NIK, World
from sinergi.domain.people.choices import Contradiction
from sinergi.domain.people.models import Erasure, Person, PersonMerge
from sinergi.domain.people.services import episodes, merging, registering, retaining
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import storing
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor, partner

pytestmark = pytest.mark.django_db


def seer(unit: Institution, *more: str) -> Actor:
    return actor(CASES, *more, at=unit, name=f"Pengurus {unit}")


def nameless(world: World, **known: Any) -> Person:
    return world.person(**({"nik": ""} | known))


def opened(world: World, **known: Any) -> NikCase:
    return cases.open_case(nameless(world, **known), by=seer(world.lapas), at=NOW)


def paper(*, example: bool = True) -> StoredFile:
    content = io.BytesIO(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    return storing.store(
        content, name="ijazah.pdf", allowed=[FileKind.PDF], most_bytes=1000, is_example=example, by=SYSTEM, at=NOW
    )


def pursue(case: NikCase, kind: str, world: World, **known: Any) -> NikCase:
    facts: dict[str, Any] = {"on": TODAY, "note": "Menelepon keluarga", "by": seer(world.lapas), "at": NOW}
    return cases.pursue(case, kind, **(facts | known))


# --- opening


def test_a_case_is_opened_where_the_person_is_and_only_there() -> None:
    world = World()
    person = nameless(world)
    with pytest.raises(NotAllowed):
        cases.open_case(person, by=seer(world.other_lapas), at=NOW)
    case = cases.open_case(person, note="Datang tanpa berkas", by=seer(world.kanwil), at=NOW)
    assert (case.unit, case.state, case.origin) == (world.lapas, CaseState.OPEN, CaseOrigin.HAND)
    [step] = queries.steps(case, seer(world.lapas))
    assert (step.kind, step.note) == (StepKind.OPENED, "Datang tanpa berkas")
    assert Entry.objects.filter(action="case.opened").exists()


def test_there_is_one_open_case_a_person() -> None:
    world = World()
    case = opened(world)
    with pytest.raises(cases.AlreadyOpen):
        cases.open_case(case.person, by=seer(world.lapas), at=NOW)
    case.pk, case.public_id = None, "5a8f0d3e-7d53-4f3e-9a55-0d6f1d0d4a11"  # type: ignore[assignment]
    with pytest.raises(IntegrityError), transaction.atomic():
        case.save(force_insert=True)


def test_whoever_has_a_nik_or_is_a_foreigner_is_no_case() -> None:
    world = World()
    with pytest.raises(cases.HasNik):
        cases.open_case(world.person(), by=seer(world.lapas), at=NOW)
    with pytest.raises(cases.Foreigner):
        cases.open_case(nameless(world, nationality="WNA"), by=seer(world.lapas), at=NOW)
    odd = cases.open_case(world.person(nik="12345"), by=seer(world.lapas), at=NOW)
    assert odd.state == CaseState.OPEN, "five digits are no NIK"


def test_a_whole_unit_is_opened_at_once_and_again_does_nothing() -> None:
    world = World()
    without = [nameless(world) for _number in range(3)]
    odd = world.person(nik="123")
    world.person()
    nameless(world, nationality="WNA")
    nameless(world, unit=world.other_lapas)
    left = nameless(world)
    episodes.end(left.episodes.get(), ends_on=TODAY - timedelta(days=1), by=SYSTEM, at=NOW)
    with pytest.raises(NotAllowed):
        cases.open_for_unit(world.lapas, by=seer(world.other_lapas), at=NOW)
    done = cases.open_for_unit(world.lapas, by=seer(world.lapas), at=NOW)
    assert (done.cases, done.is_more) == (4, False)
    assert set(NikCase.objects.values_list("person", flat=True)) == {person.pk for person in (*without, odd)}
    assert NikCaseStep.objects.count() == 4
    assert cases.open_for_unit(world.lapas, by=seer(world.lapas), at=NOW).cases == 0
    assert cases.open_for_unit(world.kanwil, by=seer(world.kanwil), at=NOW).cases == 1


def test_opening_a_unit_is_bounded_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    for _number in range(5):
        nameless(world)
    monkeypatch.setattr(cases, "AT_ONCE", 2)
    monkeypatch.setattr(cases, "MOST_AT_ONCE", 2)
    found = [cases.open_for_unit(world.lapas, by=seer(world.lapas), at=NOW) for _again in range(4)]
    assert [(one.cases, one.is_more) for one in found] == [(2, True), (2, True), (1, False), (0, False)]


def test_rows_that_were_merged_have_one_case_and_both_cases_end_with_the_nik() -> None:
    world = World()
    earlier, later = nameless(world), nameless(world, name="Contoh Satu Alias")
    episodes.end(earlier.episodes.get(), ends_on=TODAY - timedelta(days=1), by=SYSTEM, at=NOW)
    seen = list(Contradiction)
    merged = merging.merge(earlier, later, reason="Sidik jari sama", acknowledged=seen, by=SYSTEM, at=NOW)
    case = cases.open_case(merged.absorbed, by=seer(world.lapas), at=NOW)
    assert case.person == later, "what is new is recorded at the survivor"
    assert not merging.can_undo(PersonMerge.objects.get()), "a case was opened since"
    with pytest.raises(cases.AlreadyOpen):
        cases.open_case(later, by=seer(world.lapas), at=NOW)
    assert cases.open_for_unit(world.lapas, by=seer(world.lapas), at=NOW).cases == 0
    assert queries.of_person(merged.absorbed, seer(world.lapas)) == case
    third = opened(world, name="Contoh Tiga")
    merging.merge(third.person, later, reason="Orang yang sama", acknowledged=seen, by=SYSTEM, at=NOW)
    registering.correct(
        later, name=later.name, sex="P", birth_date=None, birth_precision="unknown", birth_place="", nik=NIK,
        by=SYSTEM, at=NOW,
    )  # fmt: skip
    assert case_tending.tend(at=NOW).closed == 2


def test_a_run_proposes_those_it_found_without_a_nik() -> None:
    world = World()
    person, other = nameless(world), nameless(world)
    run = runs.begin(
        world.agreement(), world.lapas, kind=RunKind.REGISTRY, purpose="Contoh", on=TODAY, persons=[person, other],
        by=SYSTEM, at=NOW,
    )  # fmt: skip
    answer = world_answer(person)
    RunPerson.objects.filter(run=run, person=person).update(
        state="done", result=Result.TANPA_NIK, verification=answer, token=None
    )
    assert queries.proposed(run, seer(world.other_lapas), at=NOW).count() == 0
    assert list(queries.proposed(run, seer(world.lapas), at=NOW)) == [person]
    assert cases.open_from_run(run, by=seer(world.lapas), at=NOW).cases == 1
    case = NikCase.objects.get()
    assert (case.origin, case.run) == (CaseOrigin.RUN, run)
    assert cases.open_from_run(run, by=seer(world.lapas), at=NOW).cases == 0


def world_answer(person: Person) -> Any:
    number = person.episodes.get().registration_number
    return confirming.confirm_by_unit(
        person, officer_name="Petugas Contoh", registration_number=number, on=TODAY, by=SYSTEM, at=NOW
    )


# --- pursuing and closing


def test_steps_are_written_down_in_order_with_their_paper() -> None:
    world = World()
    case = opened(world)
    pursue(case, StepKind.TRY, world, on=TODAY - timedelta(days=3))
    pursue(case, StepKind.EVIDENCE, world, note="", evidence=paper())
    case = pursue(case, StepKind.RECORDED, world, note="")
    assert case.state == CaseState.RECORDED
    case = pursue(case, StepKind.ISSUED, world, note="")
    assert case.state == CaseState.ISSUED
    assert [step.kind for step in queries.steps(case, seer(world.lapas))] == [
        "opened", "try", "evidence", "recorded", "issued",
    ]  # fmt: skip
    held = queries.paper(queries.steps(case, seer(world.lapas))[2].public_id, seer(world.lapas))
    assert held.evidence is not None
    with pytest.raises(NikCaseStep.DoesNotExist):
        queries.paper(held.public_id, seer(world.other_lapas))


def test_what_a_step_refuses() -> None:
    world = World()
    case = opened(world)
    with pytest.raises(NotAllowed):
        pursue(case, StepKind.TRY, world, by=seer(world.other_lapas))
    with pytest.raises(Invalid):
        pursue(case, StepKind.TRY, world, note="")
    with pytest.raises(Invalid):
        pursue(case, StepKind.TRY, world, on=TODAY + timedelta(days=2))
    with pytest.raises(Invalid):
        pursue(case, StepKind.CLOSED, world)
    with pytest.raises(cases.Mixed):
        pursue(case, StepKind.EVIDENCE, world, evidence=paper(example=False))
    with pytest.raises(WrongStep):
        pursue(case, StepKind.RETURNED, world)
    assert NikCaseStep.objects.count() == 1, "nothing was half-written"


def test_a_note_lies_encrypted() -> None:
    world = World()
    pursue(opened(world), StepKind.TRY, world, note="Bertemu paman di Contohsari")
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM identity_nikcasestep")
        stored = [row[0] for row in cursor.fetchall()]
    assert not any("Contohsari" in text for text in stored)


def test_a_case_is_closed_with_a_reason_and_taken_up_again() -> None:
    world = World()
    case = opened(world)
    by = seer(world.lapas)
    with pytest.raises(Invalid):
        cases.close(case, reason=CloseReason.ISSUED, note="Ada", on=TODAY, by=by, at=NOW)
    case = cases.close(case, reason=CloseReason.DIED, note="Akta kematian", on=TODAY, by=by, at=NOW)
    assert (case.state, case.closed_on, case.close_reason) == (CaseState.CLOSED, TODAY, CloseReason.DIED)
    with pytest.raises(WrongStep):
        cases.close(case, reason=CloseReason.DIED, note="Lagi", on=TODAY, by=by, at=NOW)
    case = cases.reopen(case, note="Keliru orang", on=TODAY, by=by, at=NOW)
    assert (case.state, case.closed_on, case.close_reason) == (CaseState.OPEN, None, "")


def test_a_closed_case_is_not_taken_up_beside_a_new_one() -> None:
    world = World()
    by = seer(world.lapas)
    case = cases.close(opened(world), reason=CloseReason.MISTAKEN, note="Keliru", on=TODAY, by=by, at=NOW)
    cases.open_case(case.person, by=by, at=NOW)
    with pytest.raises(cases.AlreadyOpen):
        cases.reopen(case, note="Lagi", on=TODAY, by=by, at=NOW)


# --- ending by itself


def test_a_case_closes_when_the_review_desk_gives_a_nik() -> None:
    desk.rule()
    world = World()
    review = desk.found_nik(world)
    case = cases.open_case(review.person, by=seer(world.lapas), at=NOW)
    reviewing.read(review, Opinion.SAME, reason="Cocok", by=desk.reader(world.lapas, "Pembaca"), at=NOW)
    case.refresh_from_db()
    assert (case.state, case.close_reason) == (CaseState.CLOSED, CloseReason.ISSUED)


def test_a_case_closes_when_the_nik_was_registered_elsewhere_but_not_for_an_odd_number() -> None:
    world = World()
    case, odd = opened(world), opened(world, name="Contoh Dua")
    for person, nik in ((case.person, NIK), (odd.person, "0")):
        registering.correct(
            person, name=person.name, sex="P", birth_date=None, birth_precision="unknown", birth_place="", nik=nik,
            by=SYSTEM, at=NOW,
        )  # fmt: skip
    assert case_tending.tend(at=NOW).closed == 1
    assert case_tending.tend(at=NOW).closed == 0
    case.refresh_from_db()
    odd.refresh_from_db()
    assert (case.close_reason, odd.state) == (CloseReason.ISSUED, CaseState.OPEN)


def test_a_case_follows_who_moves_and_leaves_the_day_that_was_planned() -> None:
    world = World()
    case = opened(world)
    office = partner("Dinas Dukcapil Contoh", category="pemerintah")
    day = recording_days.plan(
        world.lapas, office, on=TODAY + timedelta(days=3), capacity=2, by=seer(world.lapas), at=NOW
    )
    recording_days.book(day, [case], by=seer(world.lapas), at=NOW)
    assert case_tending.tend(at=NOW).moved == 0
    episodes.begin(
        case.person, category="narapidana", unit=world.other_lapas, registration_number="P.1", starts_on=TODAY,
        ends_previous=True, by=SYSTEM, at=NOW,
    )  # fmt: skip
    assert case_tending.tend(at=NOW).moved == 1
    case.refresh_from_db()
    day.refresh_from_db()
    assert (case.unit, case.state, case.recording_day) == (world.other_lapas, CaseState.OPEN, None)
    assert day.booked == 0
    with pytest.raises(NotAllowed):
        pursue(case, StepKind.TRY, world)


def test_of_whom_was_erased_no_word_and_no_paper_stays() -> None:
    world = World()
    case = opened(world, starts_on=date(2014, 6, 1))
    pursue(case, StepKind.EVIDENCE, world, evidence=paper(), note="Nama ayah Contoh")
    episodes.end(case.person.episodes.get(), ends_on=date(2014, 7, 1), by=SYSTEM, at=NOW)
    retaining.let_go(at=NOW, by=SYSTEM)
    retaining.erase(Erasure.objects.get(), by=SYSTEM, at=NOW)
    for _again in range(2):
        forgetting.forget(case.person.public_id, at=NOW)
    case.refresh_from_db()
    assert (case.state, case.close_reason) == (CaseState.CLOSED, CloseReason.ERASED)
    assert not NikCaseStep.objects.exclude(evidence=None).exists()
    assert {step.note for step in NikCaseStep.objects.all()} == {""}


# --- asking


def test_counts_per_unit_by_state_and_age_for_who_sees_to_them() -> None:
    world = World()
    old, new = opened(world), opened(world, name="Contoh Baru")
    NikCase.objects.filter(pk=old.pk).update(opened_on=TODAY - timedelta(days=200))
    pursue(new, StepKind.RECORDED, world, note="")
    cases.open_for_unit(world.other_lapas, by=SYSTEM, at=NOW)
    [row] = queries.per_unit(seer(world.lapas), on=TODAY, examples=True)
    assert (row.unit, row.total, row.oldest) == (world.lapas, 2, TODAY - timedelta(days=200))
    assert [count for _state, count in row.per_state] == [1, 0, 1, 0]
    assert [count for _band, count in row.per_band] == [1, 0, 0, 1]
    assert queries.per_unit(seer(world.other_lapas), on=TODAY, examples=True) == ()
    assert queries.open_at_units(seer(world.kanwil), examples=True) == {world.lapas.name: 2}
    older = CaseFilter(TODAY, band="lebih", examples=True)
    assert list(queries.listed(older, seer(world.lapas))) == [old]
    assert list(queries.listed(CaseFilter(TODAY, text="baru", examples=True), seer(world.lapas))) == [new]
    assert queries.listed(CaseFilter(TODAY), seer(world.lapas)).count() == 0, "real ones apart"


def test_a_case_is_stuck_after_a_month_but_not_before_the_day_it_is_booked_for() -> None:
    world = World()
    case = opened(world)
    assert not queries.stuck(seer(world.lapas), on=TODAY + timedelta(days=29)).exists()
    later = TODAY + timedelta(days=30)
    assert list(queries.stuck(seer(world.lapas), on=later)) == [case]
    office = partner(category="pemerintah")
    day = recording_days.plan(world.lapas, office, on=TODAY + timedelta(days=40), capacity=1, by=SYSTEM, at=NOW)
    recording_days.book(day, [case], by=SYSTEM, at=NOW)
    assert not queries.stuck(seer(world.lapas), on=later).exists()
    assert queries.stuck(seer(world.lapas), on=TODAY + timedelta(days=41)).exists()
