"""Where an agreement stands in its life on a day, told by its dates and its lineage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.domain.agreements.choices import Kind, Phase, Stage, Standing, State
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.rules.phases import BY_STANDING, phase
from sinergi.domain.agreements.rules.standing import Dates, standing
from sinergi.domain.agreements.services import amending, ending, signing, stepping
from sinergi.domain.agreements.tests.test_standing import DAY, maybe, near, possible_dates
from sinergi.domain.agreements.tests.worlds import ENDS, World
from tests.support.factories import NOW, SYSTEM, TODAY

YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("dates", "renewed_on", "expected"),
    [
        pytest.param(Dates(DAY, DAY, DAY), None, Phase.IN_FORCE, id="both bounds belong to the term"),
        pytest.param(Dates(DAY, DAY), None, Phase.POSSIBLY, id="an unknown end"),
        pytest.param(Dates(), None, Phase.UNKNOWN, id="nothing known"),
        pytest.param(Dates(YESTERDAY, TOMORROW, None), None, Phase.AHEAD, id="signed, begins later"),
        pytest.param(Dates(TOMORROW, YESTERDAY, YESTERDAY), None, Phase.AHEAD, id="not yet signed"),
        pytest.param(Dates(YESTERDAY, YESTERDAY, YESTERDAY), None, Phase.OVER, id="over, and nothing came after"),
        pytest.param(Dates(YESTERDAY, YESTERDAY, YESTERDAY), DAY, Phase.RENEWED, id="over, and renewed"),
        pytest.param(Dates(YESTERDAY, YESTERDAY, YESTERDAY), TOMORROW, Phase.OVER, id="the renewal begins later"),
        pytest.param(Dates(DAY, DAY, DAY), DAY, Phase.IN_FORCE, id="renewed within its term: still in force"),
        pytest.param(Dates(YESTERDAY, YESTERDAY, TOMORROW, DAY), None, Phase.ENDED, id="ended by decision"),
        pytest.param(Dates(YESTERDAY, YESTERDAY, TOMORROW, DAY), DAY, Phase.ENDED, id="an end by decision stays one"),
    ],
)
def test_the_phase_of(dates: Dates, renewed_on: date | None, expected: Phase) -> None:
    assert phase(dates, renewed_on, DAY) is expected


@given(possible_dates, maybe, near)
def test_the_phase_refines_the_standing(dates: Dates, renewed_on: date | None, on: date) -> None:
    told = phase(dates, renewed_on, on)
    expected = BY_STANDING.get(standing(dates, on))
    assert (told is expected) if expected else (told not in BY_STANDING.values())
    assert (standing(dates, on) is Standing.NOT) == (expected is None)


@given(possible_dates, near, near)
def test_a_later_end_never_moves_an_earlier_day(dates: Dates, on: date, ended_on: date) -> None:
    if ended_on > on:
        assert phase(replace(dates, ended_on=ended_on), None, on) is phase(replace(dates, ended_on=None), None, on)


@given(possible_dates, near, near)
def test_a_later_renewal_never_moves_an_earlier_day(dates: Dates, on: date, renewed_on: date) -> None:
    if renewed_on > on:
        assert phase(dates, renewed_on, on) is phase(dates, None, on)


def row(dates: Dates, **known: object) -> Agreement:
    return Agreement(
        state=State.CONCLUDED, signed_on=dates.signed_on, starts_on=dates.starts_on, ends_on=dates.ends_on,
        ended_on=dates.ended_on, end_reason="" if dates.ended_on is None else "Diakhiri",
        recorded_at=NOW, recorded_by_key="system:test", **known,
    )  # fmt: skip


families = st.lists(
    st.tuples(
        possible_dates, st.lists(st.tuples(possible_dates, st.sampled_from([Kind.PKS, Kind.ADENDUM])), max_size=3)
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.django_db
@given(families, near)
def test_the_query_and_the_method_agree(every: list[tuple[Dates, list[tuple[Dates, Kind]]]], on: date) -> None:
    Agreement.objects.filter(continues__isnull=False).delete()
    Agreement.objects.all().delete()
    others = {"recorded_at": NOW, "recorded_by_key": "system:test"}
    Agreement.objects.bulk_create(Agreement(state=State.DRAFT, stage=stage, **others) for stage in Stage)
    Agreement.objects.create(state=State.WITHDRAWN, **others)
    for dates, continuations in every:
        first = row(dates)
        first.save()
        Agreement.objects.bulk_create(row(later, kind=kind, continues=first) for later, kind in continuations)
    told = {agreement.pk: agreement.phase(on) for agreement in Agreement.objects.with_renewal()}
    for wanted in Phase:
        found = set(Agreement.objects.in_phase(wanted, on).values_list("pk", flat=True))
        assert found == {pk for pk, answer in told.items() if answer is wanted}


@pytest.mark.django_db
class TestALife:
    def phase(self, agreement: Agreement, on: date) -> Phase:
        return Agreement.objects.with_parties().get(pk=agreement.pk).phase(on)

    def test_goes_from_its_stages_through_force_to_its_end(self) -> None:
        world = World()
        draft = world.draft()
        assert self.phase(draft, TODAY) is Phase.EXPLORING
        signed = world.signed()
        assert self.phase(signed, ENDS) is Phase.IN_FORCE
        assert self.phase(signed, ENDS + timedelta(days=1)) is Phase.OVER
        ending.end(signed, ended_on=TODAY, reason="Mitra bubar", by=SYSTEM, at=NOW)
        assert self.phase(signed, TODAY) is Phase.ENDED
        assert self.phase(signed, TODAY - timedelta(days=1)) is Phase.IN_FORCE

    def test_is_renewed_once_its_continuation_has_begun_and_not_by_a_draft(self) -> None:
        signed = World().signed()
        begins, after = ENDS + timedelta(days=1), ENDS + timedelta(days=2)
        days = {"starts_on": begins, "ends_on": date(2030, 1, 1)}
        draft = amending.extend(signed, **days, reason="Baik", by=SYSTEM, at=NOW)
        assert self.phase(signed, after) is Phase.OVER
        signing.sign(draft, signed_on=TODAY, **days, by=SYSTEM, at=NOW)
        assert self.phase(signed, after) is Phase.RENEWED
        assert self.phase(signed, ENDS) is Phase.IN_FORCE
        ending.end(draft, ended_on=begins, reason="Batal", by=SYSTEM, at=NOW)
        assert self.phase(signed, after) is Phase.OVER

    def test_is_not_renewed_by_an_addendum(self) -> None:
        signed = World().signed()
        addendum = amending.amend(signed, scope="Menjahit dan membatik", reason="Meluas", by=SYSTEM, at=NOW)
        signing.sign(addendum, signed_on=TODAY, starts_on=TODAY, ends_on=ENDS, by=SYSTEM, at=NOW)
        assert self.phase(signed, ENDS + timedelta(days=1)) is Phase.OVER

    def test_of_a_withdrawn_draft_is_over(self) -> None:
        draft = World().draft()
        stepping.withdraw(draft, reason="Mitra mundur", on=TODAY, by=SYSTEM, at=NOW)
        assert self.phase(draft, TODAY) is Phase.WITHDRAWN
