"""Three cases of the review desk through a real browser, by keyboard alone. And axe on its pages."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sinergi.domain.identity.models import ReviewDecision, ReviewReading
from sinergi.domain.identity.tests.desks import doubtful, found_nik, rule
from sinergi.domain.identity.tests.worlds import World
from sinergi.foundation.access.services import roles
from tests.journeys.test_through_the_browser import accessible
from tests.support.world import PASSWORD, user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_three_cases_by_keyboard(page: Page, live_server: LiveServer) -> None:
    roles.deliver()
    rule()
    world = World()
    found = found_nik(world)
    for _number in range(2):
        doubtful(world)
    who = user("ani", ("registrasi",), world.lapas)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_timeout(15_000)
    page.goto(f"{live_server.url}/masuk/")
    page.get_by_label("Surel").fill(who.email)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.goto(f"{live_server.url}{reverse('meja-tinjau')}?contoh=ya")
    accessible(page)
    page.goto(f"{live_server.url}{reverse('meja-tinjau-baca', args=[found.public_id])}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Contoh Satu")
    accessible(page)

    # Help opens and closes; while it is open no answer slips through.
    page.keyboard.press("?")
    shortcuts = page.get_by_role("heading", name="Pintasan papan tik")
    expect(shortcuts).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("Escape")
    expect(shortcuts).to_be_hidden()
    assert not ReviewReading.objects.exists()

    # "Same" would write a NIK, so it wants a reason; digits typed into it are no answers.
    page.keyboard.press("1")
    expect(page.locator("#id_reason_error")).to_contain_text("Alasan wajib diisi")
    page.keyboard.press("r")
    page.keyboard.type("KTP-el dilihat 12 Maret")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.get_by_text("Bacaan tersimpan.")).to_be_visible()
    found.refresh_from_db()
    assert found.state == "settled"

    # Skip there and back, then the other two.
    second = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != second)
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(second)
    page.keyboard.press("2")
    page.wait_for_url(lambda url: url != second)
    page.keyboard.press("3")
    page.wait_for_url("**/meja-tinjau/**")
    expect(page.get_by_text("Tidak ada kasus lain yang menunggu bacaan Anda.")).to_be_visible()
    assert sorted(ReviewReading.objects.values_list("opinion", flat=True)) == ["different", "same", "unknown"]
    assert ReviewDecision.objects.count() == 2
    complaints = [each for each in complaints if "422" not in each]
    assert complaints == []
