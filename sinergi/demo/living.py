"""What `make run` shows: the real agreements with only what their source says, and the example country."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from sinergi.demo import country, users
from sinergi.domain.agreements.services import importing
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.services import storing
from sinergi.foundation.kernel.actors import Actor

REAL = settings.CODE / "data" / "agreements" / "agreements.csv"
IMPORTER = Actor.system("penyiapan")
MEGABYTE = 1_000_000


def prepare(*, say: Callable[[str], object]) -> None:
    """Bring both worlds in where they are not, and say who may sign in. Safe to repeat: nothing is entered twice."""
    now = timezone.now()
    with REAL.open("rb") as file:
        stored = storing.store(file, name=REAL.name, allowed=[FileKind.CSV], most_bytes=MEGABYTE, by=IMPORTER, at=now)
    run = importing.confirm(importing.preview(stored, by=IMPORTER, at=now), by=IMPORTER, at=now)
    say(f"Perjanjian nyata: {run.created} baru, {run.unchanged} tetap.")
    if not country.exists():
        country.build(at=now, say=say)
    say("\nMasuk sebagai (kata sandi sekali pakai; setelah masuk Anda memilih sendiri):")
    for ticket in users.tickets(by=IMPORTER, at=now):
        say(f"  {ticket.email:<28} {ticket.password or '(sudah memilih kata sandi sendiri)':<22} {ticket.role}")
    say("  Lupa? `.venv/bin/sinergi new-password SUREL`")
