"""Signing in through an identity provider: a real one, over HTTP, that answers whatever it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import oidc_provider_mock
import pytest
import requests
from django.core.cache import cache
from django.test import Client
from django.utils.csp import CSP
from pytest_django import Settings

from sinergi.config import identity_provider
from sinergi.foundation.access.models import Role, User
from sinergi.foundation.access.queries import actor_for
from sinergi.foundation.access.services import accounts, inviting, roles
from tests.support.factories import NOW, SYSTEM, TODAY
from tests.support.world import user

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread() as running:
        yield f"http://localhost:{running.server_port}"


@pytest.fixture
def provider(server: str, settings: Settings) -> str:
    cache.clear()
    roles.deliver()
    environment = {"SINERGI_OIDC_SERVER": server, "SINERGI_OIDC_CLIENT": "sinergi", "SINERGI_OIDC_SECRET": "rahasia",
                   "SINERGI_OIDC_NAME": "SSO Contoh"}  # fmt: skip
    read = identity_provider.read(environment)
    settings.SOCIALACCOUNT_PROVIDERS = read.providers
    settings.IDENTITY_PROVIDER_NAME = read.name
    settings.IDENTITY_PROVIDER_USERS = read.policy
    settings.SECURE_CSP = {**settings.SECURE_CSP, "form-action": [CSP.SELF, *read.origins]}
    return server


def knows(server: str, email: str, *, verified: bool = True, name: str = "Ani Contoh") -> None:
    """Let the provider know somebody, by the subject "s-<address>"."""
    claims = {"email": email, "email_verified": verified, "name": name}
    assert requests.put(f"{server}/users/{quote('s-' + email)}", json=claims, timeout=5).status_code == 204


def come(client: Client, email: str):  # type: ignore[no-untyped-def]
    """Press the button, say who one is at the provider, and come back."""
    away = client.post("/masuk/penyedia/?next=/hitungan/")
    assert away.status_code == 302
    back = requests.post(away["Location"], data={"sub": f"s-{email}"}, allow_redirects=False, timeout=5)
    assert back.status_code == 302, back.text
    parts = urlsplit(back.headers["Location"])
    assert parts.path == "/masuk/penyedia/kembali/"
    return client.get(f"{parts.path}?{parts.query}")


def is_inside(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_somebody_invited_comes_in_with_the_word_of_the_provider(provider: str) -> None:
    who = user("ani", ("pimpinan",), None)
    knows(provider, "ani@contoh.example")
    client = Client()
    assert "Masuk dengan SSO Contoh" in client.get("/masuk/").content.decode()
    assert come(client, "ani@contoh.example")["Location"] == "/hitungan/"
    assert client.session["_auth_user_id"] == str(who.pk)
    assert come(Client(), "ani@contoh.example")["Location"] == "/hitungan/", (
        "the second time he is known by his subject"
    )


def test_the_provider_ends_a_one_time_password_that_was_still_waiting(provider: str) -> None:
    who, password = inviting.invite("ani@contoh.example", name="Ani", by=SYSTEM, at=NOW)
    knows(provider, "ani@contoh.example")
    client = Client()
    come(client, "ani@contoh.example")
    assert client.get("/").status_code == 200
    who.refresh_from_db()
    assert not who.check_password(password)


def test_who_was_not_invited_is_turned_away_in_words(provider: str) -> None:
    knows(provider, "asing@contoh.example")
    client = Client()
    answer = come(client, "asing@contoh.example")
    assert answer.status_code == 403
    assert "belum diundang" in answer.content.decode()
    assert not is_inside(client)
    assert not User.objects.filter(email="asing@contoh.example").exists()


def test_where_the_policy_says_so_he_becomes_a_user_without_any_grant(provider: str, settings: Settings) -> None:
    settings.IDENTITY_PROVIDER_USERS = "create"
    knows(provider, "Asing@Contoh.example", name="Asing Contoh")
    client = Client()
    come(client, "Asing@Contoh.example")
    assert is_inside(client)
    who = User.objects.get(email="asing@contoh.example")
    assert who.name == "Asing Contoh"
    assert not who.has_usable_password()
    assert actor_for(who, on=TODAY).scopes == ()


@pytest.mark.parametrize("policy", ["none", "create"])
def test_an_address_that_the_provider_has_not_verified_takes_over_nobody(
    provider: str, settings: Settings, policy: str
) -> None:
    settings.IDENTITY_PROVIDER_USERS = policy
    user("ani", ("administrator",), None)
    knows(provider, "ani@contoh.example", verified=False)
    client = Client()
    answer = come(client, "ani@contoh.example")
    assert answer.status_code == 403
    assert not is_inside(client)


def test_a_closed_account_stays_closed_known_to_the_provider_or_not(provider: str) -> None:
    user("admin", ("administrator",), None)
    who = user("ani", ("pimpinan",), None)
    knows(provider, "ani@contoh.example")
    come(Client(), "ani@contoh.example")
    accounts.close(who, on=TODAY, by=SYSTEM, at=NOW)
    client = Client()
    come(client, "ani@contoh.example")
    assert not is_inside(client)


def test_a_required_second_factor_is_required_here_too(provider: str) -> None:
    user("ani", ("pimpinan",), None)
    Role.objects.filter(code="pimpinan").update(requires_second_factor=True)
    knows(provider, "ani@contoh.example")
    client = Client()
    come(client, "ani@contoh.example")
    assert client.get("/hitungan/")["Location"] == "/keamanan/"


def test_an_answer_that_nobody_asked_for_opens_nothing(provider: str) -> None:
    client = Client()
    answer = client.get("/masuk/penyedia/kembali/?code=x&state=y")
    assert answer.status_code in {200, 401}
    assert "Penyedia identitas" in answer.content.decode()
    assert not is_inside(client)


def test_the_content_policy_lets_forms_go_on_to_the_provider_and_nowhere_else(provider: str) -> None:
    policy = Client().get("/masuk/")["Content-Security-Policy"]
    [rule] = [rule for rule in policy.split("; ") if rule.startswith("form-action")]
    assert rule.split() == ["form-action", "'self'", provider]


@pytest.mark.parametrize(
    "environment",
    [
        {"SINERGI_OIDC_SERVER": "https://sso.example"},
        {"SINERGI_OIDC_SERVER": "https://sso.example", "SINERGI_OIDC_CLIENT": "x"},
        {"SINERGI_OIDC_USERS": "semua"},
    ],
)
def test_half_a_setting_does_not_start(environment: dict[str, str]) -> None:
    with pytest.raises(SystemExit):
        identity_provider.read(environment)
