"""`sinergi keys …`: which keys are in use, and replacing them."""

from __future__ import annotations

import sys

import typer
from django.conf import settings

from sinergi.domain.people.services import reindexing
from sinergi.foundation.files import queries as files
from sinergi.foundation.files.services import resealing
from sinergi.foundation.kernel import rotation
from sinergi.interfaces.cli import installation
from sinergi.interfaces.cli.app import AS_JSON, OPERATOR, app, print_json, saying_no

keys = typer.Typer(help="Kunci data pribadi: lihat pemakaiannya dan gantilah.", no_args_is_help=True)
app.add_typer(keys, name="keys")


@keys.command("list")
def listing(as_json: bool = AS_JSON) -> None:
    """Berapa nilai tersimpan di bawah setiap kunci. Kunci yang tidak memegang nilai boleh dihapus dari lingkungan."""
    with saying_no(as_json):
        installation.make_ready()
        held, sealed = rotation.held(), files.sealed_per_key(OPERATOR)
    ring = list(settings.FIELD_KEYS)
    rows = [
        {
            "key": key,
            "values": held.get(key, 0),
            "files": sealed.get(key, 0),
            "present": key in ring,
            "encrypts": key == rotation.newest(),
        }
        for key in [*ring, *sorted({*held, *sealed} - set(ring))]
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        note = (
            "menyandi yang baru" if row["encrypts"] else "masih dibaca" if row["present"] else "TIDAK ADA di lingkungan"
        )
        typer.echo(f"{row['key']}: {row['values']} nilai, {row['files']} berkas, {note}")


@keys.command("rotate")
def rotate(as_json: bool = AS_JSON) -> None:
    """Sandikan ulang semua nilai dengan kunci pertama. Boleh selagi sistem berjalan; bila terputus, jalankan lagi."""
    with saying_no(as_json):
        installation.make_ready()
        rotated = rotation.rotate(progress=_say("nilai"))
        resealed, locked = resealing.reseal(progress=_say("berkas"))
        # A value that cannot be opened has no index to be worked out.
        indexes = 0 if rotated.unreadable else reindexing.reindex(progress=_say("orang diperiksa indeksnya"))
    if as_json:
        print_json(
            {
                "values": rotated.values,
                "files": resealed,
                "unreadable": rotated.unreadable + locked,
                "indexes": indexes,
            }
        )
    else:
        typer.echo(
            f"{rotated.values} nilai dan {resealed} berkas disandikan ulang dengan kunci {rotation.newest()}; "
            f"{indexes} indeks diperbarui."
        )
    if rotated.unreadable or locked:
        typer.echo(
            f"sinergi: {rotated.unreadable} nilai dan {locked} berkas tidak dapat dibuka dengan kunci mana pun, "
            "jadi dibiarkan. Pasang lagi kunci yang lama, lalu ulangi.",
            err=True,
        )
        raise typer.Exit(1)


def _say(what: str) -> rotation.Progress:
    """A line that is written over and over, where somebody looks on."""

    def say(done: int, of: int) -> None:
        if sys.stderr.isatty():
            typer.echo(f"\r{done} dari {of} {what}", nl=done >= of, err=True)

    return say
