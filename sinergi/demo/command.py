"""`sinergi example`: the example country comes and goes."""

from __future__ import annotations

import typer
from django.utils import timezone

from sinergi.demo import country, removing, users

example = typer.Typer(
    name="example", help="Negeri contoh: bangun, hapus, dan siapa yang dapat masuk.", no_args_is_help=True
)


@example.command("build")
def build() -> None:
    """Bangun negeri contoh."""
    if country.exists():
        typer.echo("sinergi: negeri contoh sudah ada; hapus dahulu dengan `sinergi example remove`.", err=True)
        raise typer.Exit(1)
    country.build(at=timezone.now(), say=typer.echo)
    passwords()


@example.command("remove")
def remove() -> None:
    """Hapus seluruh negeri contoh; data nyata tidak tersentuh."""
    count = removing.remove(by=country.BUILDER)
    typer.echo(f"Negeri contoh dihapus: {count} lembaga beserta semua yang bergantung padanya.")


@example.command("passwords")
def passwords() -> None:
    """Kata sandi sekali pakai yang baru bagi pengguna contoh yang belum memilih sendiri."""
    for ticket in users.tickets(by=country.BUILDER, at=timezone.now()):
        typer.echo(f"{ticket.email:<28} {ticket.password or '(sudah memilih kata sandi sendiri)':<22} {ticket.role}")
