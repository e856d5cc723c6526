"""When two spellings are the same name."""

from __future__ import annotations

import re
import unicodedata


def folded(name: str) -> str:
    """A name without case, accents, punctuation and double spaces: equal for spellings that a reader takes for one."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return " ".join(re.findall(r"[a-z0-9]+", letters))
