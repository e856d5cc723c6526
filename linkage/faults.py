"""The ways in which linkage says no. The text is an Indonesian sentence for the person at the screen."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Fault(ValueError):
    """What was asked cannot be done. `row` is the row a person sees in a spreadsheet (header 1), if one is to blame."""

    def __init__(self, sentence: str, *, row: int | None = None) -> None:
        super().__init__(f"Baris {row}: {sentence}" if row is not None else sentence)
        self.row = row


class FileFault(Fault):
    """A file cannot be read or written as it must be."""


_LITTLE = 1 << 20
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_CLOSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_ABSENT = frozenset({errno.ENOENT, errno.ENOTDIR})


@contextmanager
def saying_what_the_system_refused(path: Path) -> Iterator[None]:
    """What the system refuses while working on `path` becomes a FileFault that says what to do."""
    try:
        yield
    except OSError as error:
        raise FileFault(sentence_for(error, path)) from error


def sentence_for(error: OSError, path: Path) -> str:
    """What `error` about `path` means, and what to do."""
    code = error.errno
    # Some libraries say how much they wrote, and not why it was not more.
    if code in _FULL or (code is None and _is_full(path)):
        return f"Ruang disk untuk {path} habis; kosongkan ruang atau pilih folder lain, lalu ulangi."
    if code in _CLOSED:
        return f"{path} tidak boleh dibuka atau ditulis oleh akun ini; periksa hak aksesnya."
    if code in _ABSENT:
        return f"{path} tidak ditemukan; periksa nama berkas dan foldernya."
    if code == errno.EISDIR:
        return f"{path} adalah folder; sebutkan berkas di dalamnya."
    if code == errno.ENAMETOOLONG:
        return f"Nama {path.name[:40]}… terlalu panjang; pilih nama yang lebih pendek."
    return f"{path} tidak dapat dibaca atau ditulis; periksa disk dan hak aksesnya."


def _is_full(path: Path) -> bool:
    there = next((place for place in (path, *path.absolute().parents) if place.exists()), None)
    return there is not None and shutil.disk_usage(there).free < _LITTLE
