"""`sinergi count …`: how many, and what the numbers mean."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from sinergi.domain.agreements import queries
from sinergi.interfaces.cli import installation
from sinergi.interfaces.cli.app import AS_JSON, OPERATOR, app, print_json, saying_no
from sinergi.interfaces.cli.days import day

counts = typer.Typer(help="Hitung menurut fakta yang diketahui.", no_args_is_help=True)
app.add_typer(counts, name="count")

DEFINITIONS = {
    "certain": "Pasti berlaku: tanggal tanda tangan, mulai, dan berakhir semuanya diketahui, dan hari itu ada di dalamnya.",
    "possible": "Mungkin berlaku: yang diketahui tidak menyangkal, tetapi tanggal yang menentukan belum diketahui.",
    "unknown": "Tidak diketahui: tanggal tanda tangan dan tanggal mulai dua-duanya belum diketahui.",
    "not_in_force": "Tidak berlaku: tanggal yang diketahui menunjukkan belum mulai, sudah lewat, atau sudah diakhiri.",
    "total": "Semua perjanjian nyata yang sudah ditandatangani; jumlah keempat angka di atas.",
    "examples_left_out": "Perjanjian contoh (rekaan), tidak dihitung dalam angka mana pun.",
}


@counts.command("agreements")
def agreements(
    on: Annotated[
        str | None, typer.Option("--on", metavar="TANGGAL", help="Hari yang ditanyakan; bawaan: hari ini.")
    ] = None,
    as_json: bool = AS_JSON,
) -> None:
    """Hitung perjanjian yang pasti, mungkin, dan entah berlaku pada suatu hari."""
    with saying_no(as_json):
        installation.make_ready()
        asked = timezone.localdate() if on is None else day(on, field="on")
        count = queries.count_on(asked, viewer=OPERATOR)
    numbers = {name: getattr(count, name) for name in DEFINITIONS}
    if as_json:
        print_json({"on": asked.isoformat(), **numbers, "definitions": DEFINITIONS})
        return
    typer.echo(f"Perjanjian pada {asked:%d-%m-%Y}:")
    for name, number in numbers.items():
        typer.echo(f"{number:>7}  {DEFINITIONS[name]}")
