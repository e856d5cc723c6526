"""No sequence of allowed steps leads anywhere odd; ages fall into exactly one band."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.domain.identity.choices import AgeBand, CaseState, StepKind
from sinergi.domain.identity.rules import cases as rules

states = st.sampled_from(CaseState)
kinds = st.sampled_from([kind for kind in StepKind if kind is not StepKind.OPENED])
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(states, kinds)
def test_what_may_follow_is_what_leads_somewhere(state: CaseState, kind: StepKind) -> None:
    if rules.may_follow(state, kind):
        assert rules.after(state, kind) in CaseState
    else:
        with pytest.raises(rules.WrongStep):
            rules.after(state, kind)


@given(kinds)
def test_a_closed_case_is_only_ever_reopened(kind: StepKind) -> None:
    assert rules.may_follow(CaseState.CLOSED, kind) == (kind is StepKind.REOPENED)


@given(states)
def test_every_open_case_can_be_closed_and_moved(state: CaseState) -> None:
    is_open = state is not CaseState.CLOSED
    assert rules.may_follow(state, StepKind.CLOSED) == is_open
    assert rules.may_follow(state, StepKind.MOVED) == is_open


@given(states, kinds)
def test_nobody_is_booked_but_by_being_booked(state: CaseState, kind: StepKind) -> None:
    """And whoever moves or is closed is not booked any more."""
    if rules.may_follow(state, kind) and rules.after(state, kind) is CaseState.BOOKED:
        assert kind is StepKind.BOOKED or (state is CaseState.BOOKED and kind in (StepKind.TRY, StepKind.EVIDENCE))


@given(days, st.integers(0, 4000))
def test_a_case_is_in_the_band_whose_days_hold_its_opening(on: date, age: int) -> None:
    opened = on - timedelta(days=age)
    band = rules.age_band(opened, on)
    holding = []
    for each in AgeBand:
        first, last = rules.opened_between(each, on)
        if first <= opened <= last:
            holding.append(each)
    assert holding == [band]


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (0, AgeBand.UP_TO_30), (30, AgeBand.UP_TO_30), (31, AgeBand.UP_TO_90), (90, AgeBand.UP_TO_90),
        (91, AgeBand.UP_TO_180), (180, AgeBand.UP_TO_180), (181, AgeBand.OLDER),
    ],
)  # fmt: skip
def test_the_bounds_of_the_bands(age: int, band: AgeBand) -> None:
    assert rules.age_band(date(2026, 3, 2) - timedelta(days=age), date(2026, 3, 2)) == band
