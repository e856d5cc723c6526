from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from sinergi.foundation.backups import databases
from sinergi.foundation.backups.archive import FORMAT, Manifest, Writer
from sinergi.foundation.files.services import storing
from sinergi.foundation.kernel.errors import DomainError

_UNFINISHED = ".sinergi-backup-"
_STALE_AFTER = timedelta(days=1)
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NotKept(DomainError):
    """No backup was made; nothing is left behind."""

    code = "backup_not_made"


@dataclass(frozen=True)
class Kept:
    """A backup that is on the disk."""

    path: Path
    size: int
    manifest: Manifest


def keep(target: Path, *, at: datetime) -> Kept:
    """Back the running system up to `target`: a new file, or a folder, in which the backup is named after the moment.

    The database is copied first, at one moment; then the content that it names. Keys are never part of it. A name means
    a whole backup: it is written elsewhere, synced, and renamed. Raises NotKept, databases.DatabaseRefused.
    """
    path = target / f"sinergi-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.tar" if target.is_dir() else target
    if path.exists():
        raise NotKept(f"{path} sudah ada dan tidak ditimpa. Sebutkan nama lain.", field="target")
    if not path.parent.is_dir():
        raise NotKept(f"Folder {path.parent} tidak ada. Buat dahulu, atau sebutkan folder lain.", field="target")
    try:
        with _unfinished(path.parent, at) as folder:
            manifest = _write(folder, at)
            _sync(folder / "backup")
            os.link(folder / "backup", path)  # unlike a rename it never replaces what another just put there
            _sync(path.parent)
    except FileExistsError:
        raise NotKept(f"{path} sudah ada dan tidak ditimpa. Sebutkan nama lain.", field="target") from None
    except OSError as error:
        reason = "disk penuh" if error.errno in _FULL else error.strerror or type(error).__name__
        raise NotKept(f"Cadangan tidak dapat ditulis ke {path.parent}: {reason}. Tidak ada yang tertinggal.") from None
    return Kept(path, path.stat().st_size, manifest)


def key_marks() -> dict[str, str]:
    """For each key a short mark that tells whether another installation has the same: a hash of 32 random bytes."""
    keys = {**settings.FIELD_KEYS, "index": settings.INDEX_KEY}
    return {name: hashlib.sha256(b"sinergi backup key mark" + key).hexdigest()[:16] for name, key in keys.items()}


def _write(folder: Path, at: datetime) -> Manifest:
    snapshot = databases.dump(folder)
    with (folder / "backup").open("xb") as file, tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        (folder / "backup").chmod(0o600)
        writer = Writer(tar)
        writer.add(snapshot.member, folder / snapshot.member)
        damaged = [sha256 for sha256 in snapshot.contents if not _add_content(writer, sha256)]
        manifest = Manifest(
            format=FORMAT,
            version=version("sinergi"),
            made_at=at.astimezone(UTC).isoformat(),
            engine=snapshot.member.split(".")[1],
            migrations=snapshot.migrations,
            counts=snapshot.counts,
            members=writer.members,
            damaged=damaged,
            key_marks=key_marks(),
            last_seal=snapshot.last_seal,
        )
        writer.close(manifest)
    return manifest


def _add_content(writer: Writer, sha256: str) -> bool:
    """Add stored content; whether it is sound. Damage is told, and does not keep the rest from being saved."""
    try:
        return writer.add(f"files/{sha256}", storing.path_of(sha256)) == sha256
    except FileNotFoundError:
        return False


@contextmanager
def _unfinished(parent: Path, at: datetime) -> Iterator[Path]:
    """A hidden folder for what is being written, removed afterwards; those that killed backups left are swept after a day."""
    for stale in parent.glob(f"{_UNFINISHED}*"):
        if stale.stat().st_mtime < (at - _STALE_AFTER).timestamp():
            shutil.rmtree(stale, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
