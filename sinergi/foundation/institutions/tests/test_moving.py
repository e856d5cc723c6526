"""A unit moves with all that stands below it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sinergi.foundation.institutions.choices import SETTLE
from sinergi.foundation.institutions.models import Institution, Place
from sinergi.foundation.institutions.services import moving
from sinergi.foundation.kernel.errors import DomainError, Invalid, NotAllowed
from tests.support.factories import NOW, actor, institution, partner

pytestmark = pytest.mark.django_db
SETTLER = actor(SETTLE)


def path(unit: Institution) -> str:
    return Place.objects.get(institution=unit).path


def test_the_whole_subtree_moves_and_grants_follow_it() -> None:
    old, new = institution(kind="kanwil"), institution(kind="kanwil")
    unit = institution(parent=old)
    below = institution(parent=unit)
    beside = institution(parent=old)
    moving.move(unit, parent=new, by=SETTLER, at=NOW)
    assert set(Institution.objects.within([path(new)])) == {new, unit, below}
    assert set(Institution.objects.within([path(old)])) == {old, beside}


def test_a_unit_becomes_a_root_and_keeps_what_was_not_said() -> None:
    unit = institution(kind="rutan", parent=institution())
    place = moving.move(unit, parent=None, by=SETTLER, at=NOW)
    assert (place.path, place.kind) == (f"{place.pk}.", "rutan")


@given(st.lists(st.tuples(st.integers(0, 5), st.none() | st.integers(0, 5)), max_size=12))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_however_units_are_moved_each_path_is_its_parents_path_and_its_own_key(moves: list[Any]) -> None:
    with transaction.atomic():
        units = [institution() for _n in range(6)]
        for one, other in moves:
            parent = None if other is None else units[other]
            below = parent is not None and path(parent).startswith(path(units[one]))
            try:
                moving.move(units[one], parent=parent, by=SETTLER, at=NOW)
                assert not below
            except Invalid:
                assert below
        for place in Place.objects.select_related("parent"):
            assert place.path == f"{place.parent.path if place.parent else ''}{place.pk}."
        transaction.set_rollback(True)


def test_nothing_moves_below_itself_nor_to_where_there_is_no_place() -> None:
    unit = institution()
    below = institution(parent=unit)
    for parent, sentence in (
        (below, "di bawah dirinya"),
        (unit, "di bawah dirinya"),
        (partner(), "tidak punya tempat"),
        (institution(example=False), "contoh"),
    ):
        with pytest.raises(Invalid, match=sentence):
            moving.move(unit, parent=parent, by=SETTLER, at=NOW)
    with pytest.raises(Invalid, match="belum punya tempat"):
        moving.move(partner(), parent=unit, by=SETTLER, at=NOW)
    for words in ({"kind": "gudang"}, {"zone": "Europe/Paris"}):
        with pytest.raises(Invalid, match="tidak dikenal"):
            moving.move(unit, parent=None, by=SETTLER, at=NOW, **words)


def test_a_tree_does_not_grow_deeper_than_its_paths_can_say() -> None:
    units = [institution()]
    with pytest.raises(DomainError, match="terlalu dalam"):
        for _n in range(80):
            unit = institution()
            moving.move(unit, parent=units[-1], by=SETTLER, at=NOW)
            units.append(unit)
    assert len(path(units[-1])) <= moving.LONGEST_PATH


def test_only_who_may_settle_everywhere_moves() -> None:
    unit = institution()
    for stranger in (actor("agreements.view"), actor(SETTLE, at=unit)):
        with pytest.raises(NotAllowed):
            moving.move(unit, parent=None, by=stranger, at=NOW)
