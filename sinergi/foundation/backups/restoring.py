from __future__ import annotations

import re
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from sinergi.foundation.backups import archive, databases
from sinergi.foundation.backups.archive import Manifest, Reader
from sinergi.foundation.backups.keeping import key_marks
from sinergi.foundation.files.services import storing
from sinergi.foundation.kernel.errors import DomainError

_UNFINISHED = ".restore-"
_ENGINES = {"sqlite": "sqlite3", "postgresql": "pgdump"}


class NotRestored(DomainError):
    """The backup does not fit here; nothing was changed."""

    code = "not_restored"


def restore(path: Path, *, replace: bool = False) -> Manifest:
    """Put a backup in the place of this system's database and stored content. The system must not be running.

    Everything is checked before anything is written: each hash, that the version is not newer than ours, that it is for
    this kind of database, and that there is nothing here unless `replace`. Content comes first, then the database in one
    transaction: whoever is killed meanwhile leaves the old one whole, and begins again. Bring the database to today's
    version afterwards. Raises archive.Damaged, NotRestored, DatabaseRefused.
    """
    with archive.reading(path) as reader:
        _ensure_not_newer(reader.manifest)
        if reader.manifest.engine != _ENGINES[connection.vendor]:
            raise NotRestored(
                f"Cadangan ini dari basis data jenis lain ({reader.manifest.engine}). Atur DATABASE_URL seperti di asalnya."
            )
        if not replace and not _is_empty():
            raise NotRestored("Di sini sudah ada data. Untuk menggantinya seluruhnya, ulangi dengan --replace.")
        try:
            _write(reader)
        except OSError as error:
            raise NotRestored(f"Pemulihan gagal menulis: {error.strerror}. Basis data tidak berubah.") from None
        return reader.manifest


def sweep() -> None:
    """Remove what a restore that was killed has left: a copy of a whole database. Call it while no restore can run."""
    for left in Path(settings.DATA).glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)


def foreign_keys(manifest: Manifest) -> list[str]:
    """The names of keys of the origin that this installation does not have: what they sealed stays closed here."""
    ours = key_marks()
    return [name for name, mark in manifest.key_marks.items() if ours.get(name) != mark]


def _ensure_not_newer(manifest: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = set(manifest.migrations) - known
    if manifest.format > archive.FORMAT or _parts(manifest.version) > _parts(version("sinergi")) or unknown:
        raise NotRestored(
            f"Cadangan ini dibuat oleh Sinergi {manifest.version} yang lebih baru daripada yang terpasang. "
            "Pasang versi itu dahulu."
        )


def _parts(text: str) -> list[int]:
    return [int(part) for part in re.findall(r"[0-9]+", text)]


def _is_empty() -> bool:
    content = (path for path in Path(settings.FILES_ROOT).glob("??/??/*") if path.is_file())
    return databases.is_empty() and next(content, None) is None


def _write(reader: Reader) -> None:
    for sha256 in reader.manifest.contents:
        storing.put_back(sha256, reader.open(f"files/{sha256}"))
    (member,) = (name for name in reader.manifest.members if name.startswith("database."))
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=settings.DATA))
    try:
        with (folder / "database").open("wb") as file:
            shutil.copyfileobj(reader.open(member), file)
        databases.load(folder / "database")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
