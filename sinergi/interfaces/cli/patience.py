"""What a long command says while it works, and how it ends when it cannot go on."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import typer

from linkage.faults import Fault, sentence_for
from sinergi.foundation.kernel.errors import DomainError
from sinergi.interfaces.cli.app import saying_no

EVERY_SECONDS = 0.2
EVERY_SECONDS_WITHOUT_TERMINAL = 15.0
INTERRUPTED = 130


class Refused(DomainError):
    """A file or a run of linkage was refused; the text is its sentence."""

    code = "linkage_refused"


@contextmanager
def refusing(as_json: bool) -> Iterator[None]:
    """A fault becomes its sentence and status 1, an interruption status 130. Nothing half-written is left by either."""
    with saying_no(as_json):
        try:
            yield
        except Fault as fault:
            raise Refused(str(fault)) from fault
        except OSError as error:
            raise Refused(sentence_for(error, Path(error.filename or "berkas"))) from error
        except MemoryError as error:
            raise Refused("Memori mesin ini habis; tutup program lain atau pakai mesin yang lebih besar.") from error
        except KeyboardInterrupt:
            typer.echo("\nsinergi: Dihentikan. Jalankan perintah yang sama untuk melanjutkan.", err=True)
            raise typer.Exit(INTERRUPTED) from None


class Meter:
    """Progress on standard error: one line that moves on a terminal, now and then a line elsewhere."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._every = EVERY_SECONDS if self._is_terminal else EVERY_SECONDS_WITHOUT_TERMINAL
        self._said_at = time.monotonic()
        self._width = 0

    def __call__(self, text: str, done: int, of: int) -> None:
        """`done` of `of` of what `text` says (Indonesian)."""
        now = time.monotonic()
        if now - self._said_at < self._every:
            return
        self._said_at = now
        share = f"{done * 100 // of} %" if of else ""
        line = f"{text}: {done} dari {of} ({share})" if of else f"{text} …"
        if self._is_terminal:
            sys.stderr.write(f"\r{line.ljust(self._width)}")
            self._width = len(line)
        else:
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the line, so that what follows starts on its own."""
        if self._width:
            sys.stderr.write(f"\r{' ' * self._width}\r")
            self._width = 0
