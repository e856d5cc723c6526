"""Grants over time: ending, moving, resting, reviewing – and that somebody always manages users."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sinergi.foundation.access import queries
from sinergi.foundation.access.choices import MANAGE
from sinergi.foundation.access.models import Grant, Leave, Role, User
from sinergi.foundation.access.queries import actor_for
from sinergi.foundation.access.services import (
    accounts,
    granting,
    inviting,
    keeping,
    moving,
    resting,
    reviewing,
    roles,
)
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor, institution

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def delivered() -> None:
    roles.deliver()


def user(name: str = "ani") -> User:
    return inviting.invite(f"{name}@contoh.example", name=f"{name.title()} Contoh", by=SYSTEM, at=NOW)[0]


def role(code: str = "petugas-kerja-sama") -> Role:
    return Role.objects.get(code=code)


def give(who: User, place: Institution | None, code: str = "petugas-kerja-sama", **days: object) -> Grant:
    days.setdefault("starts_on", TODAY - 10 * DAY)
    return granting.grant(who, role(code), institution=place, by=SYSTEM, at=NOW, **days)  # type: ignore[arg-type]


def manager(*places: Institution | None, name: str = "pengelola") -> Actor:
    """A user who manages users at these places, as an actor of today."""
    who = user(name)
    for place in places:
        give(who, place, "administrator")
    return actor_for(who, on=TODAY)


# ending


def test_a_grant_holds_to_the_end_of_its_last_day() -> None:
    here, who = institution(), user()
    granting.end(give(who, here), last_day=TODAY, by=SYSTEM, at=NOW)
    assert actor_for(who, on=TODAY).may("agreements.view", here.path)
    assert not actor_for(who, on=TODAY + DAY).may("agreements.view", here.path)


def test_a_grant_that_never_began_is_taken_back_and_stays_on_record() -> None:
    given = give(user(), institution(), starts_on=TODAY + DAY)
    assert granting.end(given, last_day=TODAY, by=SYSTEM, at=NOW) is None
    assert not Grant.objects.exists()
    assert Entry.objects.filter(action="grant.ended").count() == 1


def test_a_grant_ends_once() -> None:
    given = give(user(), institution())
    granting.end(given, last_day=TODAY, by=SYSTEM, at=NOW)
    with pytest.raises(granting.AlreadyOver):
        granting.end(given, last_day=TODAY + DAY, by=SYSTEM, at=NOW)


def test_the_manager_of_another_unit_ends_nothing() -> None:
    given, elsewhere = give(user(), institution()), institution()
    with pytest.raises(NotAllowed):
        granting.end(given, last_day=TODAY, by=manager(elsewhere), at=NOW)


def test_the_same_role_is_not_held_twice_at_once() -> None:
    here, who = institution(), user()
    give(who, here, ends_on=TODAY)
    with pytest.raises(granting.AlreadyGranted):
        give(who, here, starts_on=TODAY)
    give(who, here, starts_on=TODAY + DAY)


def test_a_closed_account_is_given_nothing() -> None:
    who = user()
    accounts.close(who, on=TODAY, by=SYSTEM, at=NOW)
    with pytest.raises(Invalid):
        give(who, institution())


# moving


def test_a_transfer_ends_here_and_begins_there_on_the_day() -> None:
    kanwil = institution(kind="kanwil")
    old, new, who = institution(parent=kanwil), institution(parent=kanwil), user()
    give(who, old)
    moving.transfer(who, leaving=old, to=new, role=role("kepala-unit"), on=TODAY + DAY, by=manager(kanwil), at=NOW)
    before, after = actor_for(who, on=TODAY), actor_for(who, on=TODAY + DAY)
    assert before.may("agreements.view", old.path)
    assert not before.may("agreements.view", new.path)
    assert after.may("agreements.sign", new.path)
    assert not after.may("agreements.view", old.path)


def test_a_transfer_takes_back_what_was_still_to_come() -> None:
    old, new, who = institution(), institution(), user()
    give(who, old, ends_on=TODAY - DAY)
    give(who, old, "kepala-unit", starts_on=TODAY + 5 * DAY)
    moving.transfer(who, leaving=old, to=new, role=role(), on=TODAY, by=SYSTEM, at=NOW)
    assert [grant.institution for grant in Grant.objects.not_over(TODAY).filter(user=who)] == [new]


def test_a_transfer_to_where_one_does_not_manage_changes_nothing() -> None:
    old, new, who = institution(), institution(), user()
    give(who, old)
    with pytest.raises(NotAllowed):
        moving.transfer(who, leaving=old, to=new, role=role(), on=TODAY, by=manager(old), at=NOW)
    assert Grant.objects.get(user=who).ends_on is None


def test_nobody_is_moved_from_where_he_is_not() -> None:
    with pytest.raises(moving.NothingToMove):
        moving.transfer(user(), leaving=institution(), to=institution(), role=role(), on=TODAY, by=SYSTEM, at=NOW)


def test_the_old_unit_keeps_only_its_own_rows() -> None:
    old, new, who = institution(), institution(), user()
    give(who, old)
    moving.transfer(who, leaving=old, to=new, role=role(), on=TODAY, by=SYSTEM, at=NOW)
    seen = queries.grants_of(who, manager(old))
    assert [grant.institution for grant in seen] == [old]


# resting


def test_during_leave_grants_rest_and_the_deputy_holds_them() -> None:
    here, who, other = institution(), user(), user("budi")
    give(who, here, "kepala-unit")
    resting.rest(who, starts_on=TODAY, ends_on=TODAY + DAY, deputy=other, by=SYSTEM, at=NOW)
    for day in (TODAY, TODAY + DAY):
        assert not actor_for(who, on=day).may("agreements.sign", here.path)
        assert actor_for(other, on=day).may("agreements.sign", here.path)
    for day in (TODAY - DAY, TODAY + 2 * DAY):
        assert actor_for(who, on=day).may("agreements.sign", here.path)
        assert not actor_for(other, on=day).may("agreements.sign", here.path)


def test_who_comes_back_early_takes_over_from_the_deputy() -> None:
    here, who, other = institution(), user(), user("budi")
    give(who, here, "kepala-unit")
    leave = resting.rest(who, starts_on=TODAY, ends_on=TODAY + 9 * DAY, deputy=other, by=SYSTEM, at=NOW)
    resting.return_from(leave, on=TODAY + 2 * DAY, by=SYSTEM, at=NOW)
    assert actor_for(other, on=TODAY + DAY).may("agreements.sign", here.path)
    assert actor_for(who, on=TODAY + 2 * DAY).may("agreements.sign", here.path)
    assert not actor_for(other, on=TODAY + 2 * DAY).may("agreements.sign", here.path)


def test_a_leave_called_off_leaves_nothing_behind() -> None:
    here, who, other = institution(), user(), user("budi")
    give(who, here)
    leave = resting.rest(who, starts_on=TODAY + DAY, ends_on=TODAY + 9 * DAY, deputy=other, by=SYSTEM, at=NOW)
    assert resting.return_from(leave, on=TODAY, by=SYSTEM, at=NOW) is None
    assert not Leave.objects.exists()
    assert not other.grants.exists()


def test_what_the_deputy_had_of_his_own_outlives_the_leave() -> None:
    here, who, other = institution(), user(), user("budi")
    give(who, here)
    give(other, here)
    resting.rest(who, starts_on=TODAY, ends_on=TODAY, deputy=other, by=SYSTEM, at=NOW)
    assert actor_for(other, on=TODAY + DAY).may("agreements.view", here.path)


def test_two_leaves_do_not_overlap_and_none_ends_before_it_starts() -> None:
    who = user()
    give(who, institution())
    resting.rest(who, starts_on=TODAY, ends_on=TODAY + DAY, by=SYSTEM, at=NOW)
    with pytest.raises(resting.AlreadyOnLeave):
        resting.rest(who, starts_on=TODAY + DAY, ends_on=TODAY + DAY, by=SYSTEM, at=NOW)
    with pytest.raises(Invalid):
        resting.rest(who, starts_on=TODAY + 9 * DAY, ends_on=TODAY + 8 * DAY, by=SYSTEM, at=NOW)


def test_a_manager_makes_himself_nobodys_deputy() -> None:
    here, who = institution(), user()
    give(who, here)
    boss = manager(here)
    with pytest.raises(NotAllowed):
        resting.rest(who, starts_on=TODAY, ends_on=TODAY, deputy=User.objects.get(pk=boss.user_id), by=boss, at=NOW)


# reviewing


def test_a_grant_comes_up_for_review_after_a_year_and_again_a_year_after_that() -> None:
    here, who = institution(), user()
    given = give(who, here, starts_on=TODAY - 365 * DAY)
    give(user("baru"), here, starts_on=TODAY - 364 * DAY)
    boss = manager(here)
    assert list(queries.due_for_review(boss, on=TODAY)) == [given]
    reviewing.confirm(given, on=TODAY, by=boss, at=NOW)
    assert not queries.due_for_review(boss, on=TODAY).filter(pk=given.pk)
    assert given in queries.due_for_review(boss, on=TODAY + 365 * DAY)


def test_nobody_reviews_his_own_or_what_is_elsewhere_or_over() -> None:
    here, elsewhere = institution(), institution()
    boss = manager(here)
    own = Grant.objects.get(user_id=boss.user_id)
    with pytest.raises(NotAllowed):
        reviewing.confirm(own, on=TODAY, by=boss, at=NOW)
    assert own not in queries.due_for_review(boss, on=TODAY + 400 * DAY)
    with pytest.raises(NotAllowed):
        reviewing.confirm(give(user("jauh"), elsewhere), on=TODAY, by=boss, at=NOW)
    with pytest.raises(Invalid):
        reviewing.confirm(give(user("lama"), here, ends_on=TODAY - DAY), on=TODAY, by=boss, at=NOW)


# who manages whom


def test_a_manager_sees_who_has_or_had_a_grant_in_his_part_of_the_tree() -> None:
    kanwil = institution(kind="kanwil")
    unit, elsewhere = institution(parent=kanwil), institution()
    now, before, far, nobody = user("kini"), user("dulu"), user("jauh"), user("tanpa")
    give(now, unit)
    give(before, unit, ends_on=TODAY - DAY)
    give(far, elsewhere)
    boss = manager(kanwil)
    assert set(User.objects.visible_to(boss).exclude(pk=boss.user_id)) == {now, before}
    assert nobody not in User.objects.visible_to(boss)
    assert set(User.objects.visible_to(actor(MANAGE))) == set(User.objects.all())
    assert not User.objects.visible_to(actor("agreements.view"))


@pytest.mark.parametrize(
    "act",
    [inviting.renew, accounts.close, accounts.forget_factors, accounts.unlock, accounts.sign_out_everywhere],
    ids=lambda act: act.__name__,
)
def test_what_concerns_the_person_needs_management_over_all_grants(act: object) -> None:
    here, elsewhere, who = institution(), institution(), user()
    give(who, here)
    give(who, elsewhere)
    with pytest.raises(NotAllowed):
        act(who, on=TODAY, by=manager(here), at=NOW)  # type: ignore[operator]
    act(who, on=TODAY, by=manager(here, elsewhere, name="keduanya"), at=NOW)  # type: ignore[operator]


def test_a_unit_takes_over_no_national_account_through_a_small_grant_at_home() -> None:
    here, who = institution(), user("pusat")
    give(who, None, "administrator")
    give(who, here)
    with pytest.raises(NotAllowed):
        inviting.renew(who, on=TODAY, by=manager(here), at=NOW)


def test_a_manager_welcomes_only_to_his_units() -> None:
    here, elsewhere = institution(), institution()
    boss = manager(here)
    days = {"role": role(), "starts_on": TODAY, "by": boss, "at": NOW}
    welcomed, password = inviting.welcome("a@contoh.example", name="A", institution=here, **days)  # type: ignore[arg-type]
    assert welcomed.check_password(password)
    for place in (elsewhere, None):
        with pytest.raises(NotAllowed):
            inviting.welcome("b@contoh.example", name="B", institution=place, **days)  # type: ignore[arg-type]
    assert not User.objects.filter(email="b@contoh.example").exists()


# somebody always manages


def test_the_last_administrator_is_not_taken_away_in_any_way() -> None:
    admin, other = user("admin"), user("lain")
    given = give(admin, None, "administrator")
    give(other, institution(), "administrator")
    with pytest.raises(keeping.LastAdministrator):
        granting.end(given, last_day=TODAY, by=SYSTEM, at=NOW)
    with pytest.raises(keeping.LastAdministrator):
        accounts.close(admin, on=TODAY, by=SYSTEM, at=NOW)
    with pytest.raises(keeping.LastAdministrator):
        resting.rest(admin, starts_on=TODAY, ends_on=TODAY, by=SYSTEM, at=NOW)
    with pytest.raises(keeping.LastAdministrator):
        roles.change(
            role("administrator"), name="Administrator", capabilities=[], known=[MANAGE],
            requires_second_factor=False, on=TODAY, by=SYSTEM, at=NOW,
        )  # fmt: skip
    admin.refresh_from_db()
    assert actor_for(admin, on=TODAY).may(MANAGE, None)


def test_with_a_second_administrator_the_first_may_go() -> None:
    given = give(user("satu"), None, "administrator")
    give(user("dua"), None, "administrator")
    granting.end(given, last_day=TODAY, by=SYSTEM, at=NOW)


def test_an_administrator_may_rest_when_his_deputy_manages_meanwhile() -> None:
    admin, other = user("admin"), user("lain")
    give(admin, None, "administrator")
    resting.rest(admin, starts_on=TODAY, ends_on=TODAY, deputy=other, by=SYSTEM, at=NOW)
    assert actor_for(other, on=TODAY).may(MANAGE, None)
