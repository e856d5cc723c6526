from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from sinergi.foundation.access import queries
from sinergi.foundation.access.choices import API
from sinergi.foundation.access.models import ApiKey, Role, User
from sinergi.foundation.access.queries import actor_for
from sinergi.foundation.access.services import accounts, api_keys, granting, inviting, passwords
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid, NotAllowed
from sinergi.foundation.kernel.guarded import Lost
from tests.support.factories import NOW, SYSTEM, TODAY

pytestmark = pytest.mark.django_db

LATER = TODAY + timedelta(days=30)


def somebody(name: str, *capabilities: str) -> User:
    role = Role.objects.create(code=name, name=name, capabilities=list(capabilities))
    invited = inviting.invite(f"{name}@contoh.example", name=name, by=SYSTEM, at=NOW)[0]
    granting.grant(invited, role, institution=None, starts_on=TODAY, by=SYSTEM, at=NOW)
    return invited


@pytest.fixture
def ani() -> User:
    return somebody("ani", API)


def acting(user: User) -> Actor:
    return actor_for(user, on=TODAY)


def made(user: User, *, expires_on: date = LATER, purpose: str = "papan informasi") -> api_keys.Made:
    return api_keys.make(user, purpose=purpose, expires_on=expires_on, on=TODAY, by=acting(user), at=NOW)


def test_a_key_lets_its_owner_in_and_its_secret_is_kept_nowhere(ani: User) -> None:
    key = made(ani)
    assert api_keys.admit(key.secret, on=TODAY) == ani
    assert key.secret.startswith("sng_")
    kept = str(ApiKey.objects.values().get()) + str(list(Entry.objects.values()))
    assert key.secret not in kept
    assert key.secret.endswith(ApiKey.objects.get().hint)
    assert Entry.objects.get(action="user.api_key_made").actor_key == f"user:{ani.public_id}"


def test_letting_in_asks_one_question_and_notes_the_day_once(
    ani: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    key = made(ani)
    with django_assert_num_queries(2):
        api_keys.admit(key.secret, on=TODAY)
    with django_assert_num_queries(1):
        api_keys.admit(key.secret, on=TODAY)
    assert ApiKey.objects.get().last_used_on == TODAY


def ends(user: User, key: api_keys.Made) -> None:
    api_keys.end(user, key.key.public_id, by=acting(user), at=NOW)


def closes(user: User, key: api_keys.Made) -> None:
    accounts.close(user, on=TODAY, by=SYSTEM, at=NOW)


def signs_out(user: User, key: api_keys.Made) -> None:
    accounts.sign_out_everywhere(user, on=TODAY, by=acting(user), at=NOW)


def loses_its_factors(user: User, key: api_keys.Made) -> None:
    accounts.forget_factors(user, on=TODAY, by=SYSTEM, at=NOW)


def chooses_another_password(user: User, key: api_keys.Made) -> None:
    passwords.restore(passwords.key_for(user), new="kuda lain baterai", at=NOW)


@pytest.mark.parametrize("happens", [ends, closes, signs_out, loses_its_factors, chooses_another_password])
def test_whatever_ends_sessions_ends_keys(ani: User, happens: object) -> None:
    key = made(ani)
    happens(ani, key)  # type: ignore[operator]
    with pytest.raises(api_keys.Unknown):
        api_keys.admit(key.secret, on=TODAY)
    ani.refresh_from_db()
    assert queries.api_keys_of(ani, on=TODAY, viewer=acting(ani) if ani.is_active else SYSTEM) == ()


def test_a_key_opens_through_its_last_day(ani: User) -> None:
    key = made(ani, expires_on=LATER)
    assert api_keys.admit(key.secret, on=LATER) == ani
    with pytest.raises(api_keys.Unknown):
        api_keys.admit(key.secret, on=LATER + timedelta(days=1))


@pytest.mark.parametrize("days", [-1, 366, 4000])
def test_a_key_holds_at_most_a_year_and_not_into_the_past(ani: User, days: int) -> None:
    with pytest.raises(Invalid) as refused:
        made(ani, expires_on=TODAY + timedelta(days=days))
    assert refused.value.field == "expires_on"
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("purpose", ["", "   ", "x" * 81, "a\0b"])
def test_a_key_says_in_one_line_what_it_is_for(ani: User, purpose: str) -> None:
    with pytest.raises(Invalid) as refused:
        made(ani, purpose=purpose)
    assert refused.value.field == "purpose"


def test_nobody_has_more_than_ten_until_one_is_ended(ani: User) -> None:
    keys = [made(ani) for _ in range(api_keys.MOST_KEYS)]
    with pytest.raises(api_keys.TooMany):
        made(ani)
    ends(ani, keys[0])
    made(ani)


def test_only_the_owner_makes_sees_and_ends_a_key(ani: User) -> None:
    other = somebody("budi", API, "access.manage")
    key = made(ani)
    with pytest.raises(NotAllowed):
        api_keys.make(ani, purpose="x", expires_on=LATER, on=TODAY, by=acting(other), at=NOW)
    with pytest.raises(NotAllowed):
        api_keys.end(ani, key.key.public_id, by=acting(other), at=NOW)
    with pytest.raises(ApiKey.DoesNotExist):
        api_keys.end(other, key.key.public_id, by=acting(other), at=NOW)
    assert queries.api_keys_of(ani, on=TODAY, viewer=acting(other)) == ()
    assert [one.pk for one in queries.api_keys_of(ani, on=TODAY, viewer=acting(ani))] == [key.key.pk]


def test_a_key_ends_once(ani: User) -> None:
    key = made(ani)
    ends(ani, key)
    with pytest.raises(Lost):
        ends(ani, key)


def test_without_the_capability_no_key_is_made() -> None:
    with pytest.raises(NotAllowed):
        made(somebody("cici", "agreements.view"))


@given(st.text(max_size=80))
def test_a_guess_is_refused_in_one_sentence(guess: str) -> None:
    with pytest.raises(DomainError, match="tidak dikenal atau sudah berakhir"):
        api_keys.admit(guess, on=TODAY)
