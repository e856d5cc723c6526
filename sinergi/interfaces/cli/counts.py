"""`sinergi count …`: how many, and what the numbers mean."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone
from django.utils.timezone import localtime

from sinergi.domain.agreements import queries
from sinergi.domain.agreements.choices import Dimension
from sinergi.domain.agreements.queries import counting
from sinergi.domain.agreements.queries.counting import Counted, CountTable
from sinergi.foundation.kernel.errors import Invalid
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
SPLITS = ", ".join(Dimension.values)


@counts.command("agreements")
def agreements(
    on: Annotated[
        str | None, typer.Option("--on", metavar="TANGGAL", help="Hari yang ditanyakan; bawaan: hari ini.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="TANGGAL", help="Awal masa: hitung yang ditandatangani, bukan yang berlaku."),
    ] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="TANGGAL", help="Akhir masa itu.")] = None,
    by: Annotated[str, typer.Option("--by", metavar="DIMENSI", help=f"Pecah menurut: {SPLITS}.")] = "",
    as_json: bool = AS_JSON,
) -> None:
    """Hitung perjanjian yang berlaku pada suatu hari, atau yang ditandatangani dalam suatu masa."""
    with saying_no(as_json):
        installation.make_ready()
        if not (since or until or by):
            _on_a_day(on, as_json)
            return
        table = counting.table(_counted(on, since, until), OPERATOR, at=timezone.now(), by=_dimension(by))
    if as_json:
        print_json(_as_json(table))
        return
    _print(table)


def _on_a_day(on: str | None, as_json: bool) -> None:
    asked = timezone.localdate() if on is None else day(on, field="on")
    count = queries.count_on(asked, viewer=OPERATOR)
    numbers = {name: getattr(count, name) for name in DEFINITIONS}
    if as_json:
        print_json({"on": asked.isoformat(), **numbers, "definitions": DEFINITIONS})
        return
    typer.echo(f"Perjanjian pada {asked:%d-%m-%Y}:")
    for name, number in numbers.items():
        typer.echo(f"{number:>7}  {DEFINITIONS[name]}")


def _counted(on: str | None, since: str | None, until: str | None) -> Counted:
    """What was asked for. Raises Invalid for a day together with a period, or half a period."""
    if since is None and until is None:
        return Counted.stock(timezone.localdate() if on is None else day(on, field="on"))
    if on is not None:
        raise Invalid("Pilih satu: --on untuk satu hari, atau --from dan --to untuk satu masa.", field="on")
    if since is None or until is None:
        raise Invalid("Sebutkan awal dan akhir masanya: --from dan --to.", field="from" if since is None else "to")
    return Counted.flow(day(since, field="from"), day(until, field="to"))


def _dimension(word: str) -> Dimension | None:
    if word and word not in Dimension.values:
        raise Invalid(f"Tidak dapat dipecah menurut “{word[:40]}”. Pakai salah satu dari: {SPLITS}.", field="by")
    return Dimension(word) if word else None


def _as_json(table: CountTable) -> dict[str, object]:
    """For machines: `rows` are absent where nothing was split; where `adds_up` is false they add up to more than the total."""
    return {
        "measure": table.counted.measure.value,
        "from": table.counted.start.isoformat(),
        "to": table.counted.end.isoformat(),
        **_numbers(table.total),
        **(
            {
                "by": table.dimension.value,
                "adds_up": table.adds_up,
                "rows": [{"key": row.key or None, "label": row.label, **_numbers(row.tally)} for row in table.rows],
            }
            if table.dimension
            else {}
        ),
        "unit": table.unit,
        "base_sentence": table.base,
        "cutoff": table.at.isoformat(),
        "definitions": table.counted.definitions(),
    }


def _numbers(tally: counting.Tally) -> dict[str, int]:
    return {"certain": tally.certain, "possible": tally.possible, "unknown": tally.unknown, "base": tally.base}


def _print(table: CountTable) -> None:
    typer.echo(f"{table.counted.title} ({table.unit})")
    typer.echo(f"{'pasti':>8}{'mungkin':>10}{'tak tahu':>10}{'diperiksa':>11}")
    for label, tally in [*((row.label, row.tally) for row in table.rows), ("total", table.total)]:
        typer.echo(f"{tally.certain:>8}{tally.possible:>10}{tally.unknown:>10}{tally.base:>11}  {label}")
    for sentence in (table.note, table.base, *table.counted.definitions().values()):
        if sentence:
            typer.echo(sentence)
    typer.echo(f"Batas data: {localtime(table.at):%d-%m-%Y %H:%M}.")
