"""How an obligation stands on a day, and when its turns fall due: values only."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.domain.agreements.choices import ObligationState
from sinergi.domain.agreements.rules.owing import Owed
from sinergi.domain.agreements.rules.repetition import Repetition, months_after
from sinergi.foundation.kernel.periods import Period

DAY = date(2026, 3, 2)
YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)
FORTY = Decimal(40)
MONTHLY = Repetition(date(2026, 1, 1), 1, date(2026, 12, 31))

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
repetitions = st.builds(
    lambda start, months, length: Repetition(start, months, start + timedelta(days=length)),
    days,
    st.integers(1, 30),
    st.integers(0, 4_000),
)


@pytest.mark.parametrize(
    ("owed", "expected"),
    [
        pytest.param(Owed(FORTY, Decimal(39)), ObligationState.OPEN, id="some of it is missing"),
        pytest.param(Owed(FORTY, Decimal(39), due_on=DAY), ObligationState.OPEN, id="its last day is not over"),
        pytest.param(Owed(FORTY, Decimal(39), due_on=YESTERDAY), ObligationState.OVERDUE, id="its last day is over"),
        pytest.param(Owed(FORTY, FORTY, due_on=YESTERDAY), ObligationState.FULFILLED, id="all was given"),
        pytest.param(Owed(None, FORTY), ObligationState.OPEN, id="nothing says how much would be all"),
        pytest.param(Owed(None, FORTY, due_on=YESTERDAY), ObligationState.OVERDUE, id="nor that it was enough in time"),
        pytest.param(Owed(FORTY, Decimal(1), is_waived=True), ObligationState.WAIVED, id="the rest is asked no more"),
        pytest.param(Owed(None, Decimal(0), is_waived=True), ObligationState.WAIVED, id="of unknown quantity too"),
        pytest.param(
            Owed(FORTY, FORTY, is_waived=True), ObligationState.FULFILLED, id="waived, and given all the same"
        ),
        pytest.param(Owed(FORTY, FORTY, is_disputed=True), ObligationState.DISPUTED, id="what was given is disputed"),
        pytest.param(
            Owed(FORTY, Decimal(1), is_disputed=True, is_waived=True), ObligationState.DISPUTED, id="a dispute first"
        ),
    ],
)
def test_an_obligation_stands(owed: Owed, expected: ObligationState) -> None:
    assert owed.state(DAY) == expected
    assert owed.is_open == (expected not in {ObligationState.FULFILLED, ObligationState.WAIVED})


@pytest.mark.parametrize(
    ("delivered", "on", "is_late"),
    [
        (0, date(2026, 1, 31), False),
        (0, date(2026, 2, 1), True),
        (2, date(2026, 2, 1), False),
        (2, date(2026, 3, 1), True),
        (23, date(2026, 12, 31), False),
        (23, date(2027, 1, 1), True),
        (24, date(2027, 1, 1), False),
    ],
)
def test_what_repeats_is_late_when_less_was_given_than_fell_due(delivered: int, on: date, is_late: bool) -> None:
    owed = Owed(Decimal(24), Decimal(delivered), date(2026, 12, 31), MONTHLY, each=Decimal(2))
    assert owed.is_late(on) == is_late


def test_next_due_is_the_first_turn_that_is_not_covered() -> None:
    due = [
        Owed(Decimal(24), Decimal(delivered), date(2026, 12, 31), MONTHLY, each=Decimal(2)).next_due_on()
        for delivered in (0, 1, 2, 23, 24)
    ]
    assert due == [date(2026, 1, 31), date(2026, 1, 31), date(2026, 2, 28), date(2026, 12, 31), date(2026, 12, 31)]
    assert Owed(FORTY, Decimal(1), DAY).next_due_on() == DAY
    assert Owed(FORTY, Decimal(1)).next_due_on() is None


def test_a_turn_that_would_begin_on_a_day_the_month_lacks_begins_on_its_last_day() -> None:
    turns = Repetition(date(2026, 1, 31), 1, date(2026, 3, 31)).occurrences()
    assert turns == (
        Period(date(2026, 1, 31), date(2026, 2, 27)),
        Period(date(2026, 2, 28), date(2026, 3, 30)),
        Period(date(2026, 3, 31), date(2026, 3, 31)),
    )


@given(repetitions)
def test_turns_lie_side_by_side_from_the_first_day_to_the_last(repetition: Repetition) -> None:
    turns = repetition.occurrences()
    assert (turns[0].start, turns[-1].end) == (repetition.starts_on, repetition.last_on)
    for before, after in pairwise(turns):
        assert after.start == before.end + timedelta(days=1)
    assert not any(a.overlaps(b) for a, b in pairwise(turns))


@given(repetitions)
def test_each_turn_begins_the_agreed_months_after_the_first(repetition: Repetition) -> None:
    for number, turn in enumerate(repetition.occurrences()):
        assert turn.start == months_after(repetition.starts_on, number * repetition.every_months)


@given(repetitions, days)
def test_turns_that_fell_due_never_become_fewer(repetition: Repetition, on: date) -> None:
    today, tomorrow = repetition.elapsed(on), repetition.elapsed(on + timedelta(days=1))
    assert 0 <= today <= tomorrow <= len(repetition.occurrences())
    assert repetition.elapsed(repetition.starts_on) == 0
    assert repetition.elapsed(repetition.last_on + timedelta(days=1)) == len(repetition.occurrences())


@given(days, st.integers(0, 500))
def test_months_after_moves_by_whole_months(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)
