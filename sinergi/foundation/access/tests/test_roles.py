"""Roles are data that national managers change, within bounds."""

from __future__ import annotations

import pytest

from sinergi.foundation.access.choices import MANAGE
from sinergi.foundation.access.models import Role
from sinergi.foundation.access.queries import actor_for, standing_of
from sinergi.foundation.access.services import granting, inviting, roles
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor, institution

pytestmark = pytest.mark.django_db
KNOWN = (MANAGE, "agreements.view", "agreements.sign")


def change(role: Role, *capabilities: str, by: Actor = SYSTEM, requires: bool = False) -> Role:
    return roles.change(
        role, name=role.name, capabilities=capabilities, known=KNOWN, requires_second_factor=requires,
        on=TODAY, by=by, at=NOW,
    )  # fmt: skip


def test_a_change_holds_at_once_and_stands_in_the_audit_trail() -> None:
    role = roles.create("Penyelia", by=SYSTEM, at=NOW)
    who = inviting.invite("ani@contoh.example", name="Ani", by=SYSTEM, at=NOW)[0]
    granting.grant(who, role, institution=None, starts_on=TODAY, by=SYSTEM, at=NOW)
    change(role, "agreements.sign", "agreements.view")
    assert actor_for(who, on=TODAY).may("agreements.sign", None)
    entry = Entry.objects.get(action="role.changed")
    assert entry.facts["added"] == "agreements.sign agreements.view"
    assert Role.objects.get(pk=role.pk).capabilities == ["agreements.view", "agreements.sign"]


def test_two_roles_do_not_bear_one_name() -> None:
    roles.create("Penyelia", by=SYSTEM, at=NOW)
    with pytest.raises(roles.RoleExists):
        roles.create("penyelia", by=SYSTEM, at=NOW)


@pytest.mark.parametrize("name", ["", "–", "x" * 121, "a\0b"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        roles.create(name, by=SYSTEM, at=NOW)


def test_a_capability_that_no_room_declares_is_refused() -> None:
    with pytest.raises(Invalid):
        change(roles.create("Penyelia", by=SYSTEM, at=NOW), "semua.boleh")


def test_only_who_manages_everywhere_changes_roles() -> None:
    role, unit = roles.create("Penyelia", by=SYSTEM, at=NOW), institution()
    with pytest.raises(NotAllowed):
        change(role, "agreements.view", by=actor(MANAGE, at=unit))
    with pytest.raises(NotAllowed):
        roles.create("Lain", by=actor("agreements.view"), at=NOW)


def test_nobody_widens_a_role_that_he_holds() -> None:
    role = roles.create("Pengelola", by=SYSTEM, at=NOW)
    change(role, MANAGE, "agreements.view")
    who = inviting.invite("ani@contoh.example", name="Ani", by=SYSTEM, at=NOW)[0]
    granting.grant(who, role, institution=None, starts_on=TODAY, by=SYSTEM, at=NOW)
    acting = actor_for(who, on=TODAY)
    with pytest.raises(NotAllowed):
        change(role, MANAGE, "agreements.view", "agreements.sign", by=acting)
    assert change(role, MANAGE, by=acting).capabilities == [MANAGE]


def test_a_role_that_requires_a_second_factor_makes_it_due_and_costs_no_further_question(
    django_assert_num_queries: object,
) -> None:
    role = roles.create("Penyelia", by=SYSTEM, at=NOW)
    change(role, "agreements.view", requires=True)
    who = inviting.invite("ani@contoh.example", name="Ani", by=SYSTEM, at=NOW)[0]
    assert not standing_of(who, on=TODAY).must_add_factor
    granting.grant(who, role, institution=None, starts_on=TODAY, by=SYSTEM, at=NOW)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert standing_of(who, on=TODAY).must_add_factor
