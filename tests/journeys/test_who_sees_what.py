"""No one sees beyond the subtree plus covered units: tried on small random trees, grants and agreements."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinergi.domain.agreements.choices import VIEW, Kind, Level, Side
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.services import drafting, signing
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement
from sinergi.foundation.access.models import Role, User
from sinergi.foundation.access.queries import actor_for
from sinergi.foundation.access.services import granting, inviting
from sinergi.foundation.institutions.models import Institution
from tests.support.factories import NOW, SYSTEM, TODAY, institution, partner

pytestmark = pytest.mark.django_db

DAYS = st.sampled_from([TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)])
# A tree as the parent of each unit but the first: always one that came before.
TREES = st.lists(st.integers(0, 5), min_size=2, max_size=6)


def plant(parents: list[int]) -> list[Institution]:
    units = [institution()]
    for parent in parents:
        units.append(institution(parent=units[parent % len(units)]))
    return units


def ancestors(parents: list[int], index: int) -> set[int]:
    """The unit and all above it, by the shape of the tree alone."""
    found = {index}
    while index:
        index = parents[index - 1] % index
        found.add(index)
    return found


@given(data=st.data(), parents=TREES)
@settings(max_examples=25)
def test_an_agreement_is_seen_exactly_where_the_tree_says(data: st.DataObject, parents: list[int]) -> None:
    units = plant(parents)
    unit = st.integers(0, len(units) - 1)
    ours, covered = data.draw(unit, "party"), data.draw(st.sets(unit, max_size=2), "covered")
    is_draft = data.draw(st.booleans(), "draft")
    facts = RecordedAgreement(
        parties=(PartyFacts(units[ours], Side.OURS, number="1/K"), PartyFacts(partner(), Side.PARTNER, number="1/M")),
        kind=Kind.PKS, level=Level.UPT, scope="Contoh", covered_units=tuple(units[index] for index in covered),
    )  # fmt: skip
    agreement = drafting.draft(facts, by=SYSTEM, at=NOW)
    if not is_draft:
        signing.sign(agreement, signed_on=TODAY, starts_on=TODAY, ends_on=TODAY + timedelta(days=9), by=SYSTEM, at=NOW)
    who, held = someone(), []
    for place in data.draw(st.lists(unit, max_size=2, unique=True), "granted at"):
        starts, ends = data.draw(DAYS, "starts"), data.draw(st.none() | DAYS, "ends")
        views = data.draw(st.booleans(), "may view")
        if ends is not None and ends < starts:
            continue
        granting.grant(who, role(views), institution=units[place], starts_on=starts, ends_on=ends, by=SYSTEM, at=NOW)
        if views and starts <= TODAY and (ends is None or ends >= TODAY):
            held.append(place)
    places = {ours} if is_draft else {ours, *covered}
    due = any(set(held) & ancestors(parents, place) for place in places)
    assert Agreement.objects.visible_to(actor_for(who, on=TODAY)).filter(pk=agreement.pk).exists() == due


@given(data=st.data(), parents=TREES)
@settings(max_examples=25)
def test_a_manager_sees_exactly_the_users_granted_something_below_him(data: st.DataObject, parents: list[int]) -> None:
    units = plant(parents)
    unit = st.integers(0, len(units) - 1)
    works_at = {someone(): data.draw(st.sets(unit, max_size=2), "works at") for _number in range(3)}
    for who, places in works_at.items():
        for place in places:
            granting.grant(who, role(True), institution=units[place], starts_on=TODAY, by=SYSTEM, at=NOW)
    boss, manages_at = someone(), data.draw(unit, "manages at")
    managing, _made = Role.objects.get_or_create(
        code="kelola", defaults={"name": "Kelola", "capabilities": ["access.manage"]}
    )
    granting.grant(boss, managing, institution=units[manages_at], starts_on=TODAY, by=SYSTEM, at=NOW)
    due = {who for who, places in works_at.items() if any(manages_at in ancestors(parents, place) for place in places)}
    assert set(User.objects.visible_to(actor_for(boss, on=TODAY))) == due | {boss}


def someone() -> User:
    return inviting.invite(f"u{User.objects.count()}@contoh.example", name="Contoh", by=SYSTEM, at=NOW)[0]


def role(views: bool) -> Role:
    code = "lihat" if views else "lain"
    capabilities = [VIEW] if views else ["people.view"]
    return Role.objects.get_or_create(code=code, defaults={"name": code, "capabilities": capabilities})[0]
