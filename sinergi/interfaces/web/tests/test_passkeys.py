"""A passkey in a real browser: added, used instead of the password, and as second factor. The device is a virtual one."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sinergi.foundation.access.services import roles
from tests.support.world import PASSWORD, user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """Browsers keep passkeys for names, not for bare addresses."""
    cache.clear()
    roles.deliver()
    return live_server.url.replace("127.0.0.1", "localhost")


def plug_in(page: Page, **options: Any) -> None:
    """A device that keeps passkeys and always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    settings = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**settings, **options}})


def sign_in(page: Page, site: str, email: str) -> None:
    page.goto(f"{site}/masuk/")
    page.get_by_label("Surel").fill(email)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url(lambda url: not url.endswith("/masuk/"))


def test_a_passkey_is_added_and_then_opens_without_a_password(page: Page, site: str) -> None:
    who = user("ani", ("pimpinan",), None)
    refused: list[str] = []
    page.on(
        "console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None
    )
    plug_in(page)
    sign_in(page, site, who.email)
    page.goto(f"{site}/keamanan/kunci-sandi/")
    page.get_by_label("Nama kunci").fill("Telepon kantor")
    page.get_by_role("button", name="Tambah kunci").click()
    expect(page.get_by_role("heading", name="Kode pemulihan")).to_be_visible()
    assert Authenticator.objects.filter(user=who, type="webauthn").count() == 1

    page.context.clear_cookies()
    page.goto(f"{site}/masuk/?next=/hitungan/")
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    page.wait_for_url(f"{site}/hitungan/")

    page.context.clear_cookies()
    sign_in(page, site, who.email)
    page.wait_for_url(f"{site}/masuk/faktor-kedua/")
    page.get_by_role("button", name="Pakai kunci sandi").click()
    page.wait_for_url(f"{site}/")

    page.goto(f"{site}/keamanan/")
    expect(page.get_by_text("Telepon kantor")).to_be_visible()
    page.get_by_role("button", name="Hapus").click()
    expect(page.get_by_text("Kunci sandi sudah dihapus.")).to_be_visible()
    assert not Authenticator.objects.filter(user=who).exists()
    assert refused == []


def test_a_device_that_says_no_is_answered_in_words(page: Page, site: str) -> None:
    user("ani", ("pimpinan",), None)
    plug_in(page)
    page.goto(f"{site}/masuk/")
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    expect(page.get_by_text("Kunci sandi tidak terbaca")).to_be_visible()
    expect(page.get_by_role("button", name="Masuk dengan kunci sandi")).to_be_enabled()
