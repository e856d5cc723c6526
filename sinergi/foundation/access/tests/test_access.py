from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.hashers import identify_hasher
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from sinergi.foundation.access.choices import MANAGE
from sinergi.foundation.access.models import Grant, Role, User
from sinergi.foundation.access.queries import actor_for
from sinergi.foundation.access.services import granting, inviting, passwords, roles
from sinergi.foundation.kernel.actors import NOBODY, Actor
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor, institution

pytestmark = pytest.mark.django_db


def user(email: str = "ani@contoh.example") -> User:
    return inviting.invite(email, name="Ani Contoh", by=SYSTEM, at=NOW)[0]


def role(*capabilities: str) -> Role:
    return Role.objects.create(code="uji", name="Uji", capabilities=list(capabilities))


def test_the_one_time_password_signs_in_and_is_kept_as_argon2(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    invited, password = inviting.invite("Budi@Contoh.example", name="Budi Contoh", by=SYSTEM, at=NOW)
    assert invited.check_password(password)
    assert invited.password_is_one_time
    assert identify_hasher(invited.password).algorithm == "argon2"
    assert invited.email == "budi@contoh.example"


def test_an_address_in_another_case_is_the_same_address() -> None:
    user("ani@contoh.example")
    with pytest.raises(inviting.EmailTaken):
        user("ANI@contoh.example")


@pytest.mark.parametrize("email", ["", "bukan-surel", "a\0@contoh.example", "x" * 300 + "@contoh.example"])
def test_an_address_that_is_none_is_refused(email: str) -> None:
    with pytest.raises(Invalid):
        user(email)
    assert not User.objects.exists()


def test_only_who_manages_users_invites() -> None:
    with pytest.raises(NotAllowed):
        inviting.invite("x@contoh.example", name="X", by=actor("agreements.view"), at=NOW)


def test_an_own_password_ends_the_one_time() -> None:
    invited, password = inviting.invite("budi@contoh.example", name="Budi", by=SYSTEM, at=NOW)
    passwords.choose(invited, current=password, new="kuda benar baterai", by=actor_for(invited, on=TODAY), at=NOW)
    invited.refresh_from_db()
    assert invited.check_password("kuda benar baterai")
    assert not invited.password_is_one_time


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("salah", "kuda benar baterai", "current"),
        (None, "pendek", "new"),
        (None, "1234567890123", "new"),
        (None, "x\0" * 10, "new"),
    ],
)
def test_a_bad_password_is_refused_at_its_field(current: str | None, new: str, field: str) -> None:
    invited, password = inviting.invite("budi@contoh.example", name="Budi", by=SYSTEM, at=NOW)
    with pytest.raises(Invalid) as refused:
        passwords.choose(invited, current=current or password, new=new, by=actor_for(invited, on=TODAY), at=NOW)
    assert refused.value.field == field
    invited.refresh_from_db()
    assert invited.password_is_one_time


def test_nobody_chooses_the_password_of_somebody_else() -> None:
    invited, password = inviting.invite("budi@contoh.example", name="Budi", by=SYSTEM, at=NOW)
    other = actor_for(user(), on=TODAY)
    with pytest.raises(NotAllowed):
        passwords.choose(invited, current=password, new="kuda benar baterai", by=other, at=NOW)


def test_a_grant_reaches_its_subtree_and_nothing_else() -> None:
    kanwil = institution(kind="kanwil")
    unit, stranger = institution(parent=kanwil), institution()
    who = user()
    granting.grant(who, role("agreements.view"), institution=kanwil, starts_on=TODAY, by=SYSTEM, at=NOW)
    acting = actor_for(who, on=TODAY)
    assert acting.may("agreements.view", unit.path)
    assert not acting.may("agreements.view", stranger.path)
    assert not acting.may("agreements.sign", unit.path)


days = st.integers(-5, 5).map(lambda n: TODAY + timedelta(days=n))


@given(starts=days, length=st.one_of(st.none(), st.integers(0, 5)), on=days)
def test_the_query_and_the_calendar_agree_on_a_grant(starts: date, length: int | None, on: date) -> None:
    who, ends = (
        user(f"u{User.objects.count()}@contoh.example"),
        None if length is None else starts + timedelta(days=length),
    )
    given_role, _made = Role.objects.get_or_create(code="uji", defaults={"name": "Uji", "capabilities": ["a"]})
    granting.grant(who, given_role, institution=None, starts_on=starts, ends_on=ends, by=SYSTEM, at=NOW)
    assert actor_for(who, on=on).may("a", None) == (starts <= on and (ends is None or on <= ends))


def test_nobody_grants_to_himself() -> None:
    who = user()
    granting.grant(who, role(MANAGE), institution=None, starts_on=TODAY, by=SYSTEM, at=NOW)
    with pytest.raises(NotAllowed, match="dirinya sendiri"):
        granting.grant(who, role_again(), institution=None, starts_on=TODAY, by=actor_for(who, on=TODAY), at=NOW)


def role_again() -> Role:
    return Role.objects.get(code="uji")


def test_a_manager_of_one_unit_grants_nothing_at_another() -> None:
    here, there = institution(), institution()
    with pytest.raises(NotAllowed):
        granting.grant(user(), role(), institution=there, starts_on=TODAY, by=actor(MANAGE, at=here), at=NOW)


def test_a_grant_cannot_end_before_it_starts() -> None:
    with pytest.raises(Invalid):
        granting.grant(
            user(), role(), institution=None, starts_on=TODAY, ends_on=TODAY - timedelta(days=1), by=SYSTEM, at=NOW
        )
    assert not Grant.objects.exists()


def test_a_user_who_left_is_nobody() -> None:
    who = user()
    who.is_active = False
    assert actor_for(who, on=TODAY) is NOBODY


def test_an_actor_is_made_with_one_question(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    who = user()
    for number in range(3):
        granting.grant(who, Role.objects.create(code=f"r{number}", name="R", capabilities=["a"]),
                       institution=institution(), starts_on=TODAY, by=SYSTEM, at=NOW)  # fmt: skip
    with django_assert_num_queries(1):
        acting = actor_for(who, on=TODAY)
    assert len(acting.paths("a")) == 3


def test_delivered_roles_name_only_capabilities_that_exist_and_stay_as_changed() -> None:
    roles.deliver()
    Role.objects.filter(code="pimpinan").update(capabilities=["agreements.view"])
    roles.deliver()
    assert Role.objects.get(code="pimpinan").capabilities == ["agreements.view"]
    assert isinstance(Actor.system("x"), Actor)
