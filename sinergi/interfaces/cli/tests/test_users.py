"""`sinergi user`: the operator helps where nobody inside can."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

from sinergi.foundation.access.models import Grant, User
from sinergi.foundation.access.services import roles
from sinergi.foundation.audit.models import Entry
from sinergi.interfaces.cli import users  # noqa: F401  (it adds itself to the app)
from sinergi.interfaces.cli.tests.conftest import Run, as_json, sentence
from tests.support.factories import institution
from tests.support.world import user


@pytest.fixture
def admin(run: Run) -> User:
    """The only administrator, who cannot give himself anything."""
    roles.deliver()
    return user("admin", ("administrator",), None)


def test_a_sole_administrator_gets_what_he_cannot_give_himself_and_the_audit_says_by_whom(
    run: Run, admin: User
) -> None:
    said = run("user", "grant", "ADMIN@contoh.example", "direktorat-kerja-sama", "--until", "31-12-2099")
    assert said.exit_code == 0, said.output
    assert "Direktorat kerja sama di seluruh Indonesia" in said.stdout
    entry = Entry.objects.filter(action="grant.given").latest("pk")
    assert (entry.actor_key, entry.facts["role"]) == ("system:cli", "direktorat-kerja-sama")
    shown = as_json(run("user", "show", admin.email, "--json"))
    assert [grant["role"] for grant in shown["grants"]] == ["direktorat-kerja-sama", "administrator"]
    assert "seluruh Indonesia" in run("user", "show", admin.email).stdout


def test_a_role_may_be_given_at_one_unit(run: Run, admin: User) -> None:
    unit = institution("Lapas Contoh Jauh", example=False)
    assert run("user", "grant", admin.email, "auditor", "--unit", "LAPAS contoh jauh").exit_code == 0
    assert Grant.objects.get(role__code="auditor").institution == unit


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("tiada@contoh.example", "auditor"), "Tidak ada pengguna"),
        (("admin@contoh.example", "raja"), "Yang ada: administrator"),
        (("admin@contoh.example", "auditor", "--unit", "Lapas Entah"), "tidak dikenal"),
        (("admin@contoh.example", "auditor", "--from", "besok"), "tidak terbaca"),
        (("admin@contoh.example", "auditor", "--from", "2026-03-02", "--until", "2026-03-01"), "tidak boleh sebelum"),
        (("admin@contoh.example", "administrator"), "sudah memegang"),
    ],
)
def test_what_cannot_be_given_is_refused_in_one_sentence(
    run: Run, admin: User, arguments: tuple[str, ...], said: str
) -> None:
    assert said in sentence(run("user", "grant", *arguments))
    assert Grant.objects.count() == 1


def test_who_lost_everything_is_let_in_again(run: Run, admin: User) -> None:
    Authenticator.objects.create(user=admin, type=Authenticator.Type.TOTP, data={})
    assert as_json(run("user", "show", admin.email, "--json"))["factors"] == 1
    assert "1 faktor dilepas" in run("user", "forget-factors", admin.email).stdout
    assert run("user", "unlock", admin.email).exit_code == 0
    told = set(Entry.objects.filter(actor_key="system:cli").values_list("action", flat=True))
    assert {"user.factors_forgotten", "user.unlocked"} <= told
