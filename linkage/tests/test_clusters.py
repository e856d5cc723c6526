"""Pairs become persons without chains."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from linkage.clusters import MOST_ENTRIES, cluster


def never(_crossing: list[tuple[int, int]]) -> bool:
    return False


def test_pairs_that_share_an_entry_become_one_group() -> None:
    clusters, refused = cluster(5, [(0, 1), (3, 4), (1, 3)], never)
    assert list(clusters.merged()) == [[0, 1, 3, 4]]
    assert clusters.of(4) == 0
    assert clusters.of(2) == 2
    assert refused == []


def test_a_chain_breaks_where_its_ends_contradict() -> None:
    """0 and 2 are twins; 1 resembles both, 0 more."""
    clusters, refused = cluster(3, [(0, 1), (1, 2)], lambda crossing: (0, 2) in crossing)
    assert list(clusters.merged()) == [[0, 1]]
    assert refused == [(1, 2)]


def test_what_is_repeated_too_often_is_no_person() -> None:
    clusters, refused = cluster(MOST_ENTRIES + 5, [(n, n + 1) for n in range(MOST_ENTRIES + 4)], never)
    assert max(len(group) for group in clusters.merged()) == MOST_ENTRIES
    assert len(refused) == 1


pairs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1]))


@given(pairs, st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9))))
def test_no_group_holds_two_who_contradict_unless_they_were_a_pair(
    edges: list[tuple[int, int]], contradictions: set[tuple[int, int]]
) -> None:
    def contradict(crossing: list[tuple[int, int]]) -> bool:
        return any((a, b) in contradictions or (b, a) in contradictions for a, b in crossing)

    clusters, refused = cluster(10, edges, contradict)
    for group in clusters.merged():
        assert group == sorted(group)
        for a, b in combinations(group, 2):
            assert (a, b) in edges or not contradict([(a, b)])
    for a, b in edges:
        assert (a, b) in refused or clusters.of(a) == clusters.of(b)


@given(pairs)
def test_without_contradictions_groups_are_what_is_connected(edges: list[tuple[int, int]]) -> None:
    clusters, _refused = cluster(10, edges, never)
    reached = {n: {n} for n in range(10)}
    for _round in range(10):
        for a, b in edges:
            together = reached[a] | reached[b]
            for n in together:
                reached[n] = reached[n] | together
    assert {clusters.of(n): set(clusters.members(clusters.of(n))) for n in range(10)} == {
        min(group): group for group in reached.values()
    }
