"""The command as an operator starts it: a site and a worker from nothing, and nothing left when it is told to stop."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(url: str, *, seconds: float) -> bytes:
    """What the address answers, waiting for it to be there."""
    until = time.monotonic() + seconds
    while True:
        try:
            with urlopen(url, timeout=5) as response:
                return bytes(response.read())
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def children(pid: int) -> set[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return {int(line) for line in found.stdout.split()}


@pytest.mark.skipif(sys.platform != "linux", reason="counts child processes with ps")
def test_serve_starts_from_nothing_and_leaves_nothing_behind(tmp_path: Path) -> None:
    port = free_port()
    environment = {
        key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    command = [sys.executable, "-m", "sinergi.config.command", "serve", "--port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, env={**environment, "SINERGI_DATA": str(tmp_path)}, stdout=log, stderr=log)
    try:
        assert json.loads(answer(f"http://127.0.0.1:{port}/health", seconds=60))["status"] == "ok"
        assert b"Masuk ke Sinergi" in answer(f"http://127.0.0.1:{port}/", seconds=5)
        assert b"@layer" in answer(f"http://127.0.0.1:{port}/static/css/tokens.css", seconds=5)
        assert (tmp_path / "secrets.env").stat().st_mode & 0o777 == 0o600
        family = children(server.pid)
        assert len(family) == 2, "the site's process and the worker's"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)
    assert not any(Path(f"/proc/{pid}").exists() for pid in family)
    assert "Traceback" not in (tmp_path / "log").read_text()
