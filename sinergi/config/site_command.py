"""The commands that need the site: here the doors meet, since none of them may know another. Importing it starts Django."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import Annotated

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sinergi.config.settings")
django.setup()

import typer  # noqa: E402  (everything below needs the settings)

from sinergi.demo.command import example  # noqa: E402
from sinergi.foundation.backups import restoring  # noqa: E402
from sinergi.interfaces.cli import (  # noqa: E402
    audits,  # noqa: F401
    backups,  # noqa: F401
    claims,  # noqa: F401
    counts,  # noqa: F401
    doctor,  # noqa: F401
    imports,  # noqa: F401
    installation,
    keys,  # noqa: F401
    moving,  # noqa: F401
    populations,  # noqa: F401
    sandbox,  # noqa: F401
    users,  # noqa: F401
)
from sinergi.interfaces.cli.app import app  # noqa: E402
from sinergi.interfaces.cli.linkage import linkage  # noqa: E402
from sinergi.interfaces.cli.running import running  # noqa: E402
from sinergi.interfaces.jobs import worker as jobs  # noqa: E402

# The example country stands beside the doors, so the database is made ready for it here.
app.add_typer(example, name="example", callback=lambda: installation.make_ready() and None)
app.add_typer(linkage, name="linkage")

Port = Annotated[int, typer.Option("--port", envvar="PORT", help="Pintu yang didengarkan.")]
Host = Annotated[str, typer.Option("--host", envvar="SINERGI_LISTEN", help="Alamat yang didengarkan.")]


@app.command("serve")
def serve(port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """Layani situs, dengan pekerja antrean di sampingnya."""
    installation.make_ready()
    # A process of its own: a long job then never holds up a page. It ends when this one does.
    worker = subprocess.Popen([sys.executable, "-m", "sinergi.config.command", "worker", "--with-parent"])
    with running():
        restoring.sweep()
        _serve_until_stopped(port, host, worker)


def _serve_until_stopped(port: int, host: str, worker: subprocess.Popen[bytes]) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    try:
        Granian(
            "sinergi.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            blocking_threads=4,
            workers_kill_timeout=5,
            log_enabled=False,
        ).serve()
    finally:
        worker.terminate()
        worker.wait(timeout=15)


@app.command("worker")
def worker(
    with_parent: Annotated[bool, typer.Option("--with-parent", help="Berhenti bila proses induk berakhir.")] = False,
) -> None:
    """Kerjakan antrean dan jadwal, sampai dihentikan."""
    installation.make_ready()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    if with_parent:
        threading.Thread(target=_watch_parent, args=(os.getppid(), stop), daemon=True).start()
    with running():
        jobs.run(stop)


def _watch_parent(parent: int, stop: threading.Event) -> None:
    """Stop when the process that started this one is gone, however it went."""
    while not stop.wait(2):
        if os.getppid() != parent:
            stop.set()


@app.command("demo")
def demo(port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """Sistem yang hidup untuk dilihat: perjanjian nyata menurut sumbernya, dan negeri contoh."""
    from sinergi.demo import living
    from sinergi.demo import sandbox as example_register

    installation.make_ready()
    living.prepare(say=typer.echo)
    typer.echo(f"\nSinergi: http://{host}:{port}/  (Ctrl+C untuk berhenti)")
    with example_register.standing_by():
        serve(port=port, host=host)


def main() -> None:
    app(prog_name="sinergi")
