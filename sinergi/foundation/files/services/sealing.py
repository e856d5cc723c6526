"""Content that lies encrypted on the disk: sealed and opened in pieces, so that memory does not grow with it.

The STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár 2015, eprint 2015/189) with AES-256-GCM: each piece of
PIECE_BYTES has its own tag; its nonce holds its number and whether it is the last. So a piece that was changed, moved, left
out or cut off at the end does not open. Each file has a key of its own, derived (HKDF-SHA256) from the newest key of the ring
`settings.FIELD_KEYS`, a random salt and what the content belongs to.

    magic (4) · length of key id (1) · key id · salt (32) · nonce prefix (7) · pieces, each 16 bytes longer than its content
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from sinergi.foundation.kernel.encryption import Undecipherable

PIECE_BYTES = 65_536
_MAGIC = b"SGF1"
_SALT, _PREFIX, _TAG = 32, 7, 16


class Readable(Protocol):
    """A stream that is read from where it stands to its end."""

    def read(self, most: int, /) -> bytes: ...


def newest() -> str:
    """The id of the key under which content is sealed now."""
    return str(next(iter(settings.FIELD_KEYS)))


def sealed(content: Readable, *, under: str, context: str) -> Iterator[bytes]:
    """The content sealed, piece by piece, from where the stream stands; `context` must be given again to open it."""
    salt, prefix = os.urandom(_SALT), os.urandom(_PREFIX)
    head = _head(under, salt, prefix)
    cipher = _cipher(under, salt, context)
    yield head
    number, piece = 0, _full(content)
    while True:
        following = _full(content) if len(piece) == PIECE_BYTES else b""
        is_last = not following
        yield cipher.encrypt(_nonce(prefix, number, is_last), piece, head)
        if is_last:
            return
        number, piece = number + 1, following


def opened(content: BinaryIO, *, context: str) -> BinaryIO:
    """The content as it was before it was sealed, to be read from anywhere; closing it closes `content`.

    Raises Undecipherable when no key of the ring opens it in this context; reading raises it for a piece that was changed.
    """
    return io.BufferedReader(_Opened(content, context), buffer_size=PIECE_BYTES)


class _Opened(io.RawIOBase):
    """One piece at a time is held in memory."""

    def __init__(self, content: BinaryIO, context: str) -> None:
        super().__init__()
        self._content, self._context = content, context.split(":")[0]
        try:
            magic, length = content.read(len(_MAGIC)), content.read(1)
            if magic != _MAGIC or not length:
                raise Undecipherable(self._context)
            under = content.read(length[0]).decode()
            salt, self._prefix = content.read(_SALT), content.read(_PREFIX)
            self._head = _head(under, salt, self._prefix)
            self._cipher = _cipher(under, salt, context)
        except (KeyError, UnicodeDecodeError):
            raise Undecipherable(self._context) from None
        body = content.seek(0, os.SEEK_END) - len(self._head)
        self._pieces = max(1, -(-body // (PIECE_BYTES + _TAG)))
        self._size = max(0, body - self._pieces * _TAG)
        self._at, self._number, self._piece = 0, -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        number, offset = divmod(self._at, PIECE_BYTES)
        # An empty content has one empty piece, which must open like any other.
        if number >= self._pieces:
            return 0
        piece = self._open(number)[offset : offset + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._content.close()
        super().close()

    def _open(self, number: int) -> bytes:
        if number != self._number:
            self._content.seek(len(self._head) + number * (PIECE_BYTES + _TAG))
            nonce = _nonce(self._prefix, number, is_last=number == self._pieces - 1)
            try:
                self._piece = self._cipher.decrypt(nonce, self._content.read(PIECE_BYTES + _TAG), self._head)
            except (InvalidTag, ValueError):
                raise Undecipherable(self._context) from None
            self._number = number
        return self._piece


def _head(under: str, salt: bytes, prefix: bytes) -> bytes:
    named = under.encode()
    return _MAGIC + bytes([len(named)]) + named + salt + prefix


def _cipher(under: str, salt: bytes, context: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=salt, info=context.encode())
    return AESGCM(derived.derive(settings.FIELD_KEYS[under]))


def _nonce(prefix: bytes, number: int, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4) + (b"\x01" if is_last else b"\x00")


def _full(content: Readable) -> bytes:
    """As much as a piece holds, less only at the end: some streams give what they have."""
    piece = bytearray()
    while len(piece) < PIECE_BYTES and (more := content.read(PIECE_BYTES - len(piece))):
        piece += more
    return bytes(piece)
