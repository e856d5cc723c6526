"""Content on its way in, that must touch the disk because memory is short: encrypted under a key that only memory holds.

AES-256 in counter mode (NIST SP 800-38A, 6.5) with a new key for each file, so that it can be read from anywhere. It hides
and does not prove: nothing but this process ever reads it back, and what is kept is sealed (`sealing`) or hashed (`storing`).
"""

from __future__ import annotations

import io
import os
import tempfile
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

_BLOCK = 16


class VeiledFile(io.RawIOBase):
    """A temporary file without a name, gone when it is closed or the process ends. It grows at its end only."""

    def __init__(self) -> None:
        self._key = os.urandom(32)
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  (closed by `close`)
        self._growing = self._stream_at(0)
        self._size = self._at = 0

    def write(self, content: Any, /) -> int:
        """Add to the end, wherever it was read before."""
        veiled = self._growing.update(bytes(content))
        self._file.seek(0, os.SEEK_END)
        self._file.write(veiled)
        self._size += len(veiled)
        return len(veiled)

    def readinto(self, buffer: Any, /) -> int:
        self._file.seek(self._at)
        veiled = self._file.read(len(buffer))
        skipped = self._at % _BLOCK
        stream = self._stream_at(self._at // _BLOCK)
        stream.update(bytes(skipped))
        buffer[: len(veiled)] = stream.update(veiled)
        self._at += len(veiled)
        return len(veiled)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("before the beginning")
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()

    def _stream_at(self, block: int) -> CipherContext:
        """The key stream from this block on."""
        cipher = Cipher(algorithms.AES(self._key), modes.CTR(block.to_bytes(_BLOCK)))
        return cipher.encryptor()
