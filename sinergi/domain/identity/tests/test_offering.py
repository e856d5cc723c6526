"""Which extracts a page offers."""

from __future__ import annotations

from datetime import date

import pytest

from sinergi.domain.agreements.services import ending
from sinergi.domain.identity import queries
from sinergi.domain.identity.tests.worlds import World
from tests.support.factories import NOW, SYSTEM, TODAY

pytestmark = pytest.mark.django_db


def test_an_extract_is_offered_while_its_agreement_may_be_in_force() -> None:
    world = World()
    agreement = world.agreement()
    extract = world.extract(agreement=agreement)
    assert queries.usable_extracts(TODAY, world.owner, examples=True) == (extract,)
    assert queries.usable_extracts(date(2027, 1, 1), world.owner, examples=True) == ()
    ending.end(agreement, ended_on=TODAY, reason="Mitra mundur", by=SYSTEM, at=NOW)
    assert queries.usable_extracts(TODAY, world.owner, examples=True) == ()


def test_extracts_are_told_per_agreement_to_its_part_of_the_tree() -> None:
    world = World()
    agreement = world.agreement()
    extract = world.extract(agreement=agreement)
    world.extract()
    assert list(queries.extracts_of(agreement, world.above)) == [extract]
    assert not queries.extracts_of(agreement, world.stranger).exists()
