from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.foundation.kernel.errors import Invalid
from sinergi.foundation.kernel.periods import Period

days = st.dates(date(2020, 1, 1), date(2020, 2, 1))
periods = st.tuples(days, days).map(sorted).map(lambda pair: Period(*pair))


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(Invalid, match="sebelum awalnya"):
        Period(date(2026, 2, 2), date(2026, 2, 1))


@given(periods, periods)
def test_two_periods_overlap_when_they_share_a_day(a: Period, b: Period) -> None:
    shared = any(a.contains(date.fromordinal(n)) for n in range(b.start.toordinal(), b.end.toordinal() + 1))
    assert a.overlaps(b) == b.overlaps(a) == shared
