"""The form of a backup: one tar with the database, the stored content, and last a manifest with the hash of everything.

A backup is whole when it ends with `manifest.json` and the hash of that. Nothing is ever unpacked by the name it has inside.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sinergi.foundation.kernel.errors import DomainError

FORMAT = 1
MANIFEST, MANIFEST_HASH = "manifest.json", "manifest.sha256"
_CONTENT = re.compile(r"files/([0-9a-f]{64})")


class Damaged(DomainError):
    """The file is no backup, not all of it, or not what was written."""

    code = "backup_damaged"


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself. `made_at` is ISO in UTC.

    `migrations` are "app.name"; `counts` are rows by table; `members` maps each member of the tar to its SHA-256.
    `damaged` is stored content that was already missing or changed when the backup was made. `key_marks` tell whether a
    key is the same one, and nothing about the key. `last_seal` is the end of the audit chain, null when there was none.
    """

    format: int
    version: str
    made_at: str
    engine: str
    migrations: list[str]
    counts: dict[str, int]
    members: dict[str, str]
    damaged: list[str]
    key_marks: dict[str, str]
    last_seal: dict[str, Any] | None

    @property
    def contents(self) -> list[str]:
        """The SHA-256 of all stored content that is in the backup and sound."""
        found = [match[1] for name in self.members if (match := _CONTENT.fullmatch(name))]
        return [sha256 for sha256 in found if sha256 not in self.damaged]


class Writer:
    """Adds members to a tar and remembers their hashes."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.members: dict[str, str] = {}

    def add(self, name: str, path: Path) -> str:
        """Add a file under this name; its SHA-256. Raises OSError."""
        with path.open("rb") as file:
            info = tarfile.TarInfo(name)
            info.size = path.stat().st_size
            info.mode = 0o600
            hashing = _Hashing(file)
            self._tar.addfile(info, hashing)
        self.members[name] = hashing.digest.hexdigest()
        return self.members[name]

    def close(self, manifest: Manifest) -> None:
        """Write the manifest. Without this call the tar is no backup."""
        text = json.dumps(asdict(manifest), indent=1, sort_keys=True, ensure_ascii=False).encode()
        for name, content in ((MANIFEST, text), (MANIFEST_HASH, hashlib.sha256(text).hexdigest().encode())):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            info.mode = 0o600
            self._tar.addfile(info, io.BytesIO(content))


class _Hashing:
    """Reads like the file it wraps, and hashes what was read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


class Reader:
    """A backup that was checked from its first to its last byte."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self._tar = tar
        self.manifest = manifest

    def open(self, name: str) -> io.BufferedReader:
        return _member(self._tar, name)


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """The backup at `path`, after every hash in it was compared. Raises Damaged."""
    try:
        tar = tarfile.open(path, "r:")  # noqa: SIM115 (closed below)
    except FileNotFoundError:
        raise Damaged(f"Cadangan {path} tidak ditemukan. Periksa nama dan foldernya.", field="file") from None
    except (OSError, tarfile.TarError):
        raise Damaged(f"Berkas {path} bukan cadangan Sinergi, atau rusak.", field="file") from None
    with tar:
        yield Reader(tar, _checked(tar, path))


def _checked(tar: tarfile.TarFile, path: Path) -> Manifest:
    try:
        text = _member(tar, MANIFEST).read()
        if hashlib.sha256(text).hexdigest() != _member(tar, MANIFEST_HASH).read().decode():
            raise Damaged(f"Daftar isi cadangan {path} rusak. Pakai cadangan lain.", field="file")
        manifest = Manifest(**json.loads(text))
        for name, sha256 in manifest.members.items():
            if hashlib.file_digest(_member(tar, name), "sha256").hexdigest() != sha256:
                raise Damaged(f"Bagian {name} dari cadangan {path} rusak. Pakai cadangan lain.", field="file")
    except (KeyError, TypeError, ValueError, OSError, tarfile.TarError):
        raise Damaged(
            f"Cadangan {path} tidak utuh: ada bagian yang hilang. Pakai cadangan lain.", field="file"
        ) from None
    return manifest


def _member(tar: tarfile.TarFile, name: str) -> io.BufferedReader:
    file = tar.extractfile(name)
    if not isinstance(file, io.BufferedReader):  # a folder, a link
        raise KeyError(name)
    return file
