"""The machine's own Chromium. Without one, browser tests are skipped with a plain message; CI fails instead."""

from __future__ import annotations

import os
import shutil

import pytest

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def chromium() -> str:
    """The path of Chromium; skips the test where there is none, or fails it when nothing may be skipped."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        skip("Chromium tidak ada di mesin ini: pasang paket chromium untuk menjalankan uji peramban.")
    assert path is not None
    return path


def skip(reason: str) -> None:
    if os.environ.get("SINERGI_NO_SKIP"):
        pytest.fail(f"tidak boleh dilewati: {reason}")
    pytest.skip(reason)
