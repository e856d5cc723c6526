"""Merging keeps everything, and until either side changes it can be undone (ADR 0011)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sinergi.foundation.institutions import queries
from sinergi.foundation.institutions.choices import SETTLE
from sinergi.foundation.institutions.models import (
    Institution,
    InstitutionName,
    LikelyPair,
    Merge,
    PartnerProfile,
    Place,
)
from sinergi.foundation.institutions.services import founding, merging, moving, naming, settling
from sinergi.foundation.kernel.errors import DomainError, Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor, institution, partner

pytestmark = pytest.mark.django_db
SETTLER = actor(SETTLE)


def merge(absorbed: Institution, survivor: Institution) -> Merge:
    return merging.merge(absorbed, survivor, reason="Ejaan lain", by=SETTLER, at=NOW)


def undo(merged: Merge) -> Institution:
    return merging.undo(merged, by=SETTLER, at=NOW)


def everything() -> dict[str, list[Any]]:
    """What is known of all institutions."""
    tables = (Institution, InstitutionName, PartnerProfile, Place)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in tables} | {
        "pairs": list(LikelyPair.objects.order_by("pk").values())
    }


def seen_from(path: str) -> set[int]:
    return set(Institution.objects.within([path]).values_list("pk", flat=True))


class TestWhatMergingDoes:
    def test_the_old_name_leads_to_the_survivor_and_the_old_row_shows_its_name(self) -> None:
        wrong, right = partner("Yys Bina Tunas"), partner("Yayasan Bina Tunas")
        merge(wrong, right)
        wrong.refresh_from_db()
        assert queries.named("yys bina tunas", viewer=SYSTEM) == right
        assert queries.by_every_name(SYSTEM)["yys bina tunas"] == right
        assert queries.by_id(wrong.public_id, viewer=SYSTEM) == right
        assert wrong.name == "Yayasan Bina Tunas"
        assert [row.name for row in queries.past(right, SETTLER).spellings] == ["Yys Bina Tunas"]

    def test_lists_show_the_survivor_only(self) -> None:
        wrong, right = institution("Lapas Contoh Jauh"), institution("Lapas Contoh Sangat Jauh")
        merge(wrong, right)
        assert list(queries.units_for(SYSTEM, "agreements.view")) == [right]
        assert [row.institution for row in queries.tree(SYSTEM, examples=True)] == [right]
        assert list(queries.listed(queries.InstitutionFilter(examples=True), SYSTEM)) == [right]
        assert list(queries.listed(queries.InstitutionFilter("contoh jauh", examples=True), SYSTEM)) == [right]

    def test_whoever_sees_the_survivor_sees_what_hangs_on_the_old_one_and_on_what_stood_below_it(self) -> None:
        wrong, right = institution("Kanwil Contoh A", kind="kanwil"), institution("Kanwil Contoh B", kind="kanwil")
        child = institution(parent=wrong)
        merge(wrong, right)
        assert seen_from(right.path or "?") == {wrong.pk, right.pk, child.pk}
        assert [(row.institution.name, row.depth) for row in queries.tree(SYSTEM, examples=True)] == [
            (right.name, 0),
            (child.name, 1),
        ]
        assert list(queries.below(right, SYSTEM)) == [child]
        child = Institution.objects.get(pk=child.pk)
        assert queries.above(child, SYSTEM) == (right,)

    def test_whoever_worked_at_the_old_one_does_not_see_the_survivors_rows(self) -> None:
        wrong, right = institution(), institution()
        merge(wrong, right)
        path = Place.objects.get(institution=wrong).path
        assert seen_from(path) == {wrong.pk}

    def test_a_name_outside_the_tree_gets_a_place_under_the_unit_it_was(self) -> None:
        wrong, right = partner("Lapas Ketik Salah"), institution()
        merge(wrong, right)
        assert wrong.pk in seen_from(right.path or "?")

    def test_the_survivor_becomes_a_partner_when_the_old_one_was(self) -> None:
        wrong, right = partner(category="dunia_usaha"), institution()
        merge(wrong, right)
        assert right in queries.partners(SYSTEM)
        assert PartnerProfile.objects.get(institution=right).category == "dunia_usaha"

    def test_what_the_survivor_becomes_later_its_old_rows_show_too(self) -> None:
        wrong, right = partner(category=""), partner(category="")
        merge(wrong, right)
        founding.state_category(right, category="pemerintah")
        naming.rename(right, "Badan Contoh Baru", starts_on=None, source="", by=SETTLER, at=NOW)
        wrong = Institution.objects.get(pk=wrong.pk)
        assert (wrong.name, wrong.partner_profile.category) == ("Badan Contoh Baru", "pemerintah")

    def test_the_pair_is_decided_and_open_again_after_undoing(self) -> None:
        one, other = partner("Yayasan Bina Tunas"), partner("Bina Tunas")
        merged = merge(other, one)
        assert LikelyPair.objects.get().decision == "sama"
        undo(merged)
        assert LikelyPair.objects.get().decision == ""


class TestRefusals:
    def test_nothing_is_merged_into_itself(self) -> None:
        unit = institution()
        with pytest.raises(merging.CannotMerge, match="dirinya sendiri"):
            merge(unit, unit)

    def test_what_was_merged_is_neither_merged_again_nor_merged_into(self) -> None:
        one, two, three = partner(), partner(), partner()
        merge(one, two)
        for absorbed, survivor in ((one, three), (three, one)):
            with pytest.raises(merging.CannotMerge, match="sudah digabung"):
                merge(absorbed, survivor)

    def test_real_and_made_up_never_become_one(self) -> None:
        with pytest.raises(merging.CannotMerge, match="contoh"):
            merge(partner(), partner(example=False))

    def test_a_settled_one_does_not_disappear_in_a_provisional_one(self) -> None:
        waiting = founding.found("Yayasan Bayangan", category="", provisional=True, example=True, by=SYSTEM, at=NOW)
        with pytest.raises(merging.CannotMerge, match="sudah ditetapkan"):
            merge(partner(), waiting)

    def test_a_unit_does_not_disappear_in_somebody_without_a_place(self) -> None:
        with pytest.raises(merging.CannotMerge, match="punya tempat"):
            merge(institution(), partner())

    def test_a_unit_does_not_disappear_in_one_below_it(self) -> None:
        above = institution()
        with pytest.raises(merging.CannotMerge, match="Pindahkan dahulu"):
            merge(above, institution(parent=above))

    def test_a_merge_has_a_reason(self) -> None:
        with pytest.raises(Invalid, match="Alasan"):
            merging.merge(partner(), partner(), reason=" ", by=SETTLER, at=NOW)

    def test_only_who_may_settle_everywhere_merges_undoes_and_sees_merges(self) -> None:
        one, two = partner(), partner()
        merged = merge(partner(), partner())
        for stranger in (actor("agreements.view"), actor(SETTLE, at=institution())):
            with pytest.raises(NotAllowed):
                merging.merge(one, two, reason="x", by=stranger, at=NOW)
            with pytest.raises(NotAllowed):
                merging.undo(merged, by=stranger, at=NOW)
            assert not queries.merges(stranger).exists()
        assert list(queries.merges(SETTLER)) == [merged]

    def test_what_was_merged_away_is_not_changed_itself(self) -> None:
        wrong, right = institution(), institution()
        merge(wrong, right)
        with pytest.raises(moving.MergedAway):
            naming.rename(wrong, "Lain", starts_on=None, source="", by=SETTLER, at=NOW)
        with pytest.raises(moving.MergedAway):
            moving.move(wrong, parent=None, by=SETTLER, at=NOW)

    def test_a_merge_is_undone_once(self) -> None:
        merged = merge(partner(), partner())
        undo(merged)
        with pytest.raises(merging.CannotUndo, match="sudah dibatalkan"):
            undo(merged)

    @pytest.mark.parametrize("change", ["name", "place", "category", "merge"])
    def test_once_either_side_has_changed_there_is_no_way_back(self, change: str) -> None:
        wrong, right, other = institution(), institution(), institution(kind="kanwil")
        merged = merge(wrong, right)
        assert merging.can_undo(merged)
        if change == "name":
            naming.rename(right, "Lapas Contoh Berganti", starts_on=TODAY, source="", by=SETTLER, at=NOW)
        elif change == "place":
            moving.move(right, parent=other, by=SETTLER, at=NOW)
        elif change == "category":
            founding.profile(right, category="pemerintah")
        else:
            merge(institution(), right)
        assert not merging.can_undo(Merge.objects.get(pk=merged.pk))
        before = everything()
        with pytest.raises(merging.CannotUndo, match="sudah berubah"):
            undo(merged)
        assert everything() == before

    def test_undoing_is_possible_again_when_the_later_merge_is_undone(self) -> None:
        one, two, three = partner(), partner(), partner()
        before = everything()
        first, second = merge(one, two), merge(two, three)
        with pytest.raises(merging.CannotUndo):
            undo(first)
        undo(second)
        undo(first)
        assert everything() == before


@st.composite
def worlds(draw: st.DrawFn) -> list[tuple[str, int | None, str | None, bool]]:
    """Up to six institutions: kind of place or "", the number of the parent, category or None, provisional."""
    size = draw(st.integers(2, 6))
    made: list[tuple[str, int | None, str | None, bool]] = []
    for number in range(size):
        placed = [n for n in range(number) if made[n][0]]
        kind = draw(st.sampled_from(["", "kanwil", "lapas"]))
        parent = draw(st.sampled_from([None, *placed])) if kind else None
        category = draw(st.sampled_from([None, "", "pemerintah", "dunia_usaha"]))
        made.append((kind, parent, category, draw(st.booleans())))
    return made


def founded(world: list[tuple[str, int | None, str | None, bool]]) -> list[Institution]:
    rows: list[Institution] = []
    for number, (kind, parent, category, provisional) in enumerate(world):
        rows.append(
            founding.found(
                f"Lembaga Contoh {'ABCDEF'[number] * 4}", kind=kind or None, parent=None if parent is None else rows[parent],
                category=category, provisional=provisional, example=True, by=SYSTEM, at=NOW,
            )
        )  # fmt: skip
    return rows


def attempted(rows: list[Institution], pairs: list[tuple[int, int]]) -> list[Merge]:
    """The merges of these pairs that are not refused."""
    done = []
    for one, other in pairs:
        try:
            done.append(merge(rows[one % len(rows)], rows[other % len(rows)]))
        except DomainError:
            continue
    return done


pairs = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=6)
many = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@many
@given(worlds(), pairs)
def test_undoing_all_in_turn_gives_back_everything_and_nobody_sees_more(
    world: Any, pairs: list[tuple[int, int]]
) -> None:
    with transaction.atomic():
        rows = founded(world)
        before = everything()
        seen = {row.pk: seen_from(row.path) for row in rows if row.path}
        for merged in reversed(attempted(rows, pairs)):
            assert merging.can_undo(Merge.objects.get(pk=merged.pk))
            undo(merged)
        assert everything() == before
        assert {row.pk: seen_from(row.path) for row in rows if row.path} == seen
        transaction.set_rollback(True)


@many
@given(worlds(), pairs)
def test_whatever_is_merged_one_step_leads_to_a_survivor_that_shows_for_it(
    world: Any, pairs: list[tuple[int, int]]
) -> None:
    with transaction.atomic():
        rows = founded(world)
        attempted(rows, pairs)
        for row in Institution.objects.exclude(merged_into=None).select_related("merged_into__place", "place"):
            survivor = row.survivor
            assert survivor.merged_into_id is None, "a chain"
            assert row.name == survivor.name
            assert not row.is_provisional
            assert getattr(row, "partner_profile", None) is None or (
                row.partner_profile.category == survivor.partner_profile.category
            )
            if survivor.path:
                assert (row.path or "").startswith(survivor.path)
        for place in Place.objects.select_related("parent"):
            assert place.path == f"{place.parent.path if place.parent else ''}{place.pk}."
        transaction.set_rollback(True)


@many
@given(worlds(), pairs, st.data())
def test_after_a_change_undoing_is_refused_or_gives_back_all_but_the_change(
    world: Any, pairs: list[tuple[int, int]], data: st.DataObject
) -> None:
    with transaction.atomic():
        rows = founded(world)
        done = attempted(rows, pairs)
        if done:
            merged = data.draw(st.sampled_from(done))
            other = Institution.objects.unmerged().exclude(pk=merged.survivor_id).first()
            if other is not None:
                naming.rename(other, "Nama Lain Sama Sekali", starts_on=None, source="", by=SETTLER, at=NOW)
            elsewhere = merging.can_undo(Merge.objects.get(pk=merged.pk))
            assert elsewhere == (not any(later.pk > merged.pk and touches(later, merged) for later in done))
        transaction.set_rollback(True)


def touches(later: Merge, earlier: Merge) -> bool:
    """Whether a later merge has changed one side of an earlier one: its survivor was absorbed, or absorbed something more."""
    return earlier.survivor_id in {later.absorbed_id, later.survivor_id}


def test_a_provisional_one_merged_away_waits_no_more_until_that_is_undone() -> None:
    waiting = founding.found("Yayasan Bayangan", category="", provisional=True, example=True, by=SYSTEM, at=NOW)
    merged = merge(waiting, partner())
    assert not queries.provisional(SETTLER).exists()
    undo(merged)
    assert list(queries.provisional(SETTLER)) == [waiting]
    settling.confirm(waiting, name="Yayasan Bayangan", by=SETTLER, at=NOW)
