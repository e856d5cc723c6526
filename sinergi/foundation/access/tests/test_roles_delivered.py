"""What a new version delivers reaches roles that nobody edited; to edited ones it is proposed (ADR 0021)."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from pytest_django import DjangoAssertNumQueries

from sinergi.foundation.access.choices import MANAGE
from sinergi.foundation.access.models import Role
from sinergi.foundation.access.queries import actor_for
from sinergi.foundation.access.services import granting, inviting, roles
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor, institution

pytestmark = pytest.mark.django_db
KNOWN = ("a.one", "a.two", "a.three", "a.four", MANAGE)
type Delivers = Callable[..., tuple[Role, ...]]


@pytest.fixture
def deliver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Delivers:
    """A version that gives the role of inspectors these capabilities is set up."""

    def version(*capabilities: str) -> tuple[Role, ...]:
        held = ", ".join(f'"{each}"' for each in capabilities)
        (tmp_path / "roles.toml").write_text(f'[penyelia]\nname = "Penyelia"\ncapabilities = [{held}]\n')
        monkeypatch.setattr(roles, "DELIVERED", tmp_path / "roles.toml")
        roles.deliver()
        return roles.follow(by=SYSTEM, at=NOW)

    return version


def role() -> Role:
    return Role.objects.get(code="penyelia")


def edit(*capabilities: str, by: Actor = SYSTEM) -> Role:
    return roles.change(
        role(), name="Penyelia", capabilities=capabilities, known=KNOWN, requires_second_factor=False, on=TODAY, by=by,
        at=NOW,
    )  # fmt: skip


def administrator(*, holding: Role) -> Actor:
    """Somebody who manages everywhere and holds the role."""
    managing = roles.create("Pengelola", by=SYSTEM, at=NOW)
    roles.change(
        managing, name="Pengelola", capabilities=[MANAGE], known=KNOWN, requires_second_factor=False, on=TODAY,
        by=SYSTEM, at=NOW,
    )  # fmt: skip
    user, _password = inviting.invite("ani@contoh.example", name="Ani", by=SYSTEM, at=NOW)
    for each in (managing, holding):
        granting.grant(user, each, institution=None, starts_on=TODAY, by=SYSTEM, at=NOW)
    return actor_for(user, on=TODAY)


class TestFollowing:
    def test_a_role_that_nobody_edited_does_what_the_new_version_says(self, deliver: Delivers) -> None:
        assert deliver("a.one", "a.two") == ()
        assert deliver("a.one", "a.three") == (role(),)
        assert role().capabilities == ["a.one", "a.three"]
        assert not role().is_edited
        assert role().proposed == []
        entry = Entry.objects.get(action="role.followed")
        assert entry.facts == {"added": "a.three", "removed": "a.two"}

    def test_the_same_version_again_only_reads(
        self, deliver: Delivers, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        deliver("a.one")
        with django_assert_num_queries(2):
            assert deliver("a.one") == ()
        assert not Entry.objects.filter(action__startswith="role.").exists()

    def test_an_edited_role_keeps_its_edits_and_is_proposed_what_is_new(self, deliver: Delivers) -> None:
        deliver("a.one", "a.two")
        edit("a.one", "a.four")
        deliver("a.one", "a.two", "a.three", "a.four")
        assert role().capabilities == ["a.one", "a.four"]
        assert (role().proposed, role().proposed_at) == (["a.three"], NOW)
        assert Entry.objects.get(action="role.proposed").facts == {"proposed": "a.three"}

    def test_edits_taken_back_let_it_follow_again(self, deliver: Delivers) -> None:
        deliver("a.one")
        edit("a.one", "a.two")
        edit("a.one")
        deliver("a.one", "a.three")
        assert role().capabilities == ["a.one", "a.three"]

    def test_what_is_no_longer_delivered_is_no_longer_proposed(self, deliver: Delivers) -> None:
        deliver("a.one", "a.two")
        edit("a.one")
        deliver("a.one", "a.two", "a.three")
        deliver("a.one", "a.two")
        assert (role().proposed, role().proposed_at) == ([], None)

    def test_a_role_that_an_administrator_made_follows_nothing(self, deliver: Delivers) -> None:
        roles.create("Penyelia", by=SYSTEM, at=NOW)
        assert deliver("a.one") == ()
        assert role().capabilities == []


class TestAnswering:
    @pytest.fixture(autouse=True)
    def proposed(self, deliver: Delivers) -> None:
        deliver("a.one")
        edit("a.one", "a.two")
        deliver("a.one", "a.three", "a.four")

    def test_what_is_accepted_holds_at_once_and_is_told(self) -> None:
        by = actor(MANAGE)
        roles.accept(role(), ["a.three"], on=TODAY, by=by, at=NOW)
        assert role().capabilities == ["a.one", "a.two", "a.three"]
        assert (role().proposed, role().proposed_at) == (["a.four"], NOW)
        entry = Entry.objects.get(action="role.proposal_accepted")
        assert (entry.facts, entry.actor_key) == ({"added": "a.three"}, by.key)

    def test_what_is_declined_is_not_proposed_again(self, deliver: Delivers) -> None:
        roles.decline(role(), ["a.three", "a.four"], by=actor(MANAGE), at=NOW)
        assert Entry.objects.get(action="role.proposal_declined").facts == {"declined": "a.four a.three"}
        deliver("a.one", "a.three", "a.four", "a.five")
        assert role().capabilities == ["a.one", "a.two"]
        assert role().proposed == ["a.five"]

    def test_a_capability_that_is_given_by_hand_is_answered_with_it(self) -> None:
        edit("a.one", "a.two", "a.three")
        assert role().proposed == ["a.four"]

    def test_nobody_accepts_for_a_role_that_he_holds(self) -> None:
        acting = administrator(holding=role())
        with pytest.raises(NotAllowed):
            roles.accept(role(), ["a.three"], on=TODAY, by=acting, at=NOW)
        assert role().capabilities == ["a.one", "a.two"]
        assert roles.decline(role(), ["a.three"], by=acting, at=NOW).proposed == ["a.four"]

    @pytest.mark.parametrize("call", ["accept", "decline"])
    def test_only_who_manages_everywhere_answers(self, call: str) -> None:
        more = {"on": TODAY} if call == "accept" else {}
        with pytest.raises(NotAllowed):
            getattr(roles, call)(role(), ["a.three"], **more, by=actor(MANAGE, at=institution()), at=NOW)

    def test_what_was_not_proposed_is_refused(self) -> None:
        with pytest.raises(roles.NotProposed):
            roles.accept(role(), ["a.three", MANAGE], on=TODAY, by=actor(MANAGE), at=NOW)
        with pytest.raises(Invalid):
            roles.decline(role(), [], by=actor(MANAGE), at=NOW)


def test_what_was_delivered_before_that_was_kept_is_read_off_the_audit(deliver: Delivers) -> None:
    deliver("a.one", "a.two")
    edit("a.one", "a.three")
    edit("a.three", "a.four")
    roles.create("Buatan sendiri", by=SYSTEM, at=NOW)
    Role.objects.update(delivered=None)
    migration = import_module("sinergi.foundation.access.migrations.0006_what_roles_were_delivered_with")
    migration.take_back_what_was_changed(apps, None)
    assert role().delivered == ["a.one", "a.two"]
    assert Role.objects.get(code="buatan-sendiri").delivered is None
    migration.forget(apps, None)
    assert not Role.objects.filter(delivered__isnull=False).exists()
