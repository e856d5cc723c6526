"""The list counts what it shows, and shows how much is still owed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sinergi.domain.agreements.choices import Standing
from sinergi.domain.agreements.queries import AgreementFilter, count_listed, listed
from sinergi.domain.agreements.tests.worlds import SIGNED, World, credited
from tests.support.factories import SYSTEM

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


def test_each_count_over_a_filtered_list_is_the_length_of_the_list_with_that_standing() -> None:
    world = World()
    world.signed()
    world.recorded()
    world.recorded(signed_on=SIGNED)
    world.recorded(signed_on=SIGNED, ends_on=date(2025, 12, 31))
    world.recorded(scope="Lain sama sekali")
    world.draft()
    filters = {
        standing: AgreementFilter(text="menjahit", standing=standing, on=ON, examples=True)
        for standing in (Standing.CERTAIN, Standing.POSSIBLE, Standing.UNKNOWN, Standing.NOT)
    }
    everything = AgreementFilter(text="menjahit", examples=True)
    counts = count_listed(everything, ON, SYSTEM).standing
    lengths = [listed(filter, SYSTEM).count() for filter in filters.values()]
    assert [count_listed(filter, ON, SYSTEM).rows for filter in filters.values()] == lengths
    assert count_listed(everything, ON, SYSTEM).rows == listed(everything, SYSTEM).count() == 5
    assert lengths == [counts.certain, counts.possible, counts.unknown, counts.not_in_force] == [1, 1, 1, 1]
    assert counts.total == 4


def test_the_standing_of_a_filter_does_not_narrow_the_counts_over_it() -> None:
    World().signed()
    narrowed = AgreementFilter(standing=Standing.NOT, on=ON, examples=True)
    assert count_listed(narrowed, ON, SYSTEM).standing.certain == 1


def test_a_listed_agreement_tells_how_many_of_its_obligations_are_open() -> None:
    world = World()
    agreement = world.signed()
    world.promised(agreement)
    world.promised(agreement, quantity=None)
    credited(world.promised(agreement, quantity=Decimal(1)))
    [row] = listed(AgreementFilter(examples=True), SYSTEM)
    assert row.open_obligations == 2


def test_what_has_no_day_of_signing_comes_last_in_both_directions() -> None:
    world = World()
    unknown, old, new = world.recorded(), world.recorded(signed_on=date(2020, 1, 1)), world.recorded(signed_on=SIGNED)
    assert list(listed(AgreementFilter(examples=True), SYSTEM)) == [new, old, unknown]
    assert list(listed(AgreementFilter(examples=True), SYSTEM, oldest_first=True)) == [old, new, unknown]
