from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, overload

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.foundation.files import rules
from sinergi.foundation.files.choices import DamageKind, FileKind
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import sealing
from sinergi.foundation.files.services.sealing import Readable
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.encryption import Undecipherable
from sinergi.foundation.kernel.errors import DomainError

_BATCH = 500
_STALE_AFTER = timedelta(days=1)
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Refused(DomainError):
    """The content cannot be accepted: empty, too large, of another kind than asked for, or no room on the disk."""

    code = "file_refused"


class Gone(DomainError):
    """The content of a stored file is no longer on the disk."""

    code = "file_gone"


class Locked(DomainError):
    """The content lies encrypted under a key that is not in the ring."""

    code = "file_locked"


@dataclass(frozen=True)
class Damage:
    """Content that is no longer what was stored. `files` counts the stored files that share it."""

    sha256: str
    kind: DamageKind
    files: int


def store(
    stream: BinaryIO,
    *,
    name: str,
    allowed: Collection[FileKind],
    most_bytes: int,
    by: Actor,
    at: datetime,
    is_example: bool = False,
    is_sealed: bool = False,
) -> StoredFile:
    """Keep the content of `stream`, of one of the `allowed` kinds by its content and at most `most_bytes` long.

    The content is safe on the disk, under its hash, before the row is written; on any error nothing is left behind.
    `is_sealed`: it lies there encrypted (`services.sealing`), never in the clear; the stream must be seekable.
    Raises Refused.
    """
    made = StoredFile(is_example=is_example, recorded_at=at, recorded_by_key=by.key)
    try:
        if is_sealed:
            kind = _keep_sealed(made, stream, allowed, most_bytes)
        else:
            made.sha256, made.size, kind = _keep(stream, allowed, most_bytes)
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise Refused(
            _(
                "Ruang penyimpanan server penuh, jadi berkas ini belum tersimpan. Hubungi administrator, lalu coba lagi."
            ),
            field="file",
        ) from error
    made.media_type, made.name = kind.value, rules.clean_name(name, kind)
    made.save(force_insert=True)
    return made


def put_back(sha256: str, stream: BinaryIO) -> None:
    """Put content from a backup in its place again; content that is there and sound is left alone.

    ValueError when the content does not have that hash, which whoever calls has checked. Raises OSError.
    """
    if path_of(sha256).exists() and _damage(sha256) is None:
        return
    found, _size, _kind = _keep(stream, None, most_bytes=None)
    if found != sha256:
        raise ValueError(f"not the content of {sha256}")


def open_file(stored: StoredFile) -> BinaryIO:
    """The content for reading, from its start, as it was given. Whoever calls has asked a policy before.

    Raises Gone, Locked.
    """
    try:
        content = path_of(stored.sha256).open("rb")
    except FileNotFoundError as error:
        raise Gone(
            _("Isi berkas %(name)s hilang dari penyimpanan. Hubungi administrator agar dipulihkan dari cadangan.")
            % {"name": stored.name}
        ) from error
    if not stored.sealed_under:
        return content
    try:
        return sealing.opened(content, context=stored.context)
    except Undecipherable:
        content.close()
        raise Locked(
            _(
                "Isi berkas %(name)s tersandi dengan kunci %(key)s, yang tidak ada di SINERGI_FIELD_KEYS. Hubungi "
                "administrator agar kuncinya dikembalikan."
            )
            % {"name": stored.name, "key": stored.sealed_under}
        ) from None


def recheck(stored: StoredFile) -> Damage | None:
    """Read one file's content again and compare; None when it is intact. Writes nothing."""
    return _damage(stored.sha256)


def recheck_all(*, at: datetime, progress: Callable[[int], None] = lambda percent: None) -> tuple[Damage, ...]:
    """Read all content again, note on each stored file what was found, and report the damage, by hash.

    Content is read once, however many files share it; no transaction stays open while reading.
    """
    found: list[Damage] = []
    done = 0
    last = ""
    hashes_in_order = StoredFile.objects.order_by("sha256").values_list("sha256", flat=True).distinct()
    while hashes := list(hashes_in_order.filter(sha256__gt=last)[:_BATCH]):
        for sha256 in hashes:
            damage = _damage(sha256)
            StoredFile.objects.filter(sha256=sha256).update(checked_at=at, damage=damage.kind if damage else "")
            if damage:
                found.append(damage)
        last = hashes[-1]
        done += len(hashes)
        progress(100 * done // max(done, hashes_in_order.count()))
    return tuple(found)


def sweep(*, at: datetime) -> int:
    """Delete what killed uploads left half-written more than a day before `at`; how many those were."""
    swept = 0
    for half in (Path(settings.FILES_ROOT) / "incoming").glob("*"):
        if half.stat().st_mtime < (at - _STALE_AFTER).timestamp():
            half.unlink(missing_ok=True)
            swept += 1
    return swept


def discard(stored: StoredFile, *, at: datetime) -> bool:
    """Delete a stored file that nothing relies on any more; its content too, unless another file has the same.

    False, and nothing happens, within a day of `at` from its storing: an upload of the same content may be under way.
    Whoever calls has let go of the row before. Calling it again does no harm.
    """
    content = path_of(stored.sha256)
    if content.exists() and content.stat().st_mtime > (at - _STALE_AFTER).timestamp():
        return False
    with transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk).delete()
        if not StoredFile.objects.filter(sha256=stored.sha256).exists():
            transaction.on_commit(lambda: content.unlink(missing_ok=True))
    return True


