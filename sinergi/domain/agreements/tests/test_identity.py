from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import reduce

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sinergi.domain.agreements.rules.identity import Mark, recognise

DAY, LATER = date(2025, 10, 2), date(2025, 11, 5)
ROW = Mark(
    ours=frozenset({"lapas contoh tiga"}),
    place="",
    partner="yayasan contoh delapan",
    sources=frozenset({"https://berita.example/1"}),
)

some = st.sampled_from
# Few values of each, so that rows meet often.
marks = st.builds(
    Mark,
    ours=some([frozenset(), frozenset({"lapas contoh"})]),
    place=st.just(""),
    partner=some(["yayasan contoh", "pt contoh"]),
    numbers=some([frozenset(), frozenset(), frozenset({"1"}), frozenset({"2"})]),
    kind=some(["", "PKS", "NK"]),
    signed_on=some([None, DAY, LATER]),
    sources=some([frozenset("a"), frozenset("b"), frozenset("ab")]),
)
files = st.lists(marks, max_size=7)


def after(known: dict[int, Mark], file: Iterable[Mark]) -> dict[int, Mark]:
    """What is known once a file was imported: rows of one identity are one agreement."""
    alike: dict[str, list[Mark]] = {}
    for row in file:
        alike.setdefault(row.identity, []).append(row)
    rows = {
        identity: reduce(
            Mark.filled_by, sorted(group, key=lambda row: (sorted(row.sources), row.kind, str(row.signed_on)))
        )
        for identity, group in alike.items()
    }
    recognised = recognise(rows.values(), known)
    world = dict(known)
    for identity, row in rows.items():
        key = recognised.get(identity, len(world))
        world[key] = world[key].filled_by(row) if key in world else row
    return world


def content(world: dict[int, Mark]) -> set[Mark]:
    return set(world.values())


@settings(max_examples=200, deadline=None)
@given(st.lists(files, max_size=3), files.flatmap(lambda file: st.tuples(st.just(file), st.permutations(file))))
def test_the_order_of_rows_does_not_matter(earlier, orders):
    known = reduce(after, earlier, {})
    one, other = orders
    assert content(after(known, one)) == content(after(known, other))


A, B, AB = frozenset("a"), frozenset("b"), frozenset("ab")
BARE = Mark(ours=frozenset({"lapas contoh"}), place="", partner="pt contoh")


@settings(max_examples=200, deadline=None)
@given(st.lists(files, max_size=3), files)
@example(
    # Filled by the second row, the first agreement would be a possibility for the first row too.
    earlier=[[replace(BARE, signed_on=DAY, sources=B), replace(BARE, kind="PKS", sources=A)]],
    file=[replace(BARE, sources=A), replace(BARE, kind="NK", sources=AB)],
)
def test_the_same_file_again_changes_nothing(earlier, file):
    known = after(reduce(after, earlier, {}), file)
    assert after(known, file) == known


@settings(max_examples=200, deadline=None)
@given(st.lists(files, max_size=4))
def test_no_two_agreements_get_one_identity(sequence):
    world = reduce(after, sequence, {})
    assert len({mark.identity for mark in world.values()}) == len(world)


@settings(deadline=None)
@given(st.lists(files, max_size=3), files)
def test_nothing_known_is_lost(earlier, file):
    known = reduce(after, earlier, {})
    world = after(known, file)
    for key, mark in known.items():
        now = world[key]
        assert mark.between == now.between
        assert mark.sources <= now.sources
        for fact in ("numbers", "kind", "signed_on"):
            assert getattr(now, fact) or not getattr(mark, fact)


def test_a_row_that_knows_the_day_fills_the_one_that_did_not():
    dated = replace(ROW, signed_on=DAY)
    assert recognise([dated], {"earlier": ROW}) == {dated.identity: "earlier"}


def test_a_row_that_no_longer_states_the_day_is_still_recognised():
    assert recognise([ROW], {"earlier": replace(ROW, signed_on=DAY)}) == {ROW.identity: "earlier"}


def test_two_possible_agreements_are_not_chosen_between():
    known = {"a": replace(ROW, signed_on=DAY), "b": replace(ROW, signed_on=LATER)}
    assert recognise([ROW], known) == {}


def test_two_rows_do_not_fill_one_agreement():
    assert recognise([replace(ROW, signed_on=DAY), replace(ROW, signed_on=LATER)], {"earlier": ROW}) == {}


def test_an_agreement_that_has_its_own_row_is_not_filled_by_another():
    dated = replace(ROW, signed_on=DAY)
    assert recognise([ROW, dated], {"earlier": ROW}) == {ROW.identity: "earlier"}


def test_another_source_another_partner_or_another_unit_is_another_agreement():
    for stranger in (
        replace(ROW, signed_on=DAY, sources=frozenset({"https://berita.example/2"})),
        replace(ROW, signed_on=DAY, partner="pt contoh"),
        replace(ROW, signed_on=DAY, ours=frozenset()),
    ):
        assert recognise([stranger], {"earlier": ROW}) == {}


def test_a_number_outweighs_day_kind_and_source():
    numbered = replace(ROW, numbers=frozenset({"pas-1/2025"}))
    again = replace(numbered, kind="NK", signed_on=LATER, sources=frozenset({"https://berita.example/2"}))
    assert numbered.identity == again.identity
    assert numbered.identity != replace(numbered, partner="pt contoh").identity


def test_filling_never_makes_two_agreements_alike():
    """The row would complete the kindless agreement into the one that is known already."""
    full = replace(ROW, kind="PKS", signed_on=DAY)
    known = {"full": full, "undated": replace(ROW, kind="PKS")}
    assert recognise([full, replace(ROW, signed_on=DAY)], known) == {full.identity: "full"}
