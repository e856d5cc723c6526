"""`sinergi audit …`: whether anybody tampered with the audit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer
from django.utils import timezone

from sinergi.foundation.audit.services import sealing, verifying
from sinergi.foundation.kernel.errors import Invalid
from sinergi.interfaces.cli import installation
from sinergi.interfaces.cli.app import AS_JSON, OPERATOR, app, print_json, saying_no

if TYPE_CHECKING:
    from sinergi.foundation.audit.models import Verification

audits = typer.Typer(help="Segel dan periksa jejak audit.", no_args_is_help=True)
app.add_typer(audits, name="audit")


@audits.command("verify")
def verify(
    noted: Annotated[
        str, typer.Option("--noted", metavar="NOMOR:SHA256", help="Segel yang pernah dicatat di luar sistem.")
    ] = "",
    as_json: bool = AS_JSON,
) -> None:
    """Hitung ulang seluruh rantai; sebutkan sambungan pertama yang putus. Status 1 bila putus."""
    with saying_no(as_json):
        installation.make_ready()
        result = verifying.verify(at=timezone.now(), by=OPERATOR, noted=_noted(noted))
    if as_json:
        print_json(as_plain(result))
    else:
        for line in sentences(result):
            typer.echo(line)
    if not result.is_intact:
        raise typer.Exit(1)


@audits.command("seal")
def seal(as_json: bool = AS_JSON) -> None:
    """Segel sekarang semua catatan yang belum bersegel, termasuk yang terlambat."""
    with saying_no(as_json):
        installation.make_ready()
        sealed = sealing.seal(at=timezone.now(), thorough=True)
    if as_json:
        print_json({"seals": sealed.seals, "rows": sealed.rows})
    else:
        typer.echo(f"{sealed.rows} catatan disegel dalam {sealed.seals} segel.")


def sentences(result: Verification) -> list[str]:
    """What a check found, in words."""
    tail = f"{result.tail} catatan belum bersegel" if result.tail else "Semua catatan bersegel"
    if result.tail_since:
        tail += f", yang tertua sejak {timezone.localtime(result.tail_since):%d-%m-%Y %H:%M:%S}"
    state = "Rantai utuh" if result.is_intact else f"Rantai putus. {result.sentence} Yang terhitung sampai di situ"
    lines = [f"{state}: {result.seals} segel, {result.rows} catatan dan pembacaan.", f"{tail}."]
    if result.last_number:
        lines.append(f"Segel terakhir, untuk dicatat di luar sistem: {result.last_number}:{result.last_sha256}")
    return lines


def as_plain(result: Verification) -> dict[str, object]:
    """What a check found, for machines."""
    broken = {
        "why": result.broken,
        "seal": result.broken_seal,
        "kind": result.broken_kind or None,
        "row": result.broken_row,
        "text": result.sentence,
    }
    return {
        "intact": result.is_intact,
        "seals": result.seals,
        "rows": result.rows,
        "last": {"number": result.last_number, "sha256": result.last_sha256} if result.last_number else None,
        "unsealed": {"count": result.tail, "oldest_at": result.tail_since.isoformat() if result.tail_since else None},
        "broken": None if result.is_intact else broken,
    }


def _noted(text: str) -> verifying.Noted | None:
    if not text:
        return None
    if not (match := re.fullmatch(r"([0-9]{1,18}):([0-9a-f]{64})", text.strip().lower())):
        raise Invalid("Segel yang dicatat tidak terbaca. Tulis nomor dan sidik jarinya: 12:3f5a….", field="noted")
    return verifying.Noted(int(match[1]), match[2])
