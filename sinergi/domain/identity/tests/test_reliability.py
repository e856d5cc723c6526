"""Agreement, precision, recall and proposed thresholds: exact when everything was read, honest when little was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.domain.identity.choices import CaseKind, Opinion
from sinergi.domain.identity.queries.reliability import reliability_of_desk
from sinergi.domain.identity.rules import reliability
from sinergi.domain.identity.rules.reliability import Read, Stratum
from sinergi.domain.identity.services import reviewing
from sinergi.domain.identity.tests.desks import doubtful, reader, rule, superior
from sinergi.domain.identity.tests.worlds import World
from sinergi.foundation.kernel.errors import NotAllowed
from tests.support.factories import NOW, actor

OPINIONS = st.sampled_from([each.value for each in Opinion])


@st.composite
def strata(draw: st.DrawFn, *, everything: bool = False) -> list[Stratum]:
    found = []
    for _number in range(draw(st.integers(1, 5))):
        size = draw(st.integers(0, 500))
        read = size if everything else draw(st.integers(0, size))
        found.append(Stratum(size, read, draw(st.integers(0, read))))
    return found


class TestPrecisionAndRecall:
    @given(strata(everything=True))
    def test_when_everything_was_read_the_estimate_is_the_truth(self, read: list[Stratum]) -> None:
        found = reliability.estimated(read)
        size = sum(each.size for each in read)
        if not size:
            assert found is None
            return
        truth = sum(each.right for each in read) / size
        assert found is not None
        assert (found.value, found.low, found.high) == pytest.approx((truth, truth, truth))

    @given(strata(), strata())
    def test_estimates_lie_in_their_intervals_and_those_between_zero_and_one(
        self, same: list[Stratum], others: list[Stratum]
    ) -> None:
        recalled = reliability.recall(same, others)
        assert recalled is None or 0 <= recalled.low <= recalled.high <= 1
        found = reliability.estimated(same)
        assert found is None or 0 <= found.low <= found.high <= 1
        if found and all(each.read for each in same if each.size):
            assert found.low <= found.value + 1e-12
            assert found.value <= found.high + 1e-12

    @given(strata(everything=True), strata(everything=True))
    def test_recall_is_exact_when_everything_was_read(self, same: list[Stratum], others: list[Stratum]) -> None:
        hits, misses = (sum(each.right for each in part) for part in (same, others))
        found = reliability.recall(same, others)
        if not hits + misses:
            assert found is None
            return
        assert found is not None
        assert (found.value, found.low, found.high) == pytest.approx((hits / (hits + misses),) * 3)

    def test_ten_right_of_ten_out_of_thousands_promise_little(self) -> None:
        found = reliability.estimated([Stratum(5_000, 10, 10)])
        assert found is not None
        assert found.value == 1.0
        assert found.low < 0.75

    def test_what_nobody_read_is_unknown_and_not_right(self) -> None:
        found = reliability.estimated([Stratum(100, 100, 100), Stratum(100, 0, 0)])
        assert found is not None
        assert (found.value, found.low, found.high) == (1.0, 0.5, 1.0)

    def test_a_stratum_weighs_by_its_size_not_by_how_much_was_read(self) -> None:
        found = reliability.estimated([Stratum(900, 10, 10), Stratum(100, 100, 0)])
        assert found is not None
        assert found.value == pytest.approx(0.9)

    @pytest.mark.parametrize("wrong", [(1, 2, 0), (2, 1, 2), (1, -1, 0)])
    def test_an_impossible_stratum_is_refused(self, wrong: tuple[int, int, int]) -> None:
        with pytest.raises(ValueError, match="at most"):
            Stratum(*wrong)


class TestAgreement:
    def test_the_example_of_the_books(self) -> None:
        pairs = [("same", "same")] * 20 + [("same", "different")] * 5 + [("different", "same")] * 10
        found = reliability.agreement(pairs + [("different", "different")] * 15)
        assert found is not None
        assert found.kappa is not None
        assert found.agreed.value == pytest.approx(0.7)
        assert found.kappa.value == pytest.approx(0.4)

    @given(st.lists(st.tuples(OPINIONS, OPINIONS), min_size=1, max_size=60))
    def test_it_does_not_matter_who_reads_first(self, pairs: list[tuple[str, str]]) -> None:
        one = reliability.agreement(pairs)
        other = reliability.agreement([(second, first) for first, second in pairs])
        assert one is not None
        assert other is not None
        assert one.agreed == other.agreed
        assert (one.kappa is None) == (other.kappa is None)
        if one.kappa and other.kappa:
            assert one.kappa.value == pytest.approx(other.kappa.value)
            assert -1 <= one.kappa.low <= one.kappa.value <= one.kappa.high <= 1

    def test_nobody_and_nothing_but_one_answer(self) -> None:
        assert reliability.agreement([]) is None
        found = reliability.agreement([("same", "same")] * 3)
        assert found is not None
        assert found.kappa is None


class TestThreshold:
    @given(st.lists(st.builds(Read, st.floats(0, 1), st.floats(1, 100), st.booleans()), max_size=60))
    def test_from_a_proposal_on_the_wanted_precision_is_reached(self, read: list[Read]) -> None:
        found = reliability.proposed(read, precision=0.9)
        if found is None:
            return
        above = [each for each in read if each.probability >= found.probability]
        share = sum(each.weight * each.is_same for each in above) / sum(each.weight for each in above)
        assert share >= 0.9 - 1e-9
        assert found.precision.low <= found.precision.value <= found.precision.high

    def test_errors_push_it_up_and_few_readings_keep_the_lower_bound_low(self) -> None:
        read = [Read(0.9 + number / 1000, 1.0, number >= 20) for number in range(100)]
        found = reliability.proposed(read, precision=0.999)
        assert found is not None
        assert found.probability == pytest.approx(0.92)
        assert found.precision.low < 0.96
        assert reliability.proposed([Read(0.99, 1.0, is_same=False)], precision=0.999) is None
        assert reliability.proposed([], precision=0.999) is None


@pytest.mark.django_db
def test_the_desk_tells_its_figures_to_whoever_works_at_it() -> None:
    rule(high_stake=0.0)
    world = World()
    for second in (Opinion.SAME, Opinion.SAME, Opinion.DIFFERENT):
        case = doubtful(world)
        reviewing.read(case, Opinion.SAME, by=reader(world.lapas, "Ani"), at=NOW)
        reviewing.read(case, second, by=reader(world.lapas, "Budi"), at=NOW)
    found = reliability_of_desk(superior(world.lapas), examples=True)
    assert found.agreement is not None
    assert found.agreement.agreed.value == pytest.approx(2 / 3)
    rows = next(each for each in found.judged if each.kind == CaseKind.ROW)
    assert rows.settled == found.settled == 2
    assert rows.recall is not None
    assert rows.recall.value == 0.0, "the machine called none of them the same"
    with pytest.raises(NotAllowed):
        reliability_of_desk(actor("people.view", at=world.lapas), examples=True)
