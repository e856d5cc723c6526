"""The real site on throw-away data: `sinergi serve` in a process of its own, stopped at the end."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.visiting import HOST, Visitor

if TYPE_CHECKING:
    from tests.support.installations import Fresh, Installation

PASSWORD = "kuda benar baterai"


@contextmanager
def throw_away() -> Iterator[Fresh]:
    """Installations that are gone afterwards: on SQLite, or on the server that `DATABASE_URL` names."""
    with tempfile.TemporaryDirectory(prefix="sinergi-bench.") as folder:
        os.environ["SINERGI_DATA"] = f"{folder}/here"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sinergi.config.settings")
        from tests.support.installations import fresh_installations

        with fresh_installations(Path(folder)) as fresh:
            yield fresh


def inside(installation: Installation, module: str, *arguments: object) -> Any:
    """The JSON document that a module of this package prints when run in the installation."""
    asked = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)],
        env=_quiet(installation),
        cwd=installation.code,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(asked.stdout)


@contextmanager
def another_writing(installation: Installation) -> Iterator[dict[str, Any]]:
    """Somebody else writes small rows meanwhile; what was waited stands in the dict afterwards."""
    told: dict[str, Any] = {}
    other = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.waiting"],
        env=installation.environment, cwd=installation.code, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    time.sleep(2)
    yield told
    told.update(json.loads(other.communicate("\n")[0]))


@contextmanager
def served(installation: Installation, *, patience_seconds: float = 120.0) -> Iterator[int]:
    """The port at which the site answers."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "sinergi.config.command", "serve", "--port", str(port)]
    log = (installation.data / "serve.log").open("w")
    process = subprocess.Popen(command, env=_quiet(installation), cwd=installation.code, stdout=log, stderr=log)
    try:
        _wait(port, process, patience_seconds)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def _wait(port: int, process: subprocess.Popen[bytes], patience_seconds: float) -> None:
    until = time.monotonic() + patience_seconds
    while time.monotonic() < until:
        assert process.poll() is None, f"serve ended with {process.returncode}"
        try:
            with closing(Visitor(port, timeout=10)) as visitor:
                up = visitor.get("/masuk/").status == 200
            if up:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("serve does not answer")


def _quiet(installation: Installation) -> dict[str, str]:
    return installation.environment | {"SINERGI_LOG": "ERROR"}
