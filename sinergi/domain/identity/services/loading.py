"""Extracts in the memory of this process."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from linkage.held import SearchableExtract
from linkage.registers import RegisterError, read_rows
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import storing
from sinergi.foundation.kernel.encryption import Undecipherable

UNREADABLE = (storing.Gone, storing.Locked, RegisterError, Undecipherable)
"""What `loaded` raises: the content is gone, its key is, or it is not what it was."""


@dataclass(frozen=True, slots=True)
class _Content:
    """A file by what lies on the disk, which never changes under its hash."""

    sha256: str
    file: StoredFile = field(compare=False)


def loaded(file: StoredFile) -> SearchableExtract:
    """The rows of an extract. Raises one of UNREADABLE, also when the file went after it was read: no copy outlives it."""
    storing.open_file(file).close()
    return _read(_Content(file.sha256, file))


@lru_cache(maxsize=2)
def _read(content: _Content) -> SearchableExtract:
    """Reading a long file anew for every person would take seconds each, so the last two stay in this process's memory.

    Memory is bounded by `extracts.MOST_ROWS` rows for each of the two.
    """
    with storing.open_file(content.file) as stream:
        return SearchableExtract(read_rows(stream))
