"""`sinergi backup` and `sinergi restore`: the whole system in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from sinergi.foundation.audit.services import verifying
from sinergi.foundation.backups import keeping, restoring
from sinergi.foundation.files.rules import size_text
from sinergi.foundation.files.services import storing
from sinergi.interfaces.cli import audits, installation, running
from sinergi.interfaces.cli.app import AS_JSON, OPERATOR, app, print_json, saying_no


@app.command("backup")
def backup(
    target: Annotated[Path, typer.Argument(metavar="BERKAS|FOLDER", help="Nama cadangan, atau folder untuknya.")],
    as_json: bool = AS_JSON,
) -> None:
    """Cadangkan basis data dan berkas selagi sistem berjalan. Kunci tidak pernah ikut."""
    with saying_no(as_json):
        kept = keeping.keep(target, at=timezone.now())
    manifest = kept.manifest
    if as_json:
        print_json(
            {
                "path": str(kept.path),
                "size": kept.size,
                "rows": sum(manifest.counts.values()),
                "files": len(manifest.contents),
                "damaged": manifest.damaged,
                "last_seal": manifest.last_seal,
            }
        )
        return
    typer.echo(f"Cadangan: {kept.path} ({size_text(kept.size)})")
    typer.echo(
        f"Isi: {sum(manifest.counts.values())} baris dalam {len(manifest.counts)} tabel, {len(manifest.contents)} berkas."
    )
    if manifest.last_seal:
        typer.echo(f"Segel audit terakhir: {manifest.last_seal['number']}:{manifest.last_seal['sha256']}")
    for sha256 in manifest.damaged:
        typer.echo(f"Peringatan: isi berkas {sha256} hilang atau berubah, jadi tidak ikut tersimpan.", err=True)
    typer.echo("Simpan kunci (SINERGI_FIELD_KEYS, SINERGI_INDEX_KEY) di tempat lain: tanpa itu NIK tidak terbaca.")


@app.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(metavar="BERKAS", help="Cadangan dari `sinergi backup`.")],
    replace: Annotated[bool, typer.Option("--replace", help="Ganti seluruh data yang ada di sini.")] = False,
    as_json: bool = AS_JSON,
) -> None:
    """Pulihkan cadangan, naikkan ke versi ini, lalu periksa rantai audit dan semua berkas. Status 1 bila ada yang rusak."""
    with saying_no(as_json), running.alone():
        manifest = restoring.restore(file, replace=replace)
        upgraded = installation.make_ready()
        now = timezone.now()
        noted = verifying.Noted(**manifest.last_seal) if manifest.last_seal else None
        chain = verifying.verify(at=now, by=OPERATOR, noted=noted)
        damage = storing.recheck_all(at=now)
    foreign = restoring.foreign_keys(manifest)
    if as_json:
        print_json(
            {
                "version": manifest.version,
                "made_at": manifest.made_at,
                "upgraded": upgraded,
                "rows": sum(manifest.counts.values()),
                "files": len(manifest.contents),
                "audit": audits.as_plain(chain),
                "damage": [{"sha256": one.sha256, "kind": one.kind.value, "files": one.files} for one in damage],
                "foreign_keys": foreign,
            }
        )
    else:
        typer.echo(
            f"Dipulihkan: cadangan {manifest.made_at} dari Sinergi {manifest.version}, {len(manifest.contents)} berkas."
        )
        if upgraded:
            typer.echo("Basis data dinaikkan ke versi yang terpasang.")
        for line in audits.sentences(chain):
            typer.echo(line)
        typer.echo(f"Berkas rusak atau hilang: {len(damage)}." if damage else "Semua berkas utuh.")
        for one in damage:
            typer.echo(f"  {one.sha256}: {one.kind.label}, dipakai {one.files} kali", err=True)
    if foreign:
        typer.echo(
            f"Peringatan: kunci {', '.join(foreign)} dari asalnya tidak ada di sini, jadi data pribadi tidak terbaca. "
            "Pasang SINERGI_FIELD_KEYS dan SINERGI_INDEX_KEY yang lama, lalu mulai ulang.",
            err=True,
        )
    if damage or not chain.is_intact:
        raise typer.Exit(1)
