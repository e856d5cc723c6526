"""Whether an agreement is in force on a day, where dates may be unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.domain.agreements.choices import Stage, Standing, State
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.models.agreement import standing_on
from sinergi.domain.agreements.rules.standing import Dates, standing
from tests.support.factories import NOW

DAY = date(2026, 3, 2)
near = st.integers(-4, 4).map(lambda days: DAY + timedelta(days=days))
maybe = st.none() | near
possible_dates = st.builds(
    Dates, signed_on=maybe, starts_on=maybe, ends_on=maybe, ended_on=maybe, is_draft=st.just(False)
).filter(
    lambda dates: (
        (None in (dates.starts_on, dates.ends_on) or dates.starts_on <= dates.ends_on)
        and (None in (dates.signed_on, dates.ended_on) or dates.signed_on <= dates.ended_on)
    )
)
possible_drafts = possible_dates.map(lambda dates: replace(dates, signed_on=None, ended_on=None, is_draft=True))

YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        pytest.param(Dates(DAY, DAY, DAY), Standing.CERTAIN, id="both bounds belong to the term"),
        pytest.param(Dates(DAY, DAY, DAY, is_draft=True), Standing.NOT, id="a draft binds nobody"),
        pytest.param(Dates(TOMORROW, DAY, DAY), Standing.NOT, id="not yet signed"),
        pytest.param(Dates(None, TOMORROW, None), Standing.NOT, id="known to start later"),
        pytest.param(Dates(None, None, YESTERDAY), Standing.NOT, id="known to be over, whenever it was signed"),
        pytest.param(Dates(YESTERDAY, YESTERDAY, TOMORROW, DAY), Standing.NOT, id="ended by decision from this day on"),
        pytest.param(
            Dates(YESTERDAY, YESTERDAY, TOMORROW, TOMORROW), Standing.CERTAIN, id="still in force the day before"
        ),
        pytest.param(Dates(YESTERDAY), Standing.POSSIBLE, id="signed, term unknown"),
        pytest.param(Dates(YESTERDAY, YESTERDAY), Standing.POSSIBLE, id="end unknown"),
        pytest.param(Dates(None, YESTERDAY, TOMORROW), Standing.POSSIBLE, id="signing unknown"),
        pytest.param(Dates(), Standing.UNKNOWN, id="nothing known"),
        pytest.param(Dates(None, None, TOMORROW), Standing.UNKNOWN, id="an end alone says nothing of a beginning"),
    ],
)
def test_the_standing_of(dates: Dates, expected: Standing) -> None:
    assert standing(dates, DAY) is expected


@given(possible_dates, near, near)
def test_a_later_end_never_moves_an_earlier_day(dates: Dates, on: date, ended_on: date) -> None:
    if ended_on > on:
        assert standing(replace(dates, ended_on=ended_on), on) is standing(replace(dates, ended_on=None), on)


@given(possible_dates, near)
def test_learning_a_date_never_turns_no_into_yes(dates: Dates, on: date) -> None:
    if standing(replace(dates, ends_on=None), on) is Standing.NOT:
        assert standing(dates, on) is Standing.NOT


@pytest.mark.django_db
@given(st.lists(possible_dates | possible_drafts, min_size=1, max_size=30), near)
def test_the_query_and_the_property_agree(all_dates: list[Dates], on: date) -> None:
    Agreement.objects.all().delete()
    Agreement.objects.bulk_create(
        Agreement(
            state=State.DRAFT if dates.is_draft else State.CONCLUDED,
            stage=Stage.EXPLORING if dates.is_draft else "",
            signed_on=dates.signed_on,
            starts_on=dates.starts_on,
            ends_on=dates.ends_on,
            ended_on=dates.ended_on,
            end_reason="" if dates.ended_on is None else "Diakhiri",
            recorded_at=NOW,
            recorded_by_key="system:test",
        )
        for dates in all_dates
    )
    rows = Agreement.objects.all()
    asked = {
        Standing.CERTAIN: rows.in_force(on),
        Standing.POSSIBLE: rows.possibly_in_force(on),
        Standing.UNKNOWN: rows.unknown_on(on),
        Standing.NOT: rows.not_in_force(on),
    }
    found = {answer: set(queryset.values_list("pk", flat=True)) for answer, queryset in asked.items()}
    assert found == {answer: {row.pk for row in rows if row.standing(on) is answer} for answer in Standing}
    assert all(row.surely == row.standing(on) for row in rows.annotate(surely=standing_on(on)))
