"""Replacing the key of sealed content: sealed anew under the newest key of the ring, one file after the other.

Killed, it is begun again and finds what is left. What it could not remove lies sealed under the old key, as rubbish.
"""

from __future__ import annotations

from collections.abc import Callable

from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import sealing, storing
from sinergi.foundation.kernel.encryption import Undecipherable
from sinergi.foundation.kernel.errors import DomainError

type Progress = Callable[[int, int], None]


def reseal(*, progress: Progress = lambda done, of: None) -> tuple[int, int]:
    """How many files were sealed anew, and how many could not be opened; those stay as they are."""
    stale = StoredFile.objects.exclude(sealed_under__in=["", sealing.newest()]).order_by("pk")
    keys = list(stale.values_list("pk", flat=True))
    done = unreadable = 0
    for number, pk in enumerate(keys, start=1):
        stored = StoredFile.objects.filter(pk=pk).first()
        try:
            done += stored is not None and _anew(stored)
        except (DomainError, Undecipherable):
            unreadable += 1
        progress(number, len(keys))
    return done, unreadable


def _anew(stored: StoredFile) -> bool:
    """False where the file was deleted, or sealed anew by another, meanwhile."""
    before = stored.sha256
    with storing.open_file(stored) as content:
        sha256 = storing.keep_sealed(content, under=sealing.newest(), context=stored.context)
    mine = StoredFile.objects.filter(pk=stored.pk, sha256=before)
    if not mine.update(sha256=sha256, sealed_under=sealing.newest()):
        storing.path_of(sha256).unlink(missing_ok=True)
        return False
    storing.path_of(before).unlink(missing_ok=True)
    return True
