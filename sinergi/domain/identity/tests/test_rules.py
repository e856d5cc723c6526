"""Answers of a register turned into results, and paths into what lies above them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linkage.registers import Status
from linkage.verify import Answer, Verdict
from sinergi.domain.identity.choices import Result
from sinergi.domain.identity.rules import register as rules

steps = st.lists(st.integers(1, 300), min_size=1, max_size=6)


def path(of: list[int]) -> str:
    return "".join(f"{step}." for step in of)


@given(st.sampled_from(list(Verdict)), st.none() | st.sampled_from(list(Status)))
def test_every_answer_has_a_result_and_only_a_living_match_confirms(verdict: Verdict, status: Status | None) -> None:
    result = rules.result_of(Answer(verdict=verdict, why=(), status=status))
    gone = status in (Status.DECEASED, Status.INACTIVE)
    assert (result is Result.SESUAI) == (verdict is Verdict.SAME and not gone)
    assert result is not Result.BELUM


@given(steps, steps)
def test_above_is_what_a_path_starts_with(one: list[int], other: list[int]) -> None:
    assert (path(other) in rules.above([path(one)])) == path(one).startswith(path(other))


def test_a_path_and_its_ancestors() -> None:
    assert rules.above(["1.5.12."]) == {"1.", "1.5.", "1.5.12."}
    assert rules.above([]) == frozenset()
