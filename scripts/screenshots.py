"""Take the documentation's pictures from a system of its own: throw-away data, the example country, a browser.

    scripts/screenshots.py         writes docs/images/*.png, 1280×800 (the phone 390×844)

Needs Chromium. Nothing of the machine shows in a picture: the pages know no paths, and the browser's frame is not in it.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
USER = "direktorat@contoh.example"
DESK = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)
MOST_BYTES = 250_000
WAIT_SECONDS = 180
EXTENDED = "Perpanjang"


@contextmanager
def living_system() -> Iterator[tuple[str, str]]:
    """A running Sinergi with the example country: its address and the one-time password of USER. Gone afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = tempfile.mkdtemp(prefix="sinergi-pictures-")
    command = [sys.executable, "-m", "sinergi.config.command", "demo", "--port", str(port)]
    environment = os.environ | {"SINERGI_DATA": data, "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_URL", None)
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        password = ""
        for line in server.stdout or ():
            if match := re.match(rf"\s*{re.escape(USER)}\s+(\S+)", line):
                password = match[1]
            if line.startswith("Sinergi: http"):
                break
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/health")
        yield address, password
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)
        shutil.rmtree(data, ignore_errors=True)


def _wait_for(url: str) -> None:
    until = monotonic() + WAIT_SECONDS
    while True:
        try:
            urlopen(url, timeout=5)
        except OSError:  # refused, or not yet fast enough
            if monotonic() > until:
                raise SystemExit("screenshots: the site did not start") from None
            sleep(0.5)
        else:
            return


def sign_in(browser: Browser, address: str, password: str) -> dict[str, object]:
    """Come in as a newcomer does, with an own password chosen; the cookies of that."""
    page = browser.new_page(base_url=address, locale="id-ID")
    page.goto("/masuk/")
    page.fill("[name=username]", USER)
    page.fill("[name=password]", password)
    page.click("main button[type=submit]")
    page.fill("[name=current]", password)
    for field in ("new", "repeat"):
        page.fill(f"[name={field}]", "gambar untuk buku petunjuk")
    page.click("main button[type=submit]")
    page.wait_for_url(f"{address}/")
    return page.context.storage_state()  # type: ignore[return-value]


def story_of_an_extended_agreement(page: Page) -> str:
    """The address of an example agreement that went the whole way."""
    page.goto("/perjanjian/?contoh=ya&tahap=concluded&urut=terlama")
    for href in page.locator("#hasil tbody th a").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        # All sections at once; on the story itself each comes when one scrolls to it.
        page.goto(f"{href}kisah/lengkap/")
        if page.locator("#keputusan h3").filter(has_text=EXTENDED).count():
            return str(href)
    raise SystemExit("screenshots: no example agreement was extended")


def take(page: Page, name: str, path: str, *, top: str = "body") -> None:
    """One picture of what is in the window, once fonts are there; `top` is scrolled to the upper edge."""
    page.goto(path)
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")
    page.locator(top).evaluate("element => element.scrollIntoView({block: 'start', behavior: 'instant'})")
    target = IMAGES / f"{name}.png"
    page.screenshot(path=target, animations="disabled", caret="hide")
    size = target.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"screenshots: {name} has {size} bytes, more than {MOST_BYTES}")
    sys.stdout.write(f"docs/images/{target.name} {size // 1000} kB\n")


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with living_system() as (address, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--lang=id-ID"]
        )
        cookies = sign_in(browser, address, password)

        def window(size: ViewportSize = DESK, scheme: str = "light") -> Page:
            return browser.new_page(
                base_url=address, locale="id-ID", viewport=size, color_scheme=scheme, storage_state=cookies
            )  # type: ignore[call-overload,no-any-return]

        desk = window()
        story = story_of_an_extended_agreement(desk)
        take(desk, "dashboard", "/")
        take(desk, "list", "/perjanjian/?tahun=2025", top="#hasil")
        take(desk, "story", story)
        take(desk, "claim-check", "/klaim/?before=17&after=43&stated=250%25")
        take(window(PHONE), "story-phone", story)
        take(window(scheme="dark"), "story-dark", story)
        browser.close()


if __name__ == "__main__":
    main()