def keep_sealed(content: Readable, *, under: str, context: str) -> str:
    """Put the content on the disk, sealed; the hash under which it lies there. Whoever calls keeps it in a row."""
    pieces = sealing.sealed(content, under=under, context=context)
    sha256, _size, _kind = _keep(_Joined(pieces), None, most_bytes=None)
    return sha256


def path_of(sha256: str) -> Path:
    return Path(settings.FILES_ROOT) / rules.place_of(sha256)


def _keep_sealed(made: StoredFile, stream: BinaryIO, allowed: Collection[FileKind], most_bytes: int) -> FileKind:
    """Seal the content on its way to the disk, where nothing of it is ever written in the clear."""
    made.size = stream.seek(0, os.SEEK_END)
    _ensure_fits(made.size, most_bytes)
    if not made.size:
        raise _empty()
    kind = _allowed_kind(stream, allowed)
    stream.seek(0)
    made.sealed_under = sealing.newest()
    hashed = _Hashed(stream)
    made.sha256 = keep_sealed(hashed, under=made.sealed_under, context=made.context)
    made.content_sha256 = hashed.digest.hexdigest()
    return kind


class _Hashed:
    """A stream that is hashed while it is read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.digest = stream, hashlib.sha256()

    def read(self, most: int, /) -> bytes:
        piece = self._stream.read(most)
        self.digest.update(piece)
        return piece


class _Joined:
    """Pieces, each not empty, as a stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def read(self, _most: int, /) -> bytes:
        return next(self._pieces, b"")


@overload
def _keep(stream: Readable, allowed: Collection[FileKind], most_bytes: int) -> tuple[str, int, FileKind]: ...
@overload
def _keep(stream: Readable, allowed: None, most_bytes: None) -> tuple[str, int, None]: ...
def _keep(
    stream: Readable, allowed: Collection[FileKind] | None, most_bytes: int | None
) -> tuple[str, int, FileKind | None]:
    """Write to a temporary file first: a name under the root always means whole content."""
    incoming = Path(settings.FILES_ROOT) / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=incoming)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            sha256, size = _copy(stream, file, most_bytes)
            kind = None if allowed is None else _allowed_kind(file, allowed)
            os.fchmod(file.fileno(), 0o400)
            file.flush()
            os.fsync(file.fileno())
        target = path_of(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        # Replaced even when it is there: the new copy is known to be right, the old one may be damaged.
        Path(temporary).replace(target)
        for folder in (target.parent, target.parent.parent, target.parent.parent.parent):
            _sync_folder(folder)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return sha256, size, kind


def _copy(stream: Readable, file: BinaryIO, most_bytes: int | None) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(rules.CHUNK_BYTES):
        size += len(piece)
        _ensure_fits(size, most_bytes)
        digest.update(piece)
        file.write(piece)
    if not size:
        raise _empty()
    return digest.hexdigest(), size


def _empty() -> Refused:
    return Refused(_("Berkas ini kosong. Pilih berkas yang ada isinya."), field="file")


def _ensure_fits(size: int, most_bytes: int | None) -> None:
    if most_bytes is not None and size > most_bytes:
        raise Refused(
            _("Berkas ini terlalu besar: paling besar %(size)s. Kecilkan atau bagi berkasnya, lalu unggah lagi.")
            % {"size": rules.size_text(most_bytes)},
            field="file",
        )


def _allowed_kind(file: BinaryIO, allowed: Collection[FileKind]) -> FileKind:
    file.flush()
    found = rules.recognise(file)
    if found.kind is not None and found.kind in allowed:
        return found.kind
    if found.nul_line and FileKind.CSV in allowed:
        raise Refused(
            _(
                "Baris %(line)s berkas ini memuat karakter NUL, jadi isinya rusak. Ekspor ulang dari aplikasi asalnya "
                "sebagai CSV UTF-8."
            )
            % {"line": found.nul_line},
            field="file",
        )
    wanted = _(" atau ").join(str(kind.label) for kind in FileKind if kind in allowed)
    raise Refused(
        _("Berkas ini sebenarnya %(label)s, bukan %(wanted)s. Pilih berkas %(wanted)s.")
        % {"label": found.label, "wanted": wanted},
        field="file",
    )


def _sync_folder(folder: Path) -> None:
    """A rename survives a power cut only once its folder is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _damage(sha256: str) -> Damage | None:
    try:
        with path_of(sha256).open("rb") as content:
            kind = None if hashlib.file_digest(content, "sha256").hexdigest() == sha256 else DamageKind.CHANGED
    except FileNotFoundError:
        kind = DamageKind.MISSING
    except OSError:
        kind = DamageKind.UNREADABLE
    return Damage(sha256, kind, StoredFile.objects.filter(sha256=sha256).count()) if kind else None
