"""What a reading is worth, who reads twice, and what readings come to: by property."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.compare import Particulars
from sinergi.domain.identity.choices import Opinion
from sinergi.domain.identity.rules import agreeing, costing, drawing, weighing
from sinergi.domain.identity.rules.agreeing import Next
from sinergi.domain.identity.rules.costing import Stakes

chances = st.floats(0, 1)
stakes = st.builds(
    Stakes,
    is_pair=st.booleans(),
    writes_nik=st.booleans(),
    has_child=st.booleans(),
    is_held=st.booleans(),
    deliveries=st.integers(0, 20),
)
opinions = st.lists(st.sampled_from(Opinion), max_size=3)


class TestCost:
    @given(chances, stakes)
    def test_looking_is_worth_at_most_what_a_wrong_answer_costs(self, chance: float, about: Stakes) -> None:
        assert 0 <= costing.expected(chance, about) <= costing.stake(about)

    @given(stakes)
    def test_what_is_certain_needs_no_look(self, about: Stakes) -> None:
        assert costing.expected(0.0, about) == costing.expected(1.0, about) == 0

    @given(chances, st.booleans(), st.booleans())
    def test_a_child_or_a_nik_never_makes_a_case_cheaper(self, chance: float, is_pair: bool, is_held: bool) -> None:
        plain = Stakes(is_pair=is_pair, is_held=is_held)
        for more in (
            Stakes(is_pair=is_pair, is_held=is_held, has_child=True),
            Stakes(is_pair=is_pair, is_held=is_held, writes_nik=True),
            Stakes(is_pair=is_pair, is_held=is_held, deliveries=3),
        ):
            assert costing.expected(chance, more) >= costing.expected(chance, plain)
            assert costing.stake(more) >= costing.stake(plain)

    def test_a_false_same_costs_more_than_a_false_different(self) -> None:
        about = Stakes(is_pair=True)
        assert costing.of_false_same(about) > costing.of_false_different(about)

    @pytest.mark.parametrize("chance", [-0.1, 1.1, float("nan")])
    def test_no_chance_is_refused(self, chance: float) -> None:
        with pytest.raises(ValueError, match="between 0 and 1"):
            costing.expected(chance, Stakes(is_pair=False))


class TestOutcome:
    @given(opinions, st.sampled_from([1, 2]))
    def test_nobody_settles_what_he_does_not_know(self, given_: list[Opinion], needed: int) -> None:
        came = agreeing.outcome(given_, needed=needed)
        assert came.opinion is not Opinion.UNKNOWN
        assert (came.opinion is not None) == (came.next is Next.SETTLED)

    @given(st.lists(st.sampled_from(Opinion), min_size=3, max_size=3), st.sampled_from([1, 2]))
    def test_three_always_come_to_an_end_in_whatever_order(self, given_: list[Opinion], needed: int) -> None:
        came = {agreeing.outcome(each, needed=needed) for each in permutations(given_)}
        assert len(came) == 1
        assert came.pop().next is not Next.ANOTHER_READER

    def test_two_who_differ_need_a_third_and_four_are_too_many(self) -> None:
        assert agreeing.outcome([Opinion.SAME, Opinion.DIFFERENT], needed=2).next is Next.ANOTHER_READER
        assert agreeing.outcome([Opinion.SAME], needed=2).next is Next.ANOTHER_READER
        with pytest.raises(ValueError, match="three"):
            agreeing.outcome([Opinion.SAME] * 4, needed=2)


class TestDrawing:
    @given(st.uuids(), chances)
    def test_the_lot_is_the_same_whenever_it_is_drawn_and_grows_with_the_share(self, key: object, share: float) -> None:
        assert drawing.drawn(str(key), lot="second", share=share) == drawing.drawn(str(key), lot="second", share=share)
        assert not drawing.drawn(str(key), lot="second", share=0.0)
        assert drawing.drawn(str(key), lot="second", share=1.0)

    def test_a_fifth_is_about_a_fifth_and_lots_do_not_go_together(self) -> None:
        keys = [str(number) for number in range(5_000)]
        second = {key for key in keys if drawing.drawn(key, lot="second", share=0.2)}
        sample = {key for key in keys if drawing.drawn(key, lot="sample", share=0.2)}
        assert 850 < len(second) < 1150
        assert 140 < len(second & sample) < 260

    def test_the_key_decides(self, settings: object) -> None:
        before = drawing.position("a", lot="second")
        settings.INDEX_KEY = b"another key of this test, 32 byte"  # type: ignore[attr-defined]
        assert drawing.position("a", lot="second") != before


class TestFingerprint:
    def test_order_case_and_place_change_nothing_nik_name_and_birth_do(self) -> None:
        one = Particulars(name="Contoh Satu", nik="9901014107900042", birth_date=date(1990, 7, 1), birth_place="Solo")
        other = Particulars(name="Contoh Dua")
        kept = weighing.fingerprint(one, other)
        assert weighing.is_fingerprint_of(kept, other, one)
        same = Particulars(name="SATU contoh", nik="9901014107900042", birth_date=date(1990, 7, 1), birth_place="Ngawi")
        assert weighing.fingerprint(same, other) == kept
        for changed in (
            Particulars(name="Contoh Sari", nik="9901014107900042", birth_date=date(1990, 7, 1)),
            Particulars(name="Contoh Satu", nik="9901014107900043", birth_date=date(1990, 7, 1)),
            Particulars(name="Contoh Satu", nik="9901014107900042", birth_date=date(1990, 7, 2)),
        ):
            assert weighing.fingerprint(changed, other) != kept

    @given(chances)
    def test_each_chance_has_a_stratum(self, chance: float) -> None:
        assert float(weighing.band(chance)) <= chance
