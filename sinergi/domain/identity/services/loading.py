"""Extracts in the memory of this process."""

from functools import lru_cache

from linkage.registers import Extract
from sinergi.foundation.files.services import storing


@lru_cache(maxsize=2)
def loaded(sha256: str) -> Extract:
    """Reading a long file anew for every person would take seconds each, so the last two stay in this process's memory.

    Stored content never changes under its hash. Memory is bounded by `extracts.MOST_ROWS` rows for each of the two.
    """
    return Extract.load(storing.path_of(sha256))
