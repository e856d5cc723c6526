"""`sinergi sandbox`: a made-up verification service on this machine, with faults to switch on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from linkage.registers import RegisterError, RegisterRow, read_extract
from sinergi.foundation.kernel.errors import Invalid
from sinergi.interfaces.cli.app import app, saying_no
from synthetic.sandbox import ACCOUNT, Faults, Sandbox
from synthetic.worlds import world


@app.command("sandbox")
def sandbox(
    port: Annotated[int, typer.Option("--port", help="Pintu yang didengarkan; 0: pintu mana pun yang bebas.")] = 8090,
    register: Annotated[
        Path | None, typer.Option("--register", help="Register contoh (CSV); bawaan: orang rekaan dari benih.")
    ] = None,
    people: Annotated[int, typer.Option("--people", min=2, max=1_000_000, help="Banyaknya orang rekaan.")] = 1_000,
    seed: Annotated[int, typer.Option("--seed", help="Benih: benih yang sama, orang yang sama.")] = 2026,
    faults: Annotated[float, typer.Option("--faults", help="Bagian permintaan yang gagal, 0 sampai 1.")] = 0.0,
    kinds: Annotated[
        str, typer.Option("--kinds", help="Macam kegagalan: drop,error,html,garbage,somebody_else,slow.")
    ] = "drop,error,html,garbage,slow",
    quota: Annotated[int | None, typer.Option("--quota", min=0, help="Sisa kuota; habis: kode 05.")] = None,
    closed: Annotated[bool, typer.Option("--closed", help="Di luar jam layanan: kode 06.")] = False,
    off: Annotated[str, typer.Option("--off", help="Akses dinonaktifkan: 16 atau 17.")] = "",
    pause: Annotated[float, typer.Option("--pause", min=0, help="Detik sebelum setiap jawaban.")] = 0.0,
) -> None:
    """Layanan verifikasi rekaan untuk mencoba dan menguji: protokol yang sama, orang yang tidak ada."""
    with saying_no():
        rows = _rows(register) if register else world(seed, people=people, inmates=0).register
        try:
            asked = Faults(
                share=faults,
                kinds=tuple(kind.strip() for kind in kinds.split(",") if kind.strip()),
                quota=quota,
                closed=closed,
                off=off,
                pause_seconds=pause,
            )
        except ValueError as error:
            raise Invalid(f"Kegagalan yang diminta tidak dikenal: {error}.") from None
        try:
            served = Sandbox(rows, port=port, seed=seed, faults=asked)
        except OSError:
            raise Invalid(f"Pintu {port} sedang dipakai; pilih --port lain.") from None
    typer.echo(f"Layanan rekaan dengan {len(rows)} orang: {served.base}  (Ctrl+C untuk berhenti). Atur untuk Sinergi:")
    for name, value in {"URL": served.base, **ACCOUNT}.items():
        typer.echo(f"  export SINERGI_SANDBOX_{name}={value}")
    served.serve_forever()


def _rows(path: Path) -> tuple[RegisterRow, ...]:
    try:
        return tuple(read_extract(path))
    except RegisterError as error:
        raise Invalid(str(error)) from None
