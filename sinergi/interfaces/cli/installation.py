"""Making an installation: database, roles, the service's own institutions, and the first administrator."""

from __future__ import annotations

import csv
import fcntl
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from sinergi.domain.agreements.services import cataloguing
from sinergi.foundation.access.queries import role_named
from sinergi.foundation.access.services import granting, inviting, roles
from sinergi.foundation.institutions.queries import named, open_pairs
from sinergi.foundation.institutions.services import founding, likening, succeeding
from sinergi.interfaces.cli.app import OPERATOR, app, saying_no

REFERENCE = settings.CODE / "data" / "institutions"


def make_ready() -> bool:
    """Bring the database to what this version needs and put the reference data in. True when it was brought there.

    Roles follow what this version delivers even where the database needs nothing. Safe to call from two processes at once:
    a lock in the data folder lets the second wait and find nothing to do.
    """
    with Path(settings.DATA / ".setting-up").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        executor = MigrationExecutor(connection)
        behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if behind:
            call_command("migrate", interactive=False, verbosity=0)
        roles.deliver()
        roles.follow(by=OPERATOR, at=timezone.now())
        if behind:
            cataloguing.deliver()
            found_the_service(at=timezone.now())
        return behind


def found_the_service(*, at: datetime) -> None:
    """The institutions of the corrections service itself, as far as a source names them, who came before whom, and what
    resembles each other among all that are known: what this list names twice is two. What is there already stays.
    """
    for row in _rows("institutions.csv"):
        if named(row["name"], viewer=OPERATOR) is None:
            parent = named(row["parent"], viewer=OPERATOR) if row["parent"] else None
            founding.found(row["name"], kind=row["kind"] or None, parent=parent, by=OPERATOR, at=at)
    for row in _rows("successions.csv"):
        predecessor, successor = (named(row[side], viewer=OPERATOR) for side in ("predecessor", "successor"))
        if predecessor is not None and successor is not None and predecessor != successor:
            on = date.fromisoformat(row["on"]) if row["on"] else None
            succeeding.succeed(
                predecessor, successor, kind=row["kind"], on=on, source=row["source"], by=OPERATOR, at=at
            )
    likening.look_through(at=at)
    named_here = {row["name"] for row in _rows("institutions.csv")}
    for pair in open_pairs(OPERATOR):
        if {pair.first.name, pair.second.name} <= named_here:
            likening.tell_apart(pair, by=OPERATOR, at=at)


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@app.command("init")
def init(
    admin: Annotated[str, typer.Option("--admin", help="Surel administrator pertama.")],
    name: Annotated[str, typer.Option("--name", help="Nama administrator pertama.")] = "Administrator",
) -> None:
    """Mulai kosong: basis data, peran, dan seorang administrator. Tanpa contoh, tanpa perjanjian."""
    with saying_no():
        make_ready()
        now = timezone.now()
        user, password = inviting.invite(admin, name=name, by=OPERATOR, at=now)
        _grant_everywhere(user, today=timezone.localdate(now), at=now)
    typer.echo(f"Administrator: {user.email}")
    typer.echo(f"Kata sandi sekali pakai: {password}")
    typer.echo("Jalankan `sinergi serve`, masuk, lalu pilih kata sandi sendiri.")


def _grant_everywhere(user: object, *, today: date, at: datetime) -> None:
    granting.grant(user, role_named("administrator"), institution=None, starts_on=today, by=OPERATOR, at=at)  # type: ignore[arg-type]


@app.command("new-password")
def new_password(email: Annotated[str, typer.Argument(help="Surel pengguna.")]) -> None:
    """Kata sandi sekali pakai yang baru untuk seorang pengguna."""
    with saying_no():
        make_ready()
        now = timezone.now()
        password = inviting.renew_for(email, on=timezone.localdate(now), by=OPERATOR, at=now)
    typer.echo(f"Kata sandi sekali pakai: {password}")
